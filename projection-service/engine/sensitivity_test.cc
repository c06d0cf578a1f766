// Known answers: Ishigami (7, .1) and the G-function of Sobol, closed forms as in SALib.
#include "projection-service/engine/sensitivity.h"

#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;

const double kPi = std::acos(-1.0);

double Ishigami(const VectorXd& u) {
  const VectorXd x = ((2 * u.array() - 1) * kPi).matrix();
  return std::sin(x[0]) + 7 * std::pow(std::sin(x[1]), 2) + .1 * std::pow(x[2], 4) * std::sin(x[0]);
}

double GFunction(const VectorXd& u) {
  const double a[8] = {0, 1, 4.5, 9, 99, 99, 99, 99};
  double product = 1;
  for (int i = 0; i < 8; ++i) product *= (std::abs(4 * u[i] - 2) + a[i]) / (1 + a[i]);
  return product;
}

void ExpectIndex(const SobolIndex& got, double first, double total) {
  // The interval is that of independent points, wider than Sobol points need.
  EXPECT_NEAR(got.first, first, 1.5 * got.first_error + 1e-6);
  EXPECT_NEAR(got.total, total, 1.5 * got.total_error + 1e-6);
  EXPECT_LT(got.first_error, .05);
  EXPECT_LT(got.total_error, .05);
}

TEST(SobolIndicesTest, IshigamiHasItsClosedForm) {
  const auto indices = EstimateSobolIndices(Ishigami, 3, 16384, 1, {});
  ASSERT_TRUE(indices.ok());
  EXPECT_NEAR(indices->variance, 13.844587940719254, .02);
  ExpectIndex(indices->inputs[0], .31390519, .55758886);
  ExpectIndex(indices->inputs[1], .44241114, .44241114);
  ExpectIndex(indices->inputs[2], 0, .24368366);
  EXPECT_NEAR(indices->inputs[0].total, .55758886, .003);
}

TEST(SobolIndicesTest, GFunctionHasItsClosedForm) {
  const auto indices = EstimateSobolIndices(GFunction, 8, 16384, 2, {});
  ASSERT_TRUE(indices.ok());
  const double first[4] = {.71619217, .17904804, .02367577, .00716192};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(indices->inputs[i].first, first[i], indices->inputs[i].first_error + .002);
  }
  EXPECT_NEAR(indices->inputs[0].total, .78714413, .003);
  EXPECT_NEAR(indices->inputs[7].total, 0, .001);
}

TEST(SobolIndicesTest, IntervalsShrinkWithTheRootOfThePoints) {
  const auto few = EstimateSobolIndices(Ishigami, 3, 1024, 3, {});
  const auto many = EstimateSobolIndices(Ishigami, 3, 16384, 3, {});
  ASSERT_TRUE(few.ok() && many.ok());
  EXPECT_NEAR(few->inputs[0].first_error / many->inputs[0].first_error, 4, 1);
}

TEST(SobolIndicesTest, LinearOutcomesHaveTheirExactShares) {
  const auto linear = [](const VectorXd& u) {
    return 2 * NormalQuantile(u[0]) - 3 * NormalQuantile(u[1]);
  };
  const auto indices = EstimateSobolIndices(linear, 2, 4096, 4, {});
  ASSERT_TRUE(indices.ok());
  const VectorXd exact = LinearShares(Eigen::Vector2d(2, -3), MatrixXd::Identity(2, 2));
  EXPECT_NEAR(exact[0], 4. / 13, 1e-15);
  for (int i = 0; i < 2; ++i) {
    EXPECT_NEAR(indices->inputs[static_cast<size_t>(i)].first, exact[i], .01);
    EXPECT_NEAR(indices->inputs[static_cast<size_t>(i)].total, exact[i], .01);
  }
}

TEST(SobolIndicesTest, TheSameSeedGivesTheSameBits) {
  const auto one = EstimateSobolIndices(Ishigami, 3, 256, 5, {});
  const auto two = EstimateSobolIndices(Ishigami, 3, 256, 5, {});
  const auto other = EstimateSobolIndices(Ishigami, 3, 256, 6, {});
  ASSERT_TRUE(one.ok() && two.ok() && other.ok());
  EXPECT_EQ(one->inputs[0].first, two->inputs[0].first);
  EXPECT_EQ(one->inputs[0].first_error, two->inputs[0].first_error);
  EXPECT_NE(one->inputs[0].first, other->inputs[0].first);
}

