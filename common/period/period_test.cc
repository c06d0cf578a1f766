#include "common/period/period.h"

#include <limits>
#include <string>
#include <vector>

#include "absl/hash/hash_testing.h"
#include "common/testing/status_matchers.h"

namespace indicast {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

Date Day(const std::string& text) {
  const absl::StatusOr<Date> date = Date::Parse(text);
  EXPECT_TRUE(date.ok()) << date.status();
  return date.value_or(Date());
}

Period P(const std::string& text) {
  const absl::StatusOr<Period> period = Period::Parse(text);
  EXPECT_TRUE(period.ok()) << period.status();
  return period.value_or(Period());
}

template <typename T>
std::string Show(const absl::StatusOr<T>& value) {
  return value.ok() ? value->ToString() : DetailOf(value.status()).reason;
}

TEST(DateTest, ParsesDaysOfTheCalendarOnly) {
  for (const char* text : {"1000-01-01", "1970-01-01", "2024-02-29", "2000-02-29", "9999-12-31"}) {
    EXPECT_EQ(Day(text).ToString(), text);
  }
  const std::string refused[] = {"",
                                 "2023",
                                 "2023-02-30",
                                 "2023-02-29",
                                 "1900-02-29",
                                 "2023-13-01",
                                 "2023-00-10",
                                 "2023-01-00",
                                 "2023-01-32",
                                 "0999-12-31",
                                 "2023-1-1",
                                 "2023-04-07 ",
                                 " 2023-04-07",
                                 "2023/04/07",
                                 "20230407",
                                 "2023-04-7x",
                                 "-023-04-07",
                                 "+023-04-07",
                                 "２023-04-07",
                                 "2023-04-07T00:00",
                                 std::string(1 << 20, '2')};
  for (const std::string& text : refused) {
    EXPECT_THAT(Date::Parse(text), HasReason("DATE_INVALID")) << text.substr(0, 40);
  }
  EXPECT_THAT(Date::Parse("2023-02-30"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("'2023-02-30'")));
}

TEST(DateTest, CreateRefusesWhatTheCalendarLacks) {
  EXPECT_EQ(Show(Date::Create(2024, 2, 29)), "2024-02-29");
  constexpr int kMax = std::numeric_limits<int>::max();
  constexpr int kMin = std::numeric_limits<int>::min();
  const std::vector<std::vector<int>> refused = {
      {2023, 2, 29}, {999, 12, 31},  {10000, 1, 1},      {2023, 0, 1},       {2023, 1, 0},
      {2023, 13, 1}, {2023, 12, 32}, {kMax, kMax, kMax}, {kMin, kMin, kMin}, {2023, 257, 1}};
  for (const std::vector<int>& c : refused) {
    EXPECT_EQ(Show(Date::Create(c[0], c[1], c[2])), "DATE_INVALID") << c[0] << " " << c[1];
  }
}

TEST(DateTest, CountsDaysAndMonthsWithinTheCalendar) {
  EXPECT_EQ(Show(Day("2024-02-28").AddDays(1)), "2024-02-29");
  EXPECT_EQ(Show(Day("2023-02-28").AddDays(1)), "2023-03-01");
  EXPECT_EQ(Show(Day("2024-01-01").AddDays(-1)), "2023-12-31");
  EXPECT_EQ(Show(Day("2023-04-07").AddDays(0)), "2023-04-07");
  EXPECT_EQ(Show(Day("9999-12-31").AddDays(1)), "DATE_OUT_OF_RANGE");
  EXPECT_EQ(Show(Day("1000-01-01").AddDays(-1)), "DATE_OUT_OF_RANGE");
  EXPECT_EQ(Show(Day("2024-01-31").StartOfMonthAfter(1)), "2024-02-01");
  EXPECT_EQ(Show(Day("2024-01-31").StartOfMonthAfter(0)), "2024-01-01");
  EXPECT_EQ(Show(Day("2024-01-31").StartOfMonthAfter(-1)), "2023-12-01");
  EXPECT_EQ(Show(Day("2024-12-31").StartOfMonthAfter(12)), "2025-12-01");
  for (const int n : {std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    EXPECT_EQ(Show(Day("2024-01-01").AddDays(n)), "DATE_OUT_OF_RANGE");
    EXPECT_EQ(Show(Day("2024-01-01").StartOfMonthAfter(n)), "DATE_OUT_OF_RANGE");
  }
}

TEST(PeriodTest, EveryNotationNamesItsSpanAndPrintsBack) {
  struct Case {
    const char* text;
    Period::Kind kind;
    const char* first;
    const char* last;
  };
  const Case cases[] = {
      {"2023", Period::Kind::kYear, "2023-01-01", "2023-12-31"},
      {"1000", Period::Kind::kYear, "1000-01-01", "1000-12-31"},
      {"9999", Period::Kind::kYear, "9999-01-01", "9999-12-31"},
      {"2023-S1", Period::Kind::kHalf, "2023-01-01", "2023-06-30"},
      {"2023-S2", Period::Kind::kHalf, "2023-07-01", "2023-12-31"},
      {"2023-Q1", Period::Kind::kQuarter, "2023-01-01", "2023-03-31"},
      {"2023-Q2", Period::Kind::kQuarter, "2023-04-01", "2023-06-30"},
      {"2023-Q3", Period::Kind::kQuarter, "2023-07-01", "2023-09-30"},
      {"2023-Q4", Period::Kind::kQuarter, "2023-10-01", "2023-12-31"},
      {"2023-02", Period::Kind::kMonth, "2023-02-01", "2023-02-28"},
      {"2024-02", Period::Kind::kMonth, "2024-02-01", "2024-02-29"},
      {"2023-12", Period::Kind::kMonth, "2023-12-01", "2023-12-31"},
      {"2024-02-29", Period::Kind::kDay, "2024-02-29", "2024-02-29"},
      {"2024-01-01/P6M", Period::Kind::kRange, "2024-01-01", "2024-06-30"},
      {"2024-01-01/P1M", Period::Kind::kRange, "2024-01-01", "2024-01-31"},
      {"2024-01-01/P12M", Period::Kind::kRange, "2024-01-01", "2024-12-31"},
      {"2024-11-01/P4M", Period::Kind::kRange, "2024-11-01", "2025-02-28"},
      {"2024-01-01/P120M", Period::Kind::kRange, "2024-01-01", "2033-12-31"},
      {"9999-12-01/P1M", Period::Kind::kRange, "9999-12-01", "9999-12-31"},
  };
  for (const Case& c : cases) {
    const Period period = P(c.text);
    EXPECT_EQ(period.ToString(), c.text);
    EXPECT_EQ(period.kind(), c.kind) << c.text;
    EXPECT_EQ(period.first_day().ToString(), c.first) << c.text;
    EXPECT_EQ(period.last_day().ToString(), c.last) << c.text;
    EXPECT_EQ(period.is_year(), c.kind == Period::Kind::kYear);
    EXPECT_EQ(period.year(), period.first_day().year());
  }
}

TEST(PeriodTest, RefusesEverythingElse) {
  const std::string refused[] = {"",
                                 "202",
                                 "20233",
                                 "0999",
                                 "0000",
                                 "2023-",
                                 "2023-13",
                                 "2023-00",
                                 "2023-1",
                                 "2023-S0",
                                 "2023-S3",
                                 "2023-Q0",
                                 "2023-Q5",
                                 "2023-s1",
                                 "2023-q1",
                                 "2023-M01",
                                 "2023Q1",
                                 "2023-W01",
                                 "2023_03",
                                 "2023-A1",
                                 "2023-02-30",
                                 "2023-02-29",
                                 "2024-01-01/P0M",
                                 "2024-01-01/P121M",
                                 "2024-01-01/P06M",
                                 "2024-01-01/P-6M",
                                 "2024-01-01/P6D",
                                 "2024-01-01/P1Y",
                                 "2024-01-01/PM",
                                 "2024-01-01/P",
                                 "2024-01-01/",
                                 "2024-01-01/P6M ",
                                 "2024-01-01/p6m",
                                 "2024-01-15/P6M",
                                 "2024-02-30/P6M",
                                 "2024-01/P6M",
                                 "9999-12-01/P2M",
                                 " 2023",
                                 "2023 ",
                                 "20 23",
                                 "2023 -Q1",
                                 "+2023",
                                 "-2023",
                                 "２０２３",
                                 "2023年",
                                 "2023/2024",
                                 std::string("2023\0", 5),
                                 std::string(1 << 20, '2')};
  for (const std::string& text : refused) {
    EXPECT_THAT(Period::Parse(text), HasReason("PERIOD_INVALID")) << text.substr(0, 40);
  }
  EXPECT_THAT(Period::Parse("2023年"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("'2023年'"), HasSubstr("2024-01-01/P6M"))));
}

TEST(PeriodTest, YearIsBoundedByTheCalendar) {
  EXPECT_EQ(Show(Period::Year(2023)), "2023");
  for (const int year : {999, 10000, 0, -2023, std::numeric_limits<int>::max()}) {
    EXPECT_EQ(Show(Period::Year(year)), "PERIOD_INVALID") << year;
  }
}

TEST(PeriodTest, DefaultIsTheYear1970) { EXPECT_EQ(Period(), P("1970")); }

TEST(PeriodTest, OrdersByFirstDayThenLastDayThenKind) {
  const std::vector<std::string> ascending = {"2022",       "2023-01-01",
                                              "2023-01",    "2023-01-01/P1M",
                                              "2023-Q1",    "2023-01-01/P3M",
                                              "2023-S1",    "2023-01-01/P6M",
                                              "2023",       "2023-01-01/P12M",
                                              "2023-01-02", "2023-02",
                                              "2023-Q4",    "2024"};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(P(ascending[i]) <=> P(ascending[j]), i <=> j)
          << ascending[i] << " " << ascending[j];
      EXPECT_EQ(P(ascending[i]) == P(ascending[j]), i == j);
    }
  }
}

