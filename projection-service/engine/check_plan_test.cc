// Checking against closed forms: normal tails, products of independent ones, the orthant of equal
// correlation.
#include "projection-service/engine/check_plan.h"

#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/plan_fixture.h"
#include "projection-service/engine/plausibility.h"

namespace indicast::projection {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

double UpperTail(double z) { return 0.5 * std::erfc(z / std::sqrt(2)); }

double TailOf(double goal, double median, double spread) {
  return UpperTail((std::log1p(goal / 100) - std::log1p(median / 100)) * 100 / spread);
}

TEST(CheckPlanTest, OneTargetIsATailOfItsLaw) {
  const PlanCase plan(SectorLaws(), {"gdp"}, {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6")});
  ASSERT_OK_AND_ASSIGN(const PlanCheck check, CheckPlan(plan.parts(), {}));
  EXPECT_TRUE(check.feasible);
  const double p = TailOf(6, 5, 1.1);
  EXPECT_NEAR(check.targets[0].alone.value, p, 1e-12);
  EXPECT_EQ(check.targets[0].alone.method, ComputedBy::kClosedForm);
  EXPECT_NEAR(check.all->value, p, 1e-12);
  EXPECT_NEAR(*check.targets[0].gain_from_relaxing, .5 - p, 1e-4);
  EXPECT_FALSE(check.targets[0].joint_without.has_value());
  EXPECT_EQ(check.weakest_link, "");
  const double z = (std::log(1.06) - std::log(1.05)) / .011;
  EXPECT_NEAR(*check.distance_squared, z * z, 1e-9);
  EXPECT_NEAR(*check.plausibility, 2 * UpperTail(z), 1e-9);
  EXPECT_NEAR(*check.targets[0].distance_share, 1, 1e-9);
}

TEST(CheckPlanTest, IndependentTargetsMultiply) {
  const PlanCase plan(SectorLaws(), {"gdp", "primary", "secondary"},
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6"),
                       GrowthGoal("primary", Relation::kGreaterOrEqual, "3"),
                       GrowthGoal("secondary", Relation::kLessOrEqual, "7")});
  ASSERT_OK_AND_ASSIGN(const PlanCheck check, CheckPlan(plan.parts(), {}));
  const double a = TailOf(6, 5, 1.1);
  const double b = TailOf(3, 4, 1);
  const double c = 1 - TailOf(7, 6, 1.5);
  EXPECT_NEAR(check.all->value, a * b * c, 5e-5);
  EXPECT_LE(check.all->low, a * b * c + 2e-5);
  EXPECT_GE(check.all->high, a * b * c - 2e-5);
  EXPECT_NEAR(*check.targets[0].joint_without, b * c, 2e-4);
  EXPECT_NEAR(*check.targets[1].joint_without, a * c, 2e-4);
  EXPECT_NEAR(*check.targets[0].gain_from_relaxing, (.5 - a) * b * c, 2e-4);
  EXPECT_EQ(check.weakest_link, "goals[0]");
  EXPECT_THAT(check.explanation.en, HasSubstr("the weakest link is \"GDP growth at least 6 %\""));
  EXPECT_FALSE(check.binding.has_value());
}

// All n above their median with correlation 1/2: 1 / (n + 1).
TEST(CheckPlanTest, EqualCorrelationHasItsClosedForm) {
  PlanStructure structure = SectorLaws();
  structure.common_correlation = .5;
  PlanCase plan(structure, {"primary", "secondary", "tertiary", "household-income"},
                {GrowthGoal("primary", Relation::kGreaterOrEqual, "4"),
                 GrowthGoal("secondary", Relation::kGreaterOrEqual, "6"),
                 GrowthGoal("tertiary", Relation::kGreaterOrEqual, "5.5"),
                 GrowthGoal("household-income", Relation::kGreaterOrEqual, "5")});
  plan.goals()[0].kind = TargetKind::kBinding;
  plan.goals()[1].kind = TargetKind::kBinding;
  ASSERT_OK_AND_ASSIGN(const PlanCheck check, CheckPlan(plan.parts(), {}));
  EXPECT_NEAR(check.all->value, 1.0 / 5, 5e-5);
  EXPECT_NEAR(check.binding->value, 1.0 / 3, 5e-5);
  for (const TargetCheck& target : check.targets) {
    EXPECT_NEAR(target.alone.value, .5, 1e-12);
    EXPECT_NEAR(*target.joint_without, 1.0 / 4, 3e-4);
  }
  // All at their medians: the plan is what is expected.
  EXPECT_NEAR(*check.distance_squared, 0, 1e-12);
  EXPECT_EQ(*check.plausibility, 1);
}

TEST(CheckPlanTest, AGapBetweenTwoIsADifferenceOfNormals) {
  PlanStructure structure = SectorLaws();
  structure.common_correlation = .3;
  PlanGoal faster;
  faster.indicator = "household-income";
  faster.relation = Relation::kGreater;
  faster.right_side = RelativeGoal{"secondary", Decimal()};
  const PlanCase plan(structure, {"secondary", "household-income"}, {faster});
  ASSERT_OK_AND_ASSIGN(const PlanCheck check, CheckPlan(plan.parts(), {}));
  const double sd = std::sqrt(1.3 * 1.3 + 1.5 * 1.5 - 2 * .3 * 1.3 * 1.5);
  // A probability needs no published step.
  EXPECT_NEAR(check.all->value, UpperTail(100 * (std::log(1.06) - std::log(1.05)) / sd), 1e-10);
}

TEST(CheckPlanTest, SharesOfTheDistanceAddUp) {
  PlanStructure structure = SectorLaws();
  structure.common_correlation = .3;
  structure.identities = {SectorIdentity()};
  const PlanCase plan(structure, {"gdp", "primary", "secondary", "tertiary", "household-income"},
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "7"),
                       GrowthGoal("household-income", Relation::kGreaterOrEqual, "8"),
                       GrowthGoal("primary", Relation::kGreaterOrEqual, "2")});
  ASSERT_OK_AND_ASSIGN(const PlanCheck check, CheckPlan(plan.parts(), {}));
  double shares = 0;
  for (const TargetCheck& target : check.targets) shares += *target.distance_share;
  EXPECT_NEAR(shares, 1, 1e-9);
  EXPECT_EQ(*check.targets[2].distance_share, 0);
  EXPECT_EQ(check.degrees_of_freedom, 2);
  EXPECT_NEAR(*check.plausibility, PlanPlausibility(*check.distance_squared, 2), 1e-15);
}

