// The embedded backend: one directory, one process, SQLite in write-ahead mode with
// synchronous=FULL.
//
// Files: indicast.db (tables one can query with plain SQL while the store runs), indicast.db-wal
// and -shm (SQLite's), head (last acknowledged revision, see head_file.h), lock. Why the log and
// the head file are apart: docs/adr/0003-log-and-head-file.md.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "store-service/backend/store_backend.h"

namespace indicast::store {

struct SqliteOptions {
  // Made when missing. Not used in memory.
  std::string directory;
  // For tests: no files, gone with the backend.
  bool in_memory = false;
  // Recovery by an operator after a damaged, missing or disagreeing head file: takes the log as it
  // is, if it verifies, and writes a new head file. Revisions that only the head file knew are
  // lost.
  bool accept_log = false;
};

// Opens and verifies the whole log: every record against the checksum chain, the chain against the
// head file. Cost: one pass over the log, about 13 us a record.
//   kPermissionDenied (DATA_DIR_UNWRITABLE), kUnavailable (DATA_DIR_LOCKED: another process holds
//   the directory), kResourceExhausted (DISK_FULL), kFailedPrecondition (DATABASE_TOO_NEW),
//   kDataLoss (STORE_CORRUPT: damaged, shorter than acknowledged, or not ours; nothing is changed
//   then).
// What has been verified goes to `verified`, unless that is empty; its errors end the opening.
absl::StatusOr<std::unique_ptr<StoreBackend>> OpenSqlite(const SqliteOptions& options,
                                                         const LogSink& verified = {});

}  // namespace indicast::store
