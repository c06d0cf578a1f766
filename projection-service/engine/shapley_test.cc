// Tolerance: a share is a sum of at most 2^8 differences of outputs of order 1, so 1e-12 leaves
// two orders of magnitude.
#include "projection-service/engine/shapley.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>

#include "common/status/error.h"
#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;

constexpr double kTolerance = 1e-12;

std::vector<size_t> Iota(size_t n) {
  std::vector<size_t> order(n);
  std::iota(order.begin(), order.end(), size_t{0});
  return order;
}

// Slow: every order, one after the other.
std::vector<double> OverAllOrders(size_t n, const ChangedOutputs& outputs) {
  std::vector<double> shares(n);
  std::vector<size_t> order = Iota(n);
  double orders = 0;
  do {
    std::vector<bool> changed(n);
    double before = outputs(changed).value()[0];
    for (const size_t i : order) {
      changed[i] = true;
      const double after = outputs(changed).value()[0];
      shares[i] += after - before;
      before = after;
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  for (double& share : shares) share /= orders;
  return shares;
}

// A product of factors plus a pair that only works together.
absl::StatusOr<std::vector<double>> Interacting(const std::vector<bool>& changed) {
  double product = 1;
  for (size_t i = 0; i < changed.size(); ++i) {
    if (changed[i]) product *= 1.1 + 0.3 * static_cast<double>(i);
  }
  if (changed[0] && changed[1]) product += 5;
  return std::vector<double>{product};
}

double Sum(const ShapleyValues& values, size_t output) {
  double sum = 0;
  for (const auto& share : values.shares) sum += share[output];
  return sum;
}

TEST(ExactShapleyTest, EqualsTheAverageOverAllOrders) {
  for (size_t n = 2; n <= 7; ++n) {
    const std::vector<double> slow = OverAllOrders(n, Interacting);
    const ShapleyValues got = ExactShapley(n, Interacting).value();
    EXPECT_TRUE(got.exact);
    EXPECT_EQ(got.runs, uint64_t{1} << n);
    for (size_t i = 0; i < n; ++i) EXPECT_NEAR(got.shares[i][0], slow[i], kTolerance) << n << i;
  }
}

// The glove game (Shapley and Shubik 1969): one left glove, two right ones; a pair is worth 1. The
// left glove gets 2/3, each right one 1/6.
TEST(ExactShapleyTest, MatchesTheGloveGame) {
  const ShapleyValues got =
      ExactShapley(3, [](const std::vector<bool>& c) -> absl::StatusOr<std::vector<double>> {
        return std::vector<double>{c[0] && (c[1] || c[2]) ? 1.0 : 0.0};
      }).value();
  EXPECT_NEAR(got.shares[0][0], 2.0 / 3, kTolerance);
  EXPECT_NEAR(got.shares[1][0], 1.0 / 6, kTolerance);
  EXPECT_NEAR(got.shares[2][0], 1.0 / 6, kTolerance);
}

// 100 x .12 to 106 x .115 over two factors: .5 (6 x .12 + 6 x .115) and .5 (100 + 106) (-.005).
TEST(ExactShapleyTest, SplitsAProductAtTheMeanOfBothOrders) {
  const ShapleyValues got =
      ExactShapley(2, [](const std::vector<bool>& c) -> absl::StatusOr<std::vector<double>> {
        return std::vector<double>{(c[0] ? 106 : 100) * (c[1] ? .115 : .12)};
      }).value();
  EXPECT_NEAR(got.shares[0][0], .705, kTolerance);
  EXPECT_NEAR(got.shares[1][0], -.515, kTolerance);
  EXPECT_NEAR(Sum(got, 0), .19, kTolerance);
}

TEST(ExactShapleyTest, SharesAddUpAndInputsWithoutEffectGetNothing) {
  std::mt19937 random(3);
  for (int game = 0; game < 50; ++game) {
    std::vector<double> worth(64);
    for (double& w : worth) w = std::uniform_real_distribution<double>(-1, 1)(random);
    const ChangedOutputs outputs =
        [&](const std::vector<bool>& c) -> absl::StatusOr<std::vector<double>> {
      size_t mask = 0;  // input 6 does nothing
      for (size_t i = 0; i < 6; ++i) mask |= static_cast<size_t>(c[i]) << i;
      return std::vector<double>{worth[mask], 2 * worth[mask]};
    };
    const ShapleyValues got = ExactShapley(7, outputs).value();
    EXPECT_NEAR(Sum(got, 0), got.all[0] - got.none[0], kTolerance);
    EXPECT_NEAR(got.shares[6][0], 0, kTolerance);
    for (const auto& share : got.shares) EXPECT_NEAR(share[1], 2 * share[0], kTolerance);
  }
}

TEST(ExactShapleyTest, OneInputGetsEverything) {
  const ShapleyValues got =
      ExactShapley(1, [](const std::vector<bool>& c) -> absl::StatusOr<std::vector<double>> {
        return std::vector<double>{c[0] ? 3.0 : 1.0};
      }).value();
  EXPECT_EQ(got.shares[0][0], 2);
}

TEST(ShapleyTest, AnUndefinedStateMakesOnlyTheSharesThatNeedItUndefined) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const ShapleyValues got =
      ExactShapley(2, [&](const std::vector<bool>& c) -> absl::StatusOr<std::vector<double>> {
        return std::vector<double>{c[0] && !c[1] ? nan : 1.0, c[0] ? 2.0 : 1.0};
      }).value();
  EXPECT_TRUE(std::isnan(got.shares[0][0]));
  EXPECT_TRUE(std::isnan(got.shares[1][0]));
  EXPECT_EQ(got.shares[0][1], 1);
}

TEST(ShapleyTest, AnErrorOfARunEndsTheComputation) {
  const ChangedOutputs failing =
      [](const std::vector<bool>& c) -> absl::StatusOr<std::vector<double>> {
    if (!c[1]) return std::vector<double>{0.0};
    return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED", "the caller has gone");
  };
  EXPECT_THAT(ExactShapley(2, failing), HasReason("CALL_CANCELLED"));
  EXPECT_THAT(SampledShapley(3, 4, 1, failing), HasReason("CALL_CANCELLED"));
}

TEST(SampledShapleyTest, LiesWithinItsErrorsOfTheExactSharesAndAddsUp) {
  constexpr size_t kInputs = 8;
  const ShapleyValues exact = ExactShapley(kInputs, Interacting).value();
  const ShapleyValues got = SampledShapley(kInputs, 400, 7, Interacting).value();
  EXPECT_FALSE(got.exact);
  EXPECT_EQ(got.runs, 2 + 2 * (kInputs - 1) * 400);
  EXPECT_NEAR(Sum(got, 0), got.all[0] - got.none[0], 1e-9 * std::abs(got.all[0]));
  for (size_t i = 0; i < kInputs; ++i) {
    EXPECT_GT(got.standard_errors[i][0], 0);
    EXPECT_LT(got.standard_errors[i][0], 0.05 * std::abs(got.all[0]));
    // Eight shares at fixed seeds; five standard errors.
    EXPECT_NEAR(got.shares[i][0], exact.shares[i][0], 5 * got.standard_errors[i][0]) << i;
  }
}

TEST(SampledShapleyTest, HasNoErrorWhereNothingInteracts) {
  const ChangedOutputs additive =
      [](const std::vector<bool>& c) -> absl::StatusOr<std::vector<double>> {
    double sum = 0;
    for (size_t i = 0; i < c.size(); ++i) sum += c[i] ? static_cast<double>(i) : 0;
    return std::vector<double>{sum};
  };
  const ShapleyValues got = SampledShapley(20, 2, 1, additive).value();
  for (size_t i = 0; i < 20; ++i) {
    EXPECT_DOUBLE_EQ(got.shares[i][0], static_cast<double>(i));
    EXPECT_EQ(got.standard_errors[i][0], 0);
  }
}

TEST(SampledShapleyTest, TheSeedDecidesTheOrders) {
  const auto share = [](uint64_t seed) {
    return SampledShapley(12, 10, seed, Interacting).value().shares[3][0];
  };
  EXPECT_EQ(share(1), share(1));
  EXPECT_NE(share(1), share(2));
}

}  // namespace
}  // namespace indicast::projection
