// Seeking against closed forms, a bisection on the multiplier, and sentences that people read.
#include "projection-service/engine/seek_targets.h"

#include <algorithm>
#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/plan_fixture.h"
#include "projection-service/engine/plausibility.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::vector<std::string> kSectors = {"gdp", "primary", "secondary", "tertiary"};

SeekMove MoveOf(const SeekOutcome& outcome, size_t indicator, int year = 2024) {
  for (const SeekMove& move : outcome.moves) {
    if (move.indicator == indicator && move.year == year) return move;
  }
  ADD_FAILURE() << "no move of " << indicator;
  return {};
}

const PlanRow& RowOf(const SeekOutcome& outcome, const std::string& name) {
  for (const PlanRow& row : outcome.rows) {
    if (row.name == name) return row;
  }
  ADD_FAILURE() << "no row " << name;
  static const PlanRow none;
  return none;
}

PlanStructure WithIdentity() {
  PlanStructure structure = SectorLaws();
  structure.identities = {SectorIdentity()};
  return structure;
}

// min sum ((x - m) / s)^2 with sum w e^x = goal: x = m + lambda s^2 w e^x for the lambda found by
// bisection.
std::vector<double> SectorsByBisection(double goal) {
  const double w[] = {.08, .42, .50};
  const double m[] = {std::log(1.04), std::log(1.06), std::log(1.055)};
  const double s[] = {.01, .015, .012};
  double low = 0;
  double high = 1e4;
  std::vector<double> x(3);
  for (int step = 0; step < 200; ++step) {
    const double lambda = (low + high) / 2;
    double level = 0;
    for (size_t i = 0; i < 3; ++i) {
      x[i] = m[i];
      for (int k = 0; k < 200; ++k) x[i] = m[i] + lambda * s[i] * s[i] * w[i] * std::exp(x[i]);
      level += w[i] * std::exp(x[i]);
    }
    (level < goal ? low : high) = lambda;
  }
  return x;
}

