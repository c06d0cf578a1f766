// Identities against levels multiplied out, gradients against differences, and the least change
// under curved rows against a fine grid and a general argument.
#include "projection-service/engine/identities.h"

#include <cmath>
#include <random>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/curved_least_change.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::testing::IsEmpty;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

VectorXd Vector(std::initializer_list<double> values) {
  VectorXd v(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), v.data());
  return v;
}

// 0 = sum of 1, 2, 3; 4 = 0 x 5 (nominal = real x deflator); 6 = 2 / 4.
std::vector<WholeOfParts> Wholes() {
  return {{WholeKind::kSum, 0, {1, 2, 3}, {.08, .42, .50}},
          {WholeKind::kProduct, 4, {0, 5}, {}},
          {WholeKind::kRatio, 6, {2, 4}, {}}};
}

TEST(IdentitiesTest, OneStepOfASumIsTheWeightedGrowth) {
  const GrowthIdentities system = *GrowthIdentities::Create(4, 1, {Wholes()[0]});
  const VectorXd point = Vector({std::log(1.04), std::log(1.06), std::log(1.055)});
  const double growth = std::expm1(system.Evaluate(point).log_growth(0, 0));
  EXPECT_NEAR(growth, .08 * .04 + .42 * .06 + .5 * .055, 1e-15);
}

TEST(IdentitiesTest, HoldInLevelsOverManyYears) {
  std::mt19937 engine(1);
  std::normal_distribution<double> normal;
  for (const int years : {1, 2, 7, 30}) {
    const GrowthIdentities system = *GrowthIdentities::Create(7, years, Wholes());
    EXPECT_EQ(system.size(), 4 * years);
    const VectorXd point =
        VectorXd::NullaryExpr(system.size(), [&](Index) { return .05 + .1 * normal(engine); });
    EXPECT_LT(LevelResidual(Wholes(), system.Evaluate(point).log_growth), 1e-12) << years;
  }
}

TEST(IdentitiesTest, GradientsEqualDifferences) {
  std::mt19937 engine(2);
  std::normal_distribution<double> normal;
  const int years = 4;
  const GrowthIdentities system = *GrowthIdentities::Create(7, years, Wholes());
  const VectorXd point =
      VectorXd::NullaryExpr(system.size(), [&](Index) { return .05 + .1 * normal(engine); });
  const auto growth = system.Evaluate(point);
  const double h = 1e-5;
  for (Index p = 0; p < system.size(); ++p) {
    const VectorXd move = h * VectorXd::Unit(system.size(), p);
    const MatrixXd slope =
        (system.Evaluate(point + move).log_growth - system.Evaluate(point - move).log_growth) /
        (2 * h);
    for (Index v = 0; v < 7; ++v) {
      for (Index t = 0; t < years; ++t) {
        EXPECT_NEAR(growth.gradients[static_cast<size_t>(v)](t, p), slope(v, t), 1e-9)
            << v << " " << t << " " << p;
      }
    }
  }
}

TEST(IdentitiesTest, WhatIsNoIdentityIsRefused) {
  EXPECT_THAT(GrowthIdentities::Create(3, 1, {{WholeKind::kSum, 0, {1, 2}, {.4, .5}}}),
              HasReason("IDENTITIES_INVALID"));
  EXPECT_THAT(GrowthIdentities::Create(3, 1, {{WholeKind::kRatio, 0, {1}, {}}}),
              HasReason("IDENTITIES_INVALID"));
  EXPECT_THAT(GrowthIdentities::Create(3, 1, {{WholeKind::kProduct, 0, {1, 3}, {}}}),
              HasReason("IDENTITIES_INVALID"));
  EXPECT_THAT(
      GrowthIdentities::Create(
          3, 1, {{WholeKind::kProduct, 0, {1, 2}, {}}, {WholeKind::kProduct, 0, {1, 2}, {}}}),
      HasReason("IDENTITIES_INVALID"));
  EXPECT_THAT(
      GrowthIdentities::Create(
          4, 1, {{WholeKind::kProduct, 0, {1, 2}, {}}, {WholeKind::kProduct, 1, {2, 3}, {}}}),
      HasReason("IDENTITIES_INVALID"));
}

// The level of the whole after three years must be half as high again: one row, curved.
CurvedProblem LevelAfterYears(const GrowthIdentities& system, double level) {
  CurvedProblem problem;
  problem.start = VectorXd::Constant(system.size(), std::log(1.05));
  problem.rows = [&system, level](const VectorXd& x) {
    const auto growth = system.Evaluate(x);
    CurvedRows rows;
    rows.equalities.resize(0);
    rows.equality_gradients.resize(0, x.size());
    const double reached = std::exp(growth.log_growth.row(0).sum());
    rows.inequalities = VectorXd::Constant(1, reached - level);
    rows.inequality_gradients = reached * growth.gradients[0].colwise().sum();
    return rows;
  };
  problem.inequality_forces = {RowForce::kHard};
  return problem;
}

