// indicast scenario list | show: stored scenarios and the assumptions they inherit.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterScenario(CLI::App& root, Context& context);

}  // namespace indicast::cli