TEST(SeekTargetsTest, SectorsMoveAsTheLawsOfGrowthSay) {
  const PlanCase plan(WithIdentity(), kSectors,
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6.5")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  EXPECT_EQ(outcome.status, SeekStatus::kReached);
  const std::vector<double> want = SectorsByBisection(1.065);
  const char* ids[] = {"primary", "secondary", "tertiary"};
  const double spreads[] = {.01, .015, .012};
  const double medians[] = {4, 6, 5.5};
  double distance = 0;
  for (size_t i = 0; i < 3; ++i) {
    const SeekMove move = MoveOf(outcome, plan.At(ids[i]));
    EXPECT_NEAR(move.growth, 100 * std::expm1(want[i]), 1e-8) << ids[i];
    EXPECT_NEAR(move.baseline, medians[i], 1e-12);
    const double z = (want[i] - std::log1p(medians[i] / 100)) / spreads[i];
    EXPECT_NEAR(move.deviations, z, 1e-7);
    distance += z * z;
  }
  EXPECT_NEAR(outcome.distance_squared, distance, 1e-8);
  EXPECT_EQ(outcome.degrees_of_freedom, 1);
  EXPECT_NEAR(outcome.plausibility, PlanPlausibility(distance, 1), 1e-9);
  // The worked example counts in growth instead of logs: (4.095, 7.127, 6.358), D2 1.085.
  EXPECT_NEAR(MoveOf(outcome, plan.At("secondary")).growth, 7.127, .02);
  EXPECT_NEAR(MoveOf(outcome, plan.At("gdp")).growth, 6.5, 1e-10);
  EXPECT_NEAR(MoveOf(outcome, plan.At("secondary")).level.number->ToDouble(),
              42 * std::exp(want[1]), 1e-8);
  EXPECT_TRUE(RowOf(outcome, "identities[0]").active);
}

// With correlation the others follow as they are expected to: the conditional mean.
TEST(SeekTargetsTest, CorrelatedIndicatorsFollow) {
  PlanStructure structure = SectorLaws();
  structure.common_correlation = .4;
  const PlanCase plan(structure, {"primary", "secondary"},
                      {GrowthGoal("secondary", Relation::kGreaterOrEqual, "8")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  const double z = (std::log(1.08) - std::log(1.06)) / .015;
  EXPECT_NEAR(MoveOf(outcome, plan.At("secondary")).deviations, z, 1e-9);
  EXPECT_NEAR(MoveOf(outcome, plan.At("primary")).deviations, .4 * z, 1e-9);
  EXPECT_NEAR(outcome.distance_squared, z * z, 1e-9);
}

TEST(SeekTargetsTest, AFollowerMovesWithItsDriver) {
  PlanStructure structure = SectorLaws();
  structure.drivers = {{"household-income", "gdp", .9, 0}};
  const PlanCase plan(structure, {"gdp", "household-income"},
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  const double moved = std::log(1.06) - std::log(1.05);
  EXPECT_NEAR(std::log1p(MoveOf(outcome, plan.At("household-income")).growth / 100),
              std::log(1.05) + .9 * moved, 1e-12);
  EXPECT_NEAR(outcome.distance_squared, moved * moved / (.011 * .011), 1e-9);
  EXPECT_TRUE(RowOf(outcome, "drivers[0]").active);
}

TEST(SeekTargetsTest, FasterThanAsksForOnePublishedStepMore) {
  PlanGoal faster;
  faster.indicator = "household-income";
  faster.relation = Relation::kGreater;
  faster.right_side = RelativeGoal{"gdp", Decimal()};
  const PlanCase plan(SectorLaws(), {"gdp", "household-income"},
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6"), faster});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  EXPECT_NEAR(MoveOf(outcome, plan.At("gdp")).growth, 6, 1e-9);
  EXPECT_NEAR(MoveOf(outcome, plan.At("household-income")).growth, 6.1, 1e-9);
  EXPECT_EQ(outcome.degrees_of_freedom, 2);
  const PlanRow& row = RowOf(outcome, "goals[1]");
  EXPECT_NEAR(*row.reached, .1, 1e-9);
  EXPECT_EQ(row.shortfall, 0);
}

TEST(SeekTargetsTest, MultipliersAreTheEffortOfOnePoint) {
  const PlanCase plan(SectorLaws(), {"gdp"}, {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  const double z = (std::log(1.06) - std::log(1.05)) / .011;
  // d(z^2 / 2) / d(percent) = z / .011 / 106.
  EXPECT_NEAR(*RowOf(outcome, "goals[0]").multiplier, z / .011 / 106, 1e-8);
  // One point less is what is expected anyway.
  EXPECT_THAT(RowOf(outcome, "goals[0]").multiplier_text.en, HasSubstr("to 0"));
  EXPECT_THAT(RowOf(outcome, "goals[0]").multiplier_text.zh, HasSubstr("少要求1个百分点"));
}

TEST(SeekTargetsTest, PricesPinsAndBoundsShiftWhoMoves) {
  const std::vector<PlanGoal> goals = {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6.5")};
  PlanLever dear;
  dear.indicator = "secondary";
  dear.price = 10;
  PlanLever pinned;
  pinned.indicator = "primary";
  pinned.pinned = true;
  PlanLever bound;
  bound.indicator = "tertiary";
  bound.max_growth_percent = D("6");
  const PlanCase plan(WithIdentity(), kSectors, goals, {dear, pinned, bound});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  EXPECT_EQ(outcome.status, SeekStatus::kReached);
  EXPECT_NEAR(MoveOf(outcome, plan.At("primary")).growth, 4, 1e-12);
  EXPECT_TRUE(MoveOf(outcome, plan.At("primary")).pinned);
  const SeekMove tertiary = MoveOf(outcome, plan.At("tertiary"));
  EXPECT_NEAR(tertiary.growth, 6, 1e-12);
  EXPECT_TRUE(tertiary.at_bound);
  EXPECT_NEAR(MoveOf(outcome, plan.At("secondary")).growth, (6.5 - .08 * 4 - .5 * 6) / .42, 1e-8);
  EXPECT_TRUE(RowOf(outcome, "levers[2].max_growth_percent").active);
  EXPECT_TRUE(RowOf(outcome, "levers[1].pinned").active);
  // The distance is that of the laws of growth, not of the prices.
  double distance = 0;
  for (const char* id : {"secondary", "tertiary"}) {
    distance += std::pow(MoveOf(outcome, plan.At(id)).deviations, 2);
  }
  EXPECT_NEAR(outcome.distance_squared, distance, 1e-8);
  EXPECT_TRUE(outcome.moves.back().pinned);
}

PlanLever AtMost(const std::string& indicator, const std::string& percent) {
  PlanLever lever;
  lever.indicator = indicator;
  lever.max_growth_percent = D(percent);
  return lever;
}

TEST(SeekTargetsTest, ASoftGoalThatCannotBeReachedGivesWay) {
  const PlanCase plan(WithIdentity(), kSectors,
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6.5", GoalForce::kSoft)},
                      {AtMost("primary", "4"), AtMost("secondary", "6"), AtMost("tertiary", "6")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  EXPECT_EQ(outcome.status, SeekStatus::kSoftShortfall);
  ASSERT_TRUE(outcome.conflict.has_value());
  EXPECT_THAT(outcome.conflict->rows,
              ElementsAre("goals[0]", "identities[0]", "levers[0].max_growth_percent",
                          "levers[1].max_growth_percent", "levers[2].max_growth_percent"));
  ASSERT_EQ(outcome.conflict->repairs.size(), 1U);
  EXPECT_NEAR(outcome.conflict->repairs[0].goal, .08 * 4 + .42 * 6 + .5 * 6, 1e-5);
  EXPECT_NEAR(outcome.conflict->repairs[0].relaxation, .66, 1e-5);
  EXPECT_NEAR(RowOf(outcome, "goals[0]").shortfall, .66, 1e-5);
  EXPECT_THAT(outcome.conflict->text.en, HasSubstr("GDP = primary + secondary + tertiary"));
  EXPECT_THAT(outcome.conflict->text.zh, HasSubstr("不能同时成立"));
  EXPECT_THAT(outcome.conflict->repairs[0].text.en, HasSubstr("eased by 0.66"));
}

TEST(SeekTargetsTest, HardGoalsThatConflictAreInfeasibleAndNamed) {
  const PlanCase plan(SectorLaws(), {"gdp", "household-income"},
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6"),
                       GrowthGoal("gdp", Relation::kLessOrEqual, "5"),
                       GrowthGoal("household-income", Relation::kGreaterOrEqual, "6")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  EXPECT_EQ(outcome.status, SeekStatus::kInfeasible);
  EXPECT_THAT(outcome.conflict->rows, ElementsAre("goals[0]", "goals[1]"));
  double relaxed = 0;
  for (const PlanRepair& repair : outcome.conflict->repairs) relaxed += repair.relaxation;
  EXPECT_NEAR(relaxed, 1, 1e-5);
  // What does not conflict is still reached.
  EXPECT_NEAR(MoveOf(outcome, plan.At("household-income")).growth, 6, 1e-6);
}

TEST(SeekTargetsTest, BoundsThatContradictIdentitiesHaveNoPlan) {
  PlanLever least;
  least.indicator = "gdp";
  least.min_growth_percent = D("7");
  const PlanCase plan(
      WithIdentity(), kSectors, {},
      {least, AtMost("primary", "4"), AtMost("secondary", "6"), AtMost("tertiary", "6")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  EXPECT_EQ(outcome.status, SeekStatus::kInfeasible);
  EXPECT_THAT(outcome.moves, IsEmpty());
  EXPECT_THAT(outcome.conflict->repairs, IsEmpty());
  EXPECT_THAT(outcome.explanation.en, HasSubstr("contradict"));
}

TEST(SeekTargetsTest, ALevelAfterThreeYearsIsReachedToTwelveDigits) {
  PlanGoal level;
  level.indicator = "secondary";
  level.measure = Measure::kLevel;
  level.relation = Relation::kGreaterOrEqual;
  level.right_side = D("54");
  PlanGoal gdp = GrowthGoal("gdp", Relation::kGreaterOrEqual, "7.5");
  const PlanCase plan(WithIdentity(), kSectors, {level, gdp}, {}, 3);
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  EXPECT_EQ(outcome.status, SeekStatus::kReached);
  double levels[] = {8, 42, 50};
  const char* ids[] = {"primary", "secondary", "tertiary"};
  double gdp_level = 100;
  for (int year = 2024; year <= 2026; ++year) {
    double sum = 0;
    for (size_t i = 0; i < 3; ++i) {
      levels[i] *= 1 + MoveOf(outcome, plan.At(ids[i]), year).growth / 100;
      sum += levels[i];
    }
    gdp_level *= 1 + MoveOf(outcome, plan.At("gdp"), year).growth / 100;
    EXPECT_NEAR(gdp_level / sum, 1, 1e-12) << year;
  }
  EXPECT_NEAR(levels[1] / 54, 1, 1e-12);
  EXPECT_NEAR(MoveOf(outcome, plan.At("gdp"), 2026).growth, 7.5, 1e-9);
}

TEST(SeekTargetsTest, OrderOfGoalsAndIndicatorsDoesNotMatter) {
  std::vector<PlanGoal> goals = {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6.5"),
                                 GrowthGoal("tertiary", Relation::kGreaterOrEqual, "7"),
                                 GrowthGoal("primary", Relation::kLessOrEqual, "3")};
  const PlanCase plan(WithIdentity(), kSectors, goals);
  std::reverse(goals.begin(), goals.end());
  const PlanCase other(WithIdentity(), {"tertiary", "secondary", "primary", "gdp"}, goals);
  ASSERT_OK_AND_ASSIGN(const SeekOutcome a, SeekTargets(plan.parts()));
  ASSERT_OK_AND_ASSIGN(const SeekOutcome b, SeekTargets(other.parts()));
  for (const std::string& id : kSectors) {
    EXPECT_NEAR(MoveOf(a, plan.At(id)).growth, MoveOf(b, other.At(id)).growth, 1e-9) << id;
  }
  EXPECT_NEAR(a.distance_squared, b.distance_squared, 1e-10);
}

TEST(SeekTargetsTest, TheOverlayHoldsEveryGrowthRateOfThePlan) {
  const PlanCase plan(WithIdentity(), kSectors,
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6.5")});
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts()));
  ASSERT_EQ(outcome.overlay.size(), 4U);
  for (const Assumption& assumption : outcome.overlay) {
    EXPECT_EQ(assumption.from_year, 2024);
    EXPECT_EQ(assumption.to_year, 2024);
    ASSERT_TRUE(std::holds_alternative<CompoundRule>(assumption.rule));
    const double growth = std::get<CompoundRule>(assumption.rule).growth_percent.ToDouble();
    EXPECT_NEAR(growth, MoveOf(outcome, plan.At(assumption.indicator)).growth, 1e-9);
  }
}

// Why rows conflict takes many solutions: each of them is a place to stop.
TEST(SeekTargetsTest, StopsWithinOneSolutionOnceNobodyWaits) {
  const PlanCase plan(WithIdentity(), kSectors,
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "9"),
                       GrowthGoal("gdp", Relation::kLessOrEqual, "3")});
  int asked = 0;
  ASSERT_OK_AND_ASSIGN(const SeekOutcome outcome, SeekTargets(plan.parts(), [&asked] {
                         ++asked;
                         return false;
                       }));
  ASSERT_TRUE(outcome.conflict.has_value());
  ASSERT_GT(asked, 10);
  for (const int last : {1, 2, asked / 2, asked}) {
    int now = 0;
    EXPECT_THAT(SeekTargets(plan.parts(), [&now, last] { return ++now >= last; }),
                HasReason("CALL_CANCELLED"))
        << last;
    EXPECT_LE(now, last + 1);
  }
}

TEST(SeekTargetsTest, WrongLeversAreNamed) {
  PlanLever lever;
  lever.indicator = "consumer-prices";
  const PlanCase outside(SectorLaws(), {"gdp"}, {}, {lever});
  EXPECT_THAT(SeekTargets(outside.parts()), HasField("levers[0].indicator"));
  lever.indicator = "gdp";
  lever.price = 2;
  const PlanCase whole(WithIdentity(), kSectors, {}, {lever});
  EXPECT_THAT(SeekTargets(whole.parts()), HasField("levers[0].price"));
  const PlanCase long_plan(
      WithIdentity(),
      {"gdp", "primary", "secondary", "tertiary", "household-income", "imports-exports",
       "technology-contracts", "consumer-prices", "urban-new-jobs"},
      {}, {}, 30);
  EXPECT_THAT(SeekTargets(long_plan.parts()), ::indicast::testing::IsOk());
}

}  // namespace
}  // namespace indicast::projection
