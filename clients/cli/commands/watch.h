// indicast watch: what is written into the store, as it is written.
#pragma once

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"
#include "clients/cli/output/table.h"
#include "indicast/store/v1/indicator_store_service.pb.h"

namespace indicast::cli {

void RegisterWatch(CLI::App& root, Context& context);

// One revision with all its parts.
output::Document ChangesDocument(const store::v1::WatchedRevision& revision);

// For programs alone: a place to resume from.
output::Document BookmarkDocument(const store::v1::WatchBookmark& bookmark);

}  // namespace indicast::cli
