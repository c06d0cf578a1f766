#include "projection-service/engine/sensitivity.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <Eigen/Cholesky>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/normal_law.h"
#include "projection-service/engine/philox.h"
#include "projection-service/engine/sobol_points.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kLeastPoints = 64;
constexpr int kMostPoints = 1000000;
constexpr int kMostInputs = 1000;
constexpr int kResamples = 200;
constexpr int kScramblings = 16;
constexpr double kZ95 = 1.959963984540054;

// The runs of one sample: rows are base points.
struct Runs {
  VectorXd a, b;  // f(A), f(B)
  MatrixXd ab;    // f(A with column i of B)
};

absl::StatusOr<Runs> Evaluate(const Outcome& outcome, int inputs, int points, uint64_t seed,
                              const std::function<bool()>& cancelled) {
  ASSIGN_OR_RETURN(const SobolPoints sobol, SobolPoints::Scrambled(2 * inputs, seed));
  Runs runs = {VectorXd(points), VectorXd(points), MatrixXd(points, inputs)};
  std::vector<double> row(2 * static_cast<size_t>(inputs));
  VectorXd a(inputs);
  VectorXd b(inputs);
  for (int n = 0; n < points; ++n) {
    if (cancelled && n % kLeastPoints == 0 && cancelled()) {
      return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                   "the caller no longer wants the indices");
    }
    sobol.Fill(static_cast<uint64_t>(n), row);
    for (int i = 0; i < inputs; ++i) {
      a[i] = row[static_cast<size_t>(i)];
      b[i] = row[static_cast<size_t>(inputs) + static_cast<size_t>(i)];
    }
    runs.a[n] = outcome(a);
    runs.b[n] = outcome(b);
    for (int i = 0; i < inputs; ++i) {
      const double kept = std::exchange(a[i], b[i]);
      runs.ab(n, i) = outcome(a);
      a[i] = kept;
    }
  }
  return runs;
}

// Sums over base points, from which the indices follow.
struct Moments {
  double sum = 0, squares = 0;  // over f(A) and f(B)
  VectorXd first, total;

  explicit Moments(Index inputs) : first(VectorXd::Zero(inputs)), total(VectorXd::Zero(inputs)) {}

  void Add(const Runs& runs, Index n, double centre) {
    const double a = runs.a[n] - centre;
    const double b = runs.b[n] - centre;
    sum += a + b;
    squares += a * a + b * b;
    for (Index i = 0; i < first.size(); ++i) {
      const double changed = runs.ab(n, i) - centre - a;
      first[i] += b * changed;
      total[i] += changed * changed;
    }
  }

  double Variance(double n) const {
    const double mean = sum / (2 * n);
    return squares / (2 * n) - mean * mean;
  }
  double First(Index i, double n) const { return Ratio(first[i] / n, Variance(n)); }
  double Total(Index i, double n) const { return Ratio(total[i] / (2 * n), Variance(n)); }

 private:
  static double Ratio(double part, double variance) { return variance > 0 ? part / variance : 0; }
};

// Standard deviation of the indices over resamples of the base points.
void Bootstrap(const Runs& runs, uint64_t seed, double centre, SobolIndices& indices) {
  const Index n = runs.a.size();
  const Index k = runs.ab.cols();
  const PhiloxKey key = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)};
  MatrixXd first(kResamples, k);
  MatrixXd total(kResamples, k);
  for (uint32_t resample = 0; resample < kResamples; ++resample) {
    Moments moments(k);
    for (Index draw = 0; draw < n; draw += 4) {
      const auto words = Philox4x32({static_cast<uint32_t>(draw), resample, 0,
                                     static_cast<uint32_t>(DrawPurpose::kBootstrap)},
                                    key);
      for (Index j = 0; j < std::min<Index>(4, n - draw); ++j) {
        const uint64_t scaled = uint64_t{words[static_cast<size_t>(j)]} * static_cast<uint64_t>(n);
        moments.Add(runs, static_cast<Index>(scaled >> 32), centre);
      }
    }
    for (Index i = 0; i < k; ++i) {
      first(resample, i) = moments.First(i, static_cast<double>(n));
      total(resample, i) = moments.Total(i, static_cast<double>(n));
    }
  }
  const auto half_width = [](const auto& column) {
    const double mean = column.mean();
    return kZ95 * std::sqrt((column.array() - mean).square().sum() / (kResamples - 1));
  };
  for (Index i = 0; i < k; ++i) {
    indices.inputs[static_cast<size_t>(i)].first_error = half_width(first.col(i));
    indices.inputs[static_cast<size_t>(i)].total_error = half_width(total.col(i));
  }
}

absl::Status CheckPoints(int points) {
  if (points >= kLeastPoints && points <= kMostPoints) return absl::OkStatus();
  return FieldError("points",
                    absl::StrCat(points, " is not between ", kLeastPoints, " and ", kMostPoints));
}

