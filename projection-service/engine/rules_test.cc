// Rules and layers through whole projections.
#include "projection-service/domain/result.h"
#include "projection-service/engine/projection_reader.h"

namespace indicast::projection {
namespace {

constexpr auto kGrowthPath = PathBasis::kGrowth;
constexpr auto kLevelPath = PathBasis::kLevel;
constexpr char kTrade[] = "imports-exports";

// A city with one indicator: levels 62 (2022) and 65 (2023), growth 4.8.
InputParts OneSeries() {
  InputParts parts = SampleCity();
  parts.figures.clear();
  parts.targets.clear();
  parts.figures.push_back(SampleFigure(kTrade, Measure::kLevel, 2022, "62"));
  parts.figures.push_back(SampleFigure(kTrade, Measure::kLevel, 2023, "65"));
  parts.figures.push_back(SampleFigure(kTrade, Measure::kGrowth, 2023, "4.8"));
  return parts;
}

void BoundLevels(InputParts& parts, Qualifier qualifier) {
  for (Figure& figure : parts.figures) {
    if (figure.measure == Measure::kLevel && figure.year() == 2023) figure.qualifier = qualifier;
  }
}

struct RuleCase {
  const char* name;
  Rule rule;
  const char* growth_2024;
  const char* level_2024;
  const char* level_2026;
};

class RuleTable65 : public ::testing::TestWithParam<RuleCase> {};

TEST_P(RuleTable65, MovesTheSeries) {
  const RuleCase& c = GetParam();
  const Projection got = RunOrDie(Build(OneSeries()), OneRule(kTrade, c.rule), 2026);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), c.growth_2024);
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2024), c.level_2024);
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2026), c.level_2026);
}

INSTANTIATE_TEST_SUITE_P(
    All, RuleTable65,
    ::testing::Values(
        RuleCase{"Hold", HoldRule{}, "0", "65", "65"},
        RuleCase{"Repeat", RepeatRule{}, "4.8", "68.12", "74.81646848"},
        RuleCase{"Compound", CompoundRule{D("10")}, "10", "71.5", "86.515"},
        RuleCase{"Linear", LinearRule{D("6.5")}, "10", "71.5", "84.5"},
        // Worked example of the formulas, to 12 digits by a high-precision computation.
        RuleCase{"Logistic", LogisticRule{D("0"), D("100"), {}}, "4.43974630021", "67.8858350951",
                 "73.2532992327"},
        RuleCase{"RequiredGrowth", RequiredRule{D("86.515"), 2026}, "10", "71.5", "86.515"},
        RuleCase{"RequiredLinear", RequiredRule{D("84.5"), 2026, RequiredStyle::kLinear}, "10",
                 "71.5", "84.5"},
        // The way in logs by 3/6, 5/6, 1 and by 1/6, 3/6, 1.
        RuleCase{"RequiredFrontLoaded",
                 RequiredRule{D("86.515"), 2026, RequiredStyle::kFrontLoaded}, "15.3689732987",
                 "74.9898326442", "86.515"},
        RuleCase{"RequiredBackLoaded", RequiredRule{D("86.515"), 2026, RequiredStyle::kBackLoaded},
                 "4.88088481702", "68.1725751311", "86.515"},
        RuleCase{"GivenGrowth",
                 GivenRule{{{2024, Measure::kGrowth, D("-10")},
                            {2025, Measure::kGrowth, D("0")},
                            {2026, Measure::kGrowth, D("100")}}},
                 "-10", "58.5", "117"},
        RuleCase{"GivenLevel",
                 GivenRule{{{2024, Measure::kLevel, D("78")},
                            {2025, Measure::kLevel, D("80")},
                            {2026, Measure::kGrowth, D("5")}}},
                 "20", "78", "84"},
        RuleCase{"DampedAtItsLongRun", DampedRule{D("4.8"), D("0.5"), {}}, "4.8", "68.12",
                 "74.81646848"}),
    [](const auto& tested) { return tested.param.name; });

struct BoundCase {
  const char* name;
  Qualifier base;
  Rule rule;
  const char* growth;
  const char* level;
};

class BoundTable : public ::testing::TestWithParam<BoundCase> {};

