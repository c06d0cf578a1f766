#include "store-service/app/availability.h"

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/domain/test_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

std::shared_ptr<const Snapshot> Filled() {
  Document plan = TestDocument("plan");
  plan.publication = Publication{Day("2023-01-16"), false};
  Document report = TestDocument("report");
  report.publication = Publication{Day("2024-01-31"), true};
  Observation level = TestObservation("2021-S2", "3");
  level.series.measure = Measure::kLevel;
  Observation later = level;
  later.period = Span("2021");
  std::vector<Record> records = {plan,
                                 report,
                                 TestObservation("2022", "4.8", "plan", Stage::kExpected),
                                 TestObservation("2022", "4.5"),
                                 TestObservation("2020", "4"),
                                 level,
                                 later};
  return Snapshot::Empty()->Apply(TestEntry(1, std::move(records))).value();
}

TEST(AvailabilityTest, OneLineASeries) {
  const auto page = ListAvailability(*Filled(), {}, {}, {}).value();
  ASSERT_THAT(page.items, SizeIs(2));
  const SeriesAvailability& level = page.items[0];
  EXPECT_EQ(level.series.measure, Measure::kLevel);
  EXPECT_EQ(level.period_count, 2);
  EXPECT_EQ(level.first_period.first_day(), Day("2021-01-01"));
  EXPECT_EQ(level.last_period.last_day(), Day("2021-12-31"));
  const SeriesAvailability& growth = page.items[1];
  EXPECT_EQ(growth.series, GrowthOf("gdp"));
  EXPECT_EQ(growth.period_count, 2);
  EXPECT_EQ(growth.vintage_count, 3);
  EXPECT_EQ(growth.first_period, Span("2020"));
  EXPECT_EQ(growth.last_period, Span("2022"));
  EXPECT_EQ(growth.last_publication, (Publication{Day("2024-01-31"), true}));
}

TEST(AvailabilityTest, BothClocksAndTheFiltersBound) {
  const auto snapshot = Filled();
  EXPECT_THAT(ListAvailability(*snapshot, {}, {0, {}}, {})->items, IsEmpty());
  const auto early = ListAvailability(*snapshot, {}, {{}, Day("2023-06-30")}, {}).value();
  ASSERT_THAT(early.items, SizeIs(1));
  EXPECT_EQ(early.items[0].vintage_count, 1);
  EXPECT_EQ(early.items[0].first_period, Span("2022"));
  AvailabilityQuery query;
  query.areas = {"hunan"};
  EXPECT_THAT(ListAvailability(*snapshot, query, {}, {})->items, IsEmpty());
  query = {};
  query.indicators = {"imports-exports"};
  EXPECT_THAT(ListAvailability(*snapshot, query, {}, {})->items, IsEmpty());
}

TEST(AvailabilityTest, PagesBelongToTheirQuery) {
  const auto snapshot = Filled();
  const auto first = ListAvailability(*snapshot, {}, {}, {.size = 1, .token = ""}).value();
  const PageRequest next = {.size = 1, .token = first.next_token};
  EXPECT_THAT(ListAvailability(*snapshot, {}, {}, next)->items, SizeIs(1));
  AvailabilityQuery query;
  query.indicators = {"gdp"};
  EXPECT_THAT(ListAvailability(*snapshot, query, {}, next), HasReason("PAGE_TOKEN_INVALID"));
}

}  // namespace
}  // namespace indicast::store
