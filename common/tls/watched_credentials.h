// WatchedCredentials: the credentials of a service as its files are now. Files that change are read
// and checked as a whole; what passes is used from then on, what does not is reported once and the
// last good credentials stay in use. Certificate and key may be replaced one after the other: the
// moment between the two is such a refusal.
//
// Thread-safe. One thread looks at the files every `interval`; the callbacks run on it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "common/tls/credentials.h"

namespace indicast::tls {

class WatchedCredentials {
 public:
  using Shared = std::shared_ptr<const Credentials>;

  struct Options {
    Files files;
    Side side = Side::kServer;
    absl::Duration interval = absl::Seconds(10);
    const Clock* clock = &SystemClock();  // outlives this object
    // Credentials that passed the checks: the first ones within Start, which returns its error,
    // then each new ones; an error keeps the old ones in use.
    std::function<absl::Status(const Shared&)> on_change;
    // Files that were refused, once for each new cause.
    std::function<void(const absl::Status&)> on_refusal;
  };

  // The errors of ReadCredentials and of on_change.
  static absl::StatusOr<std::unique_ptr<WatchedCredentials>> Start(Options options);
  ~WatchedCredentials();
  WatchedCredentials(const WatchedCredentials&) = delete;
  WatchedCredentials& operator=(const WatchedCredentials&) = delete;

  Shared current() const;
  int64_t reloads() const { return reloads_.load(std::memory_order_relaxed); }
  int64_t refusals() const { return refusals_.load(std::memory_order_relaxed); }

 private:
  explicit WatchedCredentials(Options options) : options_(std::move(options)) {}
  void Watch(const std::stop_token& stop);
  void Look();

  const Options options_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  Shared current_;       // guarded by mutex_
  std::string refused_;  // message of the last refusal, empty when there is none; of the thread
  std::atomic<int64_t> reloads_{0};
  std::atomic<int64_t> refusals_{0};
  std::jthread thread_;  // last: it uses the members above
};

}  // namespace indicast::tls
