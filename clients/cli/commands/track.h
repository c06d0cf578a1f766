// track: the targets of a year against cumulative figures. contribution: who made the growth.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"
#include "clients/cli/output/bars.h"

namespace indicast::cli {

// Block elements, unless the locale in force names another encoding than UTF-8.
output::BarStyle BarStyleOf(const Context& context);

void RegisterTrack(CLI::App& root, Context& context);
void RegisterContribution(CLI::App& root, Context& context);

}  // namespace indicast::cli
