// StoreWatch: asks the store again and again whether it answers, on a thread of its own, and tells
// the server, so that health and readiness tell the truth.
//
// Thread-safe. The first answer is known when Start returns. The reader, the clock and what the
// callback uses must outlive the watch; the callback runs on the watch's thread (and once in
// Start).
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "projection-service/store_client/store_reader.h"

namespace indicast::projection {

class StoreWatch {
 public:
  struct Options {
    absl::Duration interval = absl::Seconds(1);
    absl::Duration timeout = absl::Seconds(2);  // for one answer
    const Clock* clock = &SystemClock();
    // Called with the first answer and whenever it changes.
    std::function<void(bool reachable)> on_change;
  };

  static std::unique_ptr<StoreWatch> Start(StoreReader& store, Options options);
  StoreWatch(const StoreWatch&) = delete;
  StoreWatch& operator=(const StoreWatch&) = delete;
  ~StoreWatch();

  // Ends the thread; waits for a question in flight, at most `timeout`. Idempotent, one caller.
  void Stop();

  bool reachable() const { return reachable_.load(); }
  // Last revision seen, 0 before the first answer.
  int64_t revision() const { return revision_.load(); }

 private:
  StoreWatch(StoreReader& store, Options options) : store_(store), options_(std::move(options)) {}

  void Ask();
  void Run();

  StoreReader& store_;
  const Options options_;
  std::atomic<bool> reachable_{false};
  std::atomic<int64_t> revision_{0};
  std::atomic<bool> asked_{false};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;  // guarded by mutex_
  std::thread thread_;     // last: it uses the members above
};

}  // namespace indicast::projection
