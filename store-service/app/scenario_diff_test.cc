#include "store-service/app/scenario_diff.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

Assumption Growth(std::string indicator, absl::string_view percent,
                  std::optional<int> from = std::nullopt, std::optional<int> to = std::nullopt) {
  return {std::move(indicator), from, to, CompoundRule{Number(percent)}, {}};
}

Scenario Layer(std::string id, std::string parent, std::vector<Assumption> assumptions) {
  Scenario scenario = TestScenario(std::move(id), std::move(parent));
  scenario.assumptions = std::move(assumptions);
  return scenario;
}

// "gdp 2024..2026: compound growth=5 (mine) | hold (hold)", one a difference.
std::vector<std::string> Diff(const std::vector<Scenario>& scenarios, const std::string& left,
                              const std::string& right) {
  ImportRequest request = BaseImport();
  request.scenarios = scenarios;
  Indicator lifts = TestIndicator("lifts");
  lifts.one_off = true;
  request.indicators.push_back(lifts);
  const auto snapshot =
      Snapshot::Empty()
          ->Apply(TestEntry(1, PlanImport(request, *Snapshot::Empty(), {}).records))
          .value();
  const auto found = DiffScenarios(*snapshot, left, right, {});
  EXPECT_TRUE(found.ok()) << found.status();
  const auto side = [](const std::optional<AssumptionInEffect>& s) {
    return s.has_value() ? absl::StrCat(CanonicalText(s->assumption.rule), " (", s->scenario, ")")
                         : std::string("nothing");
  };
  const auto year = [](const std::optional<int>& y) {
    return y.has_value() ? absl::StrCat(*y) : std::string();
  };
  std::vector<std::string> lines;
  for (const ScenarioDifference& d : found.value()) {
    lines.push_back(absl::StrCat(d.indicator, " ", year(d.from_year), "..", year(d.to_year), ": ",
                                 side(d.left), " | ", side(d.right)));
  }
  return lines;
}

const Assumption kHoldAll = {"*", {}, {}, HoldRule{}, {}};

TEST(ScenarioDiffTest, AChildDiffersWhereItOverrides) {
  EXPECT_THAT(
      Diff({Layer("hold", "", {kHoldAll}), Layer("mine", "hold", {Growth("gdp", "5", 2024, 2026)})},
           "mine", "hold"),
      ElementsAre("gdp 2024..2026: compound growth=5 (mine) | hold (hold)"));
}

TEST(ScenarioDiffTest, EqualRulesInDifferentLayersAreNoDifference) {
  EXPECT_THAT(Diff({Layer("hold", "", {kHoldAll}), Layer("copy", "", {kHoldAll}),
                    Layer("child", "hold", {{"gdp", {}, {}, HoldRule{}, {}}})},
                   "child", "copy"),
              IsEmpty());
}

TEST(ScenarioDiffTest, EveryIndicatorIsComparedOnceAndFirst) {
  EXPECT_THAT(Diff({Layer("hold", "", {kHoldAll}),
                    Layer("slow", "", {Growth("*", "2"), Growth("gdp", "3")})},
                   "hold", "slow"),
              ElementsAre("* ..: hold (hold) | compound growth=2 (slow)",
                          "gdp ..: hold (hold) | compound growth=3 (slow)"));
}

TEST(ScenarioDiffTest, GivenYearsAreComparedOneByOne) {
  const Assumption path = {"gdp", {}, {}, GivenRule{{{2024, Measure::kGrowth, Number("5")}}}, {}};
  EXPECT_THAT(Diff({Layer("hold", "", {kHoldAll}), Layer("path", "hold", {path})}, "path", "hold"),
              ElementsAre("gdp 2024..2024: given 2024:growth=5 (path) | hold (hold)"));
}

TEST(ScenarioDiffTest, EveryIndicatorDoesNotReachOneOffCounts) {
  EXPECT_THAT(Diff({Layer("hold", "", {kHoldAll}), Layer("lifts-only", "", {Growth("lifts", "1")})},
                   "hold", "lifts-only"),
              ElementsAre("* ..: hold (hold) | nothing",
                          "lifts ..: nothing | compound growth=1 (lifts-only)"));
}

Assumption Shock(absl::string_view percent, std::string kind, std::optional<int> from,
                 std::optional<int> to = std::nullopt) {
  return {"gdp", from, to, ShockRule{Number(percent), std::move(kind), {}, {}, {}}, {}};
}

TEST(ScenarioDiffTest, AShockStandsBesideTheRuleItWorksOn) {
  const Assumption trade_war = Shock("-5", "one-off", 2025);
  EXPECT_THAT(Diff({Layer("hold", "", {kHoldAll}),
                    Layer("mine", "hold", {Growth("gdp", "4", 2024, 2024), trade_war})},
                   "mine", "hold"),
              ElementsAre("gdp 2024..2024: compound growth=4 (mine) | hold (hold)",
                          "gdp 2025..: shock one-off size=-5 (mine) | nothing"));
  EXPECT_THAT(Diff({Layer("hold", "", {kHoldAll}), Layer("one", "hold", {trade_war}),
                    Layer("other", "hold", {trade_war})},
                   "one", "other"),
              IsEmpty());
}

TEST(ScenarioDiffTest, OneOffShocksOfOtherYearsDifferGrowthShocksOfOneYearDoNot) {
  EXPECT_THAT(Diff({Layer("early", "", {kHoldAll, Shock("-5", "one-off", 2024)}),
                    Layer("late", "", {kHoldAll, Shock("-5", "one-off", 2025)})},
                   "early", "late"),
              ElementsAre("gdp 2024..: shock one-off size=-5 (early) | nothing",
                          "gdp 2025..: nothing | shock one-off size=-5 (late)"));
  EXPECT_THAT(Diff({Layer("long", "", {kHoldAll, Shock("1", "growth", 2024, 2026)}),
                    Layer("short", "", {kHoldAll, Shock("1", "growth", 2025, 2026)})},
                   "long", "short"),
              ElementsAre("gdp 2024..2024: shock growth size=1 (long) | nothing"));
}

TEST(ScenarioDiffTest, AStrongerRuleTakesAShockAway) {
  EXPECT_THAT(
      Diff({Layer("hold", "", {kHoldAll}), Layer("shocked", "hold", {Shock("-5", "one-off", 2024)}),
            Layer("firm", "shocked", {Growth("gdp", "0")})},
           "firm", "hold"),
      ElementsAre("gdp ..: compound growth=0 (firm) | hold (hold)"));
}

TEST(ScenarioDiffTest, UnknownScenariosAreNamed) {
  EXPECT_THAT(DiffScenarios(*Snapshot::Empty(), "a", "b", {}),
              ::indicast::testing::HasReason("SCENARIO_NOT_FOUND"));
}

}  // namespace
}  // namespace indicast::store
