#include "store-service/backend/sqlite/stored_log.h"

#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/sqlite/log_check.h"
#include "store-service/backend/sqlite/log_tables.h"
#include "store-service/backend/sqlite/schema.h"

namespace indicast::store {
namespace {

constexpr char kSettings[] =
    "PRAGMA cell_size_check=ON;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA query_only=ON;";

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// A backup has no lock file: nobody ever served it, so nobody changes it, and it may lie where not
// even SQLite's own files can be made. On a medium that cannot be written nobody changes anything.
bool IsAtRest(const std::string& directory) {
  std::error_code error;
  const auto wal = std::filesystem::file_size(directory + "/indicast.db-wal", error);
  if (!error && wal > 0) return false;
  return !Exists(directory + "/lock") || (::access(directory.c_str(), W_OK) != 0 && errno == EROFS);
}

absl::Status NoStore(const std::string& directory, absl::string_view what) {
  return Error(absl::StatusCode::kNotFound, "DATA_DIR_NOT_FOUND",
               absl::StrCat(directory, " ", what,
                            "; name a data directory or a backup: it holds indicast.db and head"),
               {{"directory", directory}});
}

// Our statements are fixed: what SQLite finds wrong with them is wrong with the file.
absl::Status AsCorrupt(const absl::Status& status, const std::string& path) {
  if (!absl::IsInternal(status)) return status;
  return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
               absl::StrCat(status.message(), "; restore the data directory from a backup"),
               {{"file", path}});
}

// Holds the state of the database from here on.
absl::Status Pin(Connection& db) {
  RETURN_IF_ERROR(db.Execute(kSettings));
  RETURN_IF_ERROR(db.Execute("BEGIN"));
  return db.QueryInt("SELECT count(*) FROM sqlite_schema").status();
}

absl::StatusOr<int64_t> BytesOf(Connection& db) {
  ASSIGN_OR_RETURN(const int64_t pages, db.QueryInt("PRAGMA page_count"));
  ASSIGN_OR_RETURN(const int64_t page_size, db.QueryInt("PRAGMA page_size"));
  return pages * page_size;
}

absl::Status CountRecords(Connection& db, LogReport& report) {
  for (size_t kind = 0; kind < kRecordKinds; ++kind) {
    const std::string& table = LayoutOf(kind).table.name;
    ASSIGN_OR_RETURN(const int64_t rows, db.QueryInt("SELECT count(*) FROM " + table));
    report.counts.push_back({table, rows});
    report.records += rows;
  }
  return absl::OkStatus();
}

}  // namespace

StoredLog::StoredLog(std::unique_ptr<Connection> db, std::optional<Head> acknowledged)
    : db_(std::move(db)), acknowledged_(std::move(acknowledged)) {}

absl::StatusOr<StoredLog> StoredLog::Open(const std::string& directory) {
  std::error_code error;
  if (!std::filesystem::is_directory(directory, error)) {
    return NoStore(directory, "is no directory");
  }
  // A commit comes before its head, so the log read later holds what the head says now.
  ASSIGN_OR_RETURN(std::optional<Head> acknowledged, HeadFile(directory).Read());
  const std::string database = directory + "/indicast.db";
  RETURN_IF_ERROR(CheckNotLost(database, acknowledged));
  if (!Exists(database)) return NoStore(directory, "holds no store");
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> db,
                   Connection::OpenReadOnly(database, IsAtRest(directory)));
  if (const absl::Status pinned = Pin(*db); !pinned.ok()) return AsCorrupt(pinned, database);
  return StoredLog(std::move(db), std::move(acknowledged));
}

absl::StatusOr<LogReport> StoredLog::Verify(const std::optional<Head>& acknowledged,
                                            const HeadFile& head_file,
                                            const OperationProgress& progress) {
  absl::StatusOr<LogReport> report = VerifyTables(*db_, acknowledged, head_file, progress);
  if (!report.ok()) return AsCorrupt(report.status(), db_->path());
  return report;
}

absl::StatusOr<LogReport> StoredLog::VerifyTables(Connection& db,
                                                  const std::optional<Head>& acknowledged,
                                                  const HeadFile& head_file,
                                                  const OperationProgress& progress) {
  LogReport report;
  report.acknowledged = acknowledged;
  ASSIGN_OR_RETURN(report.bytes, BytesOf(db));
  ASSIGN_OR_RETURN(report.schema_version, SchemaVersionOf(db));
  if (report.schema_version == 0) {
    return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
                 absl::StrCat(db.path(), " holds no tables; restore it from a backup"),
                 {{"file", db.path()}});
  }
  RETURN_IF_ERROR(CheckIntegrity(db));
  std::unique_ptr<Connection> newer;
  if (report.schema_version < NewestSchemaVersion()) {
    ASSIGN_OR_RETURN(newer, Connection::OpenCopyInMemory(db));
    RETURN_IF_ERROR(PrepareSchema(*newer));
  }
  Connection& tables = newer == nullptr ? db : *newer;
  RETURN_IF_ERROR(CheckSchemaObjects(tables));
  ASSIGN_OR_RETURN(LogReader reader, LogReader::Create(tables));
  ASSIGN_OR_RETURN(report.head, reader.VerifyAll([&](Revision done, Revision total) {
    return progress ? progress(OperationStep::kVerifyRevisions, done, total) : absl::OkStatus();
  }));
  RETURN_IF_ERROR(CheckAgainst(tables, reader, report.head, acknowledged, head_file));
  RETURN_IF_ERROR(CountRecords(tables, report));
  return report;
}

absl::StatusOr<LogReport> VerifyDirectory(const std::string& directory,
                                          const OperationProgress& progress) {
  ASSIGN_OR_RETURN(StoredLog log, StoredLog::Open(directory));
  return log.Verify(log.acknowledged(), HeadFile(directory), progress);
}

}  // namespace indicast::store
