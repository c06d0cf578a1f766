#include "projection-service/engine/single_period.h"

#include "common/status/error.h"
#include "projection-service/domain/tracking_codes.h"

namespace indicast::projection {

absl::StatusOr<SinglePeriod> SinglePeriodGrowth(const CumulativeGrowth& before,
                                                const CumulativeGrowth& to) {
  const double slot = to.share - before.share;
  const double noise = to.half_step_percent * to.share + before.half_step_percent * before.share;
  if (!(slot > 0) || !(noise < 100 * slot)) {
    return Error(absl::StatusCode::kFailedPrecondition, kBelowRoundingNoise,
                 "the period is too small a part of the year: its growth is lost in the rounding "
                 "of the cumulative figures");
  }
  SinglePeriod out;
  out.growth_percent = (to.share * to.growth_percent - before.share * before.growth_percent) / slot;
  out.band_percent = noise / slot;
  return out;
}

}  // namespace indicast::projection
