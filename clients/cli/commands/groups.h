// Every command group. A new one: a file pair in this folder, its line here and in RegisterAll.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

// In the order in which help lists them.
void RegisterAll(CLI::App& root, Context& context);

}  // namespace indicast::cli
