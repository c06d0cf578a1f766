// OnInterrupt: while one exists, the first Ctrl-C (SIGINT) or SIGTERM calls `stop` on a thread of
// its own; a second one ends the program. One a process at a time. Thread-compatible.
#pragma once

#include <signal.h>

#include <array>
#include <functional>
#include <thread>

namespace indicast::cli {

class OnInterrupt {
 public:
  explicit OnInterrupt(std::function<void()> stop);
  // Puts the former handlers back; waits for `stop` when it runs.
  ~OnInterrupt();
  OnInterrupt(const OnInterrupt&) = delete;
  OnInterrupt& operator=(const OnInterrupt&) = delete;

 private:
  static constexpr std::array<int, 2> kSignals = {SIGINT, SIGTERM};

  std::array<int, 2> pipe_ = {-1, -1};
  std::array<struct sigaction, 2> former_ = {};
  std::thread thread_;
};

}  // namespace indicast::cli
