#include "store-service/backend/sqlite/sqlite_backend.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/backend/crash_point.h"
#include "store-service/backend/sqlite/connection.h"
#include "store-service/backend/sqlite/data_directory.h"
#include "store-service/backend/sqlite/file_io.h"
#include "store-service/backend/sqlite/head_file.h"
#include "store-service/backend/sqlite/log_check.h"
#include "store-service/backend/sqlite/log_tables.h"
#include "store-service/backend/sqlite/schema.h"

namespace indicast::store {
namespace {

constexpr int kMaxReadLimit = 10000;
// 4 MiB of 4 KiB pages; SQLite's own default.
constexpr int kCheckpointFrames = 1000;
constexpr absl::Duration kLongestWait = absl::Hours(1000);

constexpr int kCacheKib = 16384;  // as in kSettings
// From so many records on a batch gets a second thread and, while it is written, a larger cache.
constexpr size_t kLargeBatch = 10000;
constexpr int kLargeCacheKib = 262144;

constexpr char kSettings[] =
    "PRAGMA synchronous=FULL;"
    "PRAGMA cell_size_check=ON;"
    "PRAGMA trusted_schema=OFF;"
    "PRAGMA temp_store=MEMORY;"
    "PRAGMA cache_size=-16384;"
    "PRAGMA journal_size_limit=67108864;";

absl::Status CheckBatch(const WriteBatch& batch) {
  if (batch.request_id.empty()) return FieldError("request_id", "must not be empty");
  if (batch.records.empty()) return FieldError("records", "at least one is needed");
  const absl::Time stored = absl::FromUnixNanos(absl::ToUnixNanos(batch.commit_time));
  if (stored > batch.commit_time || batch.commit_time - stored >= absl::Nanoseconds(1)) {
    return FieldError("commit_time", "must lie between the years 1678 and 2261");
  }
  return absl::OkStatus();
}

// Errors after which the store cannot promise that what it writes lasts.
bool EndsWriting(const absl::Status& status) {
  return absl::IsDataLoss(status) || absl::IsInternal(status) ||
         DetailOf(status).reason == "STORE_READ_ONLY";
}

class SqliteBackend final : public StoreBackend {
 public:
  struct Parts {
    std::optional<DataDirectory> directory;  // the lock goes last
    std::optional<HeadFile> head_file;
    std::shared_ptr<Connection> write_db;
    std::shared_ptr<Connection> read_db;  // the same one in memory
    Head head;
  };

  SqliteBackend(Parts parts, LogWriter writer, LogReader reader)
      : parts_(std::move(parts)),
        head_(parts_.head),
        writer_(std::move(writer)),
        reader_(std::move(reader)) {}

  absl::StatusOr<AppendResult> Append(const WriteBatch& batch, Revision expected_revision) override;
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Revision after, int limit) override;
  absl::StatusOr<Revision> WaitPast(Revision revision, absl::Duration timeout) override;
  absl::StatusOr<BackendStats> Stats() override;

 private:
  absl::StatusOr<AppendResult> AppendLocked(const WriteBatch& batch, Revision expected_revision);
  absl::StatusOr<AppendResult> Commit(Transaction transaction, const Head& next,
                                      const WriteBatch& batch);
  absl::Status CheckWritable() const;
  void EndWriting(const absl::Status& cause);
  void CheckpointWhenLarge();
  Head CurrentHead() const;
  void SetHead(const Head& head);

  Parts parts_;
  mutable std::mutex mutex_;  // guards head_ and failure_; taken after a connection's mutex
  std::condition_variable head_moved_;
  Head head_;
  absl::Status failure_;
  LogWriter writer_;  // under the mutex of write_db
  LogReader reader_;  // under the mutex of read_db
};

absl::StatusOr<AppendResult> SqliteBackend::Append(const WriteBatch& batch,
                                                   Revision expected_revision) {
  RETURN_IF_ERROR(CheckBatch(batch));
  const std::lock_guard<std::mutex> lock(parts_.write_db->mutex());
  RETURN_IF_ERROR(CheckWritable());
  const bool large = batch.records.size() >= kLargeBatch;
  if (large) RETURN_IF_ERROR(parts_.write_db->SetCacheKib(kLargeCacheKib));
  absl::StatusOr<AppendResult> result = AppendLocked(batch, expected_revision);
  if (!result.ok() && EndsWriting(result.status())) EndWriting(result.status());
  if (parts_.write_db->in_transaction()) {
    EndWriting(absl::InternalError("a transaction could not be rolled back"));
  }
  if (result.ok() && !result->repeated) CheckpointWhenLarge();
  // What was written stands, whatever becomes of the cache.
  if (large) parts_.write_db->SetCacheKib(kCacheKib).IgnoreError();
  return result;
}

absl::StatusOr<AppendResult> SqliteBackend::AppendLocked(const WriteBatch& batch,
                                                         Revision expected_revision) {
  const Head head = CurrentHead();
  CrashPoint("append-begin");
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(*parts_.write_db));
  ASSIGN_OR_RETURN(const Head stored, writer_.LastRevision());
  if (stored != head) {
    return CorruptRevision(
        *parts_.write_db, stored.revision,
        absl::StrCat("another program changed the log after revision ", head.revision));
  }
  ASSIGN_OR_RETURN(const auto known, writer_.FindRequest(batch.request_id));
  if (known.has_value()) {
    if (known->digest == batch.request_digest) {
      return AppendResult{known->head.revision, known->head.checksum, true};
    }
    return Error(
        absl::StatusCode::kInvalidArgument, "REQUEST_ID_REUSED",
        absl::StrCat("request id ", Shorten(batch.request_id), " made revision ",
                     known->head.revision, " from other content; use a new id for a new request"));
  }
  if (expected_revision != head.revision) {
    return Error(absl::StatusCode::kAborted, "REVISION_MOVED",
                 absl::StrCat("the store is at revision ", head.revision, ", not ",
                              expected_revision, "; read again and repeat"));
  }
  const Revision revision = head.revision + 1;
  const bool large = batch.records.size() >= kLargeBatch;
  std::future<std::string> checksum =
      std::async(large ? std::launch::async : std::launch::deferred,
                 [&] { return ChainChecksum(revision, batch, head.checksum); });
  RETURN_IF_ERROR(writer_.InsertRecords(revision, batch));
  return Commit(std::move(transaction), {revision, checksum.get()}, batch);
}

