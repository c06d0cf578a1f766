// One SQLite connection with errors of the backend contract, its statements and transactions.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/record_cells.h"

struct sqlite3;
struct sqlite3_stmt;

namespace indicast::store {

class Statement;

// Thread-compatible: whoever uses it holds mutex().
class Connection {
 public:
  // Opens a file (made when missing) or, with ":memory:", a database of its own in memory.
  static absl::StatusOr<std::unique_ptr<Connection>> Open(const std::string& path);
  // Opens a file that must be there and never writes it. Unless `immutable`, SQLite may make its
  // -wal and -shm files beside it; immutable is for files that nobody changes meanwhile.
  static absl::StatusOr<std::unique_ptr<Connection>> OpenReadOnly(const std::string& path,
                                                                  bool immutable);
  // A database in memory with the content of `source`, whose path it goes by in messages.
  static absl::StatusOr<std::unique_ptr<Connection>> OpenCopyInMemory(Connection& source);

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  std::mutex& mutex() { return mutex_; }
  const std::string& path() const { return path_; }

  absl::Status Execute(const char* sql);
  absl::StatusOr<Statement> Prepare(absl::string_view sql);
  // The first column of the first row; kInternal when there is none.
  absl::StatusOr<std::string> QueryText(absl::string_view sql);
  absl::StatusOr<int64_t> QueryInt(absl::string_view sql);

  bool in_transaction() const;
  bool read_only() const;
  // Frames in the write-ahead log after the last commit of this connection.
  int wal_frames() const { return wal_frames_; }
  // Pages kept in memory. More of them spare a large transaction from writing pages that it will
  // change again; less of them gives memory back.
  absl::Status SetCacheKib(int kib);
  // Copies what it can of the write-ahead log into the database file.
  absl::Status Checkpoint();
  // Told the pages copied and all of them after every step; an error of its ends the copy.
  using CopyProgress = std::function<absl::Status(int64_t done, int64_t total)>;
  // Replaces the content of `destination`, page by page in bounded steps. A reading transaction on
  // this connection makes the copy one of a single moment, whoever writes meanwhile; writers do
  // not wait for it.
  absl::Status CopyTo(Connection& destination, const CopyProgress& progress);
  // Whether the last connection to close may empty the write-ahead log. Off after a failed sync,
  // and while the content is not known to be good.
  absl::Status SetCheckpointOnClose(bool allowed);

  // The error of a failed SQLite call on this connection:
  //   kResourceExhausted (DISK_FULL, OUT_OF_MEMORY), kDataLoss (STORE_CORRUPT), kUnavailable
  //   (STORE_BUSY: locked by another program; STORE_READ_ONLY: input or output failed),
  //   kPermissionDenied (DATA_DIR_UNWRITABLE), kInternal (STORE_INTERNAL) for the rest.
  absl::Status ErrorOf(int code) const;

 private:
  Connection(std::string path, sqlite3* db);

  std::mutex mutex_;
  std::string path_;
  sqlite3* db_;
  int wal_frames_ = 0;
};

// Prepared once, run many times. Must not outlive its connection.
class Statement {
 public:
  Statement(Connection& connection, sqlite3_stmt* statement);
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  // Parameters count from 1. Texts must live until the next Reset.
  absl::Status Bind(int parameter, int64_t value);
  absl::Status Bind(int parameter, absl::string_view value);
  absl::Status Bind(int parameter, const Cell& value);
  absl::Status Bind(int parameter, const CellView& value);

  // True when there is a row. An error ends the run.
  absl::StatusOr<bool> Step();
  // Runs to the end, then resets.
  absl::Status Run();
  void Reset();

  // Columns count from 0, valid after Step() returned true. Values of another type are kDataLoss
  // (STORE_CORRUPT) in TakeRow and 0 or empty in the others.
  int64_t Int(int column) const;
  std::string Text(int column) const;
  // Appends `count` columns to `row`.
  absl::Status TakeRow(int first_column, size_t count, CellRow& row) const;

 private:
  Connection& connection_;
  sqlite3_stmt* statement_;
};

// BEGIN IMMEDIATE; rolled back at the end unless committed.
class Transaction {
 public:
  static absl::StatusOr<Transaction> Begin(Connection& connection);
  Transaction(Transaction&& other) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  absl::Status Commit();

 private:
  explicit Transaction(Connection& connection);
  Connection* connection_;  // null once committed or moved from
};

}  // namespace indicast::store
