// Known answers, properties and slow independent computations of what the rest of a year needs.
// Tolerances: closed forms of a few operations are checked to 1e-12 relative; grid integration to
// the digits that its step allows.
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/pace.h"
#include "projection-service/engine/rest_average.h"
#include "projection-service/engine/rest_growth.h"
#include "projection-service/engine/rest_of_year.h"
#include "projection-service/engine/same_scope.h"
#include "projection-service/engine/single_period.h"
#include "projection-service/engine/year_goal.h"
#include "projection-service/engine/year_share.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::testing::DoubleNear;
using ::testing::ElementsAre;

// Months of two invented years; nothing in them is regular.
const std::vector<double> kBefore = {31, 18.5, 44, 39.5, 41, 60, 37, 36.25, 52, 48, 55.5, 97};
const std::vector<double> kNow = {33, 17, 47.5, 40, 44, 63, 38, 39.75, 53, 51, 57.5, 99};

double SumTo(const std::vector<double>& months, size_t count) {
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += months[i];
  return sum;
}

double Growth(double from, double to) { return (to / from - 1) * 100; }

TEST(RestGrowthTest, WorkedExampleOfFourQuarters) {
  // 100, 110, 120, 130; first half +5 %, year +6 %: the rest must reach 267.1 on 250.
  const auto needed = RestOfYearGrowth(6, 5, 210.0 / 460);
  ASSERT_TRUE(needed.ok());
  EXPECT_NEAR(needed->growth_percent, 6.84, 1e-12);
  EXPECT_NEAR(needed->share_sensitivity, 1 / std::pow(250.0 / 460, 2), 1e-12);
}

// Slow: the months of both years one by one; the year that comes out is the goal.
TEST(RestGrowthTest, EqualsTheMonthsThatAreLeft) {
  const double goal = Growth(SumTo(kBefore, 12), SumTo(kNow, 12));
  for (size_t m = 1; m < 12; ++m) {
    const double share = SumTo(kBefore, m) / SumTo(kBefore, 12);
    const auto needed = RestOfYearGrowth(goal, Growth(SumTo(kBefore, m), SumTo(kNow, m)), share);
    ASSERT_TRUE(needed.ok());
    const double rest_before = SumTo(kBefore, 12) - SumTo(kBefore, m);
    const double rest_now = SumTo(kNow, 12) - SumTo(kNow, m);
    EXPECT_NEAR(needed->growth_percent, Growth(rest_before, rest_now), 1e-11) << m;
  }
}

TEST(RestGrowthTest, SensitivityIsTheSlope) {
  const double step = 1e-6;
  const double up = RestOfYearGrowth(6, 2, 0.4 + step)->growth_percent;
  const double down = RestOfYearGrowth(6, 2, 0.4 - step)->growth_percent;
  EXPECT_NEAR(RestOfYearGrowth(6, 2, 0.4)->share_sensitivity, (up - down) / (2 * step), 1e-6);
}

TEST(RestGrowthTest, IsUndoneByTheYearAndRefusesAYearWithoutRest) {
  const double needed = RestOfYearGrowth(6, -2.5, 0.62)->growth_percent;
  EXPECT_NEAR(YearGrowthPercent(-2.5, needed, 0.62), 6, 1e-12);
  for (const double share : {0.0, 1.0, -0.1, 1.1, std::nan("")}) {
    EXPECT_THAT(RestOfYearGrowth(6, 5, share), HasReason("SHARE_OUT_OF_RANGE")) << share;
  }
}

TEST(SinglePeriodTest, EqualsTheMonthItself) {
  const double year = SumTo(kBefore, 12);
  for (size_t m = 2; m <= 12; ++m) {
    const CumulativeGrowth before{SumTo(kBefore, m - 1) / year,
                                  Growth(SumTo(kBefore, m - 1), SumTo(kNow, m - 1)), 0.05};
    const CumulativeGrowth to{SumTo(kBefore, m) / year, Growth(SumTo(kBefore, m), SumTo(kNow, m)),
                              0.05};
    const auto single = SinglePeriodGrowth(before, to);
    ASSERT_TRUE(single.ok());
    EXPECT_NEAR(single->growth_percent, Growth(kBefore[m - 1], kNow[m - 1]), 1e-10) << m;
  }
}

