#include "projection-service/engine/part_year.h"

#include "gmock/gmock.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/engine/tracking_words.h"
#include "projection-service/engine/vintage_pairs.h"

namespace indicast::projection {
namespace {

using ::testing::Optional;

std::optional<int> Months(const char* period) {
  return CumulativeMonths(Period::Parse(period).value());
}

TEST(PartYearTest, OnlyPeriodsFromJanuaryAreCumulative) {
  EXPECT_THAT(Months("2024-01-01/P6M"), Optional(6));
  EXPECT_THAT(Months("2024-01-01/P12M"), Optional(12));
  EXPECT_THAT(Months("2024-Q1"), Optional(3));
  EXPECT_THAT(Months("2024-S1"), Optional(6));
  EXPECT_THAT(Months("2024-01"), Optional(1));
  for (const char* other :
       {"2024", "2024-Q2", "2024-02", "2024-02-01/P2M", "2024-01-01", "2024-01-01/P13M"}) {
    EXPECT_EQ(Months(other), std::nullopt) << other;
  }
}

Figure PartYear(Measure measure, const char* period, const char* value,
                PriceBasis basis = PriceBasis::kCurrent) {
  Figure figure = SampleFigure("imports-exports", measure, 2024, value);
  figure.period = Period::Parse(period).value();
  figure.price_basis = basis;
  figure.stage = Stage::kFlash;
  return figure;
}

Target TradeTarget(PriceBasis basis = PriceBasis::kUnstated) {
  Target target = SampleTarget("imports-exports", Relation::kEqual, "7");
  target.price_basis = basis;
  return target;
}

TEST(PartYearTest, ThePreferredVintageCountsAndWordsAndExpectationsDoNot) {
  const InputSet inputs = Build(SampleCity());
  Figure better = PartYear(Measure::kGrowth, "2024-01-01/P6M", "4.1");
  better.preferred = true;
  Figure expected = PartYear(Measure::kGrowth, "2024-01-01/P9M", "6");
  expected.stage = Stage::kExpected;
  Figure bound = PartYear(Measure::kGrowth, "2024-01-01/P8M", "6");
  bound.qualifier = Qualifier::kGreater;
  const PartYearSeries series = CollectPartYear(
      {PartYear(Measure::kGrowth, "2024-01-01/P6M", "4.0"), better, expected, bound}, inputs,
      TradeTarget());
  ASSERT_EQ(series.points.size(), 1U);
  EXPECT_EQ(series.points[0].month, 6);
  EXPECT_EQ(series.points[0].growth_percent->value, 4.1);
  EXPECT_EQ(series.points[0].growth_percent->half_step, 0.05);
}

TEST(PartYearTest, UnitsAreConvertedAndOtherScopesLeftAlone) {
  const InputSet inputs = Build(SampleCity());
  Figure in_ten_thousands = PartYear(Measure::kLevel, "2024-01-01/P6M", "14040000");
  in_ten_thousands.unit = "cny-1e4";
  Figure dollars = PartYear(Measure::kLevel, "2024-01-01/P3M", "100");
  dollars.scope = "usd";
  const PartYearSeries series = CollectPartYear({in_ten_thousands, dollars}, inputs, TradeTarget());
  ASSERT_EQ(series.points.size(), 1U);
  EXPECT_DOUBLE_EQ(series.points[0].level->value, 1404);
  EXPECT_DOUBLE_EQ(series.points[0].level->half_step, 0.00005);
}

// Shares of the year before may come from nominal levels; nothing else is taken from them.
TEST(PartYearTest, NominalLevelsLendTheirSharesToRealGrowth) {
  const InputSet inputs = Build(SampleCity());
  const std::vector<Figure> figures = {
      PartYear(Measure::kGrowth, "2024-01-01/P6M", "5", PriceBasis::kConstant),
      PartYear(Measure::kLevel, "2024-01-01/P6M", "1404"),
      PartYear(Measure::kLevel, "2023-01-01/P6M", "1350"),
      PartYear(Measure::kLevel, "2023-01-01/P12M", "2811.51")};
  const PartYearSeries series =
      CollectPartYear(figures, inputs, TradeTarget(PriceBasis::kConstant));
  ASSERT_EQ(series.points.size(), 1U);
  EXPECT_FALSE(series.points[0].level.has_value());
  EXPECT_FALSE(series.base_total.has_value());
  ASSERT_EQ(series.earlier.size(), 1U);
  EXPECT_THAT(ShareThrough(series.earlier[0], 6), Optional(::testing::DoubleEq(1350 / 2811.51)));
  EXPECT_FALSE(series.notes.empty());
}

TEST(PartYearTest, AnIndexOnTheYearBeforeIsItsGrowth) {
  InputParts parts = SampleCity();
  for (Indicator& indicator : parts.indicators) {
    if (indicator.id == "consumer-prices") indicator.nature = Nature::kIndex;
  }
  const InputSet inputs = Build(std::move(parts));
  Figure index = PartYear(Measure::kLevel, "2024-01-01/P6M", "100.4", PriceBasis::kNotApplicable);
  index.indicator = "consumer-prices";
  index.unit = "percent";
  Target target = TradeTarget(PriceBasis::kNotApplicable);
  target.indicator = "consumer-prices";
  const PartYearSeries series = CollectPartYear({index}, inputs, target);
  ASSERT_EQ(series.points.size(), 1U);
  EXPECT_NEAR(series.points[0].growth_percent->value, 0.4, 1e-12);
}

TEST(VintagePairsTest, PairsAnExpectationWithItsOutcomeOfTheSameSeriesAndYear) {
  const std::vector<VintagePair> pairs = CollectVintagePairs(Build(SampleCity()));
  ASSERT_EQ(pairs.size(), 2U);
  EXPECT_EQ(pairs[0].indicator, "gdp");
  EXPECT_EQ(pairs[0].year, 2022);
  EXPECT_EQ(pairs[0].expected, 4.8);
  EXPECT_EQ(pairs[0].outcome, 4.5);
  EXPECT_EQ(pairs[1].indicator, "imports-exports");
  EXPECT_EQ(pairs[1].outcome, 21.1);
}

TEST(TrackingWordsTest, NamesMonthsInBothLanguages) {
  EXPECT_EQ(MonthsWords(1, 6).zh, "1—6月");
  EXPECT_EQ(MonthsWords(1, 6).en, "January to June");
  EXPECT_EQ(MonthsWords(3, 3).en, "March");
}

}  // namespace
}  // namespace indicast::projection
