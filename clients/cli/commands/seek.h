// indicast seek: the least change that reaches targets, or why they cannot be reached together.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterSeek(CLI::App& root, Context& context);

}  // namespace indicast::cli
