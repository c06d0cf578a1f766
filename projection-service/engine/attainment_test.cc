#include "projection-service/engine/attainment.h"

#include <cmath>
#include <limits>
#include <random>

#include "gtest/gtest.h"
#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(AttainmentTest, IsTheNormalLawOfLogGrowth) {
  // Median 5 %, 2 points of log growth; at least 6 %.
  const double m = std::log(1.05);
  EXPECT_NEAR(AttainmentOf(m, .02, std::log(1.06), kInfinity),
              0.5 * std::erfc(-(m - std::log(1.06)) / .02 / std::sqrt(2.0)), 1e-14);
  // The plan at its own median is a coin; a band is the difference of two.
  EXPECT_EQ(AttainmentOf(m, .02, m, kInfinity), .5);
  EXPECT_NEAR(AttainmentOf(m, .02, m - .01, m + .02), NormalCdf(1) - NormalCdf(-.5), 1e-14);
  EXPECT_NEAR(AttainmentOf(m, .02, -kInfinity, m) + AttainmentOf(m, .02, m, kInfinity), 1, 1e-15);
}

TEST(AttainmentTest, WithoutSpreadItIsYesOrNo) {
  EXPECT_EQ(AttainmentOf(.05, 0, .05, kInfinity), 1);
  EXPECT_EQ(AttainmentOf(.05, 0, .0501, kInfinity), 0);
}

TEST(AttainmentTest, AGapOfNothingIsTheLawOfTheDifference) {
  const LogGrowthLaw a = {.06, .02};
  const LogGrowthLaw b = {.05, .03};
  const double sd = std::sqrt(.0004 + .0009 - 2 * .4 * .0006);
  EXPECT_NEAR(GapAttainment(a, b, .4, 0, kInfinity), NormalCdf(.01 / sd), 1e-14);
  // The integral meets the closed form when the margin goes to 0.
  EXPECT_NEAR(GapAttainment(a, b, .4, 1e-13, kInfinity), NormalCdf(.01 / sd), 1e-10);
  EXPECT_NEAR(GapAttainment(a, b, .4, -kInfinity, 1e-13), NormalCdf(-.01 / sd), 1e-10);
}

TEST(AttainmentTest, AGapWithAMarginAgreesWithCounting) {
  const LogGrowthLaw a = {.07, .02};
  const LogGrowthLaw b = {.05, .03};
  std::mt19937_64 words(11);
  std::normal_distribution<double> normal;
  for (const double rho : {-.5, 0.0, .3, .95}) {
    int above = 0;
    int band = 0;
    constexpr int kDraws = 200000;
    for (int i = 0; i < kDraws; ++i) {
      const double z = normal(words);
      const double x =
          a.median + a.standard_deviation * (rho * z + std::sqrt(1 - rho * rho) * normal(words));
      const double gap = std::exp(x) - std::exp(b.median + b.standard_deviation * z);
      above += gap >= .01;
      band += gap >= -.005 && gap <= .005;
    }
    EXPECT_NEAR(GapAttainment(a, b, rho, .01, kInfinity), static_cast<double>(above) / kDraws,
                5 * std::sqrt(.25 / kDraws));
    EXPECT_NEAR(GapAttainment(a, b, rho, -.005, .005), static_cast<double>(band) / kDraws,
                5 * std::sqrt(.25 / kDraws));
  }
}

TEST(AttainmentTest, CertainGrowthRatesLeaveTheOtherAlone) {
  const LogGrowthLaw a = {std::log(1.06), .02};
  const LogGrowthLaw fixed = {std::log(1.05), 0};
  EXPECT_NEAR(GapAttainment(a, fixed, 0, .02, kInfinity),
              AttainmentOf(a.median, .02, std::log(1.07), kInfinity), 1e-14);
  EXPECT_NEAR(GapAttainment(fixed, a, 0, .02, kInfinity),
              AttainmentOf(a.median, .02, -kInfinity, std::log(1.03)), 1e-3);
}

TEST(AttainmentTest, CountsCarryTheWilsonInterval) {
  // 10 of 100 (Newcombe 1998 prints 0.0552..0.1744).
  const CountedProbability p = CountProbability(10, 100);
  EXPECT_EQ(p.value, .1);
  EXPECT_NEAR(p.low, .0552, 5e-5);
  EXPECT_NEAR(p.high, .1744, 5e-5);
}

TEST(AttainmentTest, NoneOfNIsBelowThreeOverN) {
  const CountedProbability none = CountProbability(0, 1000);
  EXPECT_EQ(none.value, 0);
  EXPECT_EQ(none.low, 0);
  EXPECT_EQ(none.high, .003);
  const CountedProbability all = CountProbability(1000, 1000);
  EXPECT_EQ(all.low, 1 - .003);
  EXPECT_EQ(all.high, 1);
}

}  // namespace
}  // namespace indicast::projection