absl::StatusOr<AppendResult> SqliteBackend::Commit(Transaction transaction, const Head& next,
                                                   const WriteBatch& batch) {
  RETURN_IF_ERROR(writer_.InsertRevision(next, batch));
  if (parts_.head_file.has_value()) RETURN_IF_ERROR(parts_.head_file->Prepare(next));
  CrashPoint("append-head-prepared");
  RETURN_IF_ERROR(transaction.Commit());
  CrashPoint("append-committed");
  if (parts_.head_file.has_value()) {
    if (const absl::Status published = parts_.head_file->Publish(); !published.ok()) {
      return Error(absl::StatusCode::kUnavailable, "STORE_READ_ONLY",
                   absl::StrCat("revision ", next.revision,
                                " is written but not acknowledged: ", published.message(),
                                "; restart the store and repeat the request with the same id"));
    }
  }
  CrashPoint("append-published");
  SetHead(next);
  return AppendResult{next.revision, next.checksum, false};
}

absl::StatusOr<std::vector<LogEntry>> SqliteBackend::ReadLog(Revision after, int limit) {
  if (after < 0) return FieldError("after", "must not be negative");
  if (limit < 1 || limit > kMaxReadLimit) {
    return FieldError("limit", absl::StrCat("must be 1..", kMaxReadLimit, ", is ", limit));
  }
  const Head head = CurrentHead();
  if (after >= head.revision) return std::vector<LogEntry>();
  const Revision last = std::min(after + limit, head.revision);
  const std::lock_guard<std::mutex> lock(parts_.read_db->mutex());
  absl::StatusOr<std::vector<LogEntry>> entries = reader_.Read(after, last);
  if (entries.ok() && last == head.revision && entries->back().checksum != head.checksum) {
    entries = CorruptRevision(*parts_.read_db, last, "is not the one that was acknowledged");
  }
  if (absl::IsDataLoss(entries.status())) EndWriting(entries.status());
  return entries;
}

absl::StatusOr<Revision> SqliteBackend::WaitPast(Revision revision, absl::Duration timeout) {
  const auto longest =
      absl::ToChronoMilliseconds(std::clamp(timeout, absl::ZeroDuration(), kLongestWait));
  std::unique_lock<std::mutex> lock(mutex_);
  head_moved_.wait_for(lock, longest, [&] { return head_.revision > revision; });
  return head_.revision;
}

absl::StatusOr<BackendStats> SqliteBackend::Stats() {
  BackendStats stats;
  stats.name = "sqlite";
  const std::lock_guard<std::mutex> lock(mutex_);
  stats.head = head_.revision;
  stats.head_checksum = head_.checksum;
  stats.bytes = parts_.directory.has_value() ? parts_.directory->DatabaseBytes() : 0;
  stats.write_failure = failure_;
  return stats;
}

absl::Status SqliteBackend::CheckWritable() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (failure_.ok()) return absl::OkStatus();
  return Error(absl::StatusCode::kUnavailable, "STORE_READ_ONLY",
               absl::StrCat("the store only reads since a write failed: ", failure_.message()));
}

void SqliteBackend::EndWriting(const absl::Status& cause) {
  // What is in the write-ahead log stays there for the verification at the next start.
  parts_.write_db->SetCheckpointOnClose(false).IgnoreError();
  parts_.read_db->SetCheckpointOnClose(false).IgnoreError();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (failure_.ok()) failure_ = cause;
}

void SqliteBackend::CheckpointWhenLarge() {
  if (parts_.write_db->wal_frames() < kCheckpointFrames) return;
  CrashPoint("checkpoint-begin");
  const absl::Status status = parts_.write_db->Checkpoint();
  CrashPoint("checkpoint-done");
  if (!status.ok() && EndsWriting(status)) EndWriting(status);
}