// The true month lies in the band however the two cumulative rates were rounded.
TEST(SinglePeriodTest, BandHoldsTheTruthAfterRounding) {
  const double year = SumTo(kBefore, 12);
  for (size_t m = 2; m <= 12; ++m) {
    const auto rounded = [&](size_t months) {
      const double growth = Growth(SumTo(kBefore, months), SumTo(kNow, months));
      return CumulativeGrowth{SumTo(kBefore, months) / year, std::round(growth * 10) / 10, 0.05};
    };
    const auto single = SinglePeriodGrowth(rounded(m - 1), rounded(m));
    ASSERT_TRUE(single.ok());
    EXPECT_LE(std::abs(single->growth_percent - Growth(kBefore[m - 1], kNow[m - 1])),
              single->band_percent + 1e-9)
        << m;
  }
  const auto june = SinglePeriodGrowth({0.4, 5, 0.05}, {0.5, 5.2, 0.05});
  EXPECT_NEAR(june->band_percent, 0.05 * 0.9 / 0.1, 1e-12);
}

TEST(SinglePeriodTest, RefusesAPeriodLostInRounding) {
  // 0.05 points of 0.9 of the year are 0.045 points of the year: a slot of 0.00045 is all noise.
  EXPECT_THAT(SinglePeriodGrowth({0.44978, 5, 0.05}, {0.45022, 5.1, 0.05}),
              HasReason("BELOW_ROUNDING_NOISE"));
  EXPECT_TRUE(SinglePeriodGrowth({0.4490, 5, 0.05}, {0.4510, 5.1, 0.05}).ok());
  EXPECT_THAT(SinglePeriodGrowth({0.5, 5, 0.05}, {0.5, 5, 0.05}),
              HasReason("BELOW_ROUNDING_NOISE"));
  EXPECT_THAT(SinglePeriodGrowth({0.5, 5, 0}, {0.4, 5, 0}), HasReason("BELOW_ROUNDING_NOISE"));
}

TEST(SameScopeTest, FactorIsOneWithinRoundingAndNamedBeyondIt) {
  // 1404.0 at +4.0 %: a base of 1350; last year's bulletin says the same.
  const auto same = ImpliedBase({1404, 0.005}, {4, 0.05}, PrintedNumber{1350, 0.005});
  ASSERT_TRUE(same.ok());
  EXPECT_NEAR(same->implied, 1350, 1e-9);
  EXPECT_FALSE(same->differs);
  // The list of respondents changed: the bureau compares with 1350, the bulletin said 1420.
  const auto changed = ImpliedBase({1404, 0.005}, {4, 0.05}, PrintedNumber{1420, 0.005});
  EXPECT_NEAR(*changed->scope_factor, 1350.0 / 1420, 1e-12);
  EXPECT_TRUE(changed->differs);
  EXPECT_FALSE(ImpliedBase({1404, 0.005}, {4, 0.05}, std::nullopt)->scope_factor.has_value());
  EXPECT_THAT(ImpliedBase({1404, 0}, {-100, 0}, std::nullopt), HasReason("GROWTH_UNDEFINED"));
  EXPECT_THAT(ImpliedBase({0, 0}, {4, 0}, std::nullopt), HasReason("BASE_NOT_POSITIVE"));
}

TEST(YearShareTest, TheBaseYearsOwnShareIsExactAndBeatsTheOthers) {
  const std::vector<YearOfLevels> years = {{2021, {{6, 40}}, 100}, {2023, {{6, 210}}, 460}};
  const YearShare share = ShareOfYear(years, 2023, 6);
  EXPECT_NEAR(share.value, 0.456522, 5e-7);
  EXPECT_EQ(share.sd, 0);
  EXPECT_EQ(share.source, ShareSource::kBaseYear);
}

TEST(YearShareTest, OtherYearsAreAveragedAndDrawnTowardsTheSection) {
  const std::vector<YearOfLevels> years = {
      {2020, {{6, 44}}, 100}, {2021, {{6, 46}}, 100}, {2022, {{6, 48}}, 100}};
  const YearShare share = ShareOfYear(years, 2023, 6);
  EXPECT_NEAR(share.value, 0.46, 1e-12);
  EXPECT_NEAR(share.sd, std::sqrt(0.0004 * (1 + 1.0 / 3)), 1e-12);
  EXPECT_EQ(share.source, ShareSource::kOtherYears);
  EXPECT_EQ(share.years, 3);
  EXPECT_NEAR(ShareOfYear(years, 2023, 6, 0.50).value, (3 * 0.46 + 0.50) / 4, 1e-12);
}

