// indicast observation list | history: published figures with their vintages and versions.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterObservation(CLI::App& root, Context& context);

}  // namespace indicast::cli
