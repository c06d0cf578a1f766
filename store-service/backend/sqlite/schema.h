// Tables, indexes and views of the database file, and the numbered migrations that make them.
#pragma once

#include <cstdint>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store-service/backend/sqlite/connection.h"

namespace indicast::store {

// Brings the file to the newest schema, in one transaction for each migration, and checks that it
// is then exactly what the migrations make (further indexes and views of other people are left
// alone).
//   kFailedPrecondition (DATABASE_TOO_NEW): written by a newer program; nothing changed.
//   kDataLoss (STORE_CORRUPT): not one of our files, or its schema was changed.
//   kPermissionDenied (DATA_DIR_UNWRITABLE): the file cannot be written.
absl::Status PrepareSchema(Connection& connection);

// The version of the file's schema, 0 of an empty file. Errors as above; writes nothing.
absl::StatusOr<int64_t> SchemaVersionOf(Connection& connection);
// The version that PrepareSchema leads to.
int64_t NewestSchemaVersion();
// That the file has exactly the objects of the newest version, as PrepareSchema checks it. Writes
// nothing.
absl::Status CheckSchemaObjects(Connection& connection);

}  // namespace indicast::store
