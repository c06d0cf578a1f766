// The shortest vector under linear rows,
//   minimise 1/2 z'z  subject to  E'z = e,  N'z >= d,  l <= B'z <= u,
// by the dual active-set method of Goldfarb and Idnani 1983, A numerically stable dual method for
// solving strictly convex quadratic programs, Mathematical Programming 27. It starts from the
// shortest z on the equalities and adds the most violated row until none is left, so that an
// infeasible system ends in a proof of it: one row that no combination of the active ones allows.
// Equalities come first, by a column-pivoted QR that drops redundant ones.
//
// All columns have unit length (z and every row are in standard deviations: the known failure of
// such codes is bad scaling). Own code, because the general solvers in the distribution stop at a
// tolerance and give neither the proof nor the multipliers.
//
// Pure, deterministic, thread-safe. Cost O(n^2) a step and O(n^3) at most to start, n up to 300.
// Errors: kFailedPrecondition SOLVER_ITERATION_LIMIT.
#pragma once

#include <Eigen/Dense>
#include <compare>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

namespace indicast::projection {

enum class RowKind : int8_t { kEquality = 1, kInequality, kLowerBound, kUpperBound, kPin };

// A row of a problem: the index counts within its kind; of bounds and pins it is the variable.
struct RowId {
  RowKind kind = RowKind::kEquality;
  Eigen::Index index = 0;
  auto operator<=>(const RowId&) const = default;
};

struct LeastNormProblem {
  Eigen::Index size = 0;
  Eigen::MatrixXd equalities;  // E, one column a row
  Eigen::VectorXd equality_values;
  std::vector<RowId> equality_ids;
  Eigen::MatrixXd inequalities;  // N
  Eigen::VectorXd inequality_values;
  Eigen::MatrixXd bound_normals;  // B; empty: the unit matrix
  Eigen::VectorXd lower;          // infinite: no bound
  Eigen::VectorXd upper;
};

struct LeastNormSolution {
  bool feasible = false;
  Eigen::VectorXd z;
  // d(1/2 z'z) / d(right side); of bounds per unit of tightening. Redundant equalities have 0.
  Eigen::VectorXd equality_multipliers;
  Eigen::VectorXd inequality_multipliers;
  Eigen::VectorXd lower_multipliers;
  Eigen::VectorXd upper_multipliers;
  std::vector<RowId> active;     // linearly independent, in the order in which they entered
  std::vector<RowId> redundant;  // equalities that follow from others
  std::vector<RowId> conflict;   // when not feasible: rows that cannot hold together
  int iterations = 0;
};

absl::StatusOr<LeastNormSolution> SolveLeastNorm(const LeastNormProblem& problem,
                                                 int iteration_limit);

}  // namespace indicast::projection
