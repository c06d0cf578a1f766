#include "projection-service/engine/year_tracking.h"

#include <cmath>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::testing::Optional;

CumulativePoint Both(int month, double level, double growth) {
  return {month, PrintedNumber{level, 0.005}, PrintedNumber{growth, 0.05}};
}
CumulativePoint GrowthOnly(int month, double growth) {
  return {month, std::nullopt, PrintedNumber{growth, 0.05}};
}
CumulativePoint LevelOnly(int month, double level, double half_step = 0.005) {
  return {month, PrintedNumber{level, half_step}, std::nullopt};
}

// Quarters 100, 110, 120, 130 the year before; +5 % in the half year, 6 % wanted.
TrackingInput Example() {
  TrackingInput in;
  in.year = 2024;
  in.points = {Both(3, 104, 4), Both(6, 220.5, 5)};
  in.earlier = {{2023, {{3, 100}, {6, 210}, {9, 330}}, 460}};
  in.base_total = PrintedNumber{460, 0.005};
  in.goal = {Measure::kGrowth, 6, std::nullopt};
  in.law = GrowthLaw{std::log(1.05), 10, 3.5, 0.002};
  return in;
}

TEST(YearTrackingTest, WorkedExample) {
  const auto track = TrackGoal(Example());
  ASSERT_TRUE(track.ok());
  EXPECT_EQ(track->months, 6);
  EXPECT_NEAR(*track->required, 6.84, 1e-9);
  EXPECT_EQ(track->required_kind, RequiredKind::kGrowth);
  EXPECT_NEAR(track->required_error, 0.05 * 210 / 250, 1e-12);
  EXPECT_NEAR(track->share->value, 210.0 / 460, 1e-12);
  EXPECT_EQ(track->share->source, ShareSource::kBaseYear);
  EXPECT_NEAR(track->pace->season, 1.05 / 1.06, 1e-12);
  EXPECT_NEAR(track->pace->time, 220.5 / (0.5 * 460 * 1.06), 1e-12);
  EXPECT_NEAR(*track->base->scope_factor, 1, 1e-9);
  EXPECT_EQ(track->standing, Standing::kBehind);
  ASSERT_EQ(track->slots.size(), 2U);
  EXPECT_EQ(track->slots[0].first_month, 1);
  EXPECT_EQ(track->slots[0].last_month, 3);
  EXPECT_NEAR(track->slots[1].growth->growth_percent, (116.5 / 110 - 1) * 100, 1e-9);
  EXPECT_NEAR(*track->slots[1].level, 116.5, 1e-9);
  ASSERT_TRUE(track->probability.has_value());
  EXPECT_GT(*track->probability, 0.05);
}

// Levels in another unit change levels and nothing else.
TEST(YearTrackingTest, ScalesWithTheUnit) {
  TrackingInput in = Example();
  for (CumulativePoint& point : in.points) {
    point.level->value *= 1e4;
    point.level->half_step *= 1e4;
  }
  for (CumulativeLevel& month : in.earlier[0].months) month.level *= 1e4;
  in.earlier[0].total *= 1e4;
  in.base_total = PrintedNumber{460e4, 50};
  const auto scaled = TrackGoal(in);
  const auto plain = TrackGoal(Example());
  ASSERT_TRUE(scaled.ok());
  EXPECT_NEAR(*scaled->required, *plain->required, 1e-9);
  EXPECT_NEAR(*scaled->probability, *plain->probability, 1e-12);
  EXPECT_NEAR(scaled->pace->time, plain->pace->time, 1e-12);
  EXPECT_NEAR(*scaled->slots[1].level, 1e4 * *plain->slots[1].level, 1e-5);
}

