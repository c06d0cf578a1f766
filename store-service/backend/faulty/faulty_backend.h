// A backend for tests that fails on command: wraps any other and passes everything else through.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "store-service/backend/store_backend.h"

namespace indicast::store {

// What happens to one append.
struct AppendFault {
  // The wrapped backend is not called; this is the answer.
  absl::Status before;
  // The wrapped backend commits, then this is the answer (a lost answer).
  absl::Status after;
};

// Thread-safe as the wrapped backend is. Hooks run on the caller's thread, outside any lock.
class FaultyBackend final : public StoreBackend {
 public:
  explicit FaultyBackend(std::unique_ptr<StoreBackend> wrapped);

  // The n-th append from now (1 = the next one) meets `fault`; others pass.
  void FailAppend(int n, AppendFault fault);
  // Called before every append and every read of the log; may block to hold it up.
  void SetHook(std::function<void()> before_call);
  // All calls answer `status` until it is OK again.
  void SetUnreachable(absl::Status status);

  absl::StatusOr<AppendResult> Append(const WriteBatch& batch, Revision expected_revision) override;
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Revision after, int limit) override;
  absl::StatusOr<Revision> WaitPast(Revision revision, absl::Duration timeout) override;
  absl::StatusOr<BackendStats> Stats() override;

 private:
  absl::Status Enter();
  AppendFault NextFault();

  std::unique_ptr<StoreBackend> wrapped_;
  std::mutex mutex_;  // guards the members below
  std::function<void()> hook_;
  absl::Status unreachable_;
  AppendFault fault_;
  int appends_until_fault_ = 0;
};

}  // namespace indicast::store
