#include "store-service/app/silence.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

Indicator WithRules(std::vector<ReleaseRule> rules) {
  Indicator indicator = TestIndicator("gdp");
  indicator.releases = std::move(rules);
  return indicator;
}

std::shared_ptr<const Snapshot> SnapshotWith(std::vector<ReleaseRule> rules,
                                             std::vector<Observation> figures) {
  Document report = TestDocument("report");
  report.publication = Publication{Day("2024-01-31"), false};
  std::vector<Record> records = {TestArea("changsha"), TestUnit("percent", "percent"), report,
                                 WithRules(std::move(rules))};
  for (Observation& figure : figures) records.emplace_back(std::move(figure));
  return Snapshot::Empty()->Apply(TestEntry(1, std::move(records))).value();
}

Observation Level(absl::string_view period, absl::string_view value) {
  Observation o = TestObservation(period, value);
  o.series.measure = Measure::kLevel;
  o.series.price_basis = PriceBasis::kCurrent;
  o.unit = "cny-1e8";
  return o;
}

SilenceQuery At(absl::string_view date, int upcoming_days = 0) {
  SilenceQuery query;
  query.date = Day(date);
  query.upcoming_days = upcoming_days;
  return query;
}

std::vector<SilentSeries> Silent(const Snapshot& snapshot, const SilenceQuery& query) {
  return ListSilentSeries(snapshot, query, Day("2026-01-01"), {}, {}).value().page.items;
}

// "2023 overdue 1 due 2024-04-08 +1"
std::string Line(const SilentSeries& s) {
  const std::vector<std::string> kinds = {"", "overdue", "stale", "repeated", "upcoming"};
  return absl::StrCat(s.expected_period.ToString(), " ", kinds[static_cast<size_t>(s.kind)], " ",
                      s.missing_count, " due ", s.due_date.ToString(), " ", s.days_overdue);
}

const ReleaseRule kYearly = {"A", Measure::kGrowth, 99, "", {}};

TEST(SilenceTest, AFigureIsOverdueFromTheDayAfterItWasDue) {
  const auto snapshot = SnapshotWith({kYearly}, {TestObservation("2022", "4.5")});
  // The 99th day of the leap year 2024 is 8 April.
  EXPECT_THAT(Silent(*snapshot, At("2024-04-08")), IsEmpty());
  const auto overdue = Silent(*snapshot, At("2024-04-09"));
  ASSERT_THAT(overdue, SizeIs(1));
  EXPECT_EQ(Line(overdue[0]), "2023 overdue 1 due 2024-04-08 1");
  EXPECT_EQ(overdue[0].last_period, Span("2022"));
  EXPECT_EQ(overdue[0].series, GrowthOf("gdp"));
  EXPECT_EQ(overdue[0].rule, kYearly);
}

TEST(SilenceTest, TwoMissingFiguresMakeItStale) {
  const auto snapshot = SnapshotWith({kYearly}, {TestObservation("2022", "4.5")});
  EXPECT_EQ(Line(Silent(*snapshot, At("2025-04-10"))[0]), "2023 stale 2 due 2024-04-08 367");
  EXPECT_EQ(Silent(*snapshot, At("2032-01-01"))[0].missing_count, 8);
}

TEST(SilenceTest, UpcomingReleasesAreListedWhenAskedFor) {
  const auto snapshot = SnapshotWith({kYearly}, {TestObservation("2022", "4.5")});
  EXPECT_THAT(Silent(*snapshot, At("2024-04-01")), IsEmpty());
  EXPECT_THAT(Silent(*snapshot, At("2024-04-01", 6)), IsEmpty());
  const auto upcoming = Silent(*snapshot, At("2024-04-01", 7));
  ASSERT_THAT(upcoming, SizeIs(1));
  EXPECT_EQ(Line(upcoming[0]), "2023 upcoming 0 due 2024-04-08 -7");
}

TEST(SilenceTest, ExpectedAndDerivedFiguresAreNoRelease) {
  Observation derived = TestObservation("2023", "4.8");
  derived.stage = Stage::kDerived;
  derived.derivation = Derivation{DerivationFormula::kDaysFromRate, {"x"}};
  const auto snapshot =
      SnapshotWith({kYearly}, {TestObservation("2022", "4.5"),
                               TestObservation("2023", "5", "report", Stage::kExpected), derived});
  EXPECT_EQ(Line(Silent(*snapshot, At("2024-06-01"))[0]), "2023 overdue 1 due 2024-04-08 54");
}

