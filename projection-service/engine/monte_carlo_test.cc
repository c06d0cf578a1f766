// Closed forms of the linear model, a slow simulation in doubles, and equal bits however the paths
// are split.
#include "projection-service/engine/monte_carlo.h"

#include <cmath>
#include <limits>
#include <random>

#include <Eigen/Cholesky>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

using Eigen::MatrixXd;
using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

PathModel Pair(int periods, double rho) {
  PathModel model;
  model.periods = periods;
  model.correlation.resize(2, 2);
  model.correlation << 1, rho, rho, 1;
  model.spreads = MatrixXd::Constant(2, periods, 0.03);
  model.spreads.row(1).setConstant(0.05);
  return model;
}

// Seven variables, twelve periods, everything in use.
PathModel Busy() {
  PathModel model;
  model.periods = 12;
  model.correlation = MatrixXd::Constant(7, 7, 0.3);
  model.correlation.diagonal().setOnes();
  model.spreads = MatrixXd::Constant(7, 12, 0.04);
  model.autocorrelation = 0.4;
  model.degrees_of_freedom = 5;
  model.derived.push_back(
      {DerivedKind::kLogSum,
       {{0, 0, 0, std::vector<double>(12, 0.6)}, {1, 0, 0, std::vector<double>(12, 0.4)}}});
  model.derived.push_back(
      {DerivedKind::kLinear, {{2, 0, 0.7, {}}, {3, 1, 0.2, {}}, {8, 1, 0.1, {}}}});
  model.derived.push_back(
      {DerivedKind::kExpSum,
       {{4, 0, 0, std::vector<double>(12, 1.06)}, {5, 0, 0, std::vector<double>(12, -1.05)}}});
  for (int row = 0; row < 9; ++row) {
    for (int period = 0; period < 12; ++period) {
      model.quantiles.push_back({{row, period, true}, 0.04 * std::sqrt(period + 1)});
    }
  }
  model.limits = {
      {{7, 11, true}, 0, kInfinity}, {{9, 3, false}, 0, kInfinity}, {{2, 1, false}, -.1, .02}};
  model.together = {{0, 1, 2}, {0, 2}};
  return model;
}

PathCounts Simulate(const PathModel& model, uint64_t paths, int workers = 1, uint64_t first = 0,
                    const BlockKernels* kernels = nullptr) {
  PathRun run;
  run.key = KeyOf(11, 5);
  run.first_block = first;
  run.paths = paths;
  run.workers = workers;
  run.kernels = kernels;
  const auto counts = SimulatePaths(model, run);
  EXPECT_TRUE(counts.ok()) << counts.status();
  return counts.ok() ? *counts : PathCounts{};
}

TEST(MonteCarloTest, OneTwoAndSevenWorkersGiveTheSameBits) {
  const PathModel model = Busy();
  const PathCounts one = Simulate(model, 20000);
  EXPECT_EQ(one.paths, 20000);
  EXPECT_EQ(Simulate(model, 20000, 2), one);
  EXPECT_EQ(Simulate(model, 20000, 7), one);
}

TEST(MonteCarloTest, AnySplitIntoShardsMergedInAnyOrderGivesTheSameBits) {
  const PathModel model = Busy();
  const PathCounts whole = Simulate(model, 20000);
  for (const uint64_t blocks : {1U, 7U, 40U}) {
    PathCounts merged = Simulate(model, 20000 - blocks * kBlockPaths, 2, blocks);
    merged.Merge(Simulate(model, blocks * kBlockPaths));
    EXPECT_EQ(merged, whole) << blocks;
  }
}

TEST(MonteCarloTest, BothInstructionSetsGiveTheSameBits) {
  if (Avx2Kernels() == nullptr) GTEST_SKIP() << "no AVX2 here";
  const PathModel model = Busy();
  EXPECT_EQ(Simulate(model, 5000, 1, 0, &BaselineKernels()),
            Simulate(model, 5000, 1, 0, Avx2Kernels()));
}

TEST(MonteCarloTest, QuantilesOfTotalsAreThoseOfTheNormalLaw) {
  PathModel model = Pair(12, 0.5);
  for (int period = 0; period < 12; ++period) {
    model.quantiles.push_back({{1, period, true}, 0.05 * std::sqrt(period + 1)});
  }
  constexpr uint64_t kPaths = 200000;
  const PathCounts counts = Simulate(model, kPaths, 2);
  for (size_t i = 0; i < 12; ++i) {
    const double sd = 0.05 * std::sqrt(static_cast<double>(i + 1));
    for (const double p : {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99}) {
      // Standard error of a quantile, and half a bin of interpolation at most.
      const double z = NormalQuantile(p);
      const double error = std::sqrt(p * (1 - p) / kPaths) / NormalDensity(z);
      EXPECT_NEAR(QuantileOf(model, counts, i, p) / sd, z, 5 * error + 1e-3) << i << " " << p;
    }
  }
}

