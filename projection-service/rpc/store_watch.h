// StoreWatch: follows the store's newest revision and asks again and again whether the store
// answers, so that inputs are read ahead as soon as a revision is written and health and readiness
// tell the truth.
//
// Two threads: one follows (StoreReader::FollowHead) and resumes where it was told to; one asks
// (ReadHead) every `interval`, and at once when the other one's stream ends or comes back. A store
// that cannot be followed is known by the answers alone. A store that hangs keeps its stream, so
// only its answers say that it is reachable.
//
// Thread-safe. The first answer is known when Start returns. The reader, the clock and what the
// callbacks use must outlive the watch. Callbacks run one at a time, on the watch's threads (and
// once in Start); they must not block and not call Stop.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
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
    // Before following again; doubles up to longest_pause while nothing is told.
    absl::Duration first_pause = absl::Milliseconds(50);
    absl::Duration longest_pause = absl::Seconds(2);
    const Clock* clock = &SystemClock();
    // Called with the first answer and whenever it changes.
    std::function<void(bool reachable)> on_change;
    // Called with the first revision seen and whenever it moves; a store that was restored may
    // move back.
    std::function<void(int64_t revision)> on_revision;
  };

  static std::unique_ptr<StoreWatch> Start(StoreReader& store, Options options);
  StoreWatch(const StoreWatch&) = delete;
  StoreWatch& operator=(const StoreWatch&) = delete;
  ~StoreWatch();

  // Ends the threads; waits for a question in flight, at most `timeout`. Idempotent, one caller.
  void Stop();

  bool reachable() const { return reachable_.load(); }
  // Last revision seen, 0 before the first answer.
  int64_t revision() const { return revision_.load(); }

 private:
  StoreWatch(StoreReader& store, Options options) : store_(store), options_(std::move(options)) {}

  void Ask();
  void AskNow();
  void KeepAsking(const std::stop_token& stop);
  void Follow(const std::stop_token& stop);
  void Pause(const std::stop_token& stop, absl::Duration duration);
  void Tell(int64_t revision);  // needs tell_mutex_

  StoreReader& store_;
  const Options options_;
  std::atomic<bool> reachable_{false};
  std::atomic<int64_t> revision_{0};

  std::mutex tell_mutex_;  // held while a callback runs
  bool asked_ = false;     // guarded by tell_mutex_
  bool told_any_ = false;  // guarded by tell_mutex_
  int64_t followed_ = 0;   // guarded by tell_mutex_: revisions that the stream told

  std::mutex wake_mutex_;
  std::condition_variable_any wake_;
  bool ask_now_ = false;  // guarded by wake_mutex_

  std::jthread asking_;  // last: they use the members above
  std::jthread following_;
};

}  // namespace indicast::projection
