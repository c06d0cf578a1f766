// Known answers and slow independent computations for the growth formulas. Tolerance: the closed
// forms are a few dozen double operations of relative error 1.1e-16 each, so 1e-12 relative leaves
// two orders of magnitude; known answers are checked to the digits they are printed with.
#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/compound.h"
#include "projection-service/engine/damped.h"
#include "projection-service/engine/linear.h"
#include "projection-service/engine/logistic.h"
#include "projection-service/engine/required_path.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOkAndHolds;
using ::testing::DoubleEq;
using ::testing::DoubleNear;

constexpr double kRelative = 1e-12;

MATCHER_P(Near, want, "") { return std::abs(arg - want) <= kRelative * std::abs(want); }

TEST(CompoundTest, MatchesPrintedExamples) {
  // Doubling in 15 years.
  EXPECT_THAT(CompoundGrowthPercent(1, 2, 15), IsOkAndHolds(DoubleNear(4.7294, 5e-5)));
  // -15 % then +7 %: two-year average, level, recovery.
  const double level = CompoundLevel(CompoundLevel(100, -15, 1), 7, 1);
  EXPECT_THAT(level, DoubleNear(90.95, 1e-12));
  EXPECT_THAT(CompoundGrowthPercent(100, level, 2), IsOkAndHolds(DoubleNear(-4.6323, 5e-5)));
  EXPECT_THAT(GrowthPercentBetween(85, 100), IsOkAndHolds(DoubleNear(17.6471, 5e-5)));
}

TEST(CompoundTest, EqualsRepeatedMultiplication) {
  for (const double growth : {-99.0, -15.0, 0.0, 0.1, 7.0, 300.0}) {
    double slow = 2811.51;
    for (int h = 1; h <= 30; ++h) {
      slow *= (100 + growth) / 100;
      EXPECT_THAT(CompoundLevel(2811.51, growth, h), Near(slow)) << growth << " " << h;
    }
  }
}

TEST(CompoundTest, RequiredGrowthReachesTheEnd) {
  for (const int years : {1, 2, 7, 30}) {
    const auto growth = CompoundGrowthPercent(3315.6, 4100.25, years);
    ASSERT_TRUE(growth.ok());
    EXPECT_THAT(CompoundLevel(3315.6, *growth, years), Near(4100.25)) << years;
  }
}

TEST(CompoundTest, GrowthOnNoPositiveBaseIsATypedError) {
  for (const double base : {0.0, -5.0, std::nan("")}) {
    EXPECT_THAT(GrowthPercentBetween(base, 10), HasReason("BASE_NOT_POSITIVE")) << base;
    EXPECT_THAT(CompoundGrowthPercent(base, 10, 3), HasReason("BASE_NOT_POSITIVE")) << base;
  }
  EXPECT_THAT(GrowthPercentBetween(10, 0), HasReason("GROWTH_UNDEFINED"));
  EXPECT_THAT(CompoundGrowthPercent(10, -1, 2), HasReason("GROWTH_UNDEFINED"));
}

TEST(LinearTest, EqualsRepeatedAdditionAndItsGrowthFalls) {
  double slow = 100;
  double last_growth = 1e9;
  for (int h = 1; h <= 30; ++h) {
    const double before = slow;
    slow += 12.5;
    EXPECT_THAT(LinearLevel(100, 12.5, h), Near(slow));
    const double growth = GrowthPercentBetween(before, slow).value();
    EXPECT_LT(growth, last_growth);
    last_growth = growth;
  }
  EXPECT_THAT(LinearStep(100, 160, 4), DoubleEq(15));
}

TEST(DampedTest, SumEqualsItsDefinition) {
  for (const double phi : {0.05, 0.6, 0.98, 0.999999}) {
    double slow = 0;
    for (int h = 1; h <= 30; ++h) {
      slow += std::pow(phi, h);
      // 1 - phi^h cancels as phi nears 1: an error of 1e-16 / (1 - phi).
      EXPECT_NEAR(DampedSum(phi, h), slow, slow * (kRelative + 1e-15 / (1 - phi))) << phi << h;
    }
  }
}

