#include "projection-service/engine/rest_of_year.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <numbers>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/tracking_codes.h"
#include "projection-service/engine/rest_growth.h"

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

// Variances as multiples of sigma^2.
struct Spread {
  double so_far = 0;  // V_x
  double weight = 0;  // V_c / V_x: of the months so far in the centre of the rest
  double rest = 0;
};

Spread SpreadOf(double common, double share) {
  const double own = 1 - kCommonShare;
  Spread out;
  out.so_far = common + own / share;
  out.weight = common / out.so_far;
  out.rest = common * (1 - out.weight) + own / (1 - share);
  return out;
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
  const double deviation = std::log1p(so_far.growth_percent / 100) - law.mean;
  const Spread spread = SpreadOf(1 / law.strength + kCommonShare, so_far.share);
  const double shape = law.shape + 0.5;
  const double scale = law.scale + deviation * deviation / (2 * spread.so_far);
  return RestLaw{law.mean + spread.weight * deviation, scale / shape * spread.rest, 2 * shape};
}

absl::StatusOr<RestLaw> LawOfRest(const NormalLaw& law, const MonthsSoFar& so_far) {
  RETURN_IF_ERROR(Check(so_far));
  const double deviation = std::log1p(so_far.growth_percent / 100) - law.mean;
  const Spread spread = SpreadOf(kCommonShare, so_far.share);
  return RestLaw{law.mean + spread.weight * deviation, law.sd * law.sd * spread.rest, std::nullopt};
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
