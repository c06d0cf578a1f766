// StopSignals: while one exists, the first SIGTERM or SIGINT requests the stop on a thread of its
// own; a second one ends the program. One a process at a time. Thread-compatible.
#pragma once

#include <signal.h>

#include <array>
#include <thread>

#include "clients/batch/stop_request.h"

namespace indicast::batch {

class StopSignals {
 public:
  // `stop` outlives this object.
  explicit StopSignals(StopRequest& stop);
  // Puts the former handlers back.
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  static constexpr std::array<int, 2> kSignals = {SIGTERM, SIGINT};

  std::array<int, 2> pipe_ = {-1, -1};
  std::array<struct sigaction, 2> former_ = {};
  std::thread thread_;
};

}  // namespace indicast::batch
