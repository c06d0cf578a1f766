// The log in a directory as it is at one moment, for reading alone: of a store that runs, of one
// that is stopped, and of a backup. Takes no lock of the store and changes none of its files
// (SQLite may make its -wal and -shm files beside those of a directory that was ever served). Not
// thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/backend/sqlite/connection.h"
#include "store-service/backend/sqlite/head_file.h"

namespace indicast::store {

// A long operation tells how far it is, in units of its step; an error returned ends it.
enum class OperationStep { kCopyPages, kVerifyRevisions };
using OperationProgress =
    std::function<absl::Status(OperationStep step, int64_t done, int64_t total)>;

struct RecordCount {
  std::string table;  // "observation_versions"
  int64_t rows = 0;
};

struct LogReport {
  Head head;                         // the end of the log
  std::optional<Head> acknowledged;  // what the head file said just before
  int64_t schema_version = 0;        // of the file
  int64_t bytes = 0;                 // of the database at that moment
  int64_t records = 0;
  std::vector<RecordCount> counts;  // by kind of record
};

class StoredLog {
 public:
  // Reads the head file, then holds the database at one moment after it.
  //   kNotFound (DATA_DIR_NOT_FOUND): no such directory, or no store in it.
  //   kDataLoss (STORE_CORRUPT): damaged head file, lost database.
  //   kUnavailable (STORE_BUSY, STORE_READ_ONLY), kPermissionDenied (DATA_DIR_UNWRITABLE): cannot
  //   be read; the message says why.
  static absl::StatusOr<StoredLog> Open(const std::string& directory);

  Connection& connection() { return *db_; }
  const std::optional<Head>& acknowledged() const { return acknowledged_; }

  // Every page, every record from the first revision on against the checksum chain, the schema,
  // and the end of the log against `acknowledged`, which `head_path` is named for. A schema older
  // than this program is brought up to date in memory, not in the file. Cost: one pass over the
  // file, then about 13 us a record; memory for the whole file when its schema is older.
  //   kDataLoss (STORE_CORRUPT) with file and, where there is one, revision;
  //   kFailedPrecondition (DATABASE_TOO_NEW).
  absl::StatusOr<LogReport> Verify(const std::optional<Head>& acknowledged,
                                   const HeadFile& head_file, const OperationProgress& progress);

 private:
  StoredLog(std::unique_ptr<Connection> db, std::optional<Head> acknowledged);
  absl::StatusOr<LogReport> VerifyTables(Connection& db, const std::optional<Head>& acknowledged,
                                         const HeadFile& head_file,
                                         const OperationProgress& progress);

  std::unique_ptr<Connection> db_;
  std::optional<Head> acknowledged_;
};

// Verifies the log of `directory` against its own head file; errors of both functions above.
absl::StatusOr<LogReport> VerifyDirectory(const std::string& directory,
                                          const OperationProgress& progress);

}  // namespace indicast::store