TEST(YearTrackingTest, JanuaryAndFebruaryAreOneSlot) {
  TrackingInput in = Example();
  in.points = {Both(1, 33, 9), Both(2, 66, 3), Both(3, 104, 4)};
  const auto track = TrackGoal(in);
  ASSERT_TRUE(track.ok());
  ASSERT_EQ(track->slots.size(), 2U);
  EXPECT_EQ(track->slots[0].first_month, 1);
  EXPECT_EQ(track->slots[0].last_month, 2);
  EXPECT_NEAR(track->slots[0].growth->growth_percent, 3, 1e-12);
  EXPECT_EQ(track->slots[1].first_month, 3);
  // January alone is shown when there is nothing else.
  in.points = {Both(1, 33, 9)};
  EXPECT_EQ(TrackGoal(in)->slots.size(), 1U);
}

TEST(YearTrackingTest, ASlotLostInRoundingIsRefusedAndNamed) {
  TrackingInput in = Example();
  in.earlier = {{2023, {{5, 209.9}, {6, 210}}, 460}};
  in.points = {GrowthOnly(5, 5), GrowthOnly(6, 5.1)};
  const auto track = TrackGoal(in);
  ASSERT_TRUE(track.ok());
  EXPECT_FALSE(track->slots[1].growth.has_value());
  EXPECT_TRUE(track->slots[1].growth_is_lost);
  EXPECT_FALSE(track->slots[0].growth_is_lost);
}

// Investment: no January report, growth only, no months of the year before.
TEST(YearTrackingTest, GrowthOnlyRunsOnATimeSchedule) {
  TrackingInput in;
  in.year = 2024;
  in.points = {GrowthOnly(2, -1.5), GrowthOnly(3, 0.4), GrowthOnly(6, 2.2)};
  in.goal = {Measure::kGrowth, 5, std::nullopt};
  const auto track = TrackGoal(in);
  ASSERT_TRUE(track.ok());
  EXPECT_EQ(track->share->source, ShareSource::kTime);
  EXPECT_NEAR(*track->required, 7.8, 1e-12);
  EXPECT_NEAR(*track->required_per_share_point, (5 - 2.2) / 0.25 / 100, 1e-12);
  EXPECT_FALSE(track->level_so_far.has_value());
  EXPECT_FALSE(track->slots[1].level.has_value());
  EXPECT_NEAR(track->slots[1].growth->growth_percent, (3 * 0.4 + 2 * 1.5) / 1, 1e-9);
  EXPECT_FALSE(track->probability.has_value());
  EXPECT_EQ(track->standing, Standing::kBehind);
}

TEST(YearTrackingTest, SharesOfOtherYearsStandInForTheYearBefore) {
  TrackingInput in;
  in.year = 2024;
  in.points = {GrowthOnly(6, 2.2)};
  in.earlier = {{2020, {{6, 40}}, 100}, {2021, {{6, 44}}, 100}};
  in.goal = {Measure::kGrowth, 5, std::nullopt};
  const auto track = TrackGoal(in);
  EXPECT_EQ(track->share->source, ShareSource::kOtherYears);
  EXPECT_NEAR(*track->required, (5 - 0.42 * 2.2) / 0.58, 1e-12);
}

// Last year's bulletin has the year alone: the base that growth implies gives its months.
TEST(YearTrackingTest, ImpliedBaseGivesTheShareWhereTheBulletinHasNone) {
  TrackingInput in = Example();
  in.earlier.clear();
  const auto track = TrackGoal(in);
  ASSERT_TRUE(track.ok());
  EXPECT_TRUE(track->share_from_implied_base);
  EXPECT_NEAR(track->share->value, 210.0 / 460, 1e-9);
  EXPECT_NEAR(*track->required, 6.84, 1e-6);
}