TEST(MonteCarloTest, AutocorrelationWidensTheTotal) {
  PathModel model = Pair(4, 0);
  model.autocorrelation = 0.6;
  // var of e_0 + .. + e_3 with correlations rho^|s - t|.
  double variance = 0;
  for (int s = 0; s < 4; ++s) {
    for (int t = 0; t < 4; ++t) variance += std::pow(0.6, std::abs(s - t));
  }
  const double sd = 0.03 * std::sqrt(variance);
  model.quantiles = {{{0, 3, true}, sd}, {{0, 3, false}, 0.03}};
  const PathCounts counts = Simulate(model, 200000, 2);
  EXPECT_NEAR(QuantileOf(model, counts, 0, 0.9) / sd, NormalQuantile(0.9), 0.02);
  EXPECT_NEAR(QuantileOf(model, counts, 1, 0.9) / 0.03, NormalQuantile(0.9), 0.02);
}

TEST(MonteCarloTest, JointCountsHaveTheArcSine) {
  PathModel model = Pair(1, 0.3);
  model.limits = {{{0, 0, false}, 0, kInfinity}, {{1, 0, false}, 0, kInfinity}};
  model.together = {{0, 1}, {}};
  const PathCounts counts = Simulate(model, 1000000, 2);
  EXPECT_NEAR(static_cast<double>(counts.together[0]) / 1e6, .29849334, 5 * .00046);
  EXPECT_NEAR(static_cast<double>(counts.within[0]) / 1e6, .5, 5 * .0005);
  EXPECT_EQ(counts.together[1], 1000000);
}

TEST(MonteCarloTest, StudentDisturbancesHaveUnitVarianceAndTheirTails) {
  PathModel model = Pair(1, 0);
  model.degrees_of_freedom = 5;
  model.quantiles = {{{0, 0, false}, 0.03}};
  const PathCounts counts = Simulate(model, 400000, 2);
  // Quantiles of Student's t with 5 degrees of freedom (Boost.Math) times sqrt(3/5).
  const double unit = 0.03 * std::sqrt(0.6);
  EXPECT_NEAR(QuantileOf(model, counts, 0, 0.5) / unit, 0, 0.02);
  EXPECT_NEAR(QuantileOf(model, counts, 0, 0.9) / unit, 1.4758840, 0.02);
  EXPECT_NEAR(QuantileOf(model, counts, 0, 0.99) / unit, 3.3649300, 0.08);
}

TEST(MonteCarloTest, IdentitiesHoldInEveryDraw) {
  // ln(w0 e^a + w1 e^b) less its own formula: nothing but rounding is left.
  PathModel model = Pair(3, 0.2);
  model.derived.push_back(
      {DerivedKind::kLogSum, {{0, 0, 0, {.7, .7, .7}}, {1, 0, 0, {.3, .3, .3}}}});
  // The ratio of each part to the whole, added again.
  model.derived.push_back({DerivedKind::kLinear, {{0, 0, 1, {}}, {2, 0, -1, {}}}});
  model.derived.push_back({DerivedKind::kLinear, {{1, 0, 1, {}}, {2, 0, -1, {}}}});
  model.derived.push_back(
      {DerivedKind::kLogSum, {{3, 0, 0, {.7, .7, .7}}, {4, 0, 0, {.3, .3, .3}}}});
  for (int period = 0; period < 3; ++period) {
    model.limits.push_back({{5, period, true}, -1e-6, 1e-6});
  }
  const PathCounts counts = Simulate(model, 10000);
  for (const uint64_t within : counts.within) EXPECT_EQ(within, 10000);
}

