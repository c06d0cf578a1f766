// Shocks: the formula by itself, and on top of rules through whole projections. Tolerance: a few
// logarithms and exponentials of relative error 1e-16 each; printed values carry 12 digits.
#include "projection-service/engine/shock.h"

#include <cmath>

#include "projection-service/domain/result.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

constexpr auto kGrowthPath = PathBasis::kGrowth;
constexpr auto kLevelPath = PathBasis::kLevel;
constexpr char kTrade[] = "imports-exports";

ShockRule OneOff(const std::string& size, const std::string& persistence = "1") {
  return {D(size), false, D(persistence), std::nullopt, 0};
}
ShockRule GrowthShock(const std::string& size) {
  ShockRule rule{D(size)};
  rule.growth = true;
  return rule;
}
ShockRule CaughtUp(const std::string& size, const std::string& share, int years) {
  return {D(size), false, D("1"), D(share), years};
}

TEST(OneOffTest, PulseShiftAndDecayFollowTheirPowers) {
  const double s = std::log(0.9);
  EXPECT_EQ(OneOffLogOffset(OneOff("-10", "0"), -1), 0);
  EXPECT_DOUBLE_EQ(OneOffLogOffset(OneOff("-10", "0"), 0), s);
  EXPECT_EQ(OneOffLogOffset(OneOff("-10", "0"), 1), 0);
  double slow = s;
  for (int k = 0; k < 10; ++k) {
    EXPECT_DOUBLE_EQ(OneOffLogOffset(OneOff("-10"), k), s);
    EXPECT_NEAR(OneOffLogOffset(OneOff("-10", "0.6"), k), slow, 1e-15);
    slow *= 0.6;
  }
}

// (1 - c) s after k years, and from then on.
TEST(OneOffTest, TheCaughtUpShareIsGoneAfterItsYears) {
  const double s = std::log(0.9);
  const ShockRule rule = CaughtUp("-10", "0.4", 4);
  EXPECT_DOUBLE_EQ(OneOffLogOffset(rule, 0), s);
  EXPECT_DOUBLE_EQ(OneOffLogOffset(rule, 2), 0.8 * s);
  EXPECT_DOUBLE_EQ(OneOffLogOffset(rule, 4), 0.6 * s);
  EXPECT_DOUBLE_EQ(OneOffLogOffset(rule, 30), 0.6 * s);
}

TEST(ShockLogGrowthTest, AddsUpToTheOffset) {
  for (const ShockRule& rule : {OneOff("-10", "0.6"), CaughtUp("25", "1", 3), OneOff("7", "0")}) {
    double sum = 0;
    for (int year = 2024; year < 2040; ++year) {
      sum += ShockLogGrowth(rule, 2026, year);
      EXPECT_NEAR(sum, OneOffLogOffset(rule, year - 2026), 1e-15) << year;
    }
  }
  EXPECT_NEAR(ShockLogGrowth(GrowthShock("-1"), 2026, 2030), std::log(0.99), 1e-16);
}

TEST(ShockedGrowthTest, MultipliesTheFactorAndLeavesGrowthAloneWithoutAShock) {
  EXPECT_NEAR(ShockedGrowthPercent(5, std::log(0.9)), (1.05 * 0.9 - 1) * 100, 1e-13);
  EXPECT_EQ(ShockedGrowthPercent(4.8, 0), 4.8);
}

// One series: level 100 in 2023, growth 4 %.
InputParts OneSeries() {
  InputParts parts = SampleCity();
  parts.figures = {SampleFigure(kTrade, Measure::kLevel, 2023, "100"),
                   SampleFigure(kTrade, Measure::kGrowth, 2023, "4")};
  parts.targets.clear();
  return parts;
}

Assumption On(Rule rule, std::optional<int> from = {}, std::optional<int> to = {}) {
  return {kTrade, from, to, std::move(rule)};
}

