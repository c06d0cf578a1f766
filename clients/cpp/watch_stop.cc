#include "clients/cpp/watch_stop.h"

#include "grpcpp/client_context.h"

namespace indicast::client {

void WatchStop::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  if (context_ != nullptr) context_->TryCancel();
}

bool WatchStop::stopped() const {
  const std::lock_guard lock(mutex_);
  return stopped_;
}

bool WatchStop::Attach(grpc::ClientContext* context) {
  const std::lock_guard lock(mutex_);
  context_ = context;
  return !stopped_;
}

void WatchStop::Detach() {
  const std::lock_guard lock(mutex_);
  context_ = nullptr;
}

}  // namespace indicast::client
