// indicast indicator list | search | show: the catalogue.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterIndicator(CLI::App& root, Context& context);

}  // namespace indicast::cli