Head SqliteBackend::CurrentHead() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return head_;
}

void SqliteBackend::SetHead(const Head& head) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    head_ = head;
  }
  head_moved_.notify_all();
}

// --- Opening -------------------------------------------------------------------------------------

// The head the log must reach: what the head file says, or nothing when an operator accepts the
// log.
absl::StatusOr<std::optional<Head>> RequiredHead(const HeadFile& file, bool accept_log) {
  if (accept_log) return std::optional<Head>();
  return file.Read();
}

absl::StatusOr<std::shared_ptr<Connection>> Connect(const std::string& path) {
  ASSIGN_OR_RETURN(std::shared_ptr<Connection> db, Connection::Open(path));
  // Until the content is known to be good, closing must not write.
  RETURN_IF_ERROR(db->SetCheckpointOnClose(false));
  RETURN_IF_ERROR(db->Execute(kSettings));
  return db;
}

absl::StatusOr<std::unique_ptr<StoreBackend>> Assemble(SqliteBackend::Parts parts) {
  ASSIGN_OR_RETURN(LogWriter writer, LogWriter::Create(*parts.write_db));
  ASSIGN_OR_RETURN(LogReader reader, LogReader::Create(*parts.read_db));
  RETURN_IF_ERROR(parts.write_db->SetCheckpointOnClose(true));
  RETURN_IF_ERROR(parts.read_db->SetCheckpointOnClose(true));
  return std::make_unique<SqliteBackend>(std::move(parts), std::move(writer), std::move(reader));
}

absl::StatusOr<std::unique_ptr<StoreBackend>> OpenInMemory() {
  SqliteBackend::Parts parts;
  ASSIGN_OR_RETURN(parts.write_db, Connect(":memory:"));
  RETURN_IF_ERROR(PrepareSchema(*parts.write_db));
  parts.read_db = parts.write_db;
  return Assemble(std::move(parts));
}

absl::StatusOr<std::unique_ptr<StoreBackend>> OpenFiles(SqliteBackend::Parts parts,
                                                        const std::optional<Head>& required,
                                                        bool accept_log, const LogSink& verified) {
  const HeadFile& head_file = *parts.head_file;
  ASSIGN_OR_RETURN(parts.write_db, Connect(parts.directory->database_path()));
  RETURN_IF_ERROR(PrepareSchema(*parts.write_db));
  CrashPoint("open-migrated");
  ASSIGN_OR_RETURN(parts.read_db, Connect(parts.directory->database_path()));
  RETURN_IF_ERROR(parts.read_db->Execute("PRAGMA query_only=ON"));
  // Two passes over the file, one on each connection.
  std::future<absl::Status> integrity =
      std::async(std::launch::async, [&db = *parts.write_db] { return CheckIntegrity(db); });
  absl::StatusOr<LogReader> reader = LogReader::Create(*parts.read_db);
  absl::StatusOr<Head> head = Head();
  if (reader.ok()) head = reader->VerifyAll({}, verified);
  RETURN_IF_ERROR(integrity.get());
  RETURN_IF_ERROR(reader.status());
  ASSIGN_OR_RETURN(parts.head, std::move(head));
  if (!accept_log) {
    RETURN_IF_ERROR(CheckAgainst(*parts.read_db, *reader, parts.head, required, head_file));
  }
  if (required != parts.head) {
    RETURN_IF_ERROR(head_file.Prepare(parts.head));
    CrashPoint("open-head-prepared");
    RETURN_IF_ERROR(head_file.Publish());
  }
  // The write-ahead log is a new file by now. SQLite syncs its directory with the first commit, but
  // ignores the result.
  RETURN_IF_ERROR(Sync(parts.directory->path()));
  return Assemble(std::move(parts));
}

absl::StatusOr<std::unique_ptr<StoreBackend>> OpenDirectory(const SqliteOptions& options,
                                                            const LogSink& verified) {
  SqliteBackend::Parts parts;
  ASSIGN_OR_RETURN(parts.directory, DataDirectory::Open(options.directory));
  parts.head_file.emplace(options.directory);
  ASSIGN_OR_RETURN(const std::optional<Head> required,
                   RequiredHead(*parts.head_file, options.accept_log));
  RETURN_IF_ERROR(CheckNotLost(parts.directory->database_path(), required));
  const std::string database = parts.directory->database_path();
  auto store = OpenFiles(std::move(parts), required, options.accept_log, verified);
  // Our statements are fixed: what SQLite finds wrong with them is wrong with the file.
  if (!absl::IsInternal(store.status())) return store;
  return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
               absl::StrCat(store.status().message(), "; restore the data directory from a backup"),
               {{"file", database}});
}

}  // namespace

absl::StatusOr<std::unique_ptr<StoreBackend>> OpenSqlite(const SqliteOptions& options,
                                                         const LogSink& verified) {
  return options.in_memory ? OpenInMemory() : OpenDirectory(options, verified);
}

}  // namespace indicast::store
