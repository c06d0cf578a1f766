// Copies of a data directory that are verified before they appear: backups, also of a store that
// runs, and the way back. Thread-safe: free functions; see docs/runbook.md and
// docs/adr/0013-online-backup.md.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store-service/backend/sqlite/stored_log.h"

namespace indicast::store {

// Makes `destination`, a new directory with the database and the head file of one moment of
// `directory`, which a running store may hold and go on writing: it does not wait. The copy is
// written beside the destination, verified from its first revision on, synced and renamed into
// place; after a failure nothing is there.
// Cost: the database is read once and written once, then as StoredLog::Verify.
//   kAlreadyExists (DIRECTORY_EXISTS): `destination` is there.
//   kResourceExhausted (DISK_FULL), kPermissionDenied (DATA_DIR_UNWRITABLE), kUnavailable
//   (STORE_READ_ONLY): the copy cannot be written.
//   Errors of StoredLog::Open and Verify: the source is not sound.
//   What `progress` returns.
absl::StatusOr<LogReport> BackUp(const std::string& directory, const std::string& destination,
                                 const OperationProgress& progress);

// Makes `directory`, which must be missing or empty, from `backup`, which is verified first and
// stays as it is; the copy is verified too before it is renamed into place. Errors as above.
absl::StatusOr<LogReport> Restore(const std::string& backup, const std::string& directory,
                                  const OperationProgress& progress);

}  // namespace indicast::store
