#include "common/rpc/executor.h"

#include <pthread.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace indicast::rpc {

Executor::Executor(ExecutorOptions options) : options_(std::move(options)) {
  const int count = std::max(1, options_.threads);
  threads_.reserve(static_cast<size_t>(count));
  for (int i = 0; i < count; ++i) {
    threads_.emplace_back([this] { Work(); });
    pthread_setname_np(threads_.back().native_handle(), options_.name.substr(0, 15).c_str());
  }
}

Executor::~Executor() { Stop(); }

bool Executor::TrySubmit(Task task) { return Submit(std::move(task), options_.queue_limit); }

bool Executor::TryContinue(Task task) {
  return Submit(std::move(task), std::numeric_limits<size_t>::max());
}

bool Executor::Submit(Task task, size_t limit) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_ || queue_.size() >= limit) return false;
    queue_.push_back({std::move(task), std::chrono::steady_clock::now()});
  }
  wake_.notify_one();
  return true;
}

void Executor::Work() {
  while (true) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopped_ || !queue_.empty(); });
    if (queue_.empty()) return;
    Waiting next = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    if (options_.on_wait) {
      options_.on_wait(absl::FromChrono(std::chrono::steady_clock::now() - next.since));
    }
    next.task();
  }
}

void Executor::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_all();
  const std::lock_guard lock(join_mutex_);
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

size_t Executor::waiting() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

}  // namespace indicast::rpc
