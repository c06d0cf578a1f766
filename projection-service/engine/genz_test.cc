// Exact probabilities of the orthants, products, singular laws, and plain counting.
#include "projection-service/engine/genz.h"

#include <cmath>
#include <limits>
#include <random>

#include <Eigen/Cholesky>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

using Eigen::MatrixXd;
using Eigen::VectorXd;
using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

MatrixXd EqualCorrelation(int n, double rho) {
  MatrixXd c = MatrixXd::Constant(n, n, rho);
  c.diagonal().setOnes();
  return c;
}

NormalBox AboveMedian(const MatrixXd& covariance) {
  return {VectorXd::Zero(covariance.rows()), VectorXd::Constant(covariance.rows(), kInfinity),
          covariance};
}

GenzResult Probability(const NormalBox& box, const GenzOptions& options = {}) {
  const auto result = NormalBoxProbability(box, options);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *result : GenzResult{-1, 0, 0};
}

// Within five of the standard errors it gives itself, and that error as small as was asked.
void ExpectExact(const NormalBox& box, double want) {
  const GenzResult got = Probability(box);
  EXPECT_LE(got.standard_error, 1e-5);
  EXPECT_NEAR(got.probability, want, 5 * got.standard_error + 1e-12);
}

TEST(GenzTest, EqualCorrelationOfOneHalfGivesOneOverNPlusOne) {
  for (const int n : {1, 2, 3, 8, 20, 50}) {
    SCOPED_TRACE(n);
    ExpectExact(AboveMedian(EqualCorrelation(n, 0.5)), 1.0 / (n + 1));
  }
}

TEST(GenzTest, TwoVariablesHaveTheArcSine) {
  for (const double rho : {-0.99, -0.5, 0.0, 0.3, 0.9, 0.999}) {
    SCOPED_TRACE(rho);
    const double want = 0.25 + std::asin(rho) / (2 * std::acos(-1.0));
    ExpectExact(AboveMedian(EqualCorrelation(2, rho)), want);
  }
  EXPECT_NEAR(Probability(AboveMedian(EqualCorrelation(2, 0.3))).probability, .29849334, 2e-5);
}

TEST(GenzTest, ThreeVariablesHaveTheSumOfArcSines) {
  MatrixXd c(3, 3);
  c << 1, .6, -.2, .6, 1, .3, -.2, .3, 1;
  const double want =
      1.0 / 8 + (std::asin(.6) + std::asin(-.2) + std::asin(.3)) / (4 * std::acos(-1.0));
  ExpectExact(AboveMedian(c), want);
}

TEST(GenzTest, EightVariablesReachTheAccuracyOfThePaperIn4096Points) {
  // 64 independent seeds, 512 points in each of 8 scramblings: root mean square below 2e-5, where
  // plain counting has 4.9e-3.
  double squares = 0;
  double stated = 0;
  for (uint64_t seed = 0; seed < 64; ++seed) {
    const GenzResult got =
        Probability(AboveMedian(EqualCorrelation(8, 0.5)),
                    {.seed = seed, .standard_error = 0, .max_points = 512, .cancelled = {}});
    EXPECT_EQ(got.points, 4096);
    squares += std::pow(got.probability - 1.0 / 9, 2);
    stated += std::pow(got.standard_error, 2);
  }
  const double rmse = std::sqrt(squares / 64);
  EXPECT_LT(rmse, 1e-4);
  // The stated error is neither bold nor timid.
  EXPECT_LT(rmse, 1.5 * std::sqrt(stated / 64));
  EXPECT_GT(rmse, 0.5 * std::sqrt(stated / 64));
}

TEST(GenzTest, IndependentVariablesGiveTheProduct) {
  NormalBox box = AboveMedian(MatrixXd::Identity(4, 4) * 2.25);
  box.lower << -1, -kInfinity, 0.5, -3;
  box.upper << 1, 0.7, kInfinity, 2;
  double want = 1;
  for (int i = 0; i < 4; ++i) want *= NormalProbability(box.lower[i] / 1.5, box.upper[i] / 1.5);
  ExpectExact(box, want);
}

TEST(GenzTest, ScaleAndOrderDoNotMatter) {
  NormalBox box = AboveMedian(EqualCorrelation(5, 0.4));
  box.lower << -1, -.5, 0, -2, .3;
  const double want = Probability(box).probability;
  NormalBox scaled = box;
  VectorXd units(5);
  units << 1e-3, 1, 50, 1e4, .2;
  scaled.lower = units.asDiagonal() * box.lower;
  scaled.covariance = units.asDiagonal() * box.covariance * units.asDiagonal();
  EXPECT_NEAR(Probability(scaled).probability, want, 5e-5);
  NormalBox reversed = box;
  reversed.lower = box.lower.reverse().eval();
  EXPECT_NEAR(Probability(reversed).probability, want, 5e-5);
}