TEST(SobolIndicesTest, AConstantOutcomeHasNoShares) {
  const auto indices = EstimateSobolIndices([](const VectorXd&) { return 5.0; }, 2, 64, 1, {});
  ASSERT_TRUE(indices.ok());
  EXPECT_EQ(indices->variance, 0);
  EXPECT_EQ(indices->inputs[0].first, 0);
}

TEST(SobolIndicesTest, WrongSizesAndCancellationAreTyped) {
  EXPECT_THAT(EstimateSobolIndices(Ishigami, 3, 63, 1, {}), HasField("points"));
  EXPECT_THAT(EstimateSobolIndices(Ishigami, 0, 64, 1, {}), HasField("inputs"));
  EXPECT_THAT(EstimateSobolIndices(Ishigami, 3, 64, 1, [] { return true; }),
              HasReason("CALL_CANCELLED"));
}

TEST(LinearSharesTest, CovarianceSharesAddUpAndMayBeNegative) {
  MatrixXd covariance(2, 2);
  covariance << 1, -.8, -.8, 1;
  const VectorXd shares = LinearShares(Eigen::Vector2d(1, .5), covariance);
  // V = 1 + .25 - .8 = .45; 1 (1 - .4) / V and .5 (-.8 + .5) / V.
  EXPECT_NEAR(shares[0], .6 / .45, 1e-14);
  EXPECT_NEAR(shares[1], -.15 / .45, 1e-14);
  EXPECT_NEAR(shares.sum(), 1, 1e-14);
}

TEST(SampledSharesTest, AgreeWithTheExactOnesOfALinearOutcome) {
  MatrixXd correlation(3, 3);
  correlation << 1, .3, -.4, .3, 1, .3, -.4, .3, 1;
  const VectorXd spreads = Eigen::Vector3d(.01, .03, .02);
  const VectorXd multipliers = Eigen::Vector3d(1, .5, .8);
  const auto sampled = SampleCovarianceShares([&](const VectorXd& x) { return multipliers.dot(x); },
                                              multipliers, spreads, correlation, 4096, 7, {});
  ASSERT_TRUE(sampled.ok());
  const VectorXd exact =
      LinearShares(multipliers, spreads.asDiagonal() * correlation * spreads.asDiagonal());
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(sampled->shares[i], exact[i], 2 * sampled->errors[i] + 1e-9);
    EXPECT_LT(sampled->errors[i], .01);
  }
  EXPECT_NEAR(sampled->shares.sum(), 1, 1e-12);
  EXPECT_THAT(SampleCovarianceShares([](const VectorXd&) { return 0.0; }, multipliers, spreads,
                                     correlation, 63, 7, {}),
              HasField("points"));
}

TEST(TornadoTest, LinearBarsAreMultiplierTimesSwing) {
  const auto linear = [](const VectorXd& x) { return 1 + .3 * x[0] - 2 * x[1]; };
  const TornadoChart chart =
      Tornado(linear, VectorXd::Zero(2), VectorXd::Constant(2, -1), VectorXd::Constant(2, 2));
  ASSERT_EQ(chart.bars.size(), 2);
  EXPECT_EQ(chart.bars[0].input, 1);  // widest first
  EXPECT_EQ(chart.bars[0].low, 3);    // the sign is kept: low input, high outcome
  EXPECT_EQ(chart.bars[0].high, -3);
  EXPECT_NEAR(chart.bars[0].multiplier, -2, 1e-9);
  EXPECT_NEAR(chart.bars[1].high, 1.6, 1e-15);
  EXPECT_NEAR(chart.together_low, 2.7, 1e-15);
}

TEST(TornadoTest, BothEndsMayLieOnOneSideAndInteractionShowsTogether) {
  const auto outcome = [](const VectorXd& x) { return x[0] * x[0] + x[0] * x[1]; };
  const TornadoChart chart =
      Tornado(outcome, VectorXd::Zero(2), VectorXd::Constant(2, -1), VectorXd::Constant(2, 1));
  EXPECT_EQ(chart.median, 0);
  EXPECT_EQ(chart.bars[0].low, 1);
  EXPECT_EQ(chart.bars[0].high, 1);
  EXPECT_EQ(chart.together_low, 2);
  EXPECT_EQ(chart.together_high, 2);
}

}  // namespace
}  // namespace indicast::projection
