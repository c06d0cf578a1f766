// Correlation matrices from opinions: what a planner states entry by entry need not be possible.
//
//   NearestCorrelation  the nearest one in the Frobenius norm: alternating projections with
//   Dykstra's
//                       correction (Higham 2002, "Computing the nearest correlation matrix")
//   ShrinkCorrelation   (1 - a) C + a T with the least a that makes it possible; entries that T
//                       shares with C stay (Higham, Strabic, Sego 2016)
//   FactorCorrelation   V V' + diag: always possible
//
// What comes back has unit diagonal to the bit, eigenvalues of at least kLeastEigenvalue (to
// rounding), and so a Cholesky factor. Pure; thread-safe. O(n^3) a step; up to some hundred steps.
#pragma once

#include <Eigen/Core>

#include "absl/status/statusor.h"

namespace indicast::projection {

inline constexpr double kLeastEigenvalue = 1e-10;

struct CorrelationRepair {
  Eigen::MatrixXd correlation;
  int changed = 0;            // entries above the diagonal changed by more than 1e-9
  double largest_change = 0;  // of an entry
  double distance = 0;        // Frobenius norm of the change
};

// True when the matrix is one already, with eigenvalues of at least kLeastEigenvalue.
bool IsCorrelation(const Eigen::MatrixXd& c);

// kInvalidArgument on `correlation`: not square, not symmetric, not finite. kInternal
// CORRELATION_NOT_REPAIRED: no convergence, which no symmetric matrix is known to bring about.
absl::StatusOr<CorrelationRepair> NearestCorrelation(const Eigen::MatrixXd& c);

// `target` must be a correlation matrix: kInvalidArgument on `target` otherwise.
absl::StatusOr<CorrelationRepair> ShrinkCorrelation(const Eigen::MatrixXd& c,
                                                    const Eigen::MatrixXd& target);

// Loadings n x k, every row of norm at most 1: kInvalidArgument on `loadings[i]` otherwise.
absl::StatusOr<Eigen::MatrixXd> FactorCorrelation(const Eigen::MatrixXd& loadings);

}  // namespace indicast::projection