TEST(YearTrackingTest, ScopeFactorMovesTheBaseOfALevelGoal) {
  TrackingInput in = Example();
  in.earlier[0].months[1].level = 220;  // the bulletin counts more than the bureau compares with
  in.goal = {Measure::kLevel, 480, std::nullopt};
  const auto track = TrackGoal(in);
  ASSERT_TRUE(track.ok());
  EXPECT_TRUE(track->base->differs);
  EXPECT_NEAR(*track->base->scope_factor, 210.0 / 220, 1e-9);
  const double share = 220.0 / 460;
  const double goal = (480 / (460 * 210.0 / 220) - 1) * 100;
  EXPECT_NEAR(*track->required, (goal - share * 5) / (1 - share), 1e-9);
}

TEST(YearTrackingTest, GrowthFollowsFromLevelsOfBothYears) {
  TrackingInput in = Example();
  in.points = {LevelOnly(6, 220.5)};
  const auto track = TrackGoal(in);
  ASSERT_TRUE(track.ok());
  EXPECT_TRUE(track->growth_is_derived);
  EXPECT_NEAR(*track->growth_so_far, 5, 1e-9);
  EXPECT_NEAR(*track->required, 6.84, 1e-9);
}

TEST(YearTrackingTest, AverageOfPrices) {
  TrackingInput in;
  in.course = Course::kAverage;
  in.year = 2024;
  in.points = {GrowthOnly(2, 0.1), GrowthOnly(6, 0.1)};
  in.goal = {Measure::kGrowth, 2.5, 3.5};
  in.law = GrowthLaw{0.014, 10, 3.5, 0.0002};
  const auto track = TrackGoal(in);
  ASSERT_TRUE(track.ok());
  EXPECT_NEAR(*track->required, 4.9, 1e-12);
  EXPECT_FALSE(track->share.has_value());
  EXPECT_FALSE(track->pace.has_value());
  EXPECT_EQ(track->standing, Standing::kOutOfReach);
  EXPECT_THAT(track->no_return, Optional(2));
  in.goal = {Measure::kLevel, std::nullopt, 5.5};
  in.points = {LevelOnly(3, 5.4, 0.05), LevelOnly(6, 5.3, 0.05)};
  const auto rate = TrackGoal(in);
  EXPECT_EQ(rate->required_kind, RequiredKind::kMean);
  EXPECT_NEAR(*rate->required, 5.7, 1e-12);
  EXPECT_NEAR(*rate->slots[1].level, 5.2, 1e-12);
  EXPECT_EQ(rate->standing, Standing::kAhead);
}

TEST(YearTrackingTest, StocksAndCounts) {
  TrackingInput stock;
  stock.course = Course::kStock;
  stock.year = 2024;
  stock.points = {LevelOnly(6, 6.6)};
  stock.goal = {Measure::kLevel, 6.9, std::nullopt};
  const auto grown = TrackGoal(stock);
  EXPECT_EQ(grown->required_kind, RequiredKind::kStep);
  EXPECT_NEAR(*grown->required, 0.05, 1e-12);
  EXPECT_EQ(grown->standing, Standing::kBehind);
  stock.points = {LevelOnly(6, 7)};
  EXPECT_EQ(TrackGoal(stock)->standing, Standing::kReached);
  TrackingInput count = stock;
  count.course = Course::kCount;
  count.points = {LevelOnly(6, 8, 0)};
  count.goal = {Measure::kLevel, 15, std::nullopt};
  const auto pieces = TrackGoal(count);
  EXPECT_NEAR(*pieces->required, 2, 1e-12);  // 7 in 6 months: the ceiling
  EXPECT_EQ(pieces->standing, Standing::kAhead);
  EXPECT_NEAR(pieces->pace->time, 8 / 7.5, 1e-12);
  count.points = {LevelOnly(6, 15, 0)};
  EXPECT_EQ(TrackGoal(count)->standing, Standing::kReached);
  EXPECT_EQ(*TrackGoal(count)->required, 0);
}

