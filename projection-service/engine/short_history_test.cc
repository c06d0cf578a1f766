#include "projection-service/engine/short_history.h"

#include <cmath>
#include <random>

#include "gtest/gtest.h"

namespace indicast::projection {
namespace {

GrowthBelief Belief() { return {.mean = std::log(1.055)}; }

// Known answers of a shock year: trade -15 % against a prior of +5.5 %.
TEST(ShortHistoryTest, OneShockYearMovesTheMeanByATenthAndWidensTheBand) {
  const ShortHistoryLaw law = LearnShortHistory(Belief(), {std::log(0.85)});
  EXPECT_NEAR(law.mean, .03193480, 5e-9);
  EXPECT_NEAR(std::expm1(law.mean) * 100, 3.245, 5e-4);
  EXPECT_NEAR(law.scale, .08354210, 5e-9);
  EXPECT_EQ(law.degrees_of_freedom, 7);
  EXPECT_NEAR(law.own_weight, .1, 1e-15);
  EXPECT_NEAR(law.ProbabilityAtLeast(std::log(1.07)), .34088922, 5e-9);
  EXPECT_GT(law.scale, LearnShortHistory(Belief(), {}).scale);
}

TEST(ShortHistoryTest, WithoutFiguresItIsThePrior) {
  const ShortHistoryLaw law = LearnShortHistory(Belief(), {});
  EXPECT_EQ(law.mean, std::log(1.055));
  EXPECT_EQ(law.own_weight, 0);
  EXPECT_EQ(law.degrees_of_freedom, 6);
  EXPECT_NEAR(law.Quantile(.5), law.mean, 1e-15);
}

TEST(ShortHistoryTest, OneByOneIsTheSameAsAllAtOnce) {
  const std::vector<double> growths = {.03, -.08, .05, .011};
  const ShortHistoryLaw all = LearnShortHistory(Belief(), growths);
  GrowthBelief belief = Belief();
  for (const double r : growths) {
    const double kn = belief.strength + 1;
    const double d = r - belief.mean;
    belief.rate += belief.strength * d * d / (2 * kn);
    belief.mean = (belief.strength * belief.mean + r) / kn;
    belief.shape += .5;
    belief.strength = kn;
  }
  const ShortHistoryLaw step = LearnShortHistory(belief, {});
  EXPECT_NEAR(all.mean, step.mean, 1e-14);
  EXPECT_NEAR(all.scale, step.scale, 1e-14);
  EXPECT_EQ(all.degrees_of_freedom, step.degrees_of_freedom);
}

// Independent slow computation: mean and variance drawn from the posterior, then the next growth.
// 400,000 draws: the standard error of a probability near .34 is 7.5e-4; four of them.
TEST(ShortHistoryTest, DrawsFromThePosteriorAgree) {
  const ShortHistoryLaw law = LearnShortHistory(Belief(), {std::log(0.85)});
  const double shape = 3.5;
  const double rate = .0012 + 9 * std::pow(std::log(.85) - std::log(1.055), 2) / 20;
  std::mt19937_64 random(7);
  std::gamma_distribution<double> precision(shape, 1 / rate);
  std::normal_distribution<double> normal;
  int reached = 0;
  double sum2 = 0;
  constexpr int kDraws = 400000;
  for (int i = 0; i < kDraws; ++i) {
    const double sd = 1 / std::sqrt(precision(random));
    const double mean = law.mean + sd / std::sqrt(10.) * normal(random);
    if (mean + sd * normal(random) >= std::log(1.07)) ++reached;
    double sum = 0;
    for (int h = 0; h < 3; ++h) sum += mean + sd * normal(random);
    sum2 += std::pow(sum - 3 * law.mean, 2);
  }
  EXPECT_NEAR(static_cast<double>(reached) / kDraws, law.ProbabilityAtLeast(std::log(1.07)), 3e-3);
  EXPECT_NEAR(sum2 / kDraws / law.SumVariance(3), 1, .03);
}

}  // namespace
}  // namespace indicast::projection
