// indicast target list|board: what was promised, and where it stands under a scenario.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterTarget(CLI::App& root, Context& context);

}  // namespace indicast::cli
