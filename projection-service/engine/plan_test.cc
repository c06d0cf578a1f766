// The common ground of the questions about a plan: laws of growth, goals as rows, wholes from
// parts.
#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/domain/plan.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/plan_goals.h"
#include "projection-service/engine/plan_law.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;

size_t At(const InputSet& inputs, const std::string& id) {
  return static_cast<size_t>(inputs.FindIndicator(id) - inputs.indicators().data());
}

GrowthOutlook OutlookOf(const InputSet& inputs, const std::string& id,
                        const ScenarioStack& scenario, const std::vector<StatedLaw>& laws = {}) {
  return BuildOutlooks(inputs, RunOrDie(inputs, scenario, 2024), laws, {At(inputs, id)}, 2024)
      .front();
}

PlanGoal LevelGoal(const std::string& indicator, const std::string& level) {
  PlanGoal goal;
  goal.indicator = indicator;
  goal.measure = Measure::kLevel;
  goal.right_side = D(level);
  return goal;
}

TEST(GrowthOutlookTest, ThePoolIsTheMedianOfTheNewestGrowthFigures) {
  // gdp 4.8, trade -15, prices 0.0 (a growth figure as well): median 0.
  const GrowthPool pool = PoolOf(Build(SampleCity()));
  EXPECT_EQ(pool.indicators, 3);
  EXPECT_NEAR(pool.mean, 0, 1e-12);
  // Distances from it: ln 1.048, -ln 0.85, 0; the median is the first.
  EXPECT_NEAR(pool.spread, 1.4826 * std::log(1.048), 1e-12);
}

TEST(GrowthOutlookTest, WithoutOwnFiguresItMayBeAnyOfThePool) {
  const InputSet inputs = Build(SampleCity());
  const GrowthPool pool = PoolOf(inputs);
  const GrowthOutlook none = OutlookOf(inputs, "technology-contracts", Stack({}));
  ASSERT_EQ(none.observations, 0);
  const double law = LearnShortHistory({.mean = pool.mean}, {}).StandardDeviation();
  EXPECT_NEAR(none.standard_deviation, std::sqrt(law * law + pool.spread * pool.spread), 1e-15);
  EXPECT_THAT(none.explanation.en, ::testing::HasSubstr("spread between them, 7.0"));
}

TEST(GrowthOutlookTest, ATargetIsNeverItsOwnPrior) {
  InputParts parts = SampleCity();
  const GrowthOutlook before = OutlookOf(Build(parts), "gdp", Stack({}));
  TargetOf(parts, "gdp").goal = D("60");
  const GrowthOutlook after = OutlookOf(Build(parts), "gdp", Stack({}));
  EXPECT_EQ(before.median, after.median);
  EXPECT_EQ(before.source, OutlookSource::kShortHistory);
  EXPECT_EQ(before.observations, 3);  // 2021, 2022, 2023: outcomes only
  EXPECT_NEAR(before.own_weight, 3. / 12, 1e-15);
}

TEST(GrowthOutlookTest, ScenarioSetsTheMedianAndTheCallerTheWholeLaw) {
  const InputSet inputs = Build(SampleCity());
  const GrowthOutlook scenario = OutlookOf(inputs, "gdp", OneRule("gdp", CompoundRule{D("6")}));
  EXPECT_EQ(scenario.source, OutlookSource::kScenario);
  EXPECT_NEAR(scenario.MedianPercent(), 6, 1e-9);
  EXPECT_EQ(scenario.standard_deviation, OutlookOf(inputs, "gdp", Stack({})).standard_deviation);
  const GrowthOutlook given =
      OutlookOf(inputs, "gdp", Stack({}), {{"gdp", D("5"), 1.5, {"省均", "province"}}});
  EXPECT_EQ(given.source, OutlookSource::kGiven);
  EXPECT_NEAR(given.MedianPercent(), 5, 1e-12);
  EXPECT_NEAR(given.standard_deviation, .015, 1e-15);
  EXPECT_EQ(given.explanation.en, "province");
}

TEST(PlanGoalsTest, PublishedTargetsBecomeRowsOrAreLeftOutWithTheirReason) {
  const InputSet inputs = Build(SampleCity());
  const auto goals = ResolveGoals(inputs, {}, {}, 2024);
  ASSERT_THAT(goals, IsOk());
  ASSERT_EQ(goals->rows.size(), 5u);
  const GoalRow& gdp = goals->rows[0];
  EXPECT_EQ(gdp.name, "gdp-2024");
  EXPECT_EQ(gdp.sense, RowSense::kAtLeast);
  EXPECT_NEAR(gdp.value, .06, 1e-15);
  EXPECT_EQ(gdp.text.en, "GDP growth at least 6 %");
  EXPECT_FALSE(gdp.hard);
  const GoalRow& income = goals->rows[2];
  ASSERT_TRUE(income.other.has_value());
  EXPECT_EQ(inputs.indicators()[*income.other].id, "gdp");
  EXPECT_NEAR(income.step, .001, 1e-15);
  EXPECT_FALSE(income.notes.empty());
  EXPECT_EQ(goals->rows[3].sense, RowSense::kBand);
  EXPECT_NEAR(goals->rows[3].half_width, .005, 1e-15);
  ASSERT_EQ(goals->left_out.size(), 1u);
  EXPECT_EQ(goals->left_out[0].reason_code, kExternalQuotaUnknown);
}

