#include "projection-service/engine/trend.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

constexpr auto kGrowthPath = PathBasis::kGrowth;
constexpr char kTrade[] = "imports-exports";

// Trade -15 % in 2023 and nothing else of its own; four more indicators with one growth each.
InputParts OneShockYear() {
  InputParts parts = SampleCity();
  parts.figures = {SampleFigure(kTrade, Measure::kGrowth, 2023, "-15"),
                   SampleFigure(kTrade, Measure::kLevel, 2023, "2813.49")};
  for (const auto& [id, growth] : {std::pair("gdp", "5"), std::pair("household-income", "6"),
                                   std::pair("technology-contracts", "7")}) {
    parts.figures.push_back(SampleFigure(id, Measure::kGrowth, 2023, growth));
  }
  return parts;
}

size_t PositionOf(const InputSet& inputs, const std::string& id) {
  return static_cast<size_t>(inputs.FindIndicator(id) - inputs.indicators().data());
}

// Worked example of the formulas: m0 = ln 1.055, k0 = 9, one growth of -15 %: mn = .03193480.
TEST(TrendTest, MatchesTheWorkedExample) {
  const InputSet inputs = Build(OneShockYear());
  const TrendGrowth got =
      TrendOf(inputs, PoolOf(inputs), PositionOf(inputs, kTrade), TrendRule{D("5.5"), D("9")});
  EXPECT_NEAR(got.law.mean, 0.03193480, 5e-9);
  EXPECT_NEAR(got.growth_percent, 3.245, 5e-4);
  EXPECT_NEAR(got.law.own_weight, 0.1, 1e-15);
  EXPECT_EQ(got.prior_percent, 5.5);
}

// Slow: the weighted mean by repeated addition of the prior's nine years.
TEST(TrendTest, ThePriorCountsAsItsStrengthInYears) {
  const InputSet inputs = Build(OneShockYear());
  const TrendGrowth got =
      TrendOf(inputs, PoolOf(inputs), PositionOf(inputs, kTrade), TrendRule{D("2"), D("4")});
  double sum = std::log(0.85);
  for (int year = 0; year < 4; ++year) sum += std::log(1.02);
  EXPECT_NEAR(got.growth_percent, std::expm1(sum / 5) * 100, 1e-12);
}

TEST(TrendTest, WithoutAStatedPriorThePoolIsThePrior) {
  const InputSet inputs = Build(OneShockYear());
  const TrendGrowth got =
      TrendOf(inputs, PoolOf(inputs), PositionOf(inputs, "consumer-prices"), TrendRule{});
  EXPECT_FALSE(got.prior_stated);
  EXPECT_EQ(got.law.observations, 0);
  EXPECT_NEAR(got.growth_percent,
              PoolOf(inputs).mean == 0 ? 0 : std::expm1(PoolOf(inputs).mean) * 100, 1e-12);
  EXPECT_GT(got.growth_percent, 0);
}

// The target of trade is 7 %; its trend must not know.
TEST(TrendRuleTest, IsBlindToTargets) {
  InputParts parts = OneShockYear();
  const auto stack = OneRule("*", TrendRule{});
  const std::string before = At(RunOrDie(Build(parts), stack, 2025), kTrade, kGrowthPath, 2024);
  TargetOf(parts, kTrade).goal = D("70");
  const Projection got = RunOrDie(Build(parts), stack, 2025);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), before);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), before);
}

TEST(TrendRuleTest, GrowsEveryYearAndSaysPriorAndOwnWeight) {
  const InputSet inputs = Build(OneShockYear());
  const Projection got = RunOrDie(inputs, OneRule(kTrade, TrendRule{D("5.5"), {}}), 2025);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "3.24501845557");
  EXPECT_EQ(Of(got, kTrade).rule,
            (LocalizedText{"情景test:短历史趋势(先验5.5%)",
                           "scenario test: the short-history trend with a prior of 5.5 %"}));
  const LocalizedText note{
      "短历史趋势3.2%:先验5.5%(情景给定),自身增速1个,权重10%",
      "short-history trend 3.2 %: prior 5.5 % (stated by the scenario), 1 own growth figure, "
      "weight 10 %"};
  const auto& notes = Of(got, kTrade).notes;
  EXPECT_NE(std::find(notes.begin(), notes.end(), note), notes.end());
}

TEST(TrendRuleTest, AShockWorksOnItsGrowth) {
  ShockRule shock{D("-10")};
  const auto stack =
      Stack({{"s", 1, {{kTrade, {}, {}, TrendRule{D("5.5"), {}}}, {kTrade, 2024, {}, shock}}}});
  const double want = (1.0324501845557 * 0.9 - 1) * 100;
  const Projection got = RunOrDie(Build(OneShockYear()), stack, 2024);
  EXPECT_NEAR(std::stod(At(got, kTrade, kGrowthPath, 2024)), want, 1e-8);
}

}  // namespace
}  // namespace indicast::projection
