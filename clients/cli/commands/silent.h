// silent: series whose release calendar expects a figure that is not there.
#pragma once

#include <string>

#include "CLI/CLI.hpp"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/context.h"
#include "clients/cpp/store_client.h"

namespace indicast::cli {

// One row a series and kind; the notes say where the rules come from.
output::Document SilentDocument(const client::SilentListing& silent, const Catalogue& catalogue);

void RegisterSilent(CLI::App& root, Context& context);

}  // namespace indicast::cli
