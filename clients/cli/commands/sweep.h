// sweep: many scenarios by design, by index range.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterSweep(CLI::App& root, Context& context);

}  // namespace indicast::cli
