#include "projection-service/engine/designs.h"

#include <algorithm>
#include <set>
#include <vector>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::IsOk;
using ::testing::ElementsAre;

TEST(GridTest, CombinesAllLevelsTheLastFactorFastest) {
  const Design grid = Design::Grid({2, 1, 3}).value();
  EXPECT_EQ(grid.points(), 6u);
  std::set<std::vector<uint64_t>> rows;
  for (uint64_t i = 0; i < grid.points(); ++i) rows.insert(grid.Levels(i));
  EXPECT_EQ(rows.size(), 6u);
  EXPECT_THAT(grid.Levels(0), ElementsAre(0u, 0u, 0u));
  EXPECT_THAT(grid.Levels(1), ElementsAre(0u, 0u, 1u));
  EXPECT_THAT(grid.Levels(5), ElementsAre(1u, 0u, 2u));
}

TEST(GridTest, RefusesWhatNobodyCanEvaluate) {
  EXPECT_THAT(Design::Grid({}), HasField("factors"));
  EXPECT_THAT(Design::Grid({3, 0}), HasField("factors"));
  EXPECT_THAT(Design::Grid({10'000, 1000}), IsOk());
  EXPECT_THAT(Design::Grid({10'000, 1001}), HasField("factors"));
  EXPECT_THAT(Design::Grid(std::vector<uint64_t>(20, 1000)), HasField("factors"));
}

TEST(DesignTest, RefusesTooManyPointsOrNone) {
  EXPECT_THAT(Design::Sobol(2, 0, 1), HasField("points"));
  EXPECT_THAT(Design::LatinHypercube(2, kMaxDesignPoints + 1, 1), HasField("points"));
  EXPECT_THAT(Design::LatinHypercube(0, 10, 1), HasField("factors"));
}

std::vector<std::vector<double>> Rows(const Design& design, uint64_t begin, uint64_t end) {
  std::vector<std::vector<double>> rows;
  for (uint64_t i = begin; i < end; ++i) rows.push_back(design.Coordinates(i));
  return rows;
}

// Whatever the ranges and their order, made by whichever object.
TEST(DesignTest, AnySplitGivesTheSameRows) {
  const auto designs = [] {
    return std::vector<Design>{Design::LatinHypercube(3, 1000, 7).value(),
                               Design::Sobol(3, 1000, 7).value()};
  };
  const auto whole = designs();
  const auto again = designs();
  for (size_t d = 0; d < whole.size(); ++d) {
    const auto all = Rows(whole[d], 0, 1000);
    const auto last = Rows(again[d], 617, 1000);
    const auto middle = Rows(again[d], 100, 617);
    auto joined = Rows(again[d], 0, 100);
    joined.insert(joined.end(), middle.begin(), middle.end());
    joined.insert(joined.end(), last.begin(), last.end());
    EXPECT_EQ(all, joined);
  }
}

TEST(DesignTest, SeedsGiveOtherPointsOfTheSameLayout) {
  EXPECT_NE(Design::Sobol(2, 64, 1).value().Coordinates(5),
            Design::Sobol(2, 64, 2).value().Coordinates(5));
  // Scrambled Sobol points keep their balance: each of 64 strata of each factor holds one of 64.
  const Design design = Design::Sobol(4, 64, 9).value();
  for (size_t f = 0; f < 4; ++f) {
    std::vector<int> counts(64);
    for (uint64_t i = 0; i < 64; ++i) {
      ++counts[static_cast<size_t>(design.Coordinates(i)[f] * 64)];
    }
    EXPECT_THAT(counts, ::testing::Each(1)) << f;
  }
}

}  // namespace
}  // namespace indicast::projection
