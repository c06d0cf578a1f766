// WatchHub: who waits for new revisions, and the newest of them.
//
// Thread-safe. No lock is held while a listener is called. Nothing here blocks, and nobody waits on
// a thread: a listener is told that there is news and fetches it on a thread of its choice.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

#include "absl/status/status.h"
#include "store-service/app/revision_changes.h"

namespace indicast::store {

// One watcher. Told() may be called on any thread, several at once, and once more after Remove().
class WatchListener {
 public:
  virtual ~WatchListener() = default;
  // The head has moved or the hub has closed: look again. Must not block.
  virtual void Told() = 0;
};

class WatchHub {
 public:
  struct Limits {
    size_t watchers = 1000;
    // Revisions that may be written while a watcher takes one message; with more it is too slow.
    Revision behind = 1024;
    // Records of the newest revisions that are kept in memory; older ones come from the log.
    size_t recent_records = 20000;
  };

  WatchHub() : WatchHub(Limits()) {}
  explicit WatchHub(const Limits& limits) : limits_(limits) {}
  WatchHub(const WatchHub&) = delete;
  WatchHub& operator=(const WatchHub&) = delete;

  const Limits& limits() const { return limits_; }

  // kResourceExhausted (TOO_MANY_WATCHERS); kUnavailable (SERVER_DRAINING) once closed.
  absl::Status Add(std::shared_ptr<WatchListener> listener);
  // Nothing when it is not there.
  void Remove(const WatchListener* listener);
  size_t watchers() const;

  // The writer's side. A new head becomes visible at once; Notify tells the watchers, and must
  // follow once the writer holds no lock.
  void Publish(std::shared_ptr<const RevisionChanges> changes);
  void Advance(Revision head);
  void Notify();
  // Ends every watch, now and later.
  void Close();

  // Lock-free.
  Revision head() const { return head_.load(std::memory_order_acquire); }
  bool closed() const { return closed_.load(std::memory_order_acquire); }

  // Watchers that were found too slow, for the metrics.
  void CountSlow() { slow_.fetch_add(1, std::memory_order_relaxed); }
  int64_t slow() const { return slow_.load(std::memory_order_relaxed); }

  // Null when it is no longer, or never was, in memory.
  std::shared_ptr<const RevisionChanges> Recent(Revision revision) const;

 private:
  const Limits limits_;
  std::atomic<Revision> head_{0};
  std::atomic<bool> closed_{false};
  std::atomic<int64_t> slow_{0};
  mutable std::mutex mutex_;
  std::map<const WatchListener*, std::shared_ptr<WatchListener>> listeners_;  // guarded by mutex_
  std::deque<std::shared_ptr<const RevisionChanges>> recent_;  // guarded by mutex_; oldest first
  size_t recent_records_ = 0;                                  // guarded by mutex_
};

}  // namespace indicast::store
