// How a simulation came about, in the two languages. Pure functions.
#pragma once

#include <vector>

#include "projection-service/engine/simulation.h"

namespace indicast::projection {

// Two sentences.
LocalizedText SimulationWords(const SimulationOutcome& outcome, const SimulationOptions& options);

// Of the system: repaired correlations, loops, what was linearised.
std::vector<LocalizedText> SystemAssumptions(const PlanSystem& system, const InputSet& inputs);

}  // namespace indicast::projection
