// indicast conflict list.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterConflict(CLI::App& root, Context& context);

}  // namespace indicast::cli
