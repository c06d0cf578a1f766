#include "projection-service/app/nearest_ids.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::projection {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(NearestIdsTest, NearestFirstThenById) {
  EXPECT_THAT(NearestIds("retail-sale", {"grain-output", "retail-sales", "retail-scale"}),
              ElementsAre("retail-sales", "retail-scale"));
}

TEST(NearestIdsTest, NothingNearIsNothing) {
  EXPECT_THAT(NearestIds("zzzzzzzz", {"gdp", "retail-sales"}), IsEmpty());
  EXPECT_THAT(NearestIds("", {"a", "gdp"}), IsEmpty());
  EXPECT_THAT(NearestIds(std::string(5000, 'g'), {"gdp"}), IsEmpty());
  EXPECT_THAT(NearestIds("xy", {"ab"}), IsEmpty()) << "every letter replaced";
}

TEST(NearestIdsTest, AtMostThree) {
  EXPECT_EQ(NearestIds("abcdef", {"abcdeg", "abcdeh", "abcdei", "abcdej"}).size(), 3u);
}

TEST(UnknownIdTest, ShortensWhatWasGiven) {
  EXPECT_EQ(UnknownId("gpd", {"gdp"}), "unknown \"gpd\"; nearest: gdp");
  EXPECT_LT(UnknownId(std::string(5000, 'g'), {"gdp"}).size(), 100u);
}

}  // namespace
}  // namespace indicast::projection
