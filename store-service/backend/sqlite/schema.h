// Tables, indexes and views of the database file, and the numbered migrations that make them.
#pragma once

#include "absl/status/status.h"
#include "store-service/backend/sqlite/connection.h"

namespace indicast::store {

// Brings the file to the newest schema, in one transaction for each migration, and checks that it
// is then exactly what the migrations make (further indexes and views of other people are left
// alone).
//   kFailedPrecondition (DATABASE_TOO_NEW): written by a newer program; nothing changed.
//   kDataLoss (STORE_CORRUPT): not one of our files, or its schema was changed.
//   kPermissionDenied (DATA_DIR_UNWRITABLE): the file cannot be written.
absl::Status PrepareSchema(Connection& connection);

}  // namespace indicast::store