TEST(GenzTest, SingularCovariancesAreExact) {
  // A total that is the sum of its parts, above its median with both parts: the parts decide.
  MatrixXd loadings(3, 2);
  loadings << 1, 0, 0, 1, 1, 1;
  ExpectExact(AboveMedian(loadings * loadings.transpose()), 0.25);
  // Total above 1.5 alone: the parts have no limits.
  NormalBox total = AboveMedian(loadings * loadings.transpose());
  total.lower << -kInfinity, -kInfinity, 1.5;
  ExpectExact(total, NormalCdf(-1.5 / std::sqrt(2.0)));
  // First part above 0 while the total stays below 0: an eighth of the plane.
  NormalBox across = total;
  across.lower << 0, -kInfinity, -kInfinity;
  across.upper << kInfinity, kInfinity, 0;
  ExpectExact(across, 0.125);
  // The same variable twice, and its mirror image.
  loadings << 1, 0, 1, 0, -1, 0;
  NormalBox twice = AboveMedian(loadings * loadings.transpose());
  twice.lower << -1, -.5, -2;
  ExpectExact(twice, NormalProbability(-.5, 2));
  // Nothing left between a variable and its mirror image.
  twice.lower << 1, 1, 1;
  EXPECT_EQ(Probability(twice).probability, 0);
}

TEST(GenzTest, VariablesWithoutVarianceOnlyDecideWhetherTheirLimitsHoldZero) {
  NormalBox box = AboveMedian(EqualCorrelation(2, 0));
  box.covariance(1, 1) = 0;
  EXPECT_EQ(Probability(box).probability, 0.5);
  box.lower[1] = 0.1;
  EXPECT_EQ(Probability(box).probability, 0);
  EXPECT_EQ(Probability({VectorXd(0), VectorXd(0), MatrixXd(0, 0)}).probability, 1);
}

TEST(GenzTest, AgreesWithPlainCounting) {
  // 400,000 draws of the standard library: standard error below 8e-4.
  std::mt19937_64 words(7);
  std::normal_distribution<double> normal;
  MatrixXd loadings(6, 4);
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 4; ++j) loadings(i, j) = normal(words);
  }
  NormalBox box = AboveMedian(loadings * loadings.transpose());
  box.lower << -1, -2, -.5, -3, -1, -2;
  box.upper << 2, kInfinity, 1, 3, kInfinity, 2;
  int inside = 0;
  constexpr int kDraws = 400000;
  for (int draw = 0; draw < kDraws; ++draw) {
    VectorXd z(4);
    for (double& one : z) one = normal(words);
    const VectorXd x = loadings * z;
    inside += (x.array() >= box.lower.array()).all() && (x.array() <= box.upper.array()).all();
  }
  const double counted = static_cast<double>(inside) / kDraws;
  EXPECT_NEAR(Probability(box).probability, counted, 5 * std::sqrt(counted / kDraws));
}

TEST(GenzTest, TheSameSeedGivesTheSameBits) {
  const NormalBox box = AboveMedian(EqualCorrelation(9, 0.2));
  const GenzOptions options = {
      .seed = 3, .standard_error = 1e-5, .max_points = 4096, .cancelled = {}};
  EXPECT_EQ(Probability(box, options).probability, Probability(box, options).probability);
  GenzOptions other = options;
  other.seed = 4;
  EXPECT_NE(Probability(box, options).probability, Probability(box, other).probability);
}

TEST(GenzTest, StopsWhenNobodyWaits) {
  const GenzOptions options = {
      .seed = 3, .standard_error = 0, .max_points = 1 << 20, .cancelled = [] { return true; }};
  EXPECT_THAT(NormalBoxProbability(AboveMedian(EqualCorrelation(9, 0.2)), options),
              HasReason("CALL_CANCELLED"));
}

TEST(GenzTest, WrongBoxesAreTypedErrors) {
  NormalBox box = AboveMedian(EqualCorrelation(3, 0.2));
  box.upper[1] = -1;
  EXPECT_THAT(NormalBoxProbability(box, {}), HasField("upper[1]"));
  box = AboveMedian(EqualCorrelation(3, 0.2));
  box.covariance(2, 2) = -1;
  EXPECT_THAT(NormalBoxProbability(box, {}), HasField("covariance[2]"));
  box.covariance(2, 2) = kInfinity;
  EXPECT_THAT(NormalBoxProbability(box, {}), HasField("covariance"));
  EXPECT_THAT(NormalBoxProbability(AboveMedian(EqualCorrelation(3, -0.9)), {}),
              HasField("covariance"));
  box.covariance.resize(2, 2);
  EXPECT_THAT(NormalBoxProbability(box, {}), HasField("covariance"));
}

}  // namespace
}  // namespace indicast::projection