// The TRAP of published libraries: the second step is phi + phi^2, not 2 phi.
TEST(DampedTest, SecondStepIsPhiPlusPhiSquared) {
  EXPECT_THAT(DampedSum(0.98, 2), Near(0.98 + 0.98 * 0.98));
  const double m = std::log1p(0.02);
  const double r0 = std::log1p(0.05);
  EXPECT_THAT(DampedLevel(100, 2, 0.8, 5, 2),
              Near(100 * std::exp(2 * m + (0.8 + 0.64) * (r0 - m))));
}

TEST(DampedTest, LevelIsTheProductOfItsGrowth) {
  double slow = 14331.98;
  for (int h = 1; h <= 30; ++h) {
    slow *= 1 + DampedGrowthPercent(2, 0.8, 4.8, h) / 100;
    EXPECT_THAT(DampedLevel(14331.98, 2, 0.8, 4.8, h), Near(slow)) << h;
  }
}

TEST(DampedTest, GrowthTendsToTheLongRunRateFromEitherSide) {
  EXPECT_THAT(DampedGrowthPercent(2, 0.5, 5, 60), DoubleNear(2, 1e-12));
  EXPECT_THAT(DampedGrowthPercent(2, 0.5, -15, 60), DoubleNear(2, 1e-12));
  EXPECT_THAT(DampedGrowthPercent(3, 0.7, 3, 9), DoubleNear(3, 1e-12));
  EXPECT_LT(DampedGrowthPercent(2, 0.5, 5, 1), 5);
  EXPECT_GT(DampedGrowthPercent(2, 0.5, 5, 1), 2);
}

TEST(LogisticTest, MatchesTheWorkedExample) {
  const auto kappa = LogisticSlope(62, 65, 0, 100);
  ASSERT_TRUE(kappa.ok());
  EXPECT_THAT(*kappa, DoubleNear(0.12949098, 5e-9));
  EXPECT_THAT(LogisticLevel(65, 0, 100, *kappa, 1), IsOkAndHolds(DoubleNear(67.885835, 5e-7)));
  EXPECT_THAT(LogisticLevel(65, 0, 100, *kappa, 2), IsOkAndHolds(DoubleNear(70.641199, 5e-7)));
  EXPECT_THAT(LogisticLevel(65, 0, 100, *kappa, 3), IsOkAndHolds(DoubleNear(73.253299, 5e-7)));
  // kappa* 0.11412933 takes 65 to 70 in two years.
  EXPECT_THAT(LogisticLevel(65, 0, 100, 0.11412933, 2), IsOkAndHolds(DoubleNear(70, 1e-6)));
}

// Slow: odds multiply by e^kappa each year, on levels scaled to the band.
TEST(LogisticTest, EqualsRepeatedScalingOfTheOdds) {
  double odds = (65.0 - 20) / (110.0 - 65);
  for (int h = 1; h <= 30; ++h) {
    odds *= std::exp(0.2);
    const double slow = 20 + (110.0 - 20) * odds / (1 + odds);
    EXPECT_THAT(LogisticLevel(65, 20, 110, 0.2, h), IsOkAndHolds(Near(slow))) << h;
  }
}

TEST(LogisticTest, StaysInsideItsBandForAnySlope) {
  for (const double kappa : {-1e6, -3.0, 0.0, 3.0, 1e6}) {
    const auto level = LogisticLevel(65, 0, 100, kappa, 30);
    ASSERT_TRUE(level.ok());
    EXPECT_GE(*level, 0);
    EXPECT_LE(*level, 100);
  }
}

TEST(LogisticTest, LevelsOutsideTheBandAreTypedErrors) {
  for (const double level : {-1.0, 0.0, 100.0, 101.0, std::nan("")}) {
    EXPECT_THAT(LogisticLevel(level, 0, 100, 0.1, 1), HasReason("OUTSIDE_LOGISTIC_RANGE"));
  }
  EXPECT_THAT(LogisticSlope(100, 65, 0, 100), HasReason("OUTSIDE_LOGISTIC_RANGE"));
}

constexpr RequiredStyle kStyles[] = {RequiredStyle::kConstantGrowth, RequiredStyle::kLinear,
                                     RequiredStyle::kFrontLoaded, RequiredStyle::kBackLoaded,
                                     RequiredStyle::kSCurve};

