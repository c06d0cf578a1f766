#include "store-service/backend/sqlite/schema.h"

#include <fcntl.h>

#include <cerrno>
#include <memory>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/crash_point.h"
#include "store-service/backend/sqlite/file_io.h"
#include "store-service/backend/sqlite/migrations.h"

namespace indicast::store {
namespace {

constexpr int64_t kApplicationId = 0x49434154;  // "ICAT"

absl::Status Corrupt(const Connection& connection, absl::string_view what) {
  return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
               absl::StrCat(connection.path(), " ", what), {{"file", connection.path()}});
}

// SQLite reads only when it may not write the file, and when the file's header says so.
absl::Status CheckWritable(const Connection& connection) {
  if (!connection.read_only()) return absl::OkStatus();
  const FileDescriptor file(::open(connection.path().c_str(), O_RDWR | O_CLOEXEC));
  if (!file.valid()) return ErrnoError(errno, "write", connection.path());
  return Corrupt(connection, "has a damaged header; restore it from a backup");
}

absl::Status Apply(Connection& connection, const Migration& migration) {
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(connection));
  RETURN_IF_ERROR(connection.Execute(migration.sql));
  ASSIGN_OR_RETURN(Statement record,
                   connection.Prepare("INSERT INTO schema_migrations(version, name) VALUES(?, ?)"));
  RETURN_IF_ERROR(record.Bind(1, int64_t{migration.version}));
  RETURN_IF_ERROR(record.Bind(2, absl::string_view(migration.name)));
  RETURN_IF_ERROR(record.Run());
  RETURN_IF_ERROR(
      connection.Execute(absl::StrFormat("PRAGMA application_id=%d; PRAGMA user_version=%d",
                                         kApplicationId, migration.version)
                             .c_str()));
  CrashPoint("migration-applied");
  return transaction.Commit();
}

absl::Status Migrate(Connection& connection, int64_t from_version) {
  for (const Migration& migration : Migrations()) {
    if (migration.version > from_version) RETURN_IF_ERROR(Apply(connection, migration));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::set<std::string>> ObjectsOf(Connection& connection, const char* where) {
  ASSIGN_OR_RETURN(
      Statement query,
      connection.Prepare(absl::StrCat(
          "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '') "
          "FROM sqlite_schema ",
          where)));
  std::set<std::string> objects;
  while (true) {
    ASSIGN_OR_RETURN(const bool row, query.Step());
    if (!row) return objects;
    objects.insert(query.Text(0));
  }
}

absl::StatusOr<std::set<std::string>> ObjectsOfNewestSchema() {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> model, Connection::Open(":memory:"));
  RETURN_IF_ERROR(Migrate(*model, 0));
  return ObjectsOf(*model, "");
}

}  // namespace

int64_t NewestSchemaVersion() { return Migrations().back().version; }

// Refuses files of other programs and of newer versions; returns the version of the file.
absl::StatusOr<int64_t> SchemaVersionOf(Connection& connection) {
  ASSIGN_OR_RETURN(const int64_t id, connection.QueryInt("PRAGMA application_id"));
  ASSIGN_OR_RETURN(const int64_t version, connection.QueryInt("PRAGMA user_version"));
  ASSIGN_OR_RETURN(const int64_t objects,
                   connection.QueryInt("SELECT count(*) FROM sqlite_schema"));
  if (id == 0 && version == 0 && objects == 0) return 0;
  if (id != kApplicationId) {
    return Corrupt(connection, "is not a database of this program; choose another directory");
  }
  ASSIGN_OR_RETURN(const int64_t recorded,
                   connection.QueryInt("SELECT max(version) FROM schema_migrations"));
  if (recorded != version || version <= 0) {
    return Corrupt(connection, absl::StrCat("says schema version ", version, " in its header and ",
                                            recorded, " in its table; restore it from a backup"));
  }
  const int64_t newest = NewestSchemaVersion();
  if (version > newest) {
    return Error(absl::StatusCode::kFailedPrecondition, "DATABASE_TOO_NEW",
                 absl::StrCat(connection.path(), " has schema version ", version,
                              ", this program knows up to ", newest,
                              "; run the newer program or restore an older backup"),
                 {{"file", connection.path()}});
  }
  return version;
}

// A changed definition could hide rows from the log or show wrong ones in a view.
absl::Status CheckSchemaObjects(Connection& connection) {
  static const auto* const model =
      new absl::StatusOr<std::set<std::string>>(ObjectsOfNewestSchema());
  ASSIGN_OR_RETURN(const std::set<std::string> expected, *model);
  ASSIGN_OR_RETURN(const std::set<std::string> found, ObjectsOf(connection, ""));
  for (const std::string& object : expected) {
    if (found.count(object) == 0) {
      return Corrupt(connection, absl::StrCat("lacks or has changed: ", Shorten(object)));
    }
  }
  ASSIGN_OR_RETURN(const std::set<std::string> triggers,
                   ObjectsOf(connection, "WHERE type = 'trigger'"));
  if (!triggers.empty()) {
    return Corrupt(
        connection,
        absl::StrCat("has a trigger that is not ours: ", Shorten(*triggers.begin()), "; drop it"));
  }
  return absl::OkStatus();
}

absl::Status PrepareSchema(Connection& connection) {
  ASSIGN_OR_RETURN(const int64_t version, SchemaVersionOf(connection));
  RETURN_IF_ERROR(CheckWritable(connection));
  ASSIGN_OR_RETURN(const std::string mode, connection.QueryText("PRAGMA journal_mode=WAL"));
  if (mode != "wal" && mode != "memory") {
    return Corrupt(connection, absl::StrCat("cannot have a write-ahead log but uses ", mode));
  }
  RETURN_IF_ERROR(Migrate(connection, version));
  return CheckSchemaObjects(connection);
}

}  // namespace indicast::store
