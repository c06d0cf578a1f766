// Compound growth: L_h = L_0 (1 + g)^h, and the constant growth that joins two levels,
// g* = (L_h / L_0)^(1/h) - 1 (the geometric mean rate of any text on index numbers; "double in 15
// years" is 4.7294 % a year). Growth in percent a year. Pure; finite inputs give finite results or
// an error. O(1).
#pragma once

#include "absl/status/statusor.h"

namespace indicast::projection {

// 1 + g.
double GrowthFactor(double growth_percent);

// L_0 (1 + g)^h; years >= 0.
double CompoundLevel(double base, double growth_percent, int years);

// Growth from one level to the next. kFailedPrecondition BASE_NOT_POSITIVE (from <= 0) or
// GROWTH_UNDEFINED (to <= 0: the growth would be -100 % or less).
absl::StatusOr<double> GrowthPercentBetween(double from, double to);

// g*, years >= 1; errors as above.
absl::StatusOr<double> CompoundGrowthPercent(double from, double to, int years);

}  // namespace indicast::projection
