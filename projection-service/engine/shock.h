// Shocks in logs, on top of a path:
//   one-off: ln L_t += s rho^k in the k-th year after it, s = ln(1 + size / 100); rho 0 is a pulse,
//   1
//            a shift of the level; with a catch-up share c of a shift, s (1 - c min(k, K) / K), so
//            that (1 - c) s stays after K years;
//   growth:  every year of the assumption, r_t += s.
// Several shocks add up. Pure, O(1).
#pragma once

#include "projection-service/domain/scenario.h"

namespace indicast::projection {

// How far a one-off shock holds ln L away from the path k years after it; 0 for k < 0.
double OneOffLogOffset(const ShockRule& rule, int k);

// What a shock of `impact_year` adds to r_t = ln L_t - ln L_{t-1}.
double ShockLogGrowth(const ShockRule& rule, int impact_year, int year);

// Growth in percent with `log_change` more in logs; the same number when that is 0.
double ShockedGrowthPercent(double growth_percent, double log_change);

}  // namespace indicast::projection
