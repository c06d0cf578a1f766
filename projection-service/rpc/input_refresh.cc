#include "projection-service/rpc/input_refresh.h"

namespace indicast::projection {

void InputRefresh::Want(int64_t revision) {
  const std::lock_guard<std::mutex> lock(mutex_);
  wanted_ = revision;
  if (!reading_) Submit();
}

void InputRefresh::Submit() {
  reading_ = runtime_.pool(rpc::Dispatch::kCompute).TrySubmit([this] { Read(); });
}

void InputRefresh::Read() {
  int64_t revision = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    revision = wanted_;
  }
  // A store that fails here fails the next call too, which says so to its caller.
  projector_.Refresh(revision, {}).IgnoreError();
  const std::lock_guard<std::mutex> lock(mutex_);
  reading_ = false;
  if (wanted_ != revision) Submit();
}

}  // namespace indicast::projection
