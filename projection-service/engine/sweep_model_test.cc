// A sweep is nothing but many projections: every output is checked against RunProjection.
#include "projection-service/engine/sweep_model.h"

#include <algorithm>

#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

constexpr char kTrade[] = "imports-exports";

ScenarioStack SomeScenario() {
  return Stack({{"s",
                 1,
                 {{"gdp", {}, {}, CompoundRule{D("5")}},
                  {"household-income", {}, {}, RelativeRule{"gdp", D("0.5")}},
                  {"technology-contracts", {}, {}, CompoundRule{D("20")}}}}});
}

// The same assumptions as a stack of their own.
ScenarioStack WithGrowth(const ScenarioStack& base, const std::vector<SweepFactor>& factors,
                         const std::vector<Decimal>& growth) {
  std::vector<ScenarioLayer> layers = {{"", 0, {{"*", {}, {}, TrendRule{}}}}};
  layers.insert(layers.end(), base.layers().begin(), base.layers().end());
  ScenarioLayer top;
  for (size_t f = 0; f < factors.size(); ++f) {
    top.assumptions.push_back(
        {factors[f].indicator, factors[f].from_year, factors[f].to_year, CompoundRule{growth[f]}});
  }
  layers.push_back(top);
  return Stack(layers);
}

TEST(SweepModelTest, EveryOutputIsThatOfAProjection) {
  const InputSet inputs = Build(SampleCity());
  const std::vector<SweepFactor> factors = {{"gdp", 2024, 2025}, {kTrade, 2025, 2025}};
  const ScenarioStack scenario = SomeScenario();
  const ProjectionOptions options{2025, {}, {}};
  const auto model = SweepModel::Create(inputs, scenario, factors, options).value();
  int compared = 0;
  for (const char* gdp : {"4", "6.5", "-3", "6"}) {
    const std::vector<Decimal> growth = {D(gdp), D("2.5")};
    const SweepPoint point = model->Evaluate(growth);
    const Projection slow = RunOrDie(inputs, WithGrowth(scenario, factors, growth), 2025);
    ASSERT_FALSE(point.issue.has_value());
    size_t verdict = 0;
    for (size_t c = 0; c < model->columns().size(); ++c) {
      const SweepColumn& column = model->columns()[c];
      if (column.target.has_value()) {
        const TargetAssessment& want = slow.targets[*column.target];
        EXPECT_EQ(point.outputs[c].number, want.gap) << want.reason.en;
        EXPECT_EQ(point.verdicts[verdict++], want.verdict);
        EXPECT_EQ(column.unit, want.gap_unit);
        ++compared;
        continue;
      }
      const std::string& id = inputs.indicators()[*column.indicator].id;
      const Path* path = PathOf(slow, id, column.basis);
      ASSERT_NE(path, nullptr) << id;
      EXPECT_EQ(point.outputs[c].number, path->points.back().value.number) << id;
      EXPECT_EQ(column.unit, path->unit);
      ++compared;
    }
  }
  EXPECT_GT(compared, 40);
}

TEST(SweepModelTest, PointsDoNotDependOnThoseBefore) {
  const InputSet inputs = Build(SampleCity());
  const std::vector<SweepFactor> factors = {{"gdp", 2024, 2026}};
  const auto a = SweepModel::Create(inputs, SomeScenario(), factors, {2026, {}, {}}).value();
  const auto b = SweepModel::Create(inputs, SomeScenario(), factors, {2026, {}, {}}).value();
  const SweepPoint direct = a->Evaluate({D("3")});
  for (const char* other : {"9", "-100", "-50", "7"}) b->Evaluate({D(other)});
  const SweepPoint after = b->Evaluate({D("3")});
  EXPECT_EQ(direct.outputs, after.outputs);
  EXPECT_EQ(direct.verdicts, after.verdicts);
}

TEST(SweepModelTest, GrowthOfMinusAHundredIsAnIssueOfThatPoint) {
  const InputSet inputs = Build(SampleCity());
  const auto model =
      SweepModel::Create(inputs, SomeScenario(), {{"gdp", 2024, 2024}}, {2024, {}, {}}).value();
  const SweepPoint bad = model->Evaluate({D("-100")});
  ASSERT_TRUE(bad.issue.has_value());
  EXPECT_EQ(bad.issue->code, kGrowthUndefined);
  EXPECT_TRUE(bad.outputs.empty());
  EXPECT_FALSE(model->Evaluate({D("-99")}).issue.has_value());
}

TEST(SweepModelTest, OnlyTargetsThatANumberCanJudgeAreColumns) {
  const InputSet inputs = Build(SampleCity());
  const auto targets = [&](const Quotas& quotas) {
    const auto model =
        SweepModel::Create(inputs, SomeScenario(), {{"gdp", 2024, 2024}}, {2024, {}, quotas})
            .value();
    std::vector<std::string> ids;
    for (const SweepColumn& column : model->columns()) {
      if (column.target.has_value()) ids.push_back(inputs.targets()[*column.target].id);
    }
    return ids;
  };
  const auto without = targets({});
  EXPECT_EQ(std::count(without.begin(), without.end(), "urban-new-jobs-2024"), 0);
  const auto with_quota = targets({{"urban-new-jobs-2024", D("15")}});
  EXPECT_EQ(std::count(with_quota.begin(), with_quota.end(), "urban-new-jobs-2024"), 1);
}

TEST(SweepModelTest, NamesWhereTheTrendStandsInAndWhichLevelsAreBounds) {
  const InputSet inputs = Build(SampleCity());
  const auto model =
      SweepModel::Create(inputs, SomeScenario(), {{"gdp", 2024, 2024}}, {2024, {}, {}}).value();
  const auto ids = [&](const std::vector<size_t>& positions) {
    std::set<std::string> out;
    for (const size_t i : positions) out.insert(inputs.indicators()[i].id);
    return out;
  };
  EXPECT_EQ(ids(model->TrendStandIns()).count(kTrade), 1u);
  EXPECT_EQ(ids(model->TrendStandIns()).count("gdp"), 0u);
  EXPECT_EQ(ids(model->InexactLevels()), std::set<std::string>{"technology-contracts"});
}

}  // namespace
}  // namespace indicast::projection
