// indicast completion SHELL: the script that teaches a shell the commands and options.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterCompletion(CLI::App& root, Context& context);

}  // namespace indicast::cli
