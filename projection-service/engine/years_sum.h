// A promise for the sum over several years ("5000 in 2021-2025"). Of its years those up to the base
// year are done, by their published figures; the later ones must sum to what remains:
//   remaining = T - done,   needed a year = remaining / years left
// so that it is never compared with the level of one year. Only amounts add up: levels of flows,
// counts and increments, and changes of stocks; growth, stocks, ratios, indices and ranks do not.
// Source: multi-year targets of five-year plans, accounting identity. Pure; O(figures x years).
#pragma once

#include <cstddef>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/evaluation.h"

namespace indicast::projection {

// The functions below take a target that IsSum().

// False also for a goal relative to another indicator.
bool AddsUp(const Indicator& indicator, const Target& target);

// Sum of the published outcomes of its years up to the base year, in the scope of its base; 0 when
// none has passed. The issue of the first year without one.
Computed DoneSum(const InputSet& inputs, const Target& target);

int YearsDone(const InputSet& inputs, const Target& target);
// Years after the base year.
int YearsLeft(const InputSet& inputs, const Target& target);

// Done and projected; its last year must be within the horizon.
Computed ProjectedSum(const InputSet& inputs, const Target& target, const Evaluation& evaluation);

SumProgress ProgressOf(const InputSet& inputs, const Target& target, const Bounded& goal,
                       const Bounded& done, int decimals);

// Done, remaining and needed in one sentence.
LocalizedText ProgressWords(const InputSet& inputs, const Target& target,
                            const SumProgress& progress);

}  // namespace indicast::projection
