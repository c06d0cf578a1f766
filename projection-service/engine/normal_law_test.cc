// Boost.Math, at 50 digits where its doubles are no finer than ours, is the independent
// computation.
#include "projection-service/engine/normal_law.h"

#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <limits>

#include "gtest/gtest.h"

namespace indicast::projection {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// Both sides carry an error of a few units in the last place.
constexpr double kRelative = 2e-15;

double SlowCdf(double x) {
  const long double root = std::sqrt(2.0L);
  return static_cast<double>(boost::math::erfc(-static_cast<long double>(x) / root) / 2);
}

void ExpectClose(double got, double want, double relative, double at) {
  EXPECT_LE(std::abs(got - want), relative * std::abs(want)) << at << ": " << got << " " << want;
}

TEST(NormalLawTest, ExpAndLogAgreeWithTheLibrary) {
  for (double x = -699.5; x < 700; x += 0.37) ExpectClose(Exp(x), std::exp(x), kRelative, x);
  for (double x = 1e-300; x < 1e300; x *= 1.7) ExpectClose(Log(x), std::log(x), kRelative, x);
  for (double x = 0.5; x < 2; x += 0.0007) ExpectClose(Log(x), std::log(x), kRelative, x);
  EXPECT_EQ(Exp(0), 1);
  EXPECT_EQ(Log(1), 0);
  EXPECT_EQ(Exp(kInfinity), kInfinity);
  EXPECT_EQ(Exp(-kInfinity), 0);
  EXPECT_EQ(Log(0), -kInfinity);
  EXPECT_TRUE(std::isnan(Exp(std::nan(""))));
  EXPECT_TRUE(std::isnan(Log(std::nan(""))));
}

TEST(NormalLawTest, CdfAgreesWithBoost) {
  for (double x = -36; x <= 9; x += 0.0173) ExpectClose(NormalCdf(x), SlowCdf(x), 1e-14, x);
  EXPECT_EQ(NormalCdf(-kInfinity), 0);
  EXPECT_EQ(NormalCdf(kInfinity), 1);
  EXPECT_EQ(NormalCdf(0), 0.5);
}

TEST(NormalLawTest, QuantileInvertsTheCdf) {
  for (double p = 1e-290; p < 1e-3; p *= 7) {
    ExpectClose(SlowCdf(NormalQuantile(p)), p, 1e-12, p);  // the tail magnifies by x^2
  }
  for (double p = 0.001; p < 1; p += 0.00173) ExpectClose(SlowCdf(NormalQuantile(p)), p, 2e-14, p);
  EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_EQ(NormalQuantile(0), -kInfinity);
  EXPECT_EQ(NormalQuantile(1), kInfinity);
  EXPECT_EQ(NormalQuantile(0.5), 0);
}

TEST(NormalLawTest, IntervalsKeepTheirDigitsInBothTails) {
  ExpectClose(NormalProbability(8, 9), NormalProbability(-9, -8), 0, 8);
  ExpectClose(NormalProbability(8, 9), SlowCdf(-8) - SlowCdf(-9), 1e-14, 8);
  EXPECT_EQ(NormalProbability(2, 1), 0);
  EXPECT_EQ(NormalProbability(-kInfinity, kInfinity), 1);
}

TEST(NormalLawTest, DensityIsTheDerivative) {
  for (double x = -8; x <= 8; x += 0.25) {
    ExpectClose(NormalDensity(x), std::exp(-x * x / 2) / std::sqrt(2 * std::acos(-1.0)), 1e-14, x);
  }
  EXPECT_EQ(NormalDensity(kInfinity), 0);
}

}  // namespace
}  // namespace indicast::projection