TEST(PlanGoalsTest, WhatWasAskedForAndCannotBeARowIsAnError) {
  const InputSet inputs = Build(SampleCity());
  PlanGoal jobs;
  jobs.target = "urban-new-jobs-2024";
  EXPECT_THAT(ResolveGoals(inputs, {}, {jobs}, 2024), HasField("goals[0].target"));
  const PlanGoal level = LevelGoal("household-income", "60000");
  EXPECT_THAT(ResolveGoals(inputs, {}, {level}, 2024), HasField("goals[0].constant"));
}

TEST(PlanGoalsTest, ALevelIsGrowthOnTheBaseLevel) {
  const InputSet inputs = Build(SampleCity());
  const PlanGoal goal = LevelGoal("gdp", "15048.579");  // 1.05 times the base
  const auto rows = ResolveGoals(inputs, {}, {goal}, 2024);
  ASSERT_THAT(rows, IsOk());
  EXPECT_NEAR(rows->rows[0].value, .05, 1e-12);
  EXPECT_TRUE(rows->rows[0].hard);
}

InputSet Sectors() {
  InputParts parts = SampleCity();
  const auto add = [&parts](const char* id, const char* level) {
    parts.indicators.push_back(
        {id, {id, id}, "cny-1e8", Nature::kFlow, Direction::kHigherIsBetter, false});
    Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
    figure.price_basis = PriceBasis::kCurrent;
    parts.figures.push_back(figure);
  };
  add("one", "8");
  add("two", "42");
  add("three", "50");
  return Build(parts);
}

std::vector<GrowthOutlook> SectorOutlooks(const InputSet& inputs) {
  const std::vector<StatedLaw> laws = {
      {"one", D("4"), 1, {}}, {"two", D("6"), 1.5, {}}, {"three", D("5.5"), 1.2, {}}};
  return BuildOutlooks(
      inputs, RunOrDie(inputs, Stack({}), 2024), laws,
      {At(inputs, "gdp"), At(inputs, "one"), At(inputs, "three"), At(inputs, "two")}, 2024);
}

TEST(PlanLawTest, TheWholeFollowsFromItsParts) {
  const InputSet inputs = Sectors();
  PlanStructure structure;
  structure.identities = {{IdentityKind::kSum, "gdp", {"one", "two", "three"}}};
  const auto law = BuildPlanLaw(inputs, structure, SectorOutlooks(inputs), {});
  ASSERT_THAT(law, IsOk());
  const GrowthOutlook& gdp = law->variables[0];
  EXPECT_EQ(gdp.source, OutlookSource::kIdentity);
  EXPECT_NEAR(gdp.MedianPercent(), .08 * 4 + .42 * 6 + .5 * 5.5, 1e-12);
  // Independent: spread and correlation by a numerical derivative.
  const auto level = [](double a, double b, double c) {
    return std::log(.08 * std::exp(a) + .42 * std::exp(b) + .5 * std::exp(c));
  };
  const double a = std::log(1.04);
  const double b = std::log(1.06);
  const double c = std::log(1.055);
  const double h = 1e-6;
  const double da = (level(a + h, b, c) - level(a - h, b, c)) / (2 * h) * .01;
  const double db = (level(a, b + h, c) - level(a, b - h, c)) / (2 * h) * .015;
  const double dc = (level(a, b, c + h) - level(a, b, c - h)) / (2 * h) * .012;
  const double variance =
      da * da + db * db + dc * dc + 2 * kDefaultCorrelation * (da * db + da * dc + db * dc);
  EXPECT_NEAR(gdp.standard_deviation, std::sqrt(variance), 1e-10);
  EXPECT_NEAR(law->correlation(0, 1), (da + kDefaultCorrelation * (db + dc)) / std::sqrt(variance),
              1e-8);
  EXPECT_TRUE(law->IsWhole(0));
  EXPECT_EQ(law->Free().size(), 3u);
}

TEST(PlanLawTest, PartsWithoutALevelAndLoopsAreNamed) {
  const InputSet inputs = Sectors();
  PlanStructure structure;
  structure.identities = {{IdentityKind::kSum, "one", {"household-income", "two"}}};
  auto outlooks = SectorOutlooks(inputs);
  EXPECT_THAT(BuildPlanLaw(inputs, structure, outlooks, {}), HasReason("IDENTITY_WITHOUT_BASE"));
  structure.identities = {{IdentityKind::kProduct, "one", {"two", "three"}},
                          {IdentityKind::kProduct, "two", {"one", "three"}}};
  EXPECT_THAT(BuildPlanLaw(inputs, structure, outlooks, {}), HasReason("IDENTITY_CYCLE"));
}

TEST(PlanStructureTest, WrongPartsAreNamed) {
  const InputSet inputs = Sectors();
  PlanStructure structure;
  structure.identities = {{IdentityKind::kSum, "gdp", {"one"}}};
  EXPECT_THAT(Validate(structure, inputs), HasField("identities[0].parts"));
  structure.identities = {{IdentityKind::kSum, "gdp", {"one", "one"}}};
  EXPECT_THAT(Validate(structure, inputs), HasField("identities[0].parts[1]"));
  structure.identities.clear();
  structure.correlations = {{"one", "two", .2}, {"two", "one", .2}};
  EXPECT_THAT(Validate(structure, inputs), HasField("correlations[1].other"));
  structure.correlations.clear();
  structure.drivers = {{"one", "nothing", .2, 0}};
  EXPECT_THAT(Validate(structure, inputs), HasField("drivers[0].driver"));
  std::vector<PlanLever> levers(1);
  levers[0].indicator = "one";
  levers[0].price = 0;
  EXPECT_THAT(Validate(levers, inputs), HasField("[0].price"));
}

}  // namespace
}  // namespace indicast::projection
