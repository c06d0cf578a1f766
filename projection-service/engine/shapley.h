// Shapley values: a difference between two states shared out over the inputs that changed, each
// with its contribution averaged over all orders in which the inputs can change.
//   phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (f(S + i) - f(S)).
// They add up to f(all) - f(none) (efficiency), inputs that act alike get alike, an input without
// effect gets nothing. Sources: Shapley 1953, A value for n-person games; Shorrocks 2013,
// Decomposition procedures for distributional analysis, Journal of Economic Inequality 11 (the use
// for differences); Castro, Gomez and Tejada 2009, Polynomial calculation of the Shapley value,
// Computers and Operations Research 36 (sampled orders).
//
// The unit of a share is that of the output. An output that is NaN in a state that a share needs
// has a NaN share: not defined. Pure as far as the callback is; not parallel.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"

namespace indicast::projection {

// The outputs with these inputs changed; always the same number of outputs. An error ends the
// computation.
using ChangedOutputs =
    std::function<absl::StatusOr<std::vector<double>>(const std::vector<bool>& changed)>;

struct ShapleyValues {
  std::vector<double> none;                 // outputs with nothing changed
  std::vector<double> all;                  // with everything changed
  std::vector<std::vector<double>> shares;  // [input][output]
  // [input][output] of sampled shares; 0 for exact ones.
  std::vector<std::vector<double>> standard_errors;
  bool exact = true;
  uint64_t runs = 0;  // of the callback
};

inline constexpr size_t kMaxExactShapleyInputs = 8;

// 2^n runs, n <= kMaxExactShapleyInputs.
absl::StatusOr<ShapleyValues> ExactShapley(size_t inputs, const ChangedOutputs& outputs);

// Averages over `pairs` >= 2 random orders, each with its reverse (antithetic), by the seed:
// at most 2 (n - 1) pairs + 2 runs. The shares of every order add up to the whole difference, so
// their averages do.
absl::StatusOr<ShapleyValues> SampledShapley(size_t inputs, size_t pairs, uint64_t seed,
                                             const ChangedOutputs& outputs);

}  // namespace indicast::projection
