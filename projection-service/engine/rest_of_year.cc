#include "projection-service/engine/rest_of_year.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numbers>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/rest_growth.h"
#include "projection-service/engine/tracking_codes.h"

namespace indicast::projection {
namespace {

absl::Status Check(const MonthsSoFar& so_far) {
  if (!(so_far.share > 0 && so_far.share < 1)) {
    return Error(absl::StatusCode::kOutOfRange, kShareOutOfRange,
                 "the share of the year so far must lie between 0 and 1");
  }
  if (!(so_far.growth_percent > -100)) {
    return Error(absl::StatusCode::kFailedPrecondition, kGrowthUndefined,
                 "growth of -100 % or less has no logarithm");
  }
  return absl::OkStatus();
}

// P(T >= t) of the standardized law.
double UpperTail(double t, const std::optional<double>& freedom) {
  if (!freedom.has_value()) return std::erfc(t / std::numbers::sqrt2) / 2;
  return boost::math::cdf(
      boost::math::complement(boost::math::students_t_distribution<double>(*freedom), t));
}

}  // namespace

absl::StatusOr<RestLaw> LawOfRest(const GrowthLaw& law, const MonthsSoFar& so_far) {
  RETURN_IF_ERROR(Check(so_far));
  const double s = so_far.share;
  const double deviation = std::log1p(so_far.growth_percent / 100) - law.mean;
  const double strength = law.strength + s;
  const double shape = law.shape + 0.5;
  const double scale = law.scale + law.strength * s * deviation * deviation / (2 * strength);
  RestLaw out;
  out.centre = law.mean + s * deviation / strength;
  out.variance = scale / shape * (1 / (1 - s) + 1 / strength);
  out.freedom = 2 * shape;
  return out;
}

absl::StatusOr<RestLaw> LawOfRest(const NormalLaw& law, const MonthsSoFar& so_far) {
  RETURN_IF_ERROR(Check(so_far));
  return RestLaw{law.mean, law.sd * law.sd / (1 - so_far.share), std::nullopt};
}

absl::StatusOr<double> ProbabilityAtLeast(double goal_percent, const RestLaw& law,
                                          const MonthsSoFar& so_far) {
  ASSIGN_OR_RETURN(const RestGrowth needed,
                   RestOfYearGrowth(goal_percent, so_far.growth_percent, so_far.share));
  if (!(needed.growth_percent > -100)) return 1;
  const double at = std::max(100 + needed.growth_percent, 100 * std::exp(law.centre));
  const double by_share = needed.share_sensitivity / at * so_far.share_sd;
  const double scale = std::sqrt(law.variance + by_share * by_share);
  const double distance = std::log1p(needed.growth_percent / 100) - law.centre;
  if (!(scale > 0)) return distance <= 0 ? 1 : 0;
  return UpperTail(distance / scale, law.freedom);
}

}  // namespace indicast::projection
