// Expected figures and what came of them, out of the published figures of an area: for each series
// and year with a figure of stage "expected" and a later outcome, one pair. Price basis and scope
// of the two agree; bounds and words make no pair; of several the preferred one counts. No year
// after the base year is known to the inputs, so none is in the pairs. Pure, O(figures).
#pragma once

#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/engine/planning_error.h"

namespace indicast::projection {

std::vector<VintagePair> CollectVintagePairs(const InputSet& inputs);

}  // namespace indicast::projection
