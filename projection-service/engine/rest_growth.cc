#include "projection-service/engine/rest_growth.h"

#include "common/status/error.h"
#include "projection-service/domain/tracking_codes.h"

namespace indicast::projection {

absl::StatusOr<RestGrowth> RestOfYearGrowth(double goal_percent, double so_far_percent,
                                            double share) {
  if (!(share > 0 && share < 1)) {
    return Error(absl::StatusCode::kOutOfRange, kShareOutOfRange,
                 "the share of the year so far must lie between 0 and 1");
  }
  const double rest = 1 - share;
  RestGrowth out;
  // The ones of the growth factors cancel: (1 + G) - s (1 + G_m) - (1 - s) = G - s G_m.
  out.growth_percent = (goal_percent - share * so_far_percent) / rest;
  out.share_sensitivity = (goal_percent - so_far_percent) / (rest * rest);
  return out;
}

double YearGrowthPercent(double so_far_percent, double rest_percent, double share) {
  return share * so_far_percent + (1 - share) * rest_percent;
}

}  // namespace indicast::projection
