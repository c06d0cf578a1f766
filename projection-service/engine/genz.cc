#include "projection-service/engine/genz.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

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

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// On the scale of unit variances: a rest of variance below it is rounding, a coefficient below it
// does not bind a row to a variable.
constexpr double kNoVariance = 1e-11;
constexpr double kNoCoefficient = 1e-7;
// A rest of variance this far below zero is no rounding.
constexpr double kNegativeVariance = 1e-8;

absl::Status CheckBox(const NormalBox& box) {
  const Index n = box.lower.size();
  if (box.upper.size() != n || box.covariance.rows() != n || box.covariance.cols() != n) {
    return FieldError("covariance", absl::StrCat("is not of size ", n, " like the lower limits"));
  }
  for (Index i = 0; i < n; ++i) {
    if (!(box.lower[i] <= box.upper[i])) {
      return FieldError(absl::StrCat("upper[", i, "]"), "is below the lower limit");
    }
    if (box.covariance(i, i) < 0) {
      return FieldError(absl::StrCat("covariance[", i, "]"), "is a negative variance");
    }
  }
  if (!box.covariance.allFinite()) return FieldError("covariance", "is not finite");
  return absl::OkStatus();
}

// lower <= sum coefficients[k] y_k <= upper on independent standard normal y.
struct Row {
  VectorXd coefficients;
  double lower = 0, upper = 0;
};

// Unit variances. Variables without limits leave, and those without variance: true when one of them
// lies outside its limits.
bool Standardise(const NormalBox& box, std::vector<Row>& rows, MatrixXd& correlation) {
  std::vector<Index> kept;
  bool outside = false;
  for (Index i = 0; i < box.lower.size(); ++i) {
    if (box.lower[i] == -kInfinity && box.upper[i] == kInfinity) continue;
    if (box.covariance(i, i) > 0) {
      kept.push_back(i);
    } else if (box.lower[i] > 0 || box.upper[i] < 0) {
      outside = true;
    }
  }
  const auto n = static_cast<Index>(kept.size());
  correlation.resize(n, n);
  rows.reserve(kept.size());
  for (Index i = 0; i < n; ++i) {
    const Index from = kept[static_cast<size_t>(i)];
    const double sd = std::sqrt(box.covariance(from, from));
    rows.push_back({VectorXd::Zero(n), box.lower[from] / sd, box.upper[from] / sd});
    for (Index j = 0; j < n; ++j) {
      const Index other = kept[static_cast<size_t>(j)];
      correlation(i, j) =
          box.covariance(from, other) / (sd * std::sqrt(box.covariance(other, other)));
    }
  }
  return outside;
}

// Mean of a standard normal within limits.
double TruncatedMean(double lower, double upper) {
  const double p = NormalProbability(lower, upper);
  if (p > 1e-100) return (NormalDensity(lower) - NormalDensity(upper)) / p;
  if (lower > 0) return lower;
  return upper < 0 ? upper : (lower + upper) / 2;
}

// The factor of the correlation, row by row, the row with the least conditional probability first.
// Rows beyond the rank keep the coefficients found.
class OrderedFactor {
 public:
  OrderedFactor(std::vector<Row> rows, MatrixXd correlation)
      : rows_(std::move(rows)),
        correlation_(std::move(correlation)),
        expected_(VectorXd::Zero(static_cast<Index>(rows_.size()))) {}

  absl::Status Run() {
    const auto n = static_cast<Index>(rows_.size());
    for (; rank_ < n; ++rank_) {
      const Index next = Narrowest();
      if (next < 0) break;
      Exchange(rank_, next);
      Eliminate();
    }
    for (Index i = rank_; i < n; ++i) {
      if (RestOfVariance(i) < -kNegativeVariance) {
        return FieldError("covariance", "is not positive semidefinite");
      }
    }
    return absl::OkStatus();
  }

  Index rank() const { return rank_; }
  const std::vector<Row>& rows() const { return rows_; }

 private:
  Row& At(Index i) { return rows_[static_cast<size_t>(i)]; }
  const Row& At(Index i) const { return rows_[static_cast<size_t>(i)]; }

  double RestOfVariance(Index i) const { return 1 - At(i).coefficients.head(rank_).squaredNorm(); }

  std::pair<double, double> LimitsOf(Index i, double sd) const {
    const double mean = At(i).coefficients.head(rank_).dot(expected_.head(rank_));
    return {(At(i).lower - mean) / sd, (At(i).upper - mean) / sd};
  }

  Index Narrowest() const {
    Index best = -1;
    double least = kInfinity;
    for (Index i = rank_; i < static_cast<Index>(rows_.size()); ++i) {
      const double variance = RestOfVariance(i);
      if (variance <= kNoVariance) continue;
      const auto [lower, upper] = LimitsOf(i, std::sqrt(variance));
      const double p = NormalProbability(lower, upper);
      if (p < least) {
        least = p;
        best = i;
      }
    }
    return best;
  }

  void Exchange(Index a, Index b) {
    std::swap(At(a), At(b));
    correlation_.row(a).swap(correlation_.row(b));
    correlation_.col(a).swap(correlation_.col(b));
  }

  void Eliminate() {
    const Index k = rank_;
    const double sd = std::sqrt(RestOfVariance(k));
    const auto [lower, upper] = LimitsOf(k, sd);
    expected_[k] = TruncatedMean(lower, upper);
    At(k).coefficients[k] = sd;
    for (Index i = k + 1; i < static_cast<Index>(rows_.size()); ++i) {
      const double known = At(i).coefficients.head(k).dot(At(k).coefficients.head(k));
      At(i).coefficients[k] = (correlation_(i, k) - known) / sd;
    }
  }

