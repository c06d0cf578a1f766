#include "store-service/app/watch_hub.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast::store {

absl::Status WatchHub::Add(std::shared_ptr<WatchListener> listener) {
  const std::lock_guard lock(mutex_);
  // Under the lock, so that Close tells whoever got in before it.
  if (closed()) {
    return Error(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
                 "the server is stopping; connect again");
  }
  if (listeners_.size() >= limits_.watchers) {
    return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHERS",
                 absl::StrCat("there are ", limits_.watchers,
                              " watchers already, as many as are allowed; end some, or try again "
                              "later"),
                 {{"limit", absl::StrCat(limits_.watchers)}});
  }
  const WatchListener* const key = listener.get();
  listeners_.emplace(key, std::move(listener));
  return absl::OkStatus();
}

void WatchHub::Remove(const WatchListener* listener) {
  std::shared_ptr<WatchListener> last;  // destroyed after the lock is released
  const std::lock_guard lock(mutex_);
  const auto it = listeners_.find(listener);
  if (it == listeners_.end()) return;
  last = std::move(it->second);
  listeners_.erase(it);
}

size_t WatchHub::watchers() const {
  const std::lock_guard lock(mutex_);
  return listeners_.size();
}

void WatchHub::Publish(std::shared_ptr<const RevisionChanges> changes) {
  const Revision revision = changes->entry.revision;
  std::vector<std::shared_ptr<const RevisionChanges>> dropped;  // destroyed outside the lock
  const std::lock_guard lock(mutex_);
  recent_records_ += changes->changes.size();
  recent_.push_back(std::move(changes));
  while (recent_.size() > 1 && recent_records_ > limits_.recent_records) {
    recent_records_ -= recent_.front()->changes.size();
    dropped.push_back(std::move(recent_.front()));
    recent_.pop_front();
  }
  head_.store(revision, std::memory_order_release);
}

void WatchHub::Advance(Revision head) { head_.store(head, std::memory_order_release); }

void WatchHub::Notify() {
  std::vector<std::shared_ptr<WatchListener>> listeners;
  {
    const std::lock_guard lock(mutex_);
    listeners.reserve(listeners_.size());
    for (const auto& [key, listener] : listeners_) listeners.push_back(listener);
  }
  for (const auto& listener : listeners) listener->Told();
}

void WatchHub::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_.store(true, std::memory_order_release);
  }
  Notify();
}

std::shared_ptr<const RevisionChanges> WatchHub::Recent(Revision revision) const {
  const std::lock_guard lock(mutex_);
  const auto it = std::lower_bound(
      recent_.begin(), recent_.end(), revision,
      [](const auto& changes, Revision wanted) { return changes->entry.revision < wanted; });
  return it != recent_.end() && (*it)->entry.revision == revision ? *it : nullptr;
}

}  // namespace indicast::store
