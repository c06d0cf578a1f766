#include "common/clock/clock.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast {
namespace {

TEST(FakeClockTest, StandsStillUntilAdvanced) {
  const absl::Time start = absl::FromUnixSeconds(1700000000);
  FakeClock clock(start);
  EXPECT_EQ(clock.Now(), start);
  EXPECT_EQ(clock.Now(), start);
  clock.Advance(absl::Milliseconds(1500));
  EXPECT_EQ(clock.Now(), start + absl::Milliseconds(1500));
}

TEST(SystemClockTest, IsOneClockThatAgreesWithTheCivilCalendar) {
  EXPECT_EQ(&SystemClock(), &SystemClock());
  // Any machine that builds this is past the first commit of the project.
  EXPECT_GT(SystemClock().Now(), absl::FromCivil(absl::CivilDay(2024, 1, 1), absl::UTCTimeZone()));
}

}  // namespace
}  // namespace indicast