// Shares from one scrambling.
absl::StatusOr<VectorXd> SharesOf(const Outcome& outcome, const VectorXd& multipliers,
                                  const MatrixXd& factor, int points, const SobolPoints& sobol,
                                  const std::function<bool()>& cancelled) {
  const Index k = multipliers.size();
  std::vector<double> row(static_cast<size_t>(k));
  VectorXd z(k);
  VectorXd sum_x = VectorXd::Zero(k);
  VectorXd sum_xy = VectorXd::Zero(k);
  double sum_y = 0;
  for (int n = 0; n < points; ++n) {
    if (cancelled && n % kLeastPoints == 0 && cancelled()) {
      return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                   "the caller no longer wants the shares");
    }
    sobol.Fill(static_cast<uint64_t>(n), row);
    for (Index i = 0; i < k; ++i) z[i] = NormalQuantile(row[static_cast<size_t>(i)]);
    const VectorXd x = factor * z;
    const double y = outcome(x);
    sum_x += x;
    sum_xy += x * y;
    sum_y += y;
  }
  const VectorXd parts = multipliers.cwiseProduct(sum_xy - sum_x * (sum_y / points));
  const double whole = parts.sum();
  if (!(whole > 0)) return VectorXd(VectorXd::Zero(k));
  return VectorXd(parts / whole);
}

}  // namespace

TornadoChart Tornado(const Outcome& outcome, const VectorXd& median, const VectorXd& low,
                     const VectorXd& high) {
  TornadoChart chart;
  chart.median = outcome(median);
  chart.together_low = outcome(low);
  chart.together_high = outcome(high);
  for (Index i = 0; i < median.size(); ++i) {
    VectorXd x = median;
    const auto at = [&](double value) {
      x[i] = value;
      return outcome(x);
    };
    TornadoBarEnds bar;
    bar.input = static_cast<size_t>(i);
    bar.low = at(low[i]);
    bar.high = at(high[i]);
    // Cube root of the rounding unit: the two errors of a central difference are balanced.
    const double step = 6e-6 * std::max(1.0, std::abs(median[i]));
    bar.multiplier = (at(median[i] + step) - at(median[i] - step)) / (2 * step);
    chart.bars.push_back(bar);
  }
  std::stable_sort(chart.bars.begin(), chart.bars.end(),
                   [](const TornadoBarEnds& a, const TornadoBarEnds& b) {
                     return std::abs(a.high - a.low) > std::abs(b.high - b.low);
                   });
  return chart;
}

VectorXd LinearShares(const VectorXd& multipliers, const MatrixXd& covariance) {
  const VectorXd with_outcome = covariance * multipliers;
  const double variance = multipliers.dot(with_outcome);
  if (!(variance > 0)) return VectorXd::Zero(multipliers.size());
  return multipliers.cwiseProduct(with_outcome) / variance;
}

absl::StatusOr<SampledShares> SampleCovarianceShares(const Outcome& outcome,
                                                     const VectorXd& multipliers,
                                                     const VectorXd& spreads,
                                                     const MatrixXd& correlation, int points,
                                                     uint64_t seed,
                                                     const std::function<bool()>& cancelled) {
  RETURN_IF_ERROR(CheckPoints(points));
  const Eigen::LLT<MatrixXd> llt(correlation);
  if (llt.info() != Eigen::Success) {
    return FieldError("correlation", "is not positive definite");
  }
  const MatrixXd factor = spreads.asDiagonal() * MatrixXd(llt.matrixL());
  MatrixXd shares(kScramblings, multipliers.size());
  for (int s = 0; s < kScramblings; ++s) {
    const PhiloxKey key = KeyOf(static_cast<uint64_t>(s), seed);
    ASSIGN_OR_RETURN(const SobolPoints sobol,
                     SobolPoints::Scrambled(static_cast<int>(multipliers.size()),
                                            (uint64_t{key[1]} << 32) | key[0]));
    ASSIGN_OR_RETURN(const VectorXd one, SharesOf(outcome, multipliers, factor,
                                                  points / kScramblings, sobol, cancelled));
    shares.row(s) = one.transpose();
  }
  SampledShares out;
  out.shares = shares.colwise().mean().transpose();
  const MatrixXd off = shares.rowwise() - out.shares.transpose();
  out.errors =
      kZ95 *
      (off.colwise().squaredNorm().transpose() / (kScramblings * (kScramblings - 1))).cwiseSqrt();
  return out;
}

absl::StatusOr<SobolIndices> EstimateSobolIndices(const Outcome& outcome, int inputs, int points,
                                                  uint64_t seed,
                                                  const std::function<bool()>& cancelled) {
  RETURN_IF_ERROR(CheckPoints(points));
  if (inputs < 1 || inputs > kMostInputs) {
    return FieldError("inputs", absl::StrCat(inputs, " is not between 1 and ", kMostInputs));
  }
  ASSIGN_OR_RETURN(const Runs runs, Evaluate(outcome, inputs, points, seed, cancelled));
  // Centred products lose fewer digits and vary less.
  const double centre = (runs.a.mean() + runs.b.mean()) / 2;
  Moments moments(inputs);
  for (Index n = 0; n < points; ++n) moments.Add(runs, n, centre);
  SobolIndices indices;
  indices.variance = moments.Variance(points);
  for (Index i = 0; i < inputs; ++i) {
    indices.inputs.push_back({moments.First(i, points), moments.Total(i, points), 0, 0});
  }
  Bootstrap(runs, seed, centre, indices);
  return indices;
}

}  // namespace indicast::projection
