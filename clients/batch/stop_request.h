// StopRequest: asks the run to stop, from a signal or a test: ends waits and the call under way.
// Thread-safe; Request is not for signal handlers (see stop_signals.h).
#pragma once

#include <condition_variable>
#include <mutex>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/cpp/watch_stop.h"

namespace indicast::batch {

class StopRequest {
 public:
  void Request();
  bool requested() const;
  // True as soon as the stop is requested; false once the time is over.
  bool WaitFor(absl::Duration time);
  // To be given to calls.
  client::WatchStop* call() { return &call_; }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool requested_ = false;  // guarded by mutex_
  client::WatchStop call_;
};

// kCancelled (BATCH_INTERRUPTED).
absl::Status Interrupted();

}  // namespace indicast::batch
