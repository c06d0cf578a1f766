// Probability that a normal vector lies in a box, P(lower <= X <= upper), X ~ N(0, covariance).
//
// Separation of variables (Genz 1992, "Numerical computation of multivariate normal
// probabilities"), variables ordered by their conditional probability (Gibson, Glasbey and Elston
// 1994), singular covariances by joining the limits of the rows that end in the same variable (Genz
// and Kwong 2000), over scrambled Sobol points. The error is the standard error over independent
// scramblings.
//
// Pure; thread-safe; the same bits for the same input. Cost about 40 ns a point and variable: 50
// variables to 1e-5 take some 10 ms.
#pragma once

#include <cstdint>
#include <functional>

#include <Eigen/Core>

#include "absl/status/statusor.h"

namespace indicast::projection {

struct NormalBox {
  // Limits of each variable about its mean; +-infinity where there is none.
  Eigen::VectorXd lower, upper;
  // Symmetric and positive semidefinite; its rank may be less than its size.
  Eigen::MatrixXd covariance;
};

struct GenzOptions {
  uint64_t seed = 0;
  // Points double until the standard error is at most this ...
  double standard_error = 1e-5;
  // ... or this many points a scrambling are used; a power of two of at least kGenzFirstPoints.
  uint64_t max_points = 1 << 16;
  // Asked after every doubling; true ends with kCancelled. May be empty.
  std::function<bool()> cancelled;
};

inline constexpr int kGenzScramblings = 8;
inline constexpr uint64_t kGenzFirstPoints = 128;

struct GenzResult {
  double probability = 0;     // 0..1
  double standard_error = 0;  // 0 where the value is exact (one variable, or no variance)
  uint64_t points = 0;        // over all scramblings
};

// kInvalidArgument FIELD_INVALID: sizes that differ, an entry that is not finite (limits may be
// infinite), a negative variance, a lower limit above the upper one, or a covariance that is
// clearly not positive semidefinite. An empty box (size 0) has probability 1.
absl::StatusOr<GenzResult> NormalBoxProbability(const NormalBox& box, const GenzOptions& options);

}  // namespace indicast::projection