TEST(RequiredPathTest, EndsExactlyOnTheGivenLevel) {
  for (const auto style : kStyles) {
    for (const int years : {1, 2, 3, 7, 30}) {
      EXPECT_THAT(RequiredLevel(2811.51, 3500, years, style, years), IsOkAndHolds(DoubleEq(3500)));
      EXPECT_EQ(RequiredShare(years, style, 0), 0);
      EXPECT_EQ(RequiredShare(years, style, years), 1);
    }
  }
}

// Slow: the weights as they are defined, one year after the other.
TEST(RequiredPathTest, LogWeightsAddUpToTheirShares) {
  for (const int years : {1, 2, 5, 30}) {
    double front = 0;
    double back = 0;
    for (int t = 1; t <= years; ++t) {
      front += (years - t + 1) / (years * (years + 1) / 2.0);
      back += t / (years * (years + 1) / 2.0);
      EXPECT_THAT(RequiredShare(years, RequiredStyle::kFrontLoaded, t), Near(front)) << t;
      EXPECT_THAT(RequiredShare(years, RequiredStyle::kBackLoaded, t), Near(back)) << t;
    }
  }
}

// 100 to 121 in two years: ln 1.21 split 2 : 1 and 1 : 2; the S-curve passes the middle in the
// middle.
TEST(RequiredPathTest, LoadedPathsSplitTheLogarithm) {
  EXPECT_THAT(RequiredLevel(100, 121, 2, RequiredStyle::kFrontLoaded, 1),
              IsOkAndHolds(Near(100 * std::pow(1.21, 2.0 / 3))));
  EXPECT_THAT(RequiredLevel(100, 121, 2, RequiredStyle::kBackLoaded, 1),
              IsOkAndHolds(Near(100 * std::pow(1.21, 1.0 / 3))));
  EXPECT_THAT(RequiredLevel(100, 121, 2, RequiredStyle::kSCurve, 1), IsOkAndHolds(Near(110.0)));
  EXPECT_THAT(RequiredLevel(100, 121, 4, RequiredStyle::kSCurve, 1),
              IsOkAndHolds(Near(100 * std::pow(1.21, 5.0 / 32))));
}

TEST(RequiredPathTest, GrowthFallsRisesOrPeaksInTheMiddle) {
  const int years = 6;
  const auto weight = [](RequiredStyle style, int t) {
    return RequiredShare(years, style, t) - RequiredShare(years, style, t - 1);
  };
  for (int t = 2; t <= years; ++t) {
    EXPECT_LT(weight(RequiredStyle::kFrontLoaded, t), weight(RequiredStyle::kFrontLoaded, t - 1));
    EXPECT_GT(weight(RequiredStyle::kBackLoaded, t), weight(RequiredStyle::kBackLoaded, t - 1));
    // The S-curve is symmetric: what is left before the middle is done after it.
    EXPECT_NEAR(RequiredShare(years, RequiredStyle::kSCurve, t) +
                    RequiredShare(years, RequiredStyle::kSCurve, years - t),
                1, 1e-15);
  }
  EXPECT_LT(weight(RequiredStyle::kSCurve, 1), weight(RequiredStyle::kSCurve, 3));
  EXPECT_GT(weight(RequiredStyle::kSCurve, 3), 0);
}

TEST(RequiredPathTest, StylesHaveTheirCodes) {
  for (const auto style : kStyles) EXPECT_EQ(RequiredStyleOf(CodeOf(style)), style);
  EXPECT_EQ(RequiredStyleOf("straight"), std::nullopt);
}

TEST(RequiredPathTest, FollowsItsStyleOnTheWay) {
  // 100 to 121 in two years: 110 by growth, 110.5 by steps.
  EXPECT_THAT(RequiredLevel(100, 121, 2, RequiredStyle::kConstantGrowth, 1),
              IsOkAndHolds(Near(110.0)));
  EXPECT_THAT(RequiredLevel(100, 121, 2, RequiredStyle::kLinear, 1), IsOkAndHolds(Near(110.5)));
  EXPECT_THAT(RequiredLevel(-5, 10, 3, RequiredStyle::kLinear, 1),
              IsOkAndHolds(DoubleNear(0, 1e-14)));
  EXPECT_THAT(RequiredLevel(-5, 10, 3, RequiredStyle::kConstantGrowth, 1),
              HasReason("BASE_NOT_POSITIVE"));
}

}  // namespace
}  // namespace indicast::projection
