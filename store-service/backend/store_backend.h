// Durable home of the log. Thread-safe. Calls may block on disk or network: run them on the storage
// pool, never in a gRPC reaction. Codes are contract; see contract_test_suite.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

struct BackendStats {
  std::string name;  // "sqlite"
  Revision head = 0;
  std::string head_checksum;
  int64_t bytes = 0;           // size on disk, 0 when not known
  absl::Status write_failure;  // not OK: why the store only reads until it is restarted
};

struct AppendResult {
  Revision revision = 0;
  std::string checksum;
  // True when the request id was already in the log with the same digest: nothing was written and
  // `revision` is the one it made then.
  bool repeated = false;
};

class StoreBackend {
 public:
  virtual ~StoreBackend() = default;

  // Makes the batch durable as revision expected_revision + 1, atomically. A request id that is
  // known with the same digest comes first: its revision is returned whatever expected_revision
  // says.
  //   kAborted (REVISION_MOVED): the head is not expected_revision; nothing written.
  //   kInvalidArgument (REQUEST_ID_REUSED): request id known with another digest.
  //   kResourceExhausted (DISK_FULL): nothing written, reads go on, a later append may succeed.
  //   kUnavailable (STORE_READ_ONLY): writing failed in a way that leaves open what is durable; the
  //     store must be restarted, then the request repeated with its id.
  //   kUnavailable (STORE_BUSY): another program holds the database; nothing written, repeat.
  //   kDataLoss (STORE_CORRUPT): the storage no longer holds what was acknowledged.
  virtual absl::StatusOr<AppendResult> Append(const WriteBatch& batch,
                                              Revision expected_revision) = 0;

  // Entries after `after`, oldest first, at most `limit` (1..10000); every checksum is verified
  // against its predecessor before an entry is returned. kDataLoss (STORE_CORRUPT) names the
  // revision.
  virtual absl::StatusOr<std::vector<LogEntry>> ReadLog(Revision after, int limit) = 0;

  // Blocks until the head exceeds `revision` or the timeout passes; returns the head.
  virtual absl::StatusOr<Revision> WaitPast(Revision revision, absl::Duration timeout) = 0;

  virtual absl::StatusOr<BackendStats> Stats() = 0;
};

// Gets entries in order, from revision 1, each verified against its predecessor. An error of its
// ends the opening.
using LogSink = std::function<absl::Status(std::vector<LogEntry> entries)>;

// Opens a backend that hands its whole log to `verified`.
using BackendOpener =
    std::function<absl::StatusOr<std::unique_ptr<StoreBackend>>(const LogSink& verified)>;

}  // namespace indicast::store
