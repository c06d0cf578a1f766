// Patience: what to do when the service fails. Failures that pass (no answer, restarting, busy, too
// slow) are waited out with growing pauses, 0.2 s to 10 s with jitter, until nothing has come for
// as long as the patience lasts. Thread-compatible.
#pragma once

#include <functional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "clients/batch/language.h"
#include "clients/batch/stop_request.h"
#include "common/clock/clock.h"

namespace indicast::batch {

class Patience {
 public:
  struct Options {
    absl::Duration limit = absl::Minutes(5);
    const Clock* clock = &SystemClock();
    // Waits; true when the run was asked to stop.
    std::function<bool(absl::Duration)> wait;
    // Told once an outage, with the first failure, and once when it is over.
    std::function<void(const Text&)> tell;
  };

  explicit Patience(Options options);

  // Something came: the patience starts anew.
  void Progress();
  // OK once it is time to try again. Otherwise the failure itself when it does not pass;
  // kUnavailable with the failure's detail when the patience is over; kCancelled
  // (BATCH_INTERRUPTED).
  absl::Status AfterFailure(const absl::Status& failure);

  static bool Passes(const absl::Status& failure);

 private:
  Options options_;
  absl::Time last_progress_;
  absl::Duration pause_;
  bool is_out_ = false;
};

}  // namespace indicast::batch
