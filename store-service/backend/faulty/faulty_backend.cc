#include "store-service/backend/faulty/faulty_backend.h"

#include <utility>

#include "common/status/status_macros.h"

namespace indicast::store {

FaultyBackend::FaultyBackend(std::unique_ptr<StoreBackend> wrapped)
    : wrapped_(std::move(wrapped)) {}

void FaultyBackend::FailAppend(int n, AppendFault fault) {
  const std::lock_guard<std::mutex> lock(mutex_);
  appends_until_fault_ = n;
  fault_ = std::move(fault);
}

void FaultyBackend::SetHook(std::function<void()> before_call) {
  const std::lock_guard<std::mutex> lock(mutex_);
  hook_ = std::move(before_call);
}

void FaultyBackend::SetUnreachable(absl::Status status) {
  const std::lock_guard<std::mutex> lock(mutex_);
  unreachable_ = std::move(status);
}

absl::StatusOr<AppendResult> FaultyBackend::Append(const WriteBatch& batch,
                                                   Revision expected_revision) {
  RETURN_IF_ERROR(Enter());
  const AppendFault fault = NextFault();
  RETURN_IF_ERROR(fault.before);
  ASSIGN_OR_RETURN(AppendResult result, wrapped_->Append(batch, expected_revision));
  RETURN_IF_ERROR(fault.after);
  return result;
}

absl::StatusOr<std::vector<LogEntry>> FaultyBackend::ReadLog(Revision after, int limit) {
  RETURN_IF_ERROR(Enter());
  return wrapped_->ReadLog(after, limit);
}

absl::StatusOr<Revision> FaultyBackend::WaitPast(Revision revision, absl::Duration timeout) {
  return wrapped_->WaitPast(revision, timeout);
}

absl::StatusOr<BackendStats> FaultyBackend::Stats() {
  RETURN_IF_ERROR(Enter());
  return wrapped_->Stats();
}

absl::Status FaultyBackend::Enter() {
  std::function<void()> hook;
  absl::Status unreachable;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    hook = hook_;
    unreachable = unreachable_;
  }
  if (hook) hook();
  return unreachable;
}

AppendFault FaultyBackend::NextFault() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (appends_until_fault_ == 0 || --appends_until_fault_ > 0) return {};
  return std::exchange(fault_, {});
}

}  // namespace indicast::store
