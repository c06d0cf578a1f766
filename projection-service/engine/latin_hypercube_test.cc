#include "projection-service/engine/latin_hypercube.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projection-service/engine/keyed_permutation.h"
#include "projection-service/engine/keyed_random.h"

namespace indicast::projection {
namespace {

// The known answer of Random123 for the all-ones-and-zeros of pi, through our addressing:
// counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0 gives d16cfe09 94fdcceb ...
TEST(KeyedRandomTest, MatchesThePublishedPhiloxAnswer) {
  const uint64_t got = KeyedBits(0x299f31d0a4093822, static_cast<RandomUse>(0x03707344),
                                 0x85a308d3243f6a88, 0x13198a2e);
  EXPECT_EQ(got, 0x94fdccebd16cfe09u);
}

TEST(KeyedRandomTest, UnitNumbersStayInsideTheOpenInterval) {
  EXPECT_GT(UnitNumber(0), 0);
  EXPECT_LT(UnitNumber(~uint64_t{0}), 1);
  EXPECT_EQ(NumberBelow(7, 0), 0u);
  EXPECT_EQ(NumberBelow(7, ~uint64_t{0}), 6u);
}

TEST(KeyedPermutationTest, HitsEveryValueOnce) {
  for (const uint64_t n : {1u, 2u, 3u, 4u, 5u, 16u, 17u, 100u, 1000u, 4096u, 4097u}) {
    for (const uint64_t seed : {0ull, 1ull, 0xffffffffffffffffull}) {
      const KeyedPermutation permutation(n, seed, 3);
      std::vector<bool> seen(n);
      for (uint64_t i = 0; i < n; ++i) {
        const uint64_t to = permutation.At(i);
        ASSERT_LT(to, n);
        EXPECT_FALSE(seen[to]) << n << " " << i;
        seen[to] = true;
      }
    }
  }
}

TEST(KeyedPermutationTest, WorksFarBeyondMemory) {
  const uint64_t n = (uint64_t{1} << 40) + 7;
  const KeyedPermutation permutation(n, 5, 0);
  std::vector<uint64_t> got;
  for (uint64_t i = n - 1000; i < n; ++i) got.push_back(permutation.At(i));
  std::sort(got.begin(), got.end());
  EXPECT_LT(got.back(), n);
  EXPECT_EQ(std::adjacent_find(got.begin(), got.end()), got.end());
  EXPECT_LT(got.front(), n / 10) << "they spread over the whole range";
  EXPECT_GT(got.back(), n / 10 * 9);
}

// Over 4,800 seeds each of the 24 orders of four values is expected 200 times; chi-square with 23
// degrees of freedom exceeds 49.7 once in a thousand such tests, and the seeds are fixed.
TEST(KeyedPermutationTest, ReachesAllOrdersAlike) {
  std::map<std::vector<uint64_t>, int> counts;
  for (uint64_t seed = 0; seed < 4800; ++seed) {
    const KeyedPermutation permutation(4, seed, 0);
    ++counts[{permutation.At(0), permutation.At(1), permutation.At(2), permutation.At(3)}];
  }
  double chi_square = 24.0 - static_cast<double>(counts.size());
  chi_square *= 200;
  for (const auto& [order, count] : counts) chi_square += (count - 200) * (count - 200) / 200.0;
  EXPECT_LT(chi_square, 49.7);
}

TEST(LatinHypercubeTest, EachStratumOfEachFactorHoldsOnePoint) {
  for (const uint64_t n : {1u, 2u, 7u, 64u, 1000u}) {
    for (uint32_t factor = 0; factor < 5; ++factor) {
      std::vector<int> counts(n);
      for (uint64_t i = 0; i < n; ++i) {
        const double u = LatinHypercubeCoordinate(n, i, factor, 42);
        ASSERT_GE(u, 0);
        ASSERT_LE(u, 1);
        ++counts[std::min<uint64_t>(n - 1, static_cast<uint64_t>(u * static_cast<double>(n)))];
      }
      EXPECT_THAT(counts, ::testing::Each(1)) << n << " " << factor;
    }
  }
}

TEST(LatinHypercubeTest, SeedsAndFactorsDiffer) {
  std::vector<double> a;
  std::vector<double> b;
  std::vector<double> other_seed;
  for (uint64_t i = 0; i < 500; ++i) {
    a.push_back(LatinHypercubeCoordinate(500, i, 0, 1));
    b.push_back(LatinHypercubeCoordinate(500, i, 1, 1));
    other_seed.push_back(LatinHypercubeCoordinate(500, i, 0, 2));
  }
  const auto correlation = [](const std::vector<double>& x, const std::vector<double>& y) {
    double sum = 0;
    for (size_t i = 0; i < x.size(); ++i) sum += (x[i] - 0.5) * (y[i] - 0.5);
    return sum / static_cast<double>(x.size()) * 12;
  };
  // The standard deviation of the correlation of 500 independent pairs is 0.045.
  EXPECT_LT(std::abs(correlation(a, b)), 0.18);
  EXPECT_LT(std::abs(correlation(a, other_seed)), 0.18);
}

// The mean of a linear function over the strata has an error of order n^-3/2, that of random points
// n^-1/2: what stratifying is for.
TEST(LatinHypercubeTest, IntegratesLinearFunctionsFarBetterThanRandomPoints) {
  const uint64_t n = 1000;
  double sum = 0;
  for (uint64_t i = 0; i < n; ++i) {
    for (uint32_t factor = 0; factor < 3; ++factor) {
      sum += LatinHypercubeCoordinate(n, i, factor, 9);
    }
  }
  EXPECT_NEAR(sum / static_cast<double>(n), 1.5, 2e-4);
}

}  // namespace
}  // namespace indicast::projection