  std::vector<Row> rows_;
  MatrixXd correlation_;
  VectorXd expected_;
  Index rank_ = 0;
};

// Rows by the last variable they bind: its limits follow once the variables before it are drawn.
class SeparatedBox {
 public:
  SeparatedBox(const std::vector<Row>& rows, Index rank) : limits_(static_cast<size_t>(rank)) {
    for (const Row& row : rows) {
      Index last = rank - 1;
      while (last > 0 && std::abs(row.coefficients[last]) <= kNoCoefficient) --last;
      limits_[static_cast<size_t>(last)].push_back(Scaled(row, last));
    }
  }

  // Variables that must be drawn: all but the last, which is integrated exactly.
  int dimensions() const { return static_cast<int>(limits_.size()) - 1; }

  // The integrand at one point of the unit cube.
  double At(const double* point, VectorXd& y) const {
    double product = 1;
    for (size_t k = 0; k < limits_.size(); ++k) {
      double lower = -kInfinity;
      double upper = kInfinity;
      for (const Row& row : limits_[k]) {
        const auto before = static_cast<Index>(k);
        const double mean = row.coefficients.head(before).dot(y.head(before));
        lower = std::max(lower, row.lower - mean);
        upper = std::min(upper, row.upper - mean);
      }
      if (!(lower < upper)) return 0;
      // In the upper half the mirror image keeps the digits.
      const bool mirrored = lower > 0;
      const double from = NormalCdf(mirrored ? -upper : lower);
      const double p = NormalCdf(mirrored ? -lower : upper) - from;
      product *= p;
      if (product <= 0) return 0;
      if (k + 1 == limits_.size()) break;
      const double x = NormalQuantile(from + point[k] * p);
      y[static_cast<Index>(k)] = std::clamp(mirrored ? -x : x, -38.0, 38.0);
    }
    return product;
  }

 private:
  static Row Scaled(const Row& row, Index last) {
    const double c = row.coefficients[last];
    Row scaled = {row.coefficients.head(last) / c, row.lower / c, row.upper / c};
    if (c < 0) std::swap(scaled.lower, scaled.upper);
    return scaled;
  }

  std::vector<std::vector<Row>> limits_;
};

// Sum of the integrand over points first..first + count - 1.
double SumOver(const SeparatedBox& box, const SobolPoints& points, uint64_t first, uint64_t count) {
  constexpr uint64_t kChunk = 128;
  const auto width = static_cast<size_t>(box.dimensions());
  std::vector<double> chunk(kChunk * width);
  VectorXd y(box.dimensions() + 1);
  double sum = 0;
  for (uint64_t done = 0; done < count; done += kChunk) {
    const uint64_t size = std::min(kChunk, count - done);
    points.Fill(first + done, std::span(chunk.data(), size * width));
    for (uint64_t i = 0; i < size; ++i) sum += box.At(&chunk[i * width], y);
  }
  return sum;
}

absl::StatusOr<GenzResult> Integrate(const SeparatedBox& box, const GenzOptions& options) {
  std::vector<SobolPoints> points;
  points.reserve(kGenzScramblings);
  for (int s = 0; s < kGenzScramblings; ++s) {
    const PhiloxKey key = KeyOf(static_cast<uint64_t>(s), options.seed);
    const uint64_t seed = (uint64_t{key[1]} << 32) | key[0];
    ASSIGN_OR_RETURN(SobolPoints one, SobolPoints::Scrambled(box.dimensions(), seed));
    points.push_back(std::move(one));
  }
  std::array<double, kGenzScramblings> sums = {};
  GenzResult result;
  uint64_t done = 0;
  for (uint64_t n = kGenzFirstPoints;; n *= 2) {
    double mean = 0;
    for (size_t s = 0; s < sums.size(); ++s) {
      sums[s] += SumOver(box, points[s], done, n - done);
      mean += sums[s] / static_cast<double>(n) / kGenzScramblings;
    }
    double squares = 0;
    for (const double sum : sums) {
      const double off = sum / static_cast<double>(n) - mean;
      squares += off * off;
    }
    done = n;
    result.probability = std::min(mean, 1.0);
    result.standard_error = std::sqrt(squares / (kGenzScramblings * (kGenzScramblings - 1)));
    result.points = n * kGenzScramblings;
    if (result.standard_error <= options.standard_error || 2 * n > options.max_points) break;
    if (options.cancelled && options.cancelled()) {
      return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                   "the caller no longer wants the probability");
    }
  }
  return result;
}

}  // namespace

absl::StatusOr<GenzResult> NormalBoxProbability(const NormalBox& box, const GenzOptions& options) {
  RETURN_IF_ERROR(CheckBox(box));
  std::vector<Row> rows;
  MatrixXd correlation;
  if (Standardise(box, rows, correlation)) return GenzResult{0, 0, 0};
  OrderedFactor factor(std::move(rows), std::move(correlation));
  RETURN_IF_ERROR(factor.Run());
  if (factor.rank() == 0) return GenzResult{1, 0, 0};
  const SeparatedBox separated(factor.rows(), factor.rank());
  if (separated.dimensions() == 0) {
    VectorXd none(1);
    return GenzResult{separated.At(nullptr, none), 0, 0};
  }
  return Integrate(separated, options);
}

}  // namespace indicast::projection