TEST(YearShareTest, WithNoYearItIsATimeScheduleAndSaysSo) {
  const YearShare share = ShareOfYear({}, 2023, 5);
  EXPECT_NEAR(share.value, 5.0 / 12, 1e-15);
  EXPECT_EQ(share.source, ShareSource::kTime);
  EXPECT_EQ(share.years, 0);
  EXPECT_GT(share.sd, 0);
  // A total of 0 or a share beyond 1 is no schedule.
  EXPECT_EQ(ShareOfYear({{{2022, {{5, 1}}, 0}}}, 2023, 5).source, ShareSource::kTime);
  EXPECT_EQ(ShareOfYear({{{2022, {{5, 3}}, 2}}}, 2023, 5).source, ShareSource::kTime);
}

TEST(PaceTest, SeasonAndTimeDisagreeForASeasonalSeries) {
  // Half the time, 47 % of the task, and exactly on the season of the year before.
  const auto pace = PaceOf(47, 100, 6, 0.47);
  ASSERT_TRUE(pace.ok());
  EXPECT_NEAR(pace->season, 1, 1e-12);
  EXPECT_NEAR(pace->time, 0.94, 1e-12);
  EXPECT_NEAR(PaceOf(470, 1000, 6, 0.47)->season, pace->season, 1e-12);  // any unit
  EXPECT_THAT(PaceOf(1, 0, 6, 0.5), HasReason("BASE_NOT_POSITIVE"));
  EXPECT_THAT(PaceOf(1, 2, 6, 0), HasReason("SHARE_OUT_OF_RANGE"));
}

TEST(RestAverageTest, WorkedExampleOfConsumerPrices) {
  const auto needed = RequiredRemainingMean(103, 100.1, 6);
  ASSERT_TRUE(needed.ok());
  EXPECT_NEAR(*needed, 105.9, 1e-12);
  // The same in growth, and the same by the formula of sums with a share of 6/12.
  EXPECT_NEAR(*RequiredRemainingMean(3, 0.1, 6), 5.9, 1e-12);
  EXPECT_NEAR(RestOfYearGrowth(3, 0.1, 0.5)->growth_percent, 5.9, 1e-12);
  EXPECT_THAT(RequiredRemainingMean(103, 100, 12), HasReason("YEAR_COMPLETE"));
}

TEST(RestAverageTest, StocksAndCounts) {
  EXPECT_NEAR(*RequiredStockStep(6.9, 6.6, 6), 0.05, 1e-12);
  EXPECT_NEAR(*RequiredStockStep(50, 62, 6), -2, 1e-12);
  EXPECT_THAT(RequiredStockStep(1, 1, 0), HasReason("YEAR_COMPLETE"));
  // 10 pieces in 4 periods: the ceiling first, the last takes what is left.
  EXPECT_THAT(*RequiredCounts(10, 0, 4), ElementsAre(3, 3, 3, 1));
  EXPECT_THAT(*RequiredCounts(12, 4, 4), ElementsAre(2, 2, 2, 2));
  EXPECT_THAT(*RequiredCounts(9, 4, 4), ElementsAre(2, 2, 1, 0));
  EXPECT_THAT(*RequiredCounts(3, 7, 3), ElementsAre(0, 0, 0));
  for (int64_t goal = 0; goal < 60; ++goal) {
    const std::vector<int64_t> counts = *RequiredCounts(goal, 7, 5);
    const int64_t sum = std::accumulate(counts.begin(), counts.end(), int64_t{0});
    EXPECT_EQ(sum, std::max<int64_t>(0, goal - 7));
  }
}

