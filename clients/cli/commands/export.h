// export: published figures as a file.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterExport(CLI::App& root, Context& context);

}  // namespace indicast::cli
