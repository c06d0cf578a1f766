// Known answers: Higham (2002) as in the tests of QuantLib and in section 4 of Higham's paper; R
// nearPD as in the tests of statsmodels.
#include "projection-service/engine/nearest_correlation.h"

#include <cmath>
#include <random>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using Eigen::MatrixXd;
using ::indicast::testing::HasField;

void ExpectCorrelation(const MatrixXd& c) {
  EXPECT_TRUE((c.diagonal().array() == 1).all());
  EXPECT_EQ(c, c.transpose());
  EXPECT_EQ(Eigen::LLT<MatrixXd>(c).info(), Eigen::Success);
}

TEST(NearestCorrelationTest, TridiagonalMatrix) {
  MatrixXd c(4, 4);
  c << 2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2, -1, 0, 0, -1, 2;
  const auto repair = NearestCorrelation(c);
  ASSERT_TRUE(repair.ok());
  ExpectCorrelation(repair->correlation);
  EXPECT_NEAR(repair->correlation(0, 1), -.8084125, 5e-8);
  EXPECT_NEAR(repair->correlation(0, 2), .1915875, 5e-8);
  EXPECT_NEAR(repair->correlation(0, 3), .10677505, 5e-9);
  EXPECT_NEAR(repair->correlation(1, 2), -.65623269, 5e-9);
  EXPECT_NEAR(repair->distance, 2.1337291, 5e-8);
  EXPECT_EQ(repair->changed, 6);
}

TEST(NearestCorrelationTest, ThreeByThreeOfHigham) {
  MatrixXd c(3, 3);
  c << 1, 1, 0, 1, 1, 1, 0, 1, 1;
  const auto repair = NearestCorrelation(c);
  ASSERT_TRUE(repair.ok());
  ExpectCorrelation(repair->correlation);
  EXPECT_NEAR(repair->correlation(0, 1), .76068985, 5e-9);
  EXPECT_NEAR(repair->correlation(0, 2), .15729811, 5e-9);
  EXPECT_NEAR(repair->distance, .52779046, 5e-9);
  EXPECT_NEAR(repair->largest_change, 1 - .76068985, 5e-9);
}

TEST(NearestCorrelationTest, SixBySixOfNearPD) {
  MatrixXd c(6, 6);
  c << 1, 0.477, 0.644, 0.478, 0.651, 0.826, 0.477, 1, 0.516, 0.233, 0.682, 0.75, 0.644, 0.516, 1,
      0.599, 0.581, 0.742, 0.478, 0.233, 0.599, 1, 0.741, 0.8, 0.651, 0.682, 0.581, 0.741, 1, 0.798,
      0.826, 0.75, 0.742, 0.8, 0.798, 1;
  const auto repair = NearestCorrelation(c);
  ASSERT_TRUE(repair.ok());
  ExpectCorrelation(repair->correlation);
  // That answer is of alternating projections without Dykstra's correction, which end close by:
  // the nearest one is nearer.
  EXPECT_LT(repair->distance, .0743805);
  EXPECT_NEAR(repair->distance, .0743805, 1e-4);
  EXPECT_NEAR(repair->correlation(0, 1), .487968018215892, 1e-3);
  EXPECT_NEAR(repair->correlation(4, 5), .813191720191944, 1e-3);
}

TEST(NearestCorrelationTest, CorrelationMatricesStayAsTheyAre) {
  MatrixXd c = MatrixXd::Constant(5, 5, 0.3);
  c.diagonal().setOnes();
  const auto repair = NearestCorrelation(c);
  ASSERT_TRUE(repair.ok());
  EXPECT_EQ(repair->correlation, c);
  EXPECT_EQ(repair->changed, 0);
  EXPECT_EQ(repair->distance, 0);
}

TEST(NearestCorrelationTest, NoOtherCorrelationMatrixIsNearer) {
  std::mt19937_64 words(5);
  std::uniform_real_distribution<double> uniform(-1, 1);
  for (int round = 0; round < 20; ++round) {
    MatrixXd c = MatrixXd::Identity(5, 5);
    for (int i = 0; i < 5; ++i) {
      for (int j = 0; j < i; ++j) c(i, j) = c(j, i) = uniform(words);
    }
    const auto repair = NearestCorrelation(c);
    ASSERT_TRUE(repair.ok());
    ExpectCorrelation(repair->correlation);
    // Every step from the answer towards another correlation matrix leads away from c.
    for (int trial = 0; trial < 20; ++trial) {
      MatrixXd loadings(5, 5);
      for (double& x : loadings.reshaped()) x = uniform(words);
      loadings.rowwise().normalize();
      const MatrixXd other = loadings * loadings.transpose();
      const MatrixXd direction = other - repair->correlation;
      EXPECT_GT((direction.array() * (repair->correlation - c).array()).sum(), -1e-8);
    }
  }
}

TEST(ShrinkCorrelationTest, KeepsThePinsAndMovesNoFurtherThanNeeded) {
  // Two stated entries and a common one that does not fit them.
  MatrixXd c(3, 3);
  c << 1, .9, .9, .9, 1, -.2, .9, -.2, 1;
  EXPECT_FALSE(IsCorrelation(c));
  MatrixXd target = c;
  target(1, 2) = target(2, 1) = .81;
  const auto repair = ShrinkCorrelation(c, target);
  ASSERT_TRUE(repair.ok());
  ExpectCorrelation(repair->correlation);
  EXPECT_EQ(repair->correlation(0, 1), .9);
  EXPECT_EQ(repair->correlation(0, 2), .9);
  // det = 0 where the third entry is .81 - (1 - .81).
  EXPECT_NEAR(repair->correlation(1, 2), .62, 1e-8);
  EXPECT_EQ(repair->changed, 1);
  EXPECT_THAT(ShrinkCorrelation(c, c), HasField("target"));
}

TEST(FactorCorrelationTest, IsACorrelationMatrixByConstruction) {
  MatrixXd loadings(3, 2);
  loadings << .5, .5, .9, 0, -.3, .6;
  const auto c = FactorCorrelation(loadings);
  ASSERT_TRUE(c.ok());
  ExpectCorrelation(*c);
  EXPECT_NEAR((*c)(0, 1), .45, 1e-15);
  EXPECT_NEAR((*c)(0, 2), .15, 1e-15);
  loadings(1, 1) = .5;
  EXPECT_THAT(FactorCorrelation(loadings), HasField("loadings[1]"));
}

TEST(NearestCorrelationTest, WrongMatricesAreTypedErrors) {
  EXPECT_THAT(NearestCorrelation(MatrixXd(2, 3)), HasField("correlation"));
  MatrixXd c = MatrixXd::Identity(2, 2);
  c(0, 1) = 0.5;
  EXPECT_THAT(NearestCorrelation(c), HasField("correlation"));
  c(1, 0) = c(0, 1) = std::nan("");
  EXPECT_THAT(NearestCorrelation(c), HasField("correlation"));
}

}  // namespace
}  // namespace indicast::projection
