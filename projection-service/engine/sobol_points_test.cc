// Boost's sequential generator is the independent computation; printed points of Joe and Kuo.
#include "projection-service/engine/sobol_points.h"

#include <algorithm>
#include <boost/random/sobol.hpp>
#include <cmath>
#include <vector>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;

std::vector<double> Range(const SobolPoints& points, uint64_t first, size_t count) {
  std::vector<double> out(count * static_cast<size_t>(points.dimensions()));
  points.Fill(first, out);
  return out;
}

TEST(SobolPointsTest, BeginsWithThePrintedPoints) {
  const auto points = SobolPoints::Plain(3);
  ASSERT_TRUE(points.ok());
  const double want[8][3] = {{0, 0, 0},          {.5, .5, .5},       {.75, .25, .25},
                             {.25, .75, .75},    {.375, .375, .625}, {.875, .875, .125},
                             {.625, .125, .875}, {.125, .625, .375}};
  for (uint64_t i = 0; i < 8; ++i) {
    for (int d = 0; d < 3; ++d) {
      EXPECT_EQ(points->Coordinate(i, d), want[i][d] + 0x1p-33) << i << " " << d;
    }
  }
}

TEST(SobolPointsTest, EqualsTheSequentialGeneratorInEveryDimension) {
  constexpr int kDimensions = SobolPoints::kMaxDimensions;
  const auto points = SobolPoints::Plain(kDimensions);
  ASSERT_TRUE(points.ok());
  boost::random::sobol_engine<uint32_t, 32> boost_points(kDimensions);
  for (uint64_t i = 1; i <= 200; ++i) {
    for (int d = 0; d < kDimensions; ++d) {
      // Boost's words have 32 digits, and it leaves out the first point.
      ASSERT_EQ(points->Digits(i, d), boost_points()) << i << " " << d;
    }
  }
}

TEST(SobolPointsTest, AnySplitOfARangeGivesTheSamePoints) {
  const auto points = SobolPoints::Scrambled(7, 42);
  ASSERT_TRUE(points.ok());
  const std::vector<double> whole = Range(*points, 1000, 96);
  for (const size_t split : {1U, 31U, 32U, 95U}) {
    std::vector<double> parts = Range(*points, 1000, split);
    const std::vector<double> rest = Range(*points, 1000 + split, 96 - split);
    parts.insert(parts.end(), rest.begin(), rest.end());
    EXPECT_EQ(parts, whole) << split;
  }
  EXPECT_EQ(points->Coordinate(1005, 3), whole[5 * 7 + 3]);
}

TEST(SobolPointsTest, ScramblingKeepsEveryAlignedRangeBalanced) {
  for (const uint64_t seed : {0U, 1U, 2U}) {
    const auto points = SobolPoints::Scrambled(40, seed);
    ASSERT_TRUE(points.ok());
    for (int d = 0; d < 40; ++d) {
      std::vector<int> cells(64, 0);
      for (uint64_t i = 128; i < 192; ++i) {
        ++cells[static_cast<size_t>(points->Coordinate(i, d) * 64)];
      }
      EXPECT_EQ(std::count(cells.begin(), cells.end(), 1), 64) << seed << " " << d;
    }
  }
}

TEST(SobolPointsTest, ScramblingsAreUnbiasedAndDiffer) {
  // One fixed point under 4,000 scramblings: mean 1/2 and variance 1/12 to five standard errors.
  double sum = 0;
  double squares = 0;
  constexpr int kScramblings = 4000;
  for (uint64_t seed = 0; seed < kScramblings; ++seed) {
    const auto points = SobolPoints::Scrambled(2, seed);
    ASSERT_TRUE(points.ok());
    const double u = points->Coordinate(5, 1);
    sum += u;
    squares += u * u;
  }
  const double mean = sum / kScramblings;
  EXPECT_NEAR(mean, 0.5, 5 * std::sqrt(1.0 / 12 / kScramblings));
  EXPECT_NEAR(squares / kScramblings - mean * mean, 1.0 / 12,
              5 * std::sqrt(1.0 / 180 / kScramblings));
}

TEST(SobolPointsTest, IntegratesASmoothFunctionFasterThanChance) {
  // prod (1 + (u - 1/2)/2) over the cube is 1; with 4,096 points chance would leave about 5e-3.
  const auto points = SobolPoints::Scrambled(5, 9);
  ASSERT_TRUE(points.ok());
  const std::vector<double> u = Range(*points, 0, 4096);
  double sum = 0;
  for (size_t i = 0; i < 4096; ++i) {
    double product = 1;
    for (size_t d = 0; d < 5; ++d) product *= 1 + (u[i * 5 + d] - 0.5) / 2;
    sum += product;
  }
  EXPECT_NEAR(sum / 4096, 1, 1e-4);
}

TEST(SobolPointsTest, DimensionsOutOfRangeAreATypedError) {
  for (const int dimensions : {-1, 0, SobolPoints::kMaxDimensions + 1}) {
    EXPECT_THAT(SobolPoints::Plain(dimensions), HasField("dimensions")) << dimensions;
    EXPECT_THAT(SobolPoints::Scrambled(dimensions, 1), HasField("dimensions")) << dimensions;
  }
}

}  // namespace
}  // namespace indicast::projection
