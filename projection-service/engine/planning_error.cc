#include "projection-service/engine/planning_error.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <set>

#include "common/status/error.h"
#include "projection-service/domain/result.h"

namespace indicast::projection {
namespace {

struct Sample {
  std::vector<double> errors;
  std::set<std::string> indicators;
  int first_year = 0;
  int last_year = 0;
};

Sample Collect(absl::Span<const VintagePair> pairs, Measure measure,
               std::optional<absl::string_view> only) {
  Sample out;
  for (const VintagePair& pair : pairs) {
    if (pair.measure != measure || (only.has_value() && pair.indicator != *only)) continue;
    const absl::StatusOr<double> error = ErrorOfPair(pair);
    if (!error.ok()) continue;
    out.first_year = out.errors.empty() ? pair.year : std::min(out.first_year, pair.year);
    out.last_year = std::max(out.last_year, pair.year);
    out.errors.push_back(*error);
    out.indicators.insert(pair.indicator);
  }
  return out;
}

PlanningError Summarize(const Sample& sample, ErrorSource source) {
  PlanningError out;
  out.source = source;
  out.pairs = static_cast<int>(sample.errors.size());
  out.indicators = static_cast<int>(sample.indicators.size());
  out.first_year = sample.first_year;
  out.last_year = sample.last_year;
  if (source == ErrorSource::kNone) return out;
  const double n = out.pairs;
  double sum = 0;
  for (const double error : sample.errors) sum += error;
  out.bias = sum / n;
  double around_mean = 0;
  double around_zero = 0;
  for (const double error : sample.errors) {
    around_mean += (error - out.bias) * (error - out.bias);
    around_zero += error * error;
  }
  out.sd = std::sqrt(around_mean / (n - 1));
  out.root_mean_square = std::sqrt(around_zero / n);
  return out;
}

}  // namespace

absl::StatusOr<double> ErrorOfPair(const VintagePair& pair) {
  if (pair.measure != Measure::kLevel) return pair.outcome - pair.expected;
  if (!(pair.expected > 0) || !(pair.outcome > 0)) {
    return Error(absl::StatusCode::kFailedPrecondition, kBaseNotPositive,
                 "the error of a level needs positive figures");
  }
  return 100 * std::log(pair.outcome / pair.expected);
}

PlanningError PlanningErrorOf(absl::string_view indicator, Measure measure,
                              absl::Span<const VintagePair> pairs) {
  const Sample own = Collect(pairs, measure, indicator);
  if (static_cast<int>(own.errors.size()) >= kOwnPairs) return Summarize(own, ErrorSource::kOwn);
  const Sample all = Collect(pairs, measure, std::nullopt);
  const bool enough = static_cast<int>(all.errors.size()) >= kPooledPairs;
  return Summarize(all, enough ? ErrorSource::kPooled : ErrorSource::kNone);
}

std::optional<ErrorBand> BandAround(double expected, Measure measure, const PlanningError& error,
                                    double coverage) {
  if (error.source == ErrorSource::kNone) return std::nullopt;
  const boost::math::students_t_distribution<double> t(error.pairs - 1);
  const double half =
      boost::math::quantile(t, (1 + coverage) / 2) * error.sd * std::sqrt(1 + 1.0 / error.pairs);
  const double low = error.bias - half;
  const double high = error.bias + half;
  if (measure != Measure::kLevel) return ErrorBand{expected + low, expected + high};
  return ErrorBand{expected * std::exp(low / 100), expected * std::exp(high / 100)};
}

}  // namespace indicast::projection