Projection Layered(std::vector<ScenarioLayer> layers, int horizon = 2028) {
  return RunOrDie(Build(OneSeries()), Stack(std::move(layers)), horizon);
}

// Growth rule below, shock above, in one layer.
Projection Shocked(const Rule& rule, std::vector<Assumption> shocks) {
  std::vector<Assumption> assumptions = {On(rule)};
  assumptions.insert(assumptions.end(), shocks.begin(), shocks.end());
  return Layered({{"s", 1, assumptions}});
}

TEST(ShockOnARuleTest, APulseComesBackAYearLater) {
  const Projection got = Shocked(HoldRule{}, {On(OneOff("-10", "0"), 2025)});
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2024), "100");
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2025), "90");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), "-10");
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2026), "100");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2026), "11.1111111111");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2027), "0");
}

TEST(ShockOnARuleTest, AShiftStaysAndGrowthGoesOn) {
  const Projection got = Shocked(CompoundRule{D("10")}, {On(OneOff("-10"), 2025)});
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), "-1");
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2025), "108.9");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2026), "10");
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2028), "144.9459");
}

TEST(ShockOnARuleTest, GrowthShocksReachTheirYearsOnly) {
  const Projection got = Shocked(CompoundRule{D("10")}, {On(GrowthShock("-10"), 2025, 2026)});
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "10");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), "-1");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2026), "-1");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2027), "10");
}

TEST(ShockOnARuleTest, SeveralAddUpInLogsWhateverTheirOrder) {
  const Assumption first = On(OneOff("-10"), 2025);
  const Assumption second = On(OneOff("-20"), 2025);
  const Projection got = Shocked(HoldRule{}, {first, second});
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2025), "72");
  EXPECT_EQ(At(Shocked(HoldRule{}, {second, first}), kTrade, kLevelPath, 2027), "72");
}

// Rules that state levels keep their own line below the shock.
TEST(ShockOnARuleTest, MovesLevelRulesAwayFromTheirLine) {
  const Projection linear = Shocked(LinearRule{D("10")}, {On(OneOff("-10", "0"), 2025)});
  EXPECT_EQ(At(linear, kTrade, kLevelPath, 2024), "110");
  EXPECT_EQ(At(linear, kTrade, kLevelPath, 2025), "108");
  EXPECT_EQ(At(linear, kTrade, kLevelPath, 2026), "130");
  const Projection reach =
      Shocked(RequiredRule{D("200"), 2026, RequiredStyle::kLinear}, {On(OneOff("-10"), 2026)});
  EXPECT_EQ(At(reach, kTrade, kLevelPath, 2026), "180");
}

// The next weaker assumption may stand in any layer below.
TEST(ShockLayerTest, WorksOnWhatTheLayersBelowGive) {
  const Projection got =
      Layered({{"plan", 1, {On(CompoundRule{D("10")})}}, {"", 0, {On(OneOff("-10"), 2024)}}});
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "-1");
  const Projection all = Layered(
      {{"plan", 1, {On(CompoundRule{D("10")})}}, {"", 0, {{"*", 2024, {}, OneOff("-10")}}}});
  EXPECT_EQ(At(all, kTrade, kGrowthPath, 2024), "-1");
  // Within one layer the named rule is stronger than a shock of all indicators.
  const Projection beside =
      Layered({{"s", 1, {On(CompoundRule{D("10")}), {"*", 2024, {}, OneOff("-10")}}}});
  EXPECT_EQ(At(beside, kTrade, kGrowthPath, 2024), "10");
}

