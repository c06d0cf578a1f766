#include "projection-service/rpc/store_watch.h"

#include <utility>

namespace indicast::projection {

std::unique_ptr<StoreWatch> StoreWatch::Start(StoreReader& store, Options options) {
  std::unique_ptr<StoreWatch> watch(new StoreWatch(store, std::move(options)));
  watch->Ask();
  watch->thread_ = std::thread([raw = watch.get()] { raw->Run(); });
  return watch;
}

StoreWatch::~StoreWatch() { Stop(); }

void StoreWatch::Stop() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void StoreWatch::Ask() {
  rpc::CallContext call;
  call.deadline = options_.clock->Now() + options_.timeout;
  const auto head = store_.ReadHead(call);
  if (head.ok()) revision_.store(*head);
  const bool first = !asked_.exchange(true);
  const bool changed = reachable_.exchange(head.ok()) != head.ok();
  if ((first || changed) && options_.on_change) options_.on_change(head.ok());
}

void StoreWatch::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!wake_.wait_for(lock, absl::ToChronoNanoseconds(options_.interval),
                         [this] { return stopping_; })) {
    lock.unlock();
    Ask();
    lock.lock();
  }
}

}  // namespace indicast::projection
