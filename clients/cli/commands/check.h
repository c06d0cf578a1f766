// indicast check: can all targets be true together, how likely is that, which is the weakest link.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterCheck(CLI::App& root, Context& context);

}  // namespace indicast::cli