// What is known of 2024 when only a bound of 2023 was published.
TEST_P(BoundTable, CarriesTheBound) {
  const BoundCase& c = GetParam();
  InputParts parts = OneSeries();
  BoundLevels(parts, c.base);
  const Projection got = RunOrDie(Build(parts), OneRule(kTrade, c.rule), 2025);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), c.growth);
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2024), c.level);
}

INSTANTIATE_TEST_SUITE_P(
    All, BoundTable,
    ::testing::Values(
        BoundCase{"MoreThanGrows", Qualifier::kGreater, CompoundRule{D("10")}, "10", "> 71.5"},
        BoundCase{"MoreThanShrinks", Qualifier::kGreater, CompoundRule{D("-10")}, "-10", "> 58.5"},
        BoundCase{"NearlyGrows", Qualifier::kLess, CompoundRule{D("10")}, "10", "< 71.5"},
        BoundCase{"AboutStaysAbout", Qualifier::kAbout, CompoundRule{D("10")}, "10", "~ 71.5"},
        // A step of 6.5 on more than 65 is less than 10 %; a step down shrinks it by less.
        BoundCase{"StepUp", Qualifier::kGreater, LinearRule{D("6.5")}, "< 10", "> 71.5"},
        BoundCase{"StepDown", Qualifier::kGreater, LinearRule{D("-6.5")}, "> -10", "> 58.5"},
        BoundCase{"ToAGivenLevel", Qualifier::kGreater,
                  GivenRule{{{2024, Measure::kLevel, D("78")}}}, "< 20", "78"},
        BoundCase{"AtMostToAGivenLevel", Qualifier::kLessOrEqual,
                  GivenRule{{{2024, Measure::kLevel, D("78")}}}, ">= 20", "78"},
        BoundCase{"RequiredLater", Qualifier::kGreater,
                  RequiredRule{D("78"), 2025, RequiredStyle::kLinear}, "< 10", "> 71.5"},
        BoundCase{"RequiredNow", Qualifier::kGreater, RequiredRule{D("78"), 2024}, "< 20", "78"},
        BoundCase{"SaturatingUnknownSlope", Qualifier::kGreater, LogisticRule{D("0"), D("100"), {}},
                  "none", "none"},
        BoundCase{"SaturatingNoChange", Qualifier::kGreater, LogisticRule{D("0"), D("100"), D("0")},
                  "0", "> 65"}),
    [](const auto& tested) { return tested.param.name; });

TEST(BoundOfGrowthTest, TwoBoundsOfOneSideKeepItAndOfTwoSidesLeaveNothing) {
  for (const auto& [level, want] : std::vector<std::pair<Qualifier, std::string>>{
           {Qualifier::kGreater, "> 68.12"}, {Qualifier::kLess, "none"}}) {
    InputParts parts = OneSeries();
    BoundLevels(parts, level);
    parts.figures[2].qualifier = Qualifier::kGreaterOrEqual;
    const Projection got = RunOrDie(Build(parts), OneRule(kTrade, RepeatRule{}), 2024);
    EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), ">= 4.8");
    EXPECT_EQ(At(got, kTrade, kLevelPath, 2024), want);
  }
}

struct IssueCase {
  const char* name;
  void (*change)(InputParts& parts);
  Rule rule;
  const char* growth;
  const char* level;
};

class IssueTable : public ::testing::TestWithParam<IssueCase> {};

