#include "store-service/backend/sqlite/connection.h"

#include <sqlite3.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/sqlite/file_io.h"

namespace indicast::store {
namespace {

constexpr int kBusyTimeoutMillis = 5000;
constexpr int kCopyStepPages = 256;  // 1 MiB of 4 KiB pages

// A sync that failed once may seem to succeed when repeated, though the data is gone.
bool IsFailedSync(int code) {
  return code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC ||
         code == SQLITE_IOERR_TRUNCATE;
}

// The path as SQLite's URI, where '?', '#' and '%' have a meaning.
std::string ImmutableUri(const std::string& path) {
  return absl::StrCat(
      "file:", absl::StrReplaceAll(path, {{"%", "%25"}, {"?", "%3f"}, {"#", "%23"}}),
      "?immutable=1");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Connection>> Connection::Open(const std::string& path) {
  // Nobody asks SQLite how much memory it uses, which costs a lock for each of its allocations.
  // Refused, without harm, once another part of the process has used SQLite.
  [[maybe_unused]] static const int kConfigured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(
      path.c_str(), &db,
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE,
      nullptr);
  std::unique_ptr<Connection> connection(new Connection(path, db));
  if (code != SQLITE_OK) return connection->ErrorOf(code);
  sqlite3_busy_timeout(db, kBusyTimeoutMillis);
  // Takes the place of SQLite's own checkpoints, which ignore a failed sync.
  sqlite3_wal_hook(
      db,
      [](void* self, sqlite3*, const char*, int frames) {
        static_cast<Connection*>(self)->wal_frames_ = frames;
        return SQLITE_OK;
      },
      connection.get());
  return connection;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenReadOnly(const std::string& path,
                                                                     bool immutable) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(immutable ? ImmutableUri(path).c_str() : path.c_str(), &db,
                                   SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX |
                                       SQLITE_OPEN_EXRESCODE | (immutable ? SQLITE_OPEN_URI : 0),
                                   nullptr);
  std::unique_ptr<Connection> connection(new Connection(path, db));
  if (code != SQLITE_OK) return connection->ErrorOf(code);
  sqlite3_busy_timeout(db, kBusyTimeoutMillis);
  RETURN_IF_ERROR(connection->SetCheckpointOnClose(false));
  return connection;
}

absl::StatusOr<std::unique_ptr<Connection>> Connection::OpenCopyInMemory(Connection& source) {
  ASSIGN_OR_RETURN(std::unique_ptr<Connection> copy, Open(":memory:"));
  copy->path_ = source.path_;
  RETURN_IF_ERROR(source.CopyTo(*copy, {}));
  return copy;
}

Connection::Connection(std::string path, sqlite3* db) : path_(std::move(path)), db_(db) {}

Connection::~Connection() { sqlite3_close_v2(db_); }

absl::Status Connection::Execute(const char* sql) {
  const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code);
}

absl::StatusOr<Statement> Connection::Prepare(absl::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return ErrorOf(code);
  return Statement(*this, statement);
}

absl::StatusOr<std::string> Connection::QueryText(absl::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  if (!row) return Error(absl::StatusCode::kInternal, "STORE_INTERNAL", absl::StrCat(sql));
  return statement.Text(0);
}

absl::StatusOr<int64_t> Connection::QueryInt(absl::string_view sql) {
  ASSIGN_OR_RETURN(Statement statement, Prepare(sql));
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  if (!row) return Error(absl::StatusCode::kInternal, "STORE_INTERNAL", absl::StrCat(sql));
  return statement.Int(0);
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }

bool Connection::read_only() const { return sqlite3_db_readonly(db_, "main") == 1; }

absl::Status Connection::SetCacheKib(int kib) {
  RETURN_IF_ERROR(Execute(absl::StrCat("PRAGMA cache_size=-", kib).c_str()));
  sqlite3_db_release_memory(db_);
  return absl::OkStatus();
}

absl::Status Connection::Checkpoint() {
  const int code =
      sqlite3_wal_checkpoint_v2(db_, "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  // A reader may hold back the end of the log; the next checkpoint takes it.
  if (code == SQLITE_OK || (code & 0xff) == SQLITE_BUSY) return absl::OkStatus();
  return ErrorOf(code);
}

absl::Status Connection::CopyTo(Connection& destination, const CopyProgress& progress) {
  sqlite3_backup* copy = sqlite3_backup_init(destination.db_, "main", db_, "main");
  if (copy == nullptr) return destination.ErrorOf(sqlite3_errcode(destination.db_));
  absl::Status told;
  int code = SQLITE_OK;
  while (code == SQLITE_OK && told.ok()) {
    code = sqlite3_backup_step(copy, kCopyStepPages);
    const int64_t total = sqlite3_backup_pagecount(copy);
    if (progress) told = progress(total - sqlite3_backup_remaining(copy), total);
  }
  const int finished = sqlite3_backup_finish(copy);
  RETURN_IF_ERROR(told);
  return finished == SQLITE_OK ? absl::OkStatus() : destination.ErrorOf(finished);
}

absl::Status Connection::SetCheckpointOnClose(bool allowed) {
  const int code =
      sqlite3_db_config(db_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, allowed ? 0 : 1, nullptr);
  return code == SQLITE_OK ? absl::OkStatus() : ErrorOf(code);
}

absl::Status Connection::ErrorOf(int code) const {
  const int error_number = db_ == nullptr ? 0 : sqlite3_system_errno(db_);
  const std::string message =
      absl::StrCat(path_, ": ", db_ == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db_));
  const auto error = [&](absl::StatusCode status, absl::string_view reason,
                         absl::string_view next) {
    return Error(status, reason, absl::StrCat(message, next), {{"file", path_}});
  };
  switch (code & 0xff) {
    case SQLITE_FULL:
      return error(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                   "; free some space and repeat the request");
    case SQLITE_NOMEM:
      return error(absl::StatusCode::kResourceExhausted, "OUT_OF_MEMORY", "");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
                   "; restore the data directory from a backup");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return error(absl::StatusCode::kUnavailable, "STORE_BUSY",
                   "; another program holds the database, repeat the request");
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return error(absl::StatusCode::kPermissionDenied, "DATA_DIR_UNWRITABLE",
                   "; give the store a directory it may write");
    case SQLITE_IOERR:
      if (!IsFailedSync(code) && (error_number == ENOSPC || error_number == EDQUOT)) {
        return error(absl::StatusCode::kResourceExhausted, "DISK_FULL",
                     "; free some space and repeat the request");
      }
      return error(absl::StatusCode::kUnavailable, "STORE_READ_ONLY",
                   absl::StrCat(error_number == 0 ? "" : ": ", ErrnoText(error_number),
                                "; check the disk, then restart the store"));
    default:
      return error(absl::StatusCode::kInternal, "STORE_INTERNAL", "");
  }
}

Statement::Statement(Connection& connection, sqlite3_stmt* statement)
    : connection_(connection), statement_(statement) {}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_), statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() { sqlite3_finalize(statement_); }

