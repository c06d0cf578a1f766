#include "common/clock/clock.h"

#include "absl/time/clock.h"

namespace indicast {
namespace {

class MachineClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace

const Clock& SystemClock() {
  // Never destroyed: threads may still read time while statics go away.
  static const Clock* const clock = new MachineClock;
  return *clock;
}

}  // namespace indicast
