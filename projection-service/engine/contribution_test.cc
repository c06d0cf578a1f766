// Known answers, properties and a slow computation of pull, contribution rate and LMDI.
#include "projection-service/engine/contribution.h"

#include <cmath>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/lmdi.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;

const std::vector<GrowingLevel> kGuangdong = {{2006.02, 4.9}, {19270.48, 8.7}, {17805.09, 11.0}};
constexpr GrowingLevel kGuangdongWhole{39081.59, 9.5};

TEST(ContributionTest, PrintedExampleGuangdong2009WithItsResidual) {
  const auto out = DecomposeGrowth(kGuangdongWhole, kGuangdong, LevelYear::kCurrent);
  ASSERT_TRUE(out.ok());
  EXPECT_NEAR(out->increment, 3390.640228, 5e-7);
  EXPECT_NEAR(*out->parts[0].rate_percent, 2.7636, 5e-5);
  EXPECT_NEAR(*out->parts[1].rate_percent, 45.4884, 5e-5);
  EXPECT_NEAR(*out->parts[2].rate_percent, 52.0394, 5e-5);
  EXPECT_NEAR(*out->rate_sum_percent, 100.2914, 5e-5);
  EXPECT_NEAR(out->parts[0].pull_points, 0.26254, 5e-6);
  EXPECT_NEAR(out->parts[1].pull_points, 4.32140, 5e-6);
  EXPECT_NEAR(out->parts[2].pull_points, 4.94374, 5e-6);
  EXPECT_NEAR(out->pull_sum_points, 9.52768, 5e-6);
  EXPECT_NEAR(out->residual_points, 9.5 - 9.52768, 5e-6);
  EXPECT_NEAR(*out->residual_rate_percent, -0.2914, 5e-5);
}

// Slow: the parts after growth, added up in levels.
TEST(ContributionTest, PartsThatMakeTheWholeLeaveNoResidual) {
  const std::vector<GrowingLevel> parts = {{40, -3}, {25, 12.5}, {35, 4.25}};
  double before = 0;
  double after = 0;
  for (const GrowingLevel& part : parts) {
    before += part.level;
    after += part.level * (1 + part.growth_percent / 100);
  }
  const double growth = (after / before - 1) * 100;
  const auto out = DecomposeGrowth({before, growth}, parts, LevelYear::kBase);
  ASSERT_TRUE(out.ok());
  EXPECT_NEAR(out->pull_sum_points, growth, 1e-12);
  EXPECT_NEAR(out->residual_points, 0, 1e-12);
  EXPECT_NEAR(*out->rate_sum_percent, 100, 1e-10);
  EXPECT_NEAR(out->parts[0].pull_points, -1.2, 1e-12);
  EXPECT_NEAR(out->increment, after - before, 1e-10);
}

TEST(ContributionTest, UnitAndOrderDoNotMatter) {
  const auto out = DecomposeGrowth(kGuangdongWhole, kGuangdong, LevelYear::kCurrent);
  std::vector<GrowingLevel> turned(kGuangdong.rbegin(), kGuangdong.rend());
  for (GrowingLevel& part : turned) part.level *= 1e4;
  const auto other = DecomposeGrowth({kGuangdongWhole.level * 1e4, kGuangdongWhole.growth_percent},
                                     turned, LevelYear::kCurrent);
  ASSERT_TRUE(other.ok());
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(other->parts[2 - i].pull_points, out->parts[i].pull_points, 1e-12);
  }
  EXPECT_NEAR(other->residual_points, out->residual_points, 1e-12);
}

TEST(ContributionTest, AWholeThatDoesNotGrowHasPullsAndNoRates) {
  const auto out = DecomposeGrowth({100, 0}, {{{60, 5}, {40, -7.5}}}, LevelYear::kBase);
  ASSERT_TRUE(out.ok());
  EXPECT_NEAR(out->parts[0].pull_points, 3, 1e-12);
  EXPECT_FALSE(out->parts[0].rate_percent.has_value());
  EXPECT_FALSE(out->rate_sum_percent.has_value());
}

TEST(ContributionTest, RefusesWhatHasNoAnswer) {
  EXPECT_THAT(DecomposeGrowth({100, 5}, {}, LevelYear::kBase), HasReason("PARTS_EMPTY"));
  EXPECT_THAT(DecomposeGrowth({0, 5}, {{{1, 1}}}, LevelYear::kBase),
              HasReason("BASE_NOT_POSITIVE"));
  EXPECT_THAT(DecomposeGrowth({100, 5}, {{{1, -100}}}, LevelYear::kCurrent),
              HasReason("GROWTH_UNDEFINED"));
}

TEST(LmdiTest, PrintedExampleOfBaseAndRate) {
  const auto out = DecomposeProduct({{{100, 106}, {0.12, 0.115}}});
  ASSERT_TRUE(out.ok());
  EXPECT_NEAR(out->parts[0], 0.70474795, 5e-9);
  EXPECT_NEAR(out->parts[1], -0.51474795, 5e-9);
  EXPECT_NEAR(out->parts[0] + out->parts[1], 0.19, 1e-12);
}

TEST(LmdiTest, PartsSumToTheDifferenceForAnyNumberOfFactors) {
  const std::vector<Factor> factors = {{3, 4}, {0.5, 0.45}, {1000, 1100}, {0.07, 0.09}};
  const auto out = DecomposeProduct(factors);
  ASSERT_TRUE(out.ok());
  double sum = 0;
  for (const double part : out->parts) sum += part;
  EXPECT_NEAR(sum, out->to - out->from, 1e-12 * out->to);
  EXPECT_NEAR(out->from, 105, 1e-12);
  // A factor that stays moves nothing.
  EXPECT_EQ(DecomposeProduct({{{3, 4}, {2, 2}}})->parts[1], 0);
}

// Slow: the logarithmic mean is the integral of a^t b^(1-t) over t from 0 to 1.
TEST(LmdiTest, LogMeanEqualsItsIntegral) {
  for (const double ratio : {0.2, 0.999, 1.0, 1.00001, 1.00009999, 1.0001001, 1.5, 40.0}) {
    const double b = 12;
    const double a = b * ratio;
    const int steps = 2000;
    double integral = 0;
    for (int i = 0; i < steps; ++i) {
      integral += b * std::pow(ratio, (i + 0.5) / steps) / steps;
    }
    EXPECT_NEAR(LogMean(a, b), integral, 1e-5 * integral) << ratio;
    EXPECT_NEAR(LogMean(a, b), LogMean(b, a), 1e-12 * integral) << ratio;
  }
  EXPECT_EQ(LogMean(7, 7), 7);
}

TEST(LmdiTest, RefusesFactorsWithoutALogarithm) {
  EXPECT_THAT(DecomposeProduct({}), HasReason("FACTORS_EMPTY"));
  EXPECT_THAT(DecomposeProduct({{{1, 0}}}), HasReason("BASE_NOT_POSITIVE"));
  EXPECT_THAT(DecomposeProduct({{{-1, 2}}}), HasReason("BASE_NOT_POSITIVE"));
}

}  // namespace
}  // namespace indicast::projection
