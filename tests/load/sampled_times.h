// Times taken one by one, and what a table says of them. Thread-compatible.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace indicast::load {

using SteadyClock = std::chrono::steady_clock;

class SampledTimes {
 public:
  void Add(SteadyClock::duration time) {
    milliseconds_.push_back(std::chrono::duration<double, std::milli>(time).count());
  }
  size_t count() const { return milliseconds_.size(); }
  // The smallest time that at least `share` (0..1) of all do not exceed; 0 without times.
  double Milliseconds(double share) {
    if (milliseconds_.empty()) return 0;
    std::sort(milliseconds_.begin(), milliseconds_.end());
    const auto rank =
        static_cast<size_t>(share * static_cast<double>(milliseconds_.size()) + 0.999);
    return milliseconds_[std::clamp<size_t>(rank, 1, milliseconds_.size()) - 1];
  }

 private:
  std::vector<double> milliseconds_;
};

}  // namespace indicast::load
