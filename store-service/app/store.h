// Store: the log and the view of it, in one process. Owns the backend and the current snapshot.
//
// Thread-safe. snapshot() is a reference count under a short lock and never waits for a write;
// Import() and Revert() may block on the backend and run one at a time: call them on the storage
// pool.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/clock/clock.h"
#include "store-service/app/import.h"
#include "store-service/app/import_thresholds.h"
#include "store-service/app/revert.h"
#include "store-service/app/revision_changes.h"
#include "store-service/app/watch_hub.h"
#include "store-service/backend/store_backend.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

class Store {
 public:
  // Replays the whole log. kDataLoss (STORE_CORRUPT) when a link does not fit or the log ends
  // before the head that the backend acknowledged. `clock` must outlive the store.
  static absl::StatusOr<std::unique_ptr<Store>> Open(std::unique_ptr<StoreBackend> backend,
                                                     const Clock& clock = SystemClock(),
                                                     const WatchHub::Limits& limits = {},
                                                     const ImportLimits& import_limits = {});
  // The same with a backend that verifies the log when it is opened, and hands over what it has
  // verified: the log is read once.
  static absl::StatusOr<std::unique_ptr<Store>> Open(const BackendOpener& open,
                                                     const Clock& clock = SystemClock(),
                                                     const WatchHub::Limits& limits = {},
                                                     const ImportLimits& import_limits = {});

  // The newest state. Later imports leave it unchanged.
  std::shared_ptr<const Snapshot> snapshot() const;

  // Writes the request as one revision, or nothing:
  //   kInvalidArgument with every wrong field (ValidateRequest, CheckImport), or REQUEST_ID_REUSED;
  //   kAborted (REVISION_MOVED) when the expected revision is not the newest, (ETAG_MOVED) when an
  //     etag is not the current one, (PLAN_MOVED) when another plan was confirmed;
  //   kFailedPrecondition (CONFIRMATION_NEEDED) beyond the thresholds;
  //   errors of StoreBackend::Append.
  // A request id that was answered before with the same content gives the first answer again. Ids
  // that wrote are remembered for ever, ids that found nothing to write until the process ends or
  // 1024 others came after them. validate_only never writes and is never remembered.
  // Millions of records are taken out of a request that is given away, which spares a copy.
  absl::StatusOr<ImportResult> Import(const ImportRequest& request);
  absl::StatusOr<ImportResult> Import(ImportRequest&& request);

  // Takes one revision back as a new revision; PlanRevert says how. kNotFound (REVISION_NOT_FOUND);
  // otherwise as Import, with which it shares the request ids.
  absl::StatusOr<ImportResult> Revert(const RevertRequest& request);

  // Those who wait for new revisions. Its head never exceeds the revision of snapshot().
  WatchHub& watch_hub() { return hub_; }
  // What the revisions after `after` changed, oldest first, at most `limit` (1..1000) and none
  // beyond snapshot(). May block on the backend, whose errors it returns.
  absl::StatusOr<std::vector<std::shared_ptr<const RevisionChanges>>> ReadChanges(Revision after,
                                                                                  int limit);

  const Clock& clock() const { return clock_; }
  const ImportLimits& import_limits() const { return import_limits_; }
  // "sqlite"; set at open.
  const std::string& backend_name() const { return backend_name_; }
  // Size on disk after the last write, 0 when the backend does not know.
  int64_t backend_bytes() const;
  // False once the backend only reads until it is restarted.
  bool writable() const;
  // Calls `ended` once, with the failure, when the backend begins to read only; at once when it
  // does already. It runs on the thread of an import, and must not import. One listener at a time.
  using WritingEnded = std::function<void(const absl::Status& failure)>;
  void OnWritingEnded(WritingEnded ended);

 private:
  struct Answered {
    std::string digest;
    Revision revision = 0;               // 0: nothing was written
    std::optional<ImportResult> result;  // set when nothing was written
  };

  // One write, whatever its kind, and one that is under way.
  class Intent;
  class ImportIntent;
  class RevertIntent;
  struct Pending;

  Store(const Clock& clock, const WatchHub::Limits& limits, const ImportLimits& import_limits);

  absl::StatusOr<ImportResult> Run(Intent& intent);

  // The members below until publish_mutex_ are guarded by import_mutex_.
  absl::Status Finish(std::unique_ptr<StoreBackend> backend);
  absl::Status CatchUp();
  absl::Status Fold(std::vector<LogEntry> entries);
  absl::StatusOr<ImportResult> RunLocked(Intent& intent);
  absl::StatusOr<ImportResult> AnswerAgain(Intent& intent, const Answered& first);
  absl::StatusOr<ImportResult> Write(Intent& intent, Pending pending);
  void RememberUnwritten(const std::string& request_id, Answered answered);
  void Publish(std::shared_ptr<const Snapshot> next);
  void ReadStats();
  void TellWritingEnded();

  std::unique_ptr<StoreBackend> backend_;  // set at open
  const Clock& clock_;
  std::string backend_name_;
  WatchHub hub_;
  const ImportLimits import_limits_;

  std::mutex import_mutex_;
  absl::flat_hash_map<std::string, Answered> answered_;
  std::deque<std::string> unwritten_;  // ids in answered_ without a revision, oldest first

  mutable std::mutex publish_mutex_;
  std::shared_ptr<const Snapshot> snapshot_;  // guarded by publish_mutex_
  int64_t backend_bytes_ = 0;                 // guarded by publish_mutex_
  absl::Status write_failure_;                // guarded by publish_mutex_
  WritingEnded writing_ended_;                // guarded by publish_mutex_
};

}  // namespace indicast::store
