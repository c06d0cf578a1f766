// indicast scenario create and indicast scenario diff.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

// Adds both to the group "scenario".
void RegisterScenarioCreate(CLI::App& group, Context& context);
void RegisterScenarioDiff(CLI::App& group, Context& context);

}  // namespace indicast::cli
