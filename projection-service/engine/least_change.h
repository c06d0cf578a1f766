// The least change that satisfies a set of rows:
//   minimise 1/2 (x - x0)' W (x - x0)  subject to  A x = b,  C x >= d,  l <= x <= u.
// Without active inequalities D = x - x0 = W^-1 A' lambda with lambda = (A W^-1 A')^-1 (b - A x0).
// Solved by the dual active set of dual_active_set.h in units of standard deviations.
//
// Multipliers: lambda = d(D2 / 2) / d(right side), D2 = D' W D. Easing a row by one of its units
// saves that much effort to first order; an equality with lambda < 0 is eased by raising its right
// side. Those of inequalities and bounds are never negative; of bounds they are per unit of
// tightening. A pin (l = u) reports its lambda among the lower multipliers when positive, else, as
// -lambda, among the upper ones. Redundant equalities have 0.
//
// Example: x0 = (4, 6, 5.5), deviations (1, 1.5, 1.2), row .08 x1 + .42 x2 + .50 x3 = 6.5 gives
// x = (4.095375, 7.126621, 6.358378) and D2 = 1.0848945.
//
// Pure, thread-safe. n <= 300 variables (1000 are refused); cost O(n^3 + steps (n^2 + n rows)).
// Errors: kInvalidArgument PROBLEM_INVALID (shapes, not finite, lower above upper, too large);
// kFailedPrecondition SOLVER_ITERATION_LIMIT, SOLVER_RESIDUAL (rows recomputed in long double miss
// by more than 1e-9 standard deviations); kCancelled CALL_CANCELLED. Rows that cannot hold together
// are an answer, not an error.
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/engine/change_metric.h"
#include "projection-service/engine/dual_active_set.h"

namespace indicast::projection {

struct LeastChangeProblem {
  Eigen::VectorXd start;       // x0
  Eigen::MatrixXd equalities;  // A, one row a row
  Eigen::VectorXd equality_values;
  Eigen::MatrixXd inequalities;  // C
  Eigen::VectorXd inequality_values;
  Eigen::VectorXd lower;  // empty: none; infinite: none for this variable
  Eigen::VectorXd upper;
  // Asked once before each solution: many may be needed for one answer. Empty: never.
  std::function<bool()> cancelled;
};

struct LeastChange {
  bool feasible = false;
  Eigen::VectorXd x;
  double d2 = 0;
  // Independent rows that hold the answer where it is: all equalities and pins but redundant ones,
  // and the inequalities and bounds with a multiplier above 0.
  std::vector<RowId> active;
  int rank = 0;  // of the active rows
  Eigen::VectorXd equality_multipliers;
  Eigen::VectorXd inequality_multipliers;
  Eigen::VectorXd lower_multipliers;
  Eigen::VectorXd upper_multipliers;
  std::vector<RowId> redundant;
  double equality_residual = 0;    // max |A x - b|, in standard deviations of the row
  double inequality_residual = 0;  // least of C x - d and of the room within bounds; 0 if positive
  int iterations = 0;
  // When not feasible: rows that cannot hold together, ascending. Take one away and the others can,
  // up to rounding; conflict.h proves it.
  std::vector<RowId> conflict;
};

absl::StatusOr<LeastChange> SolveLeastChange(const LeastChangeProblem& problem,
                                             const ChangeMetric& metric);

}  // namespace indicast::projection