TEST(PeriodTest, ACumulativeYearIsNotAnAnnualFigure) {
  EXPECT_NE(P("2024-01-01/P12M"), P("2024"));
  EXPECT_NE(P("2024-01-01/P3M"), P("2024-Q1"));
}

TEST(PeriodTest, HashAgreesWithEquality) {
  EXPECT_TRUE(absl::VerifyTypeImplementsAbslHashCorrectly(
      {P("2023"), P("2024"), P("2024-01-01/P12M"), P("2024-Q1"), P("2024-01-01"), P("2024-01")}));
}

TEST(PeriodTest, PlusYearsKeepsTheNotation) {
  EXPECT_EQ(Show(P("2023").PlusYears(1)), "2024");
  EXPECT_EQ(Show(P("2023").PlusYears(0)), "2023");
  EXPECT_EQ(Show(P("2024-Q3").PlusYears(-2)), "2022-Q3");
  EXPECT_EQ(Show(P("2023-S2").PlusYears(1)), "2024-S2");
  EXPECT_EQ(Show(P("2023-02").PlusYears(1)), "2024-02");
  EXPECT_EQ(P("2023-02").PlusYears(1)->last_day(), Day("2024-02-29"));
  EXPECT_EQ(Show(P("2023-11-01/P4M").PlusYears(1)), "2024-11-01/P4M");
  EXPECT_EQ(P("2023-11-01/P4M").PlusYears(1)->last_day(), Day("2025-02-28"));
  EXPECT_EQ(Show(P("2024-02-29").PlusYears(4)), "2028-02-29");
  EXPECT_EQ(Show(P("2024-02-29").PlusYears(1)), "PERIOD_OUT_OF_RANGE");
  EXPECT_EQ(Show(P("9999").PlusYears(1)), "PERIOD_OUT_OF_RANGE");
  EXPECT_EQ(Show(P("9998-12-01/P13M").PlusYears(1)), "PERIOD_OUT_OF_RANGE");
  for (const int n : {std::numeric_limits<int>::max(), std::numeric_limits<int>::min()}) {
    EXPECT_THAT(P("2023").PlusYears(n), StatusIs(absl::StatusCode::kOutOfRange));
  }
}

}  // namespace
}  // namespace indicast
