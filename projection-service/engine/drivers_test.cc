// The worked example of simultaneous drivers, the iteration it replaces as the slow computation,
// and loops by reachability.
#include "projection-service/engine/drivers.h"

#include <cmath>
#include <random>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// gdp, revenue, retail, income; levers industry, trade.
MatrixXd Within() {
  MatrixXd e = MatrixXd::Zero(4, 4);
  e(0, 2) = .25;
  e(1, 0) = 1.05;
  e(2, 3) = .8;
  e(3, 0) = .9;
  return e;
}

MatrixXd Levers() {
  MatrixXd f = MatrixXd::Zero(4, 2);
  f(0, 0) = .30;
  f(0, 1) = .10;
  return f;
}

DriverSystem Example() { return *DriverSystem::Create(Within(), Levers()); }

TEST(DriversTest, MatchesTheWorkedExample) {
  const DriverSystem system = Example();
  const VectorXd u = (VectorXd(2) << std::log(1.05), std::log(1.07)).finished();
  const VectorXd c = (VectorXd(4) << .02, 0, .01, .005).finished();
  const VectorXd growth = system.Solve(Levers() * u + c).array().exp() - 1;
  const double want[] = {5.62867071, 5.91827645, 5.48799289, 5.57840711};
  const double multipliers[] = {.36585366, .38414634, .26341463, .32926829};
  for (Index i = 0; i < 4; ++i) {
    EXPECT_NEAR(growth[i] * 100, want[i], 5e-9) << i;
    EXPECT_NEAR(system.multipliers()(i, 0), multipliers[i], 5e-9) << i;
  }
  EXPECT_NEAR(system.spectral_radius(), .56462162, 5e-9);
  EXPECT_FALSE(system.explodes());
  EXPECT_THAT(system.loops(), ElementsAre(ElementsAre(0, 2, 3)));
}

TEST(DriversTest, EqualsTheIterationItReplaces) {
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 engine(seed);
    std::uniform_real_distribution<double> uniform(-1, 1);
    const Index n = 2 + static_cast<Index>(seed % 7);
    const MatrixXd raw = MatrixXd::NullaryExpr(n, n, [&](Index, Index) { return uniform(engine); });
    const MatrixXd e = raw * (0.8 / raw.cwiseAbs().rowwise().sum().maxCoeff());
    const MatrixXd f = MatrixXd::NullaryExpr(n, 2, [&](Index, Index) { return uniform(engine); });
    const MatrixXd u = MatrixXd::NullaryExpr(2, 1, [&](Index, Index) { return uniform(engine); });
    ASSERT_OK_AND_ASSIGN(const DriverSystem system, DriverSystem::Create(e, f));
    ASSERT_OK_AND_ASSIGN(const DriverPath path, system.Deviations(u, {}, {}, {}, {}));
    VectorXd y = VectorXd::Zero(n);
    for (int k = 0; k < 400; ++k) y = e * y + f * u;
    EXPECT_LE((path.y - y).norm(), 1e-12) << seed;
    EXPECT_LE((system.multipliers() * u - y).norm(), 1e-12) << seed;
  }
}

TEST(DriversTest, APinnedFollowerTakesTheDisturbanceItNeeds) {
  const DriverSystem system = Example();
  MatrixXd u(2, 1);
  u << .01, -.02;
  MatrixXd pins = MatrixXd::Zero(4, 1);
  pins(3, 0) = .03;
  ASSERT_OK_AND_ASSIGN(const DriverPath pinned, system.Deviations(u, {}, {}, {3}, pins));
  EXPECT_EQ(pinned.y(3, 0), .03);
  EXPECT_NE(pinned.eps(3, 0), 0);
  // The same disturbance without the pin gives the same path.
  ASSERT_OK_AND_ASSIGN(const DriverPath free, system.Deviations(u, pinned.eps, {}, {}, {}));
  EXPECT_LE((free.y - pinned.y).norm(), 1e-15);
}

TEST(DriversTest, InvertsItsOwnTargets) {
  // Instruments recovered from the outcomes they gave, to 1e-10.
  const DriverSystem system = Example();
  MatrixXd u(2, 1);
  u << .0123, -.0456;
  ASSERT_OK_AND_ASSIGN(const DriverPath path, system.Deviations(u, {}, {}, {}, {}));
  const VectorXd needed = Levers().topRows(1).row(0) * u;
  EXPECT_NEAR((path.y(0, 0) - .25 * path.y(2, 0)), needed[0], 1e-16);
  // One lever known, the other from the target of gdp.
  const double trade =
      (path.y(0, 0) - system.multipliers()(0, 0) * u(0, 0)) / system.multipliers()(0, 1);
  EXPECT_NEAR(trade, u(1, 0), 1e-10);
}

