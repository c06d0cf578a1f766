// indicast simulate: how likely the targets are and how wide the paths; indicast sensitivity: what
// moves an outcome most. Both write nothing.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterSimulate(CLI::App& root, Context& context);
void RegisterSensitivity(CLI::App& root, Context& context);

}  // namespace indicast::cli