TEST(CurvedLeastChangeTest, ReachesALevelToTwelveDigits) {
  const GrowthIdentities system = *GrowthIdentities::Create(4, 3, {Wholes()[0]});
  const VectorXd deviations = Vector({.01, .01, .01, .015, .015, .015, .012, .012, .012});
  const ChangeMetric metric = *ChangeMetric::FromDeviations(deviations);
  const CurvedProblem problem = LevelAfterYears(system, 1.5);
  ASSERT_OK_AND_ASSIGN(const CurvedChange answer, SolveCurved(problem, metric));
  ASSERT_TRUE(answer.result.change.has_value());
  const VectorXd& x = answer.result.change->x;
  // Levels multiplied out, independent of the identities.
  double level = 0;
  const double weights[] = {.08, .42, .50};
  for (Index part = 0; part < 3; ++part) {
    double one = weights[part];
    for (Index t = 0; t < 3; ++t) one *= std::exp(x[part * 3 + t]);
    level += one;
  }
  EXPECT_NEAR(level / 1.5, 1, 1e-12);
  EXPECT_LT(LevelResidual({Wholes()[0]}, system.Evaluate(x).log_growth), 1e-12);
  // Stationary: the move is the multiplier times the gradient of the curved row at the answer.
  const VectorXd pull = (x - problem.start).cwiseQuotient(deviations.cwiseProduct(deviations));
  const VectorXd force = problem.rows(x).inequality_gradients.transpose() *
                         answer.result.change->inequality_multipliers;
  EXPECT_LE((pull - force).norm(), 1e-8 * pull.norm());
  EXPECT_LT(answer.steps, 40);
}

// Two variables, x0 + x1 in logs against a difference of growth rates: a grid finds no nearer
// point.
TEST(CurvedLeastChangeTest, NoPointOfAGridIsNearer) {
  CurvedProblem problem;
  problem.start = Vector({.05, .06});
  problem.rows = [](const VectorXd& x) {
    CurvedRows rows;
    rows.equalities.resize(0);
    rows.equality_gradients.resize(0, 2);
    rows.inequalities = Vector({std::exp(x[0]) - std::exp(x[1]) - .01, std::expm1(x[1]) - .07});
    rows.inequality_gradients.resize(2, 2);
    rows.inequality_gradients << std::exp(x[0]), -std::exp(x[1]), 0, std::exp(x[1]);
    return rows;
  };
  problem.inequality_forces = {RowForce::kHard, RowForce::kSoft};
  MatrixXd covariance(2, 2);
  covariance << 4e-4, 1e-4, 1e-4, 9e-4;
  const ChangeMetric metric = *ChangeMetric::FromCovariance(covariance);
  ASSERT_OK_AND_ASSIGN(const CurvedChange answer, SolveCurved(problem, metric));
  ASSERT_TRUE(answer.result.change.has_value());
  EXPECT_THAT(answer.result.repairs, IsEmpty());
  const CurvedRows at = problem.rows(answer.result.change->x);
  EXPECT_GE(at.inequalities.minCoeff(), -1e-13);
  double nearest = 1e300;
  for (int i = 0; i <= 400; ++i) {
    for (int j = 0; j <= 400; ++j) {
      const VectorXd x = Vector({.05 + i * 1e-4, .06 + j * 1e-4});
      if (problem.rows(x).inequalities.minCoeff() < 0) continue;
      nearest = std::min(nearest, metric.Distance2(x - problem.start));
    }
  }
  EXPECT_LE(answer.result.change->d2, nearest);
  EXPECT_GT(answer.result.change->d2, nearest - .05);
}

TEST(CurvedLeastChangeTest, ConflictsAndRepairsAreThoseOfTheCurvedRows) {
  const GrowthIdentities system = *GrowthIdentities::Create(4, 3, {Wholes()[0]});
  const ChangeMetric metric = *ChangeMetric::FromDeviations(VectorXd::Constant(9, .01));
  CurvedProblem problem = LevelAfterYears(system, 1.5);
  problem.upper = VectorXd::Constant(9, std::log(1.1));
  problem.inequality_forces = {RowForce::kSoft};
  ASSERT_OK_AND_ASSIGN(const CurvedChange answer, SolveCurved(problem, metric));
  ASSERT_EQ(answer.result.repairs.size(), 1U);
  EXPECT_NEAR(answer.result.repairs[0].shift, 1.331 - 1.5, 1e-7);
  // One goal and all nine bounds: each of them would have room for the rest.
  EXPECT_EQ(answer.result.conflict.size(), 10U);
  EXPECT_FALSE(answer.result.hard_rows_conflict);
}

}  // namespace
}  // namespace indicast::projection
