// Growth of a single period from cumulative growth: with shares s_a < s_b of the year before in the
// months to a and to b, and cumulative growth G_a, G_b,
//   g = [s_b (1 + G_b) - s_a (1 + G_a)] / (s_b - s_a) - 1.
// Cumulative growth is published in steps (0.1 point), so each G carries half a step e of rounding:
//   band = (e_b s_b + e_a s_a) / (s_b - s_a), to either side.
// A period whose share is lost in that rounding is refused: the band would be 100 points or more.
// The first slot of a year is s_a = 0 and is the cumulative figure itself; January and February
// arrive as one slot, and so do any months between two figures. Growth and steps in percent, shares
// in 0..1. Pure, O(1), thread-safe.
#pragma once

#include "absl/status/statusor.h"

namespace indicast::projection {

// The year so far at the end of one month.
struct CumulativeGrowth {
  double share = 0;
  double growth_percent = 0;
  double half_step_percent = 0.05;
};

struct SinglePeriod {
  double growth_percent = 0;
  double band_percent = 0;
};

// kFailedPrecondition BELOW_ROUNDING_NOISE as above, or for a share that does not grow.
absl::StatusOr<SinglePeriod> SinglePeriodGrowth(const CumulativeGrowth& before,
                                                const CumulativeGrowth& to);

}  // namespace indicast::projection