TEST(CheckPlanTest, TargetsThatCannotAllBeTrueAreNamed) {
  PlanLever lever;
  lever.indicator = "household-income";
  lever.max_growth_percent = D("5");
  PlanGoal faster;
  faster.indicator = "household-income";
  faster.relation = Relation::kGreater;
  faster.right_side = RelativeGoal{"gdp", Decimal()};
  const PlanCase plan(SectorLaws(), {"gdp", "household-income"},
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6"), faster}, {lever});
  ASSERT_OK_AND_ASSIGN(const PlanCheck check, CheckPlan(plan.parts(), {}));
  EXPECT_FALSE(check.feasible);
  EXPECT_THAT(check.conflict->rows,
              ElementsAre("goals[0]", "goals[1]", "levers[0].max_growth_percent"));
  EXPECT_FALSE(check.distance_squared.has_value());
  EXPECT_FALSE(check.plausibility.has_value());
  ASSERT_FALSE(check.conflict->repairs.empty());
  // The chances are those of the laws of growth all the same.
  EXPECT_GT(check.all->value, 0);
  EXPECT_THAT(check.explanation.zh, HasSubstr("不能同时实现"));
}

TEST(CheckPlanTest, SameBitsEveryTime) {
  PlanStructure structure = SectorLaws();
  structure.common_correlation = .3;
  const PlanCase plan(structure, {"gdp", "primary", "secondary"},
                      {GrowthGoal("gdp", Relation::kGreaterOrEqual, "6"),
                       GrowthGoal("primary", Relation::kGreaterOrEqual, "3"),
                       GrowthGoal("secondary", Relation::kLessOrEqual, "7")});
  ASSERT_OK_AND_ASSIGN(const PlanCheck a, CheckPlan(plan.parts(), {}));
  ASSERT_OK_AND_ASSIGN(const PlanCheck b, CheckPlan(plan.parts(), {}));
  EXPECT_EQ(a.all->value, b.all->value);
  EXPECT_EQ(*a.distance_squared, *b.distance_squared);
  EXPECT_EQ(*a.targets[1].gain_from_relaxing, *b.targets[1].gain_from_relaxing);
}

}  // namespace
}  // namespace indicast::projection
