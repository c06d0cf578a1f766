// indicast up: both services on this machine, for one person, until Ctrl-C.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterUp(CLI::App& root, Context& context);

}  // namespace indicast::cli
