// indicast whatif: what changes when some assumptions change. Writes nothing.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterWhatIf(CLI::App& root, Context& context);

}  // namespace indicast::cli
