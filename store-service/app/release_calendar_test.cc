#include "store-service/app/release_calendar.h"

#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::testing::Optional;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

TEST(ReleaseCalendarTest, PeriodsOfAFrequencyFollowOneAnother) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"A", {"2022", "2023"}},
      {"S", {"2022-S2", "2023-S1", "2023-S2"}},
      {"Q", {"2022-Q4", "2023-Q1", "2023-Q2"}},
      {"M", {"2022-11", "2022-12", "2023-01"}},
      {"C", {"2022-01-01/P11M", "2022-01-01/P12M", "2023-01-01/P2M", "2023-01-01/P3M"}}};
  for (const auto& [frequency, periods] : cases) {
    const int first = PeriodIndex(frequency, Span(periods[0])).value();
    for (size_t i = 0; i < periods.size(); ++i) {
      const int index = first + static_cast<int>(i);
      EXPECT_THAT(PeriodAt(frequency, index), Optional(Span(periods[i])));
      EXPECT_THAT(PeriodIndex(frequency, Span(periods[i])), Optional(index));
    }
  }
}

TEST(ReleaseCalendarTest, AnotherNotationOfTheSameDaysCounts) {
  EXPECT_EQ(PeriodIndex("C", Span("2023")), PeriodIndex("C", Span("2023-01-01/P12M")));
  EXPECT_EQ(PeriodIndex("A", Span("2023-01-01/P12M")), PeriodIndex("A", Span("2023")));
  EXPECT_EQ(PeriodIndex("C", Span("2023-S1")), PeriodIndex("C", Span("2023-01-01/P6M")));
}

TEST(ReleaseCalendarTest, OtherDaysHaveNoPlace) {
  for (const auto& [frequency, period] :
       std::vector<std::pair<std::string, std::string>>{{"A", "2023-06"},
                                                        {"A", "2023-11-01"},
                                                        {"M", "2023"},
                                                        {"M", "2023-11-01"},
                                                        {"Q", "2023-02-01/P3M"},
                                                        {"S", "2023-04-01/P6M"},
                                                        {"C", "2023-02-01/P3M"},
                                                        {"C", "2023-01"},
                                                        {"A", "2023-07-01/P12M"},
                                                        {"C", "2023-01-01/P24M"}}) {
    EXPECT_EQ(PeriodIndex(frequency, Span(period)), std::nullopt) << frequency << " " << period;
  }
}

TEST(ReleaseCalendarTest, TheLastPeriodThatHasEnded) {
  const auto last = [](const std::string& frequency, const std::string& day) {
    return PeriodAt(frequency, LastIndexUpTo(frequency, Day(day)));
  };
  EXPECT_THAT(last("A", "2023-12-31"), Optional(Span("2023")));
  EXPECT_THAT(last("A", "2023-12-30"), Optional(Span("2022")));
  EXPECT_THAT(last("Q", "2023-05-15"), Optional(Span("2023-Q1")));
  EXPECT_THAT(last("M", "2024-02-29"), Optional(Span("2024-02")));
  EXPECT_THAT(last("C", "2024-02-28"), Optional(Span("2023-01-01/P12M")));
  EXPECT_EQ(last("A", "1000-05-01"), std::nullopt);
}

}  // namespace
}  // namespace indicast::store