// Edge cases: an unset value, never NaN, infinity or an abort.
TEST_P(IssueTable, LeavesWhatCannotBeComputedUnset) {
  InputParts parts = OneSeries();
  GetParam().change(parts);
  const Projection got = RunOrDie(Build(parts), OneRule(kTrade, GetParam().rule), 2025);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), GetParam().growth);
  EXPECT_EQ(At(got, kTrade, kLevelPath, 2025), GetParam().level);
  if (std::string(GetParam().level) == "none" || std::string(GetParam().growth) == "none") {
    EXPECT_FALSE(Of(got, kTrade).notes.empty());
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, IssueTable,
    ::testing::Values(
        IssueCase{"NegativeBaseByGrowth", [](InputParts& p) { p.figures[1].value = D("-65"); },
                  CompoundRule{D("10")}, "10", "none"},
        IssueCase{"NegativeBaseHeld", [](InputParts& p) { p.figures[1].value = D("-65"); },
                  HoldRule{}, "0", "-65"},
        IssueCase{"NegativeBaseBySteps", [](InputParts& p) { p.figures[1].value = D("-65"); },
                  LinearRule{D("50")}, "none", "35"},
        IssueCase{"ZeroBaseByGrowth", [](InputParts& p) { p.figures[1].value = D("0"); },
                  CompoundRule{D("10")}, "10", "none"},
        IssueCase{"StepsThroughZero", [](InputParts&) {}, LinearRule{D("-40")}, "none", "-15"},
        IssueCase{"MissingBaseRepeats", [](InputParts& p) { p.figures.pop_back(); }, RepeatRule{},
                  "none", "none"},
        IssueCase{"MissingLevelBySteps",
                  [](InputParts& p) { p.figures.erase(p.figures.begin(), p.figures.begin() + 2); },
                  LinearRule{D("1")}, "none", "no path"},
        IssueCase{"CeilingBelowAnObservation",
                  [](InputParts& p) {
                    p.figures.push_back(SampleFigure(kTrade, Measure::kLevel, 2015, "120"));
                  },
                  LogisticRule{D("0"), D("100"), D("0.1")}, "none", "none"},
        IssueCase{"SlopeWithoutTwoLevels",
                  [](InputParts& p) { p.figures.erase(p.figures.begin()); },
                  LogisticRule{D("0"), D("100"), {}}, "none", "none"},
        IssueCase{"SlopeAcrossABreak", [](InputParts& p) { p.figures[1].is_break = true; },
                  LogisticRule{D("0"), D("100"), {}}, "none", "none"},
        IssueCase{"TooLargeToState", [](InputParts&) {},
                  CompoundRule{D("100000000000000000000000")}, "100000000000000000000000", "none"},
        IssueCase{"FollowsTheUnknown", [](InputParts&) {}, RelativeRule{"gdp", D("1")}, "none",
                  "none"},
        IssueCase{"RequiredThroughZero", [](InputParts&) {}, RequiredRule{D("-5"), 2025}, "none",
                  "none"}),
    [](const auto& tested) { return tested.param.name; });

TEST(RelativeRuleTest, AMarginCannotTakeGrowthToMinusHundred) {
  InputParts parts = OneSeries();
  parts.figures.push_back(SampleFigure("gdp", Measure::kGrowth, 2023, "-60"));
  const auto stack = Stack(
      {{"s", 1, {{"gdp", {}, {}, RepeatRule{}}, {kTrade, {}, {}, RelativeRule{"gdp", D("-40")}}}}});
  const Projection got = RunOrDie(Build(parts), stack, 2024);
  EXPECT_EQ(At(got, "gdp", kGrowthPath, 2024), "-60");
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), "none");
}

TEST(RelativeRuleTest, FollowsGrowthInPercentagePoints) {
  InputParts parts = OneSeries();
  parts.figures.push_back(SampleFigure("gdp", Measure::kGrowth, 2023, "4.8"));
  const auto stack = Stack({{"s",
                             1,
                             {{"gdp", {}, {}, CompoundRule{D("5.5")}},
                              {kTrade, {}, {}, RelativeRule{"gdp", D("0.7")}}}}});
  const Projection got = RunOrDie(Build(parts), stack, 2025);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), "6.2");
  EXPECT_EQ(Of(got, kTrade).depends_on, std::set<std::string>{"gdp"});
}

TEST(DampedRuleTest, ItsClockStartsWithTheAssumptionAndIsNotResetByASingleYear) {
  const DampedRule damped{D("2"), D("0.5"), D("10")};
  const auto plain = Stack({{"s", 1, {{kTrade, 2024, {}, damped}}}});
  const auto touched = Stack({{"s", 1, {{kTrade, 2024, {}, damped}}},
                              {"", 0, {{kTrade, 2025, 2025, CompoundRule{D("0")}}}}});
  const auto later = Stack({{"s", 1, {{kTrade, 2025, {}, damped}}}});
  const InputSet inputs = Build(OneSeries());
  const std::string third = At(RunOrDie(inputs, plain, 2026), kTrade, kGrowthPath, 2026);
  EXPECT_EQ(At(RunOrDie(inputs, touched, 2026), kTrade, kGrowthPath, 2026), third);
  EXPECT_EQ(At(RunOrDie(inputs, later, 2027), kTrade, kGrowthPath, 2027), third);
  // 0.875 of the way in logs: exp(ln 1.02 + 0.125 (ln 1.1 - ln 1.02)) - 1.
  EXPECT_EQ(third, "2.96727891769");
}

