// indicast project: the paths of the indicators under a scenario.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterProject(CLI::App& root, Context& context);

}  // namespace indicast::cli