TEST(YearTrackingTest, LowerIsBetterTurnsTheJudgement) {
  TrackingInput in = Example();
  in.points = {GrowthOnly(6, -3)};
  in.law = NormalLaw{std::log(0.975), 0.02};
  in.goal = {Measure::kGrowth, std::nullopt, -2.5};
  const auto good = TrackGoal(in);
  EXPECT_EQ(good->standing, Standing::kAhead);
  in.points = {GrowthOnly(6, 1)};
  const auto bad = TrackGoal(in);
  EXPECT_EQ(bad->standing, Standing::kOutOfReach);
  EXPECT_LT(*bad->probability, *good->probability);
}

TEST(YearTrackingTest, WithinRoundingItIsOnCourse) {
  TrackingInput in = Example();
  in.points = {Both(6, 222.6, 6)};
  EXPECT_EQ(TrackGoal(in)->standing, Standing::kOnCourse);
  in.points = {Both(6, 224.7, 7)};
  EXPECT_EQ(TrackGoal(in)->standing, Standing::kAhead);
}

TEST(YearTrackingTest, AtYearEndItIsReachedOrMissed) {
  TrackingInput in = Example();
  in.points = {Both(12, 487.6, 6)};
  EXPECT_EQ(TrackGoal(in)->standing, Standing::kReached);
  in.points = {Both(12, 486, 5.7)};
  const auto missed = TrackGoal(in);
  EXPECT_EQ(missed->standing, Standing::kMissed);
  EXPECT_FALSE(missed->required.has_value());
  EXPECT_FALSE(missed->probability.has_value());
}

TEST(YearTrackingTest, RefusesMonthsOutOfOrder) {
  TrackingInput in = Example();
  in.points = {Both(6, 1, 1), Both(6, 1, 1)};
  EXPECT_THAT(TrackGoal(in), HasReason("MONTHS_NOT_ASCENDING"));
  in.points = {Both(13, 1, 1)};
  EXPECT_THAT(TrackGoal(in), HasReason("MONTHS_NOT_ASCENDING"));
  in.points = {{5, std::nullopt, std::nullopt}};
  EXPECT_THAT(TrackGoal(in), HasReason("MONTHS_NOT_ASCENDING"));
  in.points.clear();
  EXPECT_THAT(TrackGoal(in), HasReason("MONTHS_NOT_ASCENDING"));
  in.points = {GrowthOnly(6, -100)};
  EXPECT_THAT(TrackGoal(in), HasReason("GROWTH_UNDEFINED"));
}

// Slow: a year of months; at every month the needed growth makes the year the goal, and the chance
// narrows to certainty as the months arrive.
TEST(YearTrackingTest, FollowsAYearMonthByMonth) {
  const std::vector<double> before = {31, 18.5, 44, 39.5, 41, 60, 37, 36.25, 52, 48, 55.5, 97};
  TrackingInput in;
  in.year = 2024;
  in.goal = {Measure::kGrowth, 6, std::nullopt};
  in.law = GrowthLaw{std::log(1.07), 10, 3.5, 0.002};
  YearOfLevels last{2023, {}, 0};
  for (size_t m = 0; m < 12; ++m) {
    last.total += before[m];
    last.months.push_back({static_cast<int>(m) + 1, last.total});
  }
  in.earlier = {last};
  in.base_total = PrintedNumber{last.total, 0};
  double chance = 0;
  for (size_t m = 0; m < 11; ++m) {
    in.points.push_back(Both(static_cast<int>(m) + 1, last.months[m].level * 1.08, 8));
    const auto track = TrackGoal(in);
    ASSERT_TRUE(track.ok());
    const double rest = last.total - last.months[m].level;
    EXPECT_NEAR(last.months[m].level * 1.08 + rest * (1 + *track->required / 100),
                last.total * 1.06, 1e-9);
    EXPECT_GT(*track->probability, chance);
    chance = *track->probability;
    EXPECT_FALSE(track->no_return.has_value());
  }
  EXPECT_GT(chance, 0.95);
}

}  // namespace
}  // namespace indicast::projection