absl::Status Statement::Bind(int parameter, int64_t value) {
  const int code = sqlite3_bind_int64(statement_, parameter, value);
  return code == SQLITE_OK ? absl::OkStatus() : connection_.ErrorOf(code);
}

absl::Status Statement::Bind(int parameter, absl::string_view value) {
  // A null pointer would bind NULL.
  const char* data = value.data() == nullptr ? "" : value.data();
  const int code =
      sqlite3_bind_text64(statement_, parameter, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  return code == SQLITE_OK ? absl::OkStatus() : connection_.ErrorOf(code);
}

absl::Status Statement::Bind(int parameter, const Cell& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return Bind(parameter, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    return Bind(parameter, absl::string_view(*text));
  }
  const int code = sqlite3_bind_null(statement_, parameter);
  return code == SQLITE_OK ? absl::OkStatus() : connection_.ErrorOf(code);
}

absl::Status Statement::Bind(int parameter, const CellView& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return Bind(parameter, *number);
  if (const auto* text = std::get_if<absl::string_view>(&value)) return Bind(parameter, *text);
  const int code = sqlite3_bind_null(statement_, parameter);
  return code == SQLITE_OK ? absl::OkStatus() : connection_.ErrorOf(code);
}

absl::StatusOr<bool> Statement::Step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  const absl::Status error = connection_.ErrorOf(code);
  Reset();
  return error;
}

absl::Status Statement::Run() {
  absl::StatusOr<bool> row = true;
  while (row.ok() && *row) row = Step();
  Reset();
  return row.status();
}

void Statement::Reset() { sqlite3_reset(statement_); }

int64_t Statement::Int(int column) const { return sqlite3_column_int64(statement_, column); }

std::string Statement::Text(int column) const {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (text == nullptr) return "";
  return {text, static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

absl::Status Statement::TakeRow(int first_column, size_t count, CellRow& row) const {
  row.reserve(row.size() + count);
  const int end = first_column + static_cast<int>(count);
  for (int column = first_column; column < end; ++column) {
    switch (sqlite3_column_type(statement_, column)) {
      case SQLITE_NULL:
        row.emplace_back();
        break;
      case SQLITE_INTEGER:
        row.emplace_back(Int(column));
        break;
      case SQLITE_TEXT:
        row.emplace_back(Text(column));
        break;
      default:
        return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
                     absl::StrCat(connection_.path(), ": a value of column ",
                                  sqlite3_column_name(statement_, column), " has the wrong type"),
                     {{"file", connection_.path()}});
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<Transaction> Transaction::Begin(Connection& connection) {
  RETURN_IF_ERROR(connection.Execute("BEGIN IMMEDIATE"));
  return Transaction(connection);
}

Transaction::Transaction(Connection& connection) : connection_(&connection) {}

Transaction::Transaction(Transaction&& other) noexcept
    : connection_(std::exchange(other.connection_, nullptr)) {}

Transaction::~Transaction() {
  // SQLite rolls back by itself on some errors. Whoever goes on writing checks in_transaction().
  if (connection_ != nullptr && connection_->in_transaction()) {
    connection_->Execute("ROLLBACK").IgnoreError();
  }
}

absl::Status Transaction::Commit() {
  RETURN_IF_ERROR(connection_->Execute("COMMIT"));
  connection_ = nullptr;
  return absl::OkStatus();
}

}  // namespace indicast::store
