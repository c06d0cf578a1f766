#include "projection-service/engine/pace.h"

#include "common/status/error.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/tracking_codes.h"

namespace indicast::projection {

absl::StatusOr<Pace> PaceOf(double cumulative, double goal, int month, double share) {
  if (!(goal > 0)) {
    return Error(absl::StatusCode::kFailedPrecondition, kBaseNotPositive,
                 "pace is a share of a goal and needs a positive one");
  }
  if (!(share > 0 && share <= 1) || month < 1 || month > 12) {
    return Error(absl::StatusCode::kOutOfRange, kShareOutOfRange,
                 "the share of the year so far must lie between 0 and 1");
  }
  return Pace{cumulative / (share * goal), cumulative / (month / 12.0 * goal)};
}

}  // namespace indicast::projection
