// Whether all targets of a plan can be true together, how surprising that would be, and which one
// is the weakest link.
//
// Feasible: the rows of plan_problem.h have a point, soft ones included. Distance and plausibility
// are those of the nearest such plan under the laws of growth, prices left aside; the share of a
// target in D2 is lambda_i (a_i' D) / D2, which adds up to 1 with the shares of bounds and pins.
// Probabilities: of one target alone in closed form (attainment.h), of several by Genz on scrambled
// Sobol points (genz.h) with margins between growth rates and sums of levels linearised at the
// plan's path. They are those of the laws of growth: bounds and pins are conditions of the plan,
// not of the world. The weakest link is the target without which the others are likeliest.
//
// Pure, deterministic for a seed, thread-safe. Cost: two joint probabilities a target, milliseconds
// each. Errors: those of PlanProblem::Create and SolveCurved; kCancelled CALL_CANCELLED.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/engine/plan_problem.h"
#include "projection-service/engine/plan_rows.h"
#include "projection-service/engine/simulation.h"

namespace indicast::projection {

struct TargetCheck {
  std::string row;
  LocalizedText text;
  std::optional<TargetKind> kind;
  Chance alone;
  std::optional<double> distance_share;  // unset when the plan is not feasible or costs nothing
  // Of joint probability, by asking one percentage point less.
  std::optional<double> gain_from_relaxing;
  std::optional<double> joint_without;  // unset for a single target
};

struct PlanCheck {
  bool feasible = true;
  std::optional<PlanConflict> conflict;
  std::optional<double> distance_squared;  // unset when not feasible
  int degrees_of_freedom = 0;
  std::optional<double> plausibility;
  std::vector<TargetCheck> targets;  // in the order of the goals
  std::string weakest_link;          // empty with fewer than two targets
  std::optional<Chance> all;         // unset without targets
  std::optional<Chance> binding;     // unset without binding targets
  std::vector<GrowthOutlook> outlooks;
  LocalizedText explanation;
  std::vector<LocalizedText> assumptions;
};

absl::StatusOr<PlanCheck> CheckPlan(const PlanParts& parts, const std::function<bool()>& cancelled);

}  // namespace indicast::projection
