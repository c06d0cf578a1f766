// The path from a base to a given end level in n years; it ends on the level exactly.
//   constant growth: L_h = L_0 (T / L_0)^(h/n);   linear: L_h = L_0 + (h/n)(T - L_0).
// Levels in one unit. Pure, O(1).
#pragma once

#include "absl/status/statusor.h"
#include "projection-service/domain/scenario.h"

namespace indicast::projection {

// L_h for 1 <= h <= n. Constant growth needs positive ends: kFailedPrecondition BASE_NOT_POSITIVE
// or GROWTH_UNDEFINED.
absl::StatusOr<double> RequiredLevel(double base, double end, int years, RequiredStyle style,
                                     int h);

}  // namespace indicast::projection
