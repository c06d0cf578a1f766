// indicast evidence: the published sentence behind a figure or a target, in its paragraph.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"

namespace indicast::cli {

void RegisterEvidence(CLI::App& root, Context& context);

}  // namespace indicast::cli
