// indicast watch: what is written into the store, as it is written.
#pragma once

#include <string>

#include "CLI/CLI.hpp"
#include "clients/cli/context.h"
#include "clients/cli/output/table.h"
#include "indicast/store/v1/indicator_store_service.pb.h"

namespace indicast::cli {

void RegisterWatch(CLI::App& root, Context& context);

// One revision with all its parts.
output::Document ChangesDocument(const store::v1::WatchedRevision& revision);

// When it was loaded, in the time of the data.
std::string LoadTime(const type::v1::RevisionInfo& info);

// For programs alone: a place to resume from.
output::Document BookmarkDocument(const store::v1::WatchBookmark& bookmark);

}  // namespace indicast::cli