struct LayerCase {
  const char* name;
  std::vector<ScenarioLayer> layers;
  const char* growth_2024;
  const char* growth_2025;
};

Assumption Assume(const std::string& indicator, const std::string& growth,
                  std::optional<int> from = {}, std::optional<int> to = {}) {
  return {indicator, from, to, CompoundRule{D(growth)}};
}

class LayerTable : public ::testing::TestWithParam<LayerCase> {};

TEST_P(LayerTable, Resolves) {
  const Projection got = RunOrDie(Build(OneSeries()), Stack(GetParam().layers), 2025);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2024), GetParam().growth_2024);
  EXPECT_EQ(At(got, kTrade, kGrowthPath, 2025), GetParam().growth_2025);
}

INSTANTIATE_TEST_SUITE_P(
    All, LayerTable,
    ::testing::Values(
        LayerCase{"Nothing", {}, "none", "none"},
        LayerCase{"NamedOverAll", {{"a", 1, {Assume(kTrade, "1"), Assume("*", "2")}}}, "1", "1"},
        LayerCase{
            "LaterOverEarlier", {{"a", 1, {Assume(kTrade, "1"), Assume(kTrade, "2")}}}, "2", "2"},
        LayerCase{"ChildOverParent",
                  {{"a", 1, {Assume(kTrade, "1")}}, {"b", 1, {Assume(kTrade, "2")}}},
                  "2",
                  "2"},
        LayerCase{"ChildForAllOverParentNamed",
                  {{"a", 1, {Assume(kTrade, "1")}}, {"b", 1, {Assume("*", "2")}}},
                  "2",
                  "2"},
        LayerCase{"YearsOutsideFallThrough",
                  {{"a", 1, {Assume("*", "1")}}, {"b", 1, {Assume(kTrade, "2", 2024, 2024)}}},
                  "2",
                  "1"},
        LayerCase{"FromYear", {{"a", 1, {Assume("*", "1"), Assume(kTrade, "2", 2025)}}}, "1", "2"},
        LayerCase{"GivenYearsOnly",
                  {{"a", 1, {Assume("*", "1")}},
                   {"", 0, {{kTrade, {}, {}, GivenRule{{{2025, Measure::kGrowth, D("9")}}}}}}},
                  "1",
                  "9"},
        LayerCase{"RequiredEnds",
                  {{"a", 1, {Assume("*", "1")}},
                   {"b", 1, {{kTrade, {}, {}, RequiredRule{D("71.5"), 2024}}}}},
                  "10",
                  "1"},
        LayerCase{"PlanWithoutTargetFallsThrough",
                  {{"a", 1, {Assume("*", "1")}}, {"b", 1, {{"*", {}, {}, PlanRule{}}}}},
                  "1",
                  "1"}),
    [](const auto& tested) { return tested.param.name; });

TEST(RuleWordsTest, SayWhichLayerAndRuleInBothLanguages) {
  const InputSet inputs = Build(SampleCity());
  const auto plan = Stack({{"plan", 3, {{"*", {}, {}, PlanRule{}}}},
                           {"", 0, {{"gdp", {}, {}, CompoundRule{D("3.0")}}}}});
  const Projection got = RunOrDie(inputs, plan, 2024);
  EXPECT_EQ(Of(got, kTrade).rule, (LocalizedText{"情景plan:按目标", "scenario plan: as targeted"}));
  EXPECT_EQ(Of(got, "gdp").rule,
            (LocalizedText{"本次调整:年增速3%", "overlay: growth 3 % a year"}));
}

}  // namespace
}  // namespace indicast::projection
