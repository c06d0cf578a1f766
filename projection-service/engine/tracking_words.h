// What tracking says in the two languages. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/engine/planning_error.h"
#include "projection-service/engine/year_tracking.h"

namespace indicast::projection {

// 1—6月 / January to June; 1月 / January.
LocalizedText MonthsWords(int first, int last);

// The code of a standing, listed in docs/errors.md.
std::string CodeOf(Standing standing);

// One sentence: where the year stands and what the rest needs. `unit` is that of the required
// value.
LocalizedText StandingWords(const YearTrack& track, const std::string& unit,
                            const InputSet& inputs);

// What a reader must know about how it was computed: schedule, scope, slots that were refused.
std::vector<LocalizedText> TrackNotes(const TrackingInput& input, const YearTrack& track);

// 计划误差:... / planning error: ..., with n and where the pairs come from.
LocalizedText PlanningErrorWords(const PlanningError& error, Measure measure);

}  // namespace indicast::projection