TEST(DriversTest, LagsCarryTheYearBefore) {
  MatrixXd lagged = MatrixXd::Zero(2, 2);
  lagged(1, 0) = .5;
  lagged(0, 0) = .2;
  MatrixXd within = MatrixXd::Zero(2, 2);
  within(1, 0) = .3;
  ASSERT_OK_AND_ASSIGN(const DriverSystem system,
                       DriverSystem::Create(within, MatrixXd::Identity(2, 2), lagged));
  MatrixXd u = MatrixXd::Zero(2, 3);
  u(0, 0) = .1;
  ASSERT_OK_AND_ASSIGN(const DriverPath path,
                       system.Deviations(u, {}, VectorXd::Constant(2, .01), {}, {}));
  // By hand: y0 = .1 + .2 .01, y1 = .3 y0 + .5 .01; then y0' = .2 y0, y1' = .3 y0' + .5 y0.
  EXPECT_NEAR(path.y(0, 0), .102, 1e-16);
  EXPECT_NEAR(path.y(1, 0), .3 * .102 + .005, 1e-16);
  EXPECT_NEAR(path.y(0, 1), .0204, 1e-16);
  EXPECT_NEAR(path.y(1, 1), .3 * .0204 + .5 * .102, 1e-16);
  EXPECT_NEAR(path.y(0, 2), .00408, 1e-16);
}

TEST(DriversTest, NoDeviationGivesNone) {
  ASSERT_OK_AND_ASSIGN(const DriverPath path,
                       Example().Deviations(MatrixXd::Zero(2, 4), {}, {}, {}, {}));
  EXPECT_TRUE(path.y.isZero(0));
}

TEST(DriversTest, ContradictionsAreRefusedAndFeedbackIsNamed) {
  MatrixXd e = MatrixXd::Zero(2, 2);
  e(0, 1) = e(1, 0) = 1;  // y0 = y1 = y0
  EXPECT_THAT(DriverSystem::Create(e, MatrixXd::Identity(2, 2)), HasReason("DRIVERS_SINGULAR"));
  e(1, 0) = 1.2;
  ASSERT_OK_AND_ASSIGN(const DriverSystem loud, DriverSystem::Create(e, MatrixXd::Identity(2, 2)));
  EXPECT_TRUE(loud.explodes());
  EXPECT_NEAR(loud.spectral_radius(), std::sqrt(1.2), 1e-12);
  EXPECT_THAT(DriverSystem::Create(e, MatrixXd::Identity(3, 2)), HasReason("DRIVERS_INVALID"));
  e(0, 0) = std::nan("");
  EXPECT_THAT(DriverSystem::Create(e, MatrixXd::Identity(2, 2)), HasReason("DRIVERS_INVALID"));
  EXPECT_THAT(Example().Deviations(MatrixXd::Zero(3, 1), {}, {}, {}, {}),
              HasReason("DRIVERS_INVALID"));
}

// Two variables are in one loop when each reaches the other.
TEST(DriversTest, LoopsAreMutualReachability) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 engine(seed);
    const Index n = 1 + static_cast<Index>(seed % 9);
    const MatrixXd e =
        MatrixXd::NullaryExpr(n, n, [&](Index, Index) { return engine() % 4 == 0 ? 0.1 : 0.0; });
    Eigen::MatrixXi reach = (e.array() != 0).cast<int>();
    for (Index k = 0; k < n; ++k) {
      for (Index i = 0; i < n; ++i) {
        for (Index j = 0; j < n; ++j) reach(i, j) |= reach(i, k) & reach(k, j);
      }
    }
    std::vector<std::vector<Index>> want;
    std::vector<bool> seen(static_cast<size_t>(n), false);
    for (Index i = 0; i < n; ++i) {
      if (reach(i, i) == 0 || seen[static_cast<size_t>(i)]) continue;
      std::vector<Index> loop;
      for (Index j = 0; j < n; ++j) {
        if (reach(i, j) != 0 && reach(j, i) != 0) {
          loop.push_back(j);
          seen[static_cast<size_t>(j)] = true;
        }
      }
      want.push_back(loop);
    }
    EXPECT_EQ(FindLoops(e), want) << seed;
  }
  EXPECT_THAT(FindLoops(MatrixXd::Zero(3, 3)), IsEmpty());
}

TEST(DriversTest, OrderOfEquationsDoesNotMatter) {
  Eigen::PermutationMatrix<4> order;
  order.indices() << 2, 0, 3, 1;
  ASSERT_OK_AND_ASSIGN(
      const DriverSystem system,
      DriverSystem::Create(order * Within() * order.transpose(), order * Levers()));
  EXPECT_LE((system.multipliers() - order * Example().multipliers()).norm(), 1e-15);
  EXPECT_EQ(system.loops().front().size(), 3U);
}

}  // namespace
}  // namespace indicast::projection