TEST(ShockLayerTest, AStrongerRuleTakesItsYearsFromTheShock) {
  const ScenarioLayer shocked{"s", 1, {On(HoldRule{}), On(OneOff("-10", "0.5"), 2025)}};
  // The year after the impact: its recovery is replaced, later ones follow from there.
  const Projection later = Layered({shocked, {"", 0, {On(CompoundRule{D("0")}, 2026, 2026)}}});
  EXPECT_EQ(At(later, kTrade, kLevelPath, 2025), "90");
  EXPECT_EQ(At(later, kTrade, kLevelPath, 2026), "90");
  EXPECT_EQ(At(later, kTrade, kGrowthPath, 2027), "2.66900960803");
  // The impact itself: then there is no shock at all.
  const Projection impact = Layered({shocked, {"", 0, {On(CompoundRule{D("3")}, 2025, 2025)}}});
  EXPECT_EQ(At(impact, kTrade, kGrowthPath, 2025), "3");
  EXPECT_EQ(At(impact, kTrade, kGrowthPath, 2026), "0");
  EXPECT_EQ(At(impact, kTrade, kLevelPath, 2028), "103");
}

// A shock of the past is in the base already; what comes back of it is still to come.
TEST(ShockLayerTest, APastShockOnlyRecovers) {
  const Projection got = Shocked(HoldRule{}, {On(OneOff("-10", "0"), 2023)});
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "11.1111111111");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), "0");
  EXPECT_EQ(At(Shocked(HoldRule{}, {On(OneOff("-10"), 2020)}), kTrade, kGrowthPath, 2024), "0");
}

TEST(ShockLayerTest, AloneItAssumesNothing) {
  const Projection got = Layered({{"s", 1, {On(OneOff("-10"), 2024)}}});
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "none");
  EXPECT_NE(Of(got, kTrade).notes.size(), 0u);
}

TEST(ShockBoundTest, ABoundStaysABound) {
  InputParts parts = OneSeries();
  parts.figures[0].qualifier = Qualifier::kGreater;
  const auto stack = Stack({{"s", 1, {On(LinearRule{D("10")}), On(OneOff("-10"), 2024)}}});
  const Projection got = RunOrDie(Build(parts), stack, 2025);
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2024), "> 99");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "< -1");
}

TEST(ShockBoundTest, ALevelThatIsNotPositiveHasNoLogarithm) {
  InputParts parts = OneSeries();
  parts.figures[0].value = D("-100");
  const auto stack = Stack({{"s", 1, {On(LinearRule{D("10")}), On(OneOff("-10"), 2024)}}});
  const Projection got = RunOrDie(Build(parts), stack, 2025);
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2024), "none");
}

TEST(ShockBoundTest, WithoutALevelGrowthAndIndexAreShocked) {
  InputParts parts = OneSeries();
  parts.figures.erase(parts.figures.begin());
  const auto stack = Stack({{"s", 1, {On(RepeatRule{}), On(OneOff("-10"), 2024)}}});
  const Projection got = RunOrDie(Build(parts), stack, 2025);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "-6.4");
  EXPECT_EQ(At(got, kTrade, PathBasis::kIndex, 2024), "97.344");
}

// What follows a shocked indicator follows it with its shock.
TEST(ShockLinkTest, RelativeRulesSeeTheShock) {
  const auto stack = Stack({{"s",
                             1,
                             {On(CompoundRule{D("10")}),
                              On(OneOff("-10"), 2024),
                              {"gdp", {}, {}, RelativeRule{kTrade, D("2")}}}}});
  const Projection got = RunOrDie(Build(OneSeries()), stack, 2025);
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2024), "1");
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2025), "12");
}

TEST(ShockWordsTest, NameTheLayerAndTheShock) {
  const Projection got = Layered(
      {{"plan", 1, {On(CompoundRule{D("10")})}}, {"", 0, {On(OneOff("-10", "0.5"), 2024)}}}, 2024);
  EXPECT_EQ(Of(got, kTrade).rule,
            (LocalizedText{"情景plan:年增速10%,本次调整:叠加2024年一次性冲击-10%(每年留存0.5)",
                           "scenario plan: growth 10 % a year, overlay: with a one-off shock of "
                           "-10 % in 2024 of which 0.5 is left each year"}));
}

}  // namespace
}  // namespace indicast::projection
