// Whether the log of a directory is all that was acknowledged: what the store checks when it opens,
// and what verifying and copying check. Every failure is kDataLoss (STORE_CORRUPT) that names the
// file, and the revision where there is one. Thread-compatible; cost: see the functions.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "store-service/backend/sqlite/connection.h"
#include "store-service/backend/sqlite/head_file.h"
#include "store-service/backend/sqlite/log_tables.h"

namespace indicast::store {

// That the file `database` is not missing or empty while revisions were acknowledged.
absl::Status CheckNotLost(const std::string& database, const std::optional<Head>& acknowledged);

// That the log, which ends at `log`, holds what the head file says. One lookup.
absl::Status CheckAgainst(const Connection& db, LogReader& reader, const Head& log,
                          const std::optional<Head>& acknowledged, const HeadFile& file);

// SQLite's own integrity check of every page and index. One pass over the file.
absl::Status CheckIntegrity(Connection& db);

}  // namespace indicast::store
