// The state of a year under shocks: what the rule below them gives, moved in logs. Bounds stay what
// they are, because the move is a positive factor. Pure, O(1).
#pragma once

#include "projection-service/engine/year_step.h"

namespace indicast::projection {

// `underlying`: the year without the shocks; `log_offset`: how far they hold ln L away from it;
// `log_change`: what they add to r_t; `previous`: the year before, with its shocks. A level that is
// not positive has no logarithm: BASE_NOT_POSITIVE.
YearState ShockedState(const YearState& underlying, double log_offset, double log_change,
                       const YearState& previous);

}  // namespace indicast::projection