TEST(MonteCarloTest, AgreesWithASlowSimulationInDoubles) {
  const PathModel model = [] {
    PathModel m = Busy();
    m.degrees_of_freedom = 0;
    return m;
  }();
  constexpr int kSlow = 40000;
  std::mt19937_64 words(3);
  std::normal_distribution<double> normal;
  const MatrixXd l = Eigen::LLT<MatrixXd>(model.correlation).matrixL();
  uint64_t within[3] = {};
  uint64_t together = 0;
  std::vector<double> whole;
  for (int path = 0; path < kSlow; ++path) {
    Eigen::VectorXd e = Eigen::VectorXd::Zero(7);
    Eigen::VectorXd total = e;
    Eigen::VectorXd last = e;
    double last_follower = 0;
    bool holds[3] = {};
    for (int period = 0; period < 12; ++period) {
      Eigen::VectorXd z(7);
      for (double& one : z) one = normal(words);
      const double own = period == 0 ? 1 : std::sqrt(1 - 0.16);
      e = (period == 0 ? 0 : 0.4) * e + own * (l * z);
      const Eigen::VectorXd step = 0.04 * e;
      total += step;
      last_follower = 0.7 * step[2] + 0.2 * last[3] + 0.1 * last_follower;
      if (period == 1) holds[2] = step[2] >= -.1 && step[2] <= .02;
      if (period == 3) holds[1] = 1.06 * std::exp(step[4]) - 1.05 * std::exp(step[5]) >= 0;
      last = step;
    }
    whole.push_back(last_follower);
    holds[0] = 0.6 * std::exp(total[0]) + 0.4 * std::exp(total[1]) >= 1;
    for (int i = 0; i < 3; ++i) within[i] += holds[i];
    together += holds[0] && holds[1] && holds[2];
  }
  PathModel follower = model;
  follower.quantiles.push_back({{8, 11, false}, 0.03});
  const PathCounts counts = Simulate(follower, 400000, 2);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(static_cast<double>(counts.within[i]) / 4e5, static_cast<double>(within[i]) / kSlow,
                5 * std::sqrt(.25 / kSlow));
  }
  EXPECT_NEAR(static_cast<double>(counts.together[0]) / 4e5, static_cast<double>(together) / kSlow,
              5 * std::sqrt(.25 / kSlow));
  std::sort(whole.begin(), whole.end());
  EXPECT_NEAR(QuantileOf(follower, counts, follower.quantiles.size() - 1, 0.9),
              whole[kSlow * 9 / 10], 5 * 0.03 * std::sqrt(.09 / kSlow) / 0.175);
}

TEST(MonteCarloTest, CommonRandomNumbersMakeDifferencesNearlyFreeOfNoise) {
  PathModel model = Pair(1, 0.5);
  model.limits = {{{0, 0, false}, 0, kInfinity}, {{0, 0, false}, 0.0003, kInfinity}};
  PathModel moved = model;
  moved.limits[0].lower = 0.0003;
  EXPECT_EQ(Simulate(model, 50000).within[1], Simulate(moved, 50000).within[0]);
}

TEST(MonteCarloTest, ReportsProgressAndStopsWhenNobodyWaits) {
  PathRun run;
  run.paths = 10000;
  std::vector<uint64_t> done;
  run.progress = [&done](uint64_t paths) { done.push_back(paths); };
  ASSERT_TRUE(SimulatePaths(Pair(2, 0), run).ok());
  EXPECT_EQ(done.size(), BlocksOf(10000));
  EXPECT_EQ(done.back(), 10000);
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  run.workers = 3;
  run.progress = {};
  std::atomic<int> asked = 0;
  run.cancelled = [&asked] { return ++asked > 5; };
  EXPECT_THAT(SimulatePaths(Pair(2, 0), run), HasReason("CALL_CANCELLED"));
  EXPECT_LT(asked, 10);
}

TEST(MonteCarloTest, WrongModelsAreTypedErrors) {
  const PathRun run = {.key = {},
                       .first_block = 0,
                       .paths = 256,
                       .workers = 1,
                       .progress = {},
                       .cancelled = {},
                       .kernels = nullptr};
  PathModel model = Pair(2, 0);
  model.autocorrelation = 1;
  EXPECT_THAT(SimulatePaths(model, run), HasField("autocorrelation"));
  model = Pair(2, 0);
  model.degrees_of_freedom = 2;
  EXPECT_THAT(SimulatePaths(model, run), HasField("degrees_of_freedom"));
  EXPECT_THAT(SimulatePaths(Pair(2, 1.1), run), HasField("correlation"));
  model = Pair(2, 0);
  model.limits = {{{2, 0, false}, 0, 1}};
  EXPECT_THAT(SimulatePaths(model, run), HasField("limits[0].row"));
  model.limits = {{{1, 2, false}, 0, 1}};
  EXPECT_THAT(SimulatePaths(model, run), HasField("limits[0].period"));
  model.limits = {};
  model.together = {{0}};
  EXPECT_THAT(SimulatePaths(model, run), HasField("together"));
  model = Pair(2, 0);
  model.derived.push_back({DerivedKind::kLinear, {{2, 0, 1, {}}}});
  EXPECT_THAT(SimulatePaths(model, run), HasField("derived[0].terms"));
  PathRun many = run;
  many.paths = kMaxSimulatedPaths + 1;
  EXPECT_THAT(SimulatePaths(Pair(2, 0), many), HasField("paths"));
}

}  // namespace
}  // namespace indicast::projection
