// What moves an outcome most.
//
//   Tornado        each input at its low and high end, the others at the median; all together
//   variance shares of a linear outcome y = a'x: with covariance C, a_i (C a)_i / a'C a, which add
//   up
//                  to 1 and may be negative; a_i^2 var_i / V exactly where the inputs are
//                  independent
//   Sobol indices  of any outcome of independent inputs: first order by Saltelli et al. (2010),
//   total
//                  by Jansen (1999), N (k + 2) runs on scrambled Sobol points, with a 95 % interval
//                  by bootstrap over the base points (Archer, Saltelli and Sobol 1997)
//
// Pure; thread-safe; the same seed gives the same bits.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <Eigen/Core>

#include "absl/status/statusor.h"

namespace indicast::projection {

// The outcome for given inputs; deterministic.
using Outcome = std::function<double(const Eigen::VectorXd&)>;

struct TornadoBarEnds {
  size_t input = 0;
  double low = 0, high = 0;  // outcome with the input low, high; both may lie on one side
  double multiplier = 0;     // derivative at the median, by central differences
};

struct TornadoChart {
  double median = 0;                 // outcome with all inputs at their median
  std::vector<TornadoBarEnds> bars;  // widest first, then by input
  double together_low = 0, together_high = 0;
};

// Vectors of one length, low <= median <= high. 4 k + 3 runs.
TornadoChart Tornado(const Outcome& outcome, const Eigen::VectorXd& median,
                     const Eigen::VectorXd& low, const Eigen::VectorXd& high);

// Shares by input; all 0 where the outcome has no variance.
Eigen::VectorXd LinearShares(const Eigen::VectorXd& multipliers, const Eigen::MatrixXd& covariance);

struct SampledShares {
  Eigen::VectorXd shares, errors;  // errors: half width of the 95 % interval
};

// Covariance shares of a curved outcome of jointly normal deviations x = S L z:
// a_i cov(x_i, y) over their sum, on Sobol points under 16 scramblings, which also give the error.
// `points` in all, 64..1,000,000. Errors as EstimateSobolIndices.
absl::StatusOr<SampledShares> SampleCovarianceShares(const Outcome& outcome,
                                                     const Eigen::VectorXd& multipliers,
                                                     const Eigen::VectorXd& spreads,
                                                     const Eigen::MatrixXd& correlation, int points,
                                                     uint64_t seed,
                                                     const std::function<bool()>& cancelled);

struct SobolIndex {
  double first = 0, total = 0;
  double first_error = 0, total_error = 0;  // half width of the 95 % interval
};

struct SobolIndices {
  double variance = 0;
  std::vector<SobolIndex> inputs;
};

// `outcome` takes uniform numbers in (0, 1). kInvalidArgument on `points` beyond 64..1,000,000 or
// `inputs` beyond 1..1,000; kCancelled CALL_CANCELLED when `cancelled` says so (asked now and
// then; may be empty). Runs: points (inputs + 2).
absl::StatusOr<SobolIndices> EstimateSobolIndices(const Outcome& outcome, int inputs, int points,
                                                  uint64_t seed,
                                                  const std::function<bool()>& cancelled);

}  // namespace indicast::projection
