// A plan as a model of simulated paths (monte_carlo.h): the free indicators are drawn, everybody
// else follows in every draw. Sums are added in levels. Loops of elasticities are solved at once,
// which is exact unless they run through a sum of levels; there its gradient at the plan's path
// stands in. Pure; thread-safe.
#pragma once

#include <vector>

#include "projection-service/engine/goal_limits.h"
#include "projection-service/engine/monte_carlo.h"
#include "projection-service/engine/plan_system.h"

namespace indicast::projection {

struct PlanPaths {
  PathModel model;          // without quantiles, limits and sets
  std::vector<int> row_of;  // row of each indicator of the system
};

PlanPaths MakePlanPaths(const PlanSystem& system, const PlanCentre& centre);

// Adds the limits of a goal, and a row for a gap; the index of the limits.
int AddGoal(const GoalLimits& goal, const PlanCentre& centre, PlanPaths& paths);

}  // namespace indicast::projection
