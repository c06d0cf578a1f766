// What the rest of a year needs where a figure is not a sum of growing months:
//   averages (consumer prices, surveyed unemployment): mean of the remaining months
//     (12 T - sum of m months) / (12 - m);
//   stocks: change in each remaining period (T - S_m) / (periods left);
//   counts: whole pieces in each remaining period, the ceiling of an equal share, the last period
//     takes what is left (never below 0).
// Figures in one unit, goal T in the same. Pure, thread-safe; O(1), counts O(periods).
#pragma once

#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"

namespace indicast::projection {

// mean_so_far is the mean of `months` months, 1..11; kOutOfRange YEAR_COMPLETE otherwise.
absl::StatusOr<double> RequiredRemainingMean(double goal_mean, double mean_so_far, int months);

// kOutOfRange YEAR_COMPLETE unless periods_left >= 1.
absl::StatusOr<double> RequiredStockStep(double goal, double now, int periods_left);

// One count a period, in order; all 0 when the goal is reached. kOutOfRange YEAR_COMPLETE unless
// 1 <= periods_left <= 366.
absl::StatusOr<std::vector<int64_t>> RequiredCounts(int64_t goal, int64_t done, int periods_left);

}  // namespace indicast::projection
