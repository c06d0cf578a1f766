// The least change under rows that are not linear: products, levels after several years, growth
// differences of variables in logs,
//   minimise 1/2 (x - x0)' W (x - x0)  subject to  f(x) = 0,  h(x) >= 0,  l <= x <= u.
// Newton steps on the linearised rows (sequential quadratic programming with the Hessian of the
// objective, Wilson 1963; Nocedal and Wright 2006, Numerical Optimization, ch. 18): each step
// solves SolveForced at the last point. Rows converge quadratically; the answer linearly with the
// curvature of the rows against W, which for growth in logs is some hundredths a step.
//
// Hard and soft rows, conflicts and repairs as in conflict.h, at the answer. Pure, deterministic,
// thread-safe for a thread-safe `rows`. Cost: 3 to some 30 solutions of SolveForced.
// Errors: those of SolveForced; kFailedPrecondition SOLVER_ITERATION_LIMIT (no convergence within
// 100 steps), SOLVER_RESIDUAL (rows at the answer miss by more than 1e-9 standard deviations).
#pragma once

#include <Eigen/Dense>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/engine/change_metric.h"
#include "projection-service/engine/conflict.h"

namespace indicast::projection {

// f and h at a point, one row a row.
struct CurvedRows {
  Eigen::VectorXd equalities;
  Eigen::MatrixXd equality_gradients;
  Eigen::VectorXd inequalities;
  Eigen::MatrixXd inequality_gradients;
};

struct CurvedProblem {
  Eigen::VectorXd start;  // x0
  Eigen::VectorXd lower;  // empty: none
  Eigen::VectorXd upper;
  std::function<CurvedRows(const Eigen::VectorXd&)> rows;
  std::vector<RowForce> equality_forces;
  std::vector<RowForce> inequality_forces;
  // As in ForcedProblem: of one unit of f and h.
  Eigen::VectorXd equality_prices;
  Eigen::VectorXd inequality_prices;
  // Asked before each solution of linear rows; true ends with kCancelled. Empty: never.
  std::function<bool()> cancelled;
};

struct CurvedChange {
  ForcedChange result;  // rows linearised at the answer; multipliers per unit of f and h
  int steps = 0;
};

absl::StatusOr<CurvedChange> SolveCurved(const CurvedProblem& problem, const ChangeMetric& metric,
                                         bool explain = true);

}  // namespace indicast::projection
