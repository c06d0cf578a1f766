// Growth that the rest of a year needs: with share s of the year before in the months so far,
// growth G_m of those months and the growth G wanted for the year,
//   g_rest = [(1 + G) - s (1 + G_m)] / (1 - s) - 1,   d g_rest / d s = (G - G_m) / (1 - s)^2.
// It is the identity "year = months so far + rest" on one base, exact for any seasonal pattern.
// Averages of equal months (consumer prices) obey it with s = m / 12. Growth in percent, s in (0,
// 1); the derivative is in percentage points for a change of s by 1. Pure, O(1), thread-safe.
#pragma once

#include "absl/status/statusor.h"

namespace indicast::projection {

struct RestGrowth {
  // -100 or less: the year's goal is passed even if nothing more comes.
  double growth_percent = 0;
  double share_sensitivity = 0;
};

// kOutOfRange SHARE_OUT_OF_RANGE unless 0 < share < 1: there is no rest, or nothing before it.
absl::StatusOr<RestGrowth> RestOfYearGrowth(double goal_percent, double so_far_percent,
                                            double share);

// Growth of the whole year when the rest grows by `rest_percent`: the inverse.
double YearGrowthPercent(double so_far_percent, double rest_percent, double share);

}  // namespace indicast::projection