TEST(SilenceTest, AFigureStatedAsMissingIsARelease) {
  Observation missing = TestObservation("2023", "4.8");
  missing.value.reset();
  missing.status = ObservationStatus::kMissing;
  const auto snapshot = SnapshotWith({kYearly}, {TestObservation("2022", "4.5"), missing});
  EXPECT_THAT(Silent(*snapshot, At("2024-06-01")), IsEmpty());
}

TEST(SilenceTest, CumulatedFiguresAreExpectedFromFebruaryOn) {
  const ReleaseRule monthly = {"C", Measure::kGrowth, 20, "", {}};
  const auto snapshot = SnapshotWith({monthly}, {TestObservation("2023", "4.5")});
  EXPECT_THAT(Silent(*snapshot, At("2024-03-20")), IsEmpty());
  EXPECT_EQ(Line(Silent(*snapshot, At("2024-03-21"))[0]),
            "2024-01-01/P2M overdue 1 due 2024-03-20 1");
  EXPECT_EQ(Line(Silent(*snapshot, At("2024-06-30"))[0]),
            "2024-01-01/P2M stale 4 due 2024-03-20 102");
}

TEST(SilenceTest, ARuleJudgesOnlyItsMeasureFrequencyAndScope) {
  Observation dollars = TestObservation("2020", "3");
  dollars.series.scope = "usd";
  const auto snapshot =
      SnapshotWith({kYearly}, {TestObservation("2023", "4.5"), TestObservation("2021-Q1", "9"),
                               Level("2020", "100"), dollars});
  EXPECT_THAT(Silent(*snapshot, At("2024-12-31")), IsEmpty());
}

TEST(SilenceTest, ARuleForOneAreaStandsBeforeOneForAll) {
  const ReleaseRule late = {"A", Measure::kGrowth, 400, "changsha", {}};
  Observation elsewhere = TestObservation("2022", "4");
  elsewhere.series.area = "hunan";
  const auto snapshot = SnapshotWith({kYearly, late}, {TestObservation("2022", "4.5"), elsewhere});
  const auto silent = Silent(*snapshot, At("2024-06-01"));
  ASSERT_THAT(silent, SizeIs(1));
  EXPECT_EQ(silent[0].series.area, "hunan");
}

TEST(SilenceTest, ASeriesThatWasNeverPublishedIsListedForItsArea) {
  const ReleaseRule promised = {"Q", Measure::kLevel, 30, "changsha", {}};
  const auto snapshot = SnapshotWith({promised, kYearly}, {});
  const auto silent = Silent(*snapshot, At("2024-05-01"));
  ASSERT_THAT(silent, SizeIs(1));
  EXPECT_EQ(silent[0].last_period, std::nullopt);
  EXPECT_EQ(silent[0].series.price_basis, PriceBasis::kUnstated);
  EXPECT_EQ(Line(silent[0]), "2024-Q1 overdue 1 due 2024-04-30 1");
}

TEST(SilenceTest, ALevelThatRepeatsEveryDigitIsListed) {
  const ReleaseRule levels = {"A", Measure::kLevel, 99, "", {}};
  const auto repeated = [&](const char* before, const char* newest) {
    const auto snapshot = SnapshotWith({levels}, {Level("2022", before), Level("2023", newest)});
    return !Silent(*snapshot, At("2024-06-01")).empty();
  };
  EXPECT_TRUE(repeated("451.30", "451.30"));
  EXPECT_TRUE(repeated("0.00123", "0.00123"));
  EXPECT_FALSE(repeated("451.3", "451.30"));
  EXPECT_FALSE(repeated("451.30", "451.31"));
  EXPECT_FALSE(repeated("12", "12"));
  EXPECT_FALSE(repeated("1200", "1200"));
  const auto snapshot = SnapshotWith({levels}, {Level("2022", "451.30"), Level("2023", "451.30")});
  EXPECT_EQ(Line(Silent(*snapshot, At("2024-06-01"))[0]), "2023 repeated 0 due 2024-04-08 54");
  const auto apart = SnapshotWith({levels}, {Level("2021", "451.30"), Level("2023", "451.30")});
  EXPECT_THAT(Silent(*apart, At("2024-06-01")), IsEmpty());
}

