#include "common/edit_distance/edit_distance.h"

#include "gtest/gtest.h"

namespace indicast {
namespace {

TEST(EditDistanceTest, CountsInsertionsDeletionsAndReplacements) {
  EXPECT_EQ(EditDistance("gdp", "gdp"), 0u);
  EXPECT_EQ(EditDistance("kitten", "sitting"), 3u);
  EXPECT_EQ(EditDistance("retail-sale", "retail-sales"), 1u);
  EXPECT_EQ(EditDistance("retail-sales", "retail-sale"), 1u);
  EXPECT_EQ(EditDistance("gpd", "gdp"), 2u) << "a swap is two replacements";
}

TEST(EditDistanceTest, OfNothingIsTheLength) {
  EXPECT_EQ(EditDistance("", ""), 0u);
  EXPECT_EQ(EditDistance("", "gdp"), 3u);
  EXPECT_EQ(EditDistance("gdp", ""), 3u);
}

}  // namespace
}  // namespace indicast
