// indicast revision: what revisions did, and taking one back.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterRevision(CLI::App& root, Context& context);

}  // namespace indicast::cli