double NormalCdf(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

// Slow: the year's common growth and its variance on a grid, weighed by prior and months so far;
// the rest normal given both.
double GridProbability(const GrowthLaw& law, const MonthsSoFar& so_far, double needed_log) {
  const double x = std::log1p(so_far.growth_percent / 100);
  const double own = 1 - kCommonShare;
  const double prior_factor = 1 / law.strength + kCommonShare;
  double weight_sum = 0;
  double probability = 0;
  for (int i = 0; i < 900; ++i) {
    const double log_variance = std::log(law.scale) - 6 + i * (12.0 / 900);
    const double variance = std::exp(log_variance);
    const double log_prior = -law.shape * log_variance - law.scale / variance;
    const double prior_sd = std::sqrt(variance * prior_factor);
    for (int j = -300; j <= 300; ++j) {
      const double common = law.mean + j * (prior_sd * 9 / 300);
      const double z = (common - law.mean) / prior_sd;
      const double so_far_variance = variance * own / so_far.share;
      const double log_weight = log_prior - z * z / 2 - std::log(so_far_variance) / 2 -
                                (x - common) * (x - common) / (2 * so_far_variance);
      const double weight = std::exp(log_weight);
      weight_sum += weight;
      const double rest_sd = std::sqrt(variance * own / (1 - so_far.share));
      probability += weight * NormalCdf((common - needed_log) / rest_sd);
    }
  }
  return probability / weight_sum;
}

TEST(RestOfYearTest, EqualsTheIntegralOverMeanAndVariance) {
  const GrowthLaw law{std::log(1.055), 9, 3, 0.0012};
  for (const MonthsSoFar& so_far :
       {MonthsSoFar{5, 0.456522, 0}, MonthsSoFar{-8, 0.25, 0}, MonthsSoFar{12, 0.8, 0}}) {
    const double needed = RestOfYearGrowth(6, so_far.growth_percent, so_far.share)->growth_percent;
    const auto rest = LawOfRest(law, so_far);
    ASSERT_TRUE(rest.ok());
    EXPECT_THAT(*ProbabilityAtLeast(6, *rest, so_far),
                DoubleNear(GridProbability(law, so_far, std::log1p(needed / 100)), 1e-5))
        << so_far.growth_percent;
  }
}

TEST(RestOfYearTest, TendsToTheLawOfTheYearWhenNothingHasHappened) {
  // Example of the formula sheet: after -15 % the next year has centre .03193480, scale .08354210
  // with 7 degrees of freedom, and P(>= +7 %) = .34088922. A millionth of a year changes the
  // degrees of freedom by one observation and nothing else.
  const double r = std::log(0.85);
  const double m0 = std::log(1.055);
  const GrowthLaw after{(9 * m0 + r) / 10, 10, 3.5, 0.0012 + 9 * (r - m0) * (r - m0) / 20};
  EXPECT_NEAR(after.mean, 0.03193480, 5e-9);
  EXPECT_NEAR(std::sqrt(after.scale / after.shape * (1 + 1 / after.strength)), 0.08354210, 5e-9);
  const MonthsSoFar nothing{Growth(1, std::exp(after.mean)), 1e-6, 0};
  const auto rest = LawOfRest(after, nothing);
  ASSERT_TRUE(rest.ok());
  EXPECT_NEAR(rest->centre, after.mean, 1e-9);
  // scale' = b / (a + 1/2) and b' = b here: the deviation of the months so far is 0.
  EXPECT_NEAR(rest->variance * 4.0 / 3.5, 0.08354210 * 0.08354210, 1e-7);
  RestLaw whole_year{after.mean, after.scale / after.shape * 1.1, 7};
  EXPECT_NEAR(*ProbabilityAtLeast(7, whole_year, nothing), 0.34088922, 1e-5);
}

TEST(RestOfYearTest, NormalLawIsAPhi) {
  const NormalLaw law{std::log(1.05), 0.02};
  const MonthsSoFar so_far{5, 0.5, 0.01};
  const auto needed = RestOfYearGrowth(6, 5, 0.5);
  const double sd_share = needed->share_sensitivity / (100 + needed->growth_percent) * 0.01;
  // Half a year on its own mean: .75 (1 - .75 / 1.25) + .25 / .5 = .8 of the variance.
  const double sd = std::sqrt(0.02 * 0.02 * 0.8 + sd_share * sd_share);
  EXPECT_NEAR(*ProbabilityAtLeast(6, *LawOfRest(law, so_far), so_far),
              NormalCdf((law.mean - std::log1p(needed->growth_percent / 100)) / sd), 1e-14);
}

TEST(RestOfYearTest, MonthsSoFarPullTheRestAndNarrowTheYear) {
  const NormalLaw law{std::log(1.05), 0.02};
  double centre = law.mean;
  double year = 1;
  for (const double share : {0.1, 0.3, 0.5, 0.7, 0.9, 0.99}) {
    const auto rest = LawOfRest(law, {9, share, 0});
    EXPECT_GT(rest->centre, centre) << share;
    EXPECT_LT(rest->centre, std::log(1.09)) << share;
    const double year_variance = (1 - share) * (1 - share) * rest->variance;
    EXPECT_LT(year_variance, year) << share;
    centre = rest->centre;
    year = year_variance;
  }
}

TEST(RestOfYearTest, FallsWithTheGoalAndIsSureOnceThePassed) {
  const GrowthLaw law{0.05, 9, 3, 0.0012};
  const MonthsSoFar so_far{5, 0.6, 0.01};
  const auto rest = LawOfRest(law, so_far);
  double last = 1;
  for (double goal = -35; goal < 60; goal += 0.5) {
    const double now = *ProbabilityAtLeast(goal, *rest, so_far);
    EXPECT_LE(now, last) << goal;
    last = now;
  }
  EXPECT_EQ(*ProbabilityAtLeast(-37.1, *rest, so_far), 1);  // 0.6 x 105 = 63 already
  EXPECT_THAT(LawOfRest(law, {-100, 0.5, 0}), HasReason("GROWTH_UNDEFINED"));
  EXPECT_THAT(LawOfRest(law, {5, 1, 0}), HasReason("SHARE_OUT_OF_RANGE"));
}

TEST(YearGoalTest, BandIsTheDifferenceOfItsEnds) {
  const YearLaw law = GrowthLaw{0.03, 9, 3, 0.0012};
  const MonthsSoFar so_far{2, 0.5, 0};
  const double within = *ProbabilityWithin({2.5, 3.5}, law, so_far);
  const double low = *ProbabilityWithin({2.5, std::nullopt}, law, so_far);
  const double below = *ProbabilityWithin({std::nullopt, 3.5}, law, so_far);
  EXPECT_NEAR(within, low + below - 1, 1e-12);
  EXPECT_GT(within, 0);
}

std::vector<CourseMonth> Steady(double growth) {
  std::vector<CourseMonth> course;
  for (int month = 1; month < 12; ++month) course.push_back({month, {growth, month / 12.0, 0}});
  return course;
}

TEST(YearGoalTest, NoReturnIsTheFirstMonthFromWhichTheChanceStaysUnderFivePercent) {
  const YearLaw law = NormalLaw{std::log(1.05), 0.03};
  const GrowthBand goal{8, std::nullopt};
  const auto month = MonthOfNoReturn(goal, law, Steady(2));
  ASSERT_TRUE(month.ok());
  ASSERT_TRUE(month->has_value());
  for (const CourseMonth& at : Steady(2)) {
    const double probability = *ProbabilityWithin(goal, law, at.so_far);
    EXPECT_EQ(probability < 0.05, at.month >= **month) << at.month;
  }
  EXPECT_FALSE(MonthOfNoReturn(goal, law, Steady(8.5))->has_value());
  // A month that recovered is no point of no return.
  std::vector<CourseMonth> course = Steady(8.5);
  course[2].so_far.growth_percent = -20;
  EXPECT_FALSE(MonthOfNoReturn(goal, law, course)->has_value());
}

TEST(YearGoalTest, LowerIsBetterLooksAtTheOtherTail) {
  const YearLaw law = NormalLaw{std::log(0.98), 0.02};
  const GrowthBand at_most{std::nullopt, -2.5};
  const MonthsSoFar good{-4, 0.5, 0};
  const MonthsSoFar bad{1, 0.5, 0};
  EXPECT_GT(*ProbabilityWithin(at_most, law, good), *ProbabilityWithin(at_most, law, bad));
  EXPECT_TRUE(MonthOfNoReturn(at_most, law, Steady(3))->has_value());
  EXPECT_FALSE(MonthOfNoReturn(at_most, law, Steady(-3))->has_value());
}

}  // namespace
}  // namespace indicast::projection
