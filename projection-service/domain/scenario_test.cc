#include "projection-service/domain/scenario.h"

#include "common/testing/status_matchers.h"
#include "projection-service/domain/sample_city.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::IsOk;

struct BadRule {
  const char* name;
  Rule rule;
  const char* field;
};

class AssumptionRefusal : public ::testing::TestWithParam<BadRule> {};

TEST_P(AssumptionRefusal, NamesTheField) {
  EXPECT_THAT(Validate(Assumption{"gdp", {}, {}, GetParam().rule}), HasField(GetParam().field));
}

INSTANTIATE_TEST_SUITE_P(
    All, AssumptionRefusal,
    ::testing::Values(
        BadRule{"Growth", CompoundRule{D("-100")}, "rule.compound.growth_percent"},
        BadRule{"PhiZero", DampedRule{D("2"), D("0"), {}}, "rule.damped.phi"},
        BadRule{"PhiOne", DampedRule{D("2"), D("1.0"), {}}, "rule.damped.phi"},
        BadRule{"LongRun", DampedRule{D("-101"), D("0.5"), {}},
                "rule.damped.long_run_growth_percent"},
        BadRule{"Initial", DampedRule{D("2"), D("0.5"), D("-100")},
                "rule.damped.initial_growth_percent"},
        BadRule{"Ceiling", LogisticRule{D("100"), D("100"), {}}, "rule.logistic.ceiling"},
        BadRule{"Year", RequiredRule{D("1"), 0}, "rule.required.year"},
        BadRule{"NoPoints", GivenRule{}, "rule.given.points"},
        BadRule{"YearTwice",
                GivenRule{{{2024, Measure::kGrowth, D("1")}, {2024, Measure::kLevel, D("1")}}},
                "rule.given.points[1].year"},
        BadRule{"PointGrowth", GivenRule{{{2024, Measure::kGrowth, D("-100")}}},
                "rule.given.points[0].growth_percent"},
        BadRule{"TrendPrior", TrendRule{D("-100"), {}}, "rule.trend.prior_growth_percent"},
        BadRule{"TrendStrength", TrendRule{{}, D("0")}, "rule.trend.prior_strength"},
        BadRule{"ShockSize", ShockRule{D("-100")}, "rule.shock.size_percent"},
        BadRule{"ShockPersistence", ShockRule{D("-5"), false, D("1.1"), {}, 0},
                "rule.shock.persistence"},
        BadRule{"GrowthShockPersists", ShockRule{D("-5"), true, D("0.5"), {}, 0},
                "rule.shock.persistence"},
        BadRule{"CatchUpOfADecay", ShockRule{D("-5"), false, D("0.5"), D("0.4"), 3},
                "rule.shock.catch_up_share"},
        BadRule{"CatchUpNever", ShockRule{D("-5"), false, D("1"), D("0.4"), 0},
                "rule.shock.catch_up_years"},
        BadRule{"CatchUpOfNothing", ShockRule{D("-5"), false, D("1"), {}, 3},
                "rule.shock.catch_up_years"},
        BadRule{"FollowsEverything", RelativeRule{"*", D("0")}, "rule.relative.indicator"}),
    [](const auto& tested) { return tested.param.name; });

TEST(AssumptionTest, RefusesYearsInTheWrongOrder) {
  EXPECT_THAT(Validate(Assumption{"gdp", 2025, 2024, HoldRule{}}), HasField("to_year"));
  EXPECT_THAT(Validate(Assumption{"gdp", 2024, 2024, HoldRule{}}), IsOk());
}

TEST(AssumptionTest, AOneOffShockHasNoLastYear) {
  EXPECT_THAT(Validate(Assumption{"gdp", 2024, 2025, ShockRule{D("-5")}}), HasField("to_year"));
  EXPECT_THAT(Validate(Assumption{"gdp", 2024, 2025, ShockRule{D("-5"), true}}), IsOk());
}

TEST(ScenarioStackTest, NamesLayerAndAssumptionOfAnError) {
  EXPECT_THAT(ScenarioStack::Create(
                  {{"root", 1, {}}, {"leaf", 2, {{"gdp", {}, {}, CompoundRule{D("-200")}}}}}),
              HasField("layers[1].assumptions[0].rule.compound.growth_percent"));
}

TEST(ScenarioStackTest, EqualContentGivesAnEqualHash) {
  const auto a = Stack({{"a", 1, {{"gdp", {}, {}, CompoundRule{D("3.0")}}}}});
  const auto b = Stack({{"b", 9, {{"gdp", {}, {}, CompoundRule{D("3")}}}}});
  EXPECT_EQ(a.ContentHash(), b.ContentHash());
  EXPECT_EQ(a.ContentHash().size(), 64u);
}

TEST(ScenarioStackTest, OtherContentGivesAnotherHash) {
  const Assumption three{"gdp", {}, {}, CompoundRule{D("3")}};
  const Assumption later{"gdp", 2025, {}, CompoundRule{D("3")}};
  const Assumption four{"gdp", {}, {}, CompoundRule{D("4")}};
  const std::string base = Stack({{"a", 1, {three}}}).ContentHash();
  EXPECT_NE(base, Stack({{"a", 1, {four}}}).ContentHash());
  EXPECT_NE(base, Stack({{"a", 1, {later}}}).ContentHash());
  EXPECT_NE(base, Stack({{"a", 1, {three}}, {"b", 1, {}}}).ContentHash());
  EXPECT_NE(Stack({{"a", 1, {three, four}}}).ContentHash(),
            Stack({{"a", 1, {four, three}}}).ContentHash())
      << "order of assumptions matters";
  EXPECT_NE(Stack({{"a", 1, {three, four}}}).ContentHash(),
            Stack({{"a", 1, {three}}, {"b", 1, {four}}}).ContentHash())
      << "layers matter";
}

TEST(CanonicalTextTest, IgnoresTheOrderOfGivenPoints) {
  const GivenRule a{{{2024, Measure::kGrowth, D("3.0")}, {2025, Measure::kLevel, D("10")}}};
  const GivenRule b{{{2025, Measure::kLevel, D("10")}, {2024, Measure::kGrowth, D("3")}}};
  EXPECT_EQ(CanonicalText(Rule(a)), CanonicalText(Rule(b)));
  EXPECT_EQ(CanonicalText(Rule(a)), "given 2024:growth=3 2025:level=10");
}

}  // namespace
}  // namespace indicast::projection
