// indicast status: do both services answer, and what do they hold?
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterStatus(CLI::App& root, Context& context);

}  // namespace indicast::cli
