#include "projection-service/engine/planning_error.h"

#include <algorithm>
#include <cmath>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;

VintagePair Pair(const char* indicator, int year, double expected, double outcome,
                 Measure measure = Measure::kGrowth) {
  return {indicator, measure, year, expected, outcome};
}

// GDP growth of the shipped city: 8.5 expected and 8.5 published for 2018, 8 and 8.1 for 2019 ...
const std::vector<VintagePair> kPairs = {
    Pair("gdp", 2014, 10, 10.5),    Pair("gdp", 2015, 9.8, 9.9),
    Pair("gdp", 2018, 8.5, 8.5),    Pair("gdp", 2019, 8, 8.1),
    Pair("gdp", 2020, 4.5, 4.0),    Pair("retail", 2018, 10, 10.1),
    Pair("retail", 2019, 10, 10.4), Pair("gdp", 2014, 7810, 7825, Measure::kLevel)};

TEST(PlanningErrorTest, OwnPairsWhenThereAreEnough) {
  const PlanningError error = PlanningErrorOf("gdp", Measure::kGrowth, kPairs);
  EXPECT_EQ(error.source, ErrorSource::kOwn);
  EXPECT_EQ(error.pairs, 5);
  EXPECT_EQ(error.indicators, 1);
  EXPECT_EQ(error.first_year, 2014);
  EXPECT_EQ(error.last_year, 2020);
  EXPECT_NEAR(error.bias, 0.2 / 5, 1e-12);
  // Slow: the second moment about zero less the squared mean.
  const double second = (0.25 + 0.01 + 0 + 0.01 + 0.25) / 5;
  EXPECT_NEAR(error.root_mean_square, std::sqrt(second), 1e-12);
  EXPECT_NEAR(error.sd, std::sqrt((second - 0.04 * 0.04) * 5 / 4), 1e-12);
}

TEST(PlanningErrorTest, PoolsWhenThereAreFewAndSaysSo) {
  const PlanningError error = PlanningErrorOf("retail", Measure::kGrowth, kPairs);
  EXPECT_EQ(error.source, ErrorSource::kPooled);
  EXPECT_EQ(error.pairs, 7);
  EXPECT_EQ(error.indicators, 2);
  EXPECT_EQ(PlanningErrorOf("never-seen", Measure::kGrowth, kPairs).pairs, 7);
}

TEST(PlanningErrorTest, HasNoBandWhenThereAreNextToNone) {
  const PlanningError error = PlanningErrorOf("gdp", Measure::kLevel, kPairs);
  EXPECT_EQ(error.source, ErrorSource::kNone);
  EXPECT_EQ(error.pairs, 1);
  EXPECT_FALSE(BandAround(8000, Measure::kLevel, error, 0.8).has_value());
  EXPECT_EQ(PlanningErrorOf("gdp", Measure::kGrowth, {}).pairs, 0);
}

TEST(PlanningErrorTest, BandIsTheIntervalOfTheNextError) {
  const PlanningError error = PlanningErrorOf("gdp", Measure::kGrowth, kPairs);
  const auto band = BandAround(5, Measure::kGrowth, error, 0.8);
  ASSERT_TRUE(band.has_value());
  // t with 4 degrees of freedom, 90 %: 1.533206.
  const double half = 1.533206 * error.sd * std::sqrt(1.2);
  EXPECT_NEAR(band->low, 5 + error.bias - half, 1e-6);
  EXPECT_NEAR(band->high, 5 + error.bias + half, 1e-6);
  const auto wider = BandAround(5, Measure::kGrowth, error, 0.95);
  EXPECT_LT(wider->low, band->low);
  EXPECT_GT(wider->high, band->high);
}

TEST(PlanningErrorTest, OrderDoesNotMatterAndLevelsScale) {
  std::vector<VintagePair> levels = {Pair("a", 2014, 100, 102, Measure::kLevel),
                                     Pair("a", 2015, 200, 197, Measure::kLevel),
                                     Pair("b", 2016, 50, 50.5, Measure::kLevel)};
  const PlanningError error = PlanningErrorOf("a", Measure::kLevel, levels);
  EXPECT_EQ(error.source, ErrorSource::kPooled);
  std::reverse(levels.begin(), levels.end());
  EXPECT_NEAR(PlanningErrorOf("a", Measure::kLevel, levels).sd, error.sd, 1e-13);
  for (VintagePair& pair : levels) {
    pair.expected *= 1e4;
    pair.outcome *= 1e4;
  }
  EXPECT_NEAR(PlanningErrorOf("a", Measure::kLevel, levels).sd, error.sd, 1e-11);
  const auto band = BandAround(300, Measure::kLevel, error, 0.8);
  const auto doubled = BandAround(600, Measure::kLevel, error, 0.8);
  EXPECT_NEAR(doubled->low, 2 * band->low, 1e-9);
  EXPECT_NEAR(doubled->high, 2 * band->high, 1e-9);
}

TEST(PlanningErrorTest, ALevelThatIsNotPositiveHasNoError) {
  EXPECT_THAT(ErrorOfPair(Pair("a", 2014, 0, 3, Measure::kLevel)), HasReason("BASE_NOT_POSITIVE"));
  EXPECT_EQ(PlanningErrorOf("a", Measure::kLevel, {{Pair("a", 2014, 0, 3, Measure::kLevel)}}).pairs,
            0);
}

}  // namespace
}  // namespace indicast::projection
