// How far a year has come against its goal T, measured two ways:
//   against the season  C_m / (s_m T),   against time  C_m / ((m / 12) T).
// "Half the time, half the task" is the second and is wrong for a seasonal series; both are shown.
// 1 is exactly on schedule, above 1 ahead (for a goal where lower is better, above 1 is worse).
// Levels in one unit, or C_m = s_m (1 + G_m) and T = 1 + G on a base of 1 where only growth is
// published. Pure, O(1), thread-safe.
#pragma once

#include "absl/status/statusor.h"

namespace indicast::projection {

struct Pace {
  double season = 0;
  double time = 0;
};

// month 1..12, 0 < share <= 1. kFailedPrecondition BASE_NOT_POSITIVE for a goal that is not
// positive, kOutOfRange SHARE_OUT_OF_RANGE.
absl::StatusOr<Pace> PaceOf(double cumulative, double goal, int month, double share);

}  // namespace indicast::projection