TEST(SilenceTest, GrowthMayRepeat) {
  const auto snapshot =
      SnapshotWith({kYearly}, {TestObservation("2022", "4.50"), TestObservation("2023", "4.50")});
  EXPECT_THAT(Silent(*snapshot, At("2024-06-01")), IsEmpty());
}

TEST(SilenceTest, BothClocksBound) {
  const auto snapshot = SnapshotWith({kYearly}, {TestObservation("2022", "4.5")});
  const auto later = snapshot->Apply(TestEntry(2, {TestObservation("2023", "4.8")})).value();
  const auto judge = [&](const AsOf& as_of, const SilenceQuery& query) {
    return ListSilentSeries(*later, query, Day("2024-06-01"), as_of, {}).value();
  };
  EXPECT_THAT(judge({}, {}).page.items, IsEmpty());
  EXPECT_EQ(judge({}, {}).date, Day("2024-06-01"));
  EXPECT_THAT(judge({1, std::nullopt}, {}).page.items, SizeIs(1));
  // Judged at the publication bound: the report of 31 January 2024 was not out.
  const auto early = judge({std::nullopt, Day("2023-06-30")}, {});
  EXPECT_EQ(early.date, Day("2023-06-30"));
  EXPECT_THAT(early.page.items, IsEmpty());
}

TEST(SilenceTest, FiltersByIndicatorAndArea) {
  const auto snapshot = SnapshotWith({kYearly}, {TestObservation("2022", "4.5")});
  SilenceQuery query = At("2024-06-01");
  query.indicators = {"trade"};
  EXPECT_THAT(Silent(*snapshot, query), IsEmpty());
  query.indicators = {"gdp"};
  query.areas = {"hunan"};
  EXPECT_THAT(Silent(*snapshot, query), IsEmpty());
  query.areas = {"changsha"};
  EXPECT_THAT(Silent(*snapshot, query), SizeIs(1));
}

TEST(SilenceTest, PagesAreJudgedAtTheDayOfTheFirst) {
  std::vector<Observation> figures;
  for (const char* area : {"changsha", "hunan", "zhuzhou"}) {
    figures.push_back(TestObservation("2022", "4.5"));
    figures.back().series.area = area;
  }
  const auto snapshot = SnapshotWith({kYearly}, figures);
  std::vector<std::string> areas;
  PageRequest request = {.size = 1, .token = ""};
  for (const char* today : {"2024-04-09", "2030-01-01", "2000-01-01"}) {
    const auto answer = ListSilentSeries(*snapshot, {}, Day(today), {}, request).value();
    EXPECT_EQ(answer.date, Day("2024-04-09"));
    ASSERT_THAT(answer.page.items, SizeIs(1));
    areas.push_back(answer.page.items[0].series.area);
    request.token = answer.page.next_token;
  }
  EXPECT_EQ(request.token, "");
  EXPECT_THAT(areas, ElementsAre("changsha", "hunan", "zhuzhou"));
}

TEST(SilenceTest, RefusesWrongBoundsAndTokensOfOtherQueries) {
  const auto snapshot = SnapshotWith({kYearly}, {TestObservation("2022", "4.5")});
  const auto judge = [&](const SilenceQuery& query, const PageRequest& page) {
    return ListSilentSeries(*snapshot, query, Day("2024-06-01"), {}, page).status();
  };
  for (const int days : {-1, 367}) {
    EXPECT_THAT(judge(At("2024-06-01", days), {}), HasField("upcoming_days"));
  }
  EXPECT_THAT(judge({}, {.size = -1, .token = ""}), HasField("page_size"));
  EXPECT_THAT(judge({}, {.size = 0, .token = "x"}), HasReason("PAGE_TOKEN_INVALID"));
}

TEST(SilenceTest, ADayBeginsAtMidnightInShanghai) {
  const absl::Time midnight =
      absl::FromCivil(absl::CivilDay(2024, 4, 9), absl::FixedTimeZone(8 * 3600));
  EXPECT_EQ(DayInShanghai(midnight), Day("2024-04-09"));
  EXPECT_EQ(DayInShanghai(midnight - absl::Nanoseconds(1)), Day("2024-04-08"));
}

}  // namespace
}  // namespace indicast::store
