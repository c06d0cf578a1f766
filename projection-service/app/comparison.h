// What changes between two projections of the same inputs, and which assumptions changed it. Pure.
#pragma once

#include <vector>

#include "projection-service/app/query.h"

namespace indicast::projection {

// Values of `other` that differ from `baseline`'s, by indicator, path and year. A cause is an
// indicator whose assumption differs up to that year: the indicator itself or one it follows.
// `position` is that of `other` in the comparison.
std::vector<PathDifference> CompareProjections(const Projection& baseline, const Projection& other,
                                               size_t position);

}  // namespace indicast::projection
