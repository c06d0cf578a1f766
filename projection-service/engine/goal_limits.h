// Goals as limits on the deviations of a plan's paths from its own path.
//
// A goal on one indicator limits the log of one cell. A goal against another indicator ("faster
// than the economy by one point") limits e^a - e^b, which is a limit on a - b where the margin is 0
// and curved otherwise; its linear part at the plan's path stands in where a joint normal law is
// asked. Bands ("about 3 %") and equalities without a better side hold within half a published
// step. A sum over years limits the log of the mean of their levels: `cell` is its last year, and
// the linear form is for the loadings of the totals of its years by their shares (LevelShares).
// Pure; thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "Eigen/Core"
#include "projection-service/engine/level_shape.h"
#include "projection-service/engine/linear_paths.h"
#include "projection-service/engine/plan_goals.h"
#include "projection-service/engine/plan_system.h"

namespace indicast::projection {

// The plan's path in logs, n x years: steps and totals since the base.
struct PlanCentre {
  Eigen::MatrixXd step, total;
  double Of(const PathCell& cell) const;
  // Shares of the years first .. last in the sum of their levels, and ln of the mean of L_t / L_0.
  Eigen::VectorXd LevelShares(size_t variable, int first, int last) const;
  double LogMeanLevel(size_t variable, int first, int last) const;
};

struct GoalLimits {
  PathCell cell;
  std::optional<PathCell> other;
  // Of the deviation of the cell; with `other` of the difference of the growth rates.
  double lower = 0, upper = 0;
  // The linear form: lower <= own x cell + theirs x other <= upper.
  double own = 1, theirs = 0;
  double linear_lower = 0, linear_upper = 0;
  bool margin = false;  // a gap between growth rates with a margin: not linear in logs
  bool curved = false;  // something of it follows from a sum of levels
  // The linear form is the goal itself.
  bool IsLinear() const { return !margin && !curved; }
};

// `shapes` by position in the system; nullopt where an indicator has no level.
GoalLimits LimitsOf(const GoalRow& row, int base_year, const PlanSystem& system,
                    const PlanCentre& centre, const std::vector<std::optional<LevelLaw>>& shapes);

}  // namespace indicast::projection
