#include "clients/batch/stop_request.h"

#include "clients/batch/errors.h"
#include "clients/batch/reasons.h"

namespace indicast::batch {

void StopRequest::Request() {
  {
    const std::lock_guard lock(mutex_);
    requested_ = true;
  }
  changed_.notify_all();
  call_.Stop();
}

bool StopRequest::requested() const {
  const std::lock_guard lock(mutex_);
  return requested_;
}

bool StopRequest::WaitFor(absl::Duration time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, absl::ToChronoMilliseconds(time), [this] { return requested_; });
}

absl::Status Interrupted() {
  return BatchError(absl::StatusCode::kCancelled, kBatchInterrupted,
                    {"收到停止信号", "a signal asked the run to stop"},
                    {"再运行一次即从检查点继续", "run it again; it goes on from the checkpoint"});
}

}  // namespace indicast::batch
