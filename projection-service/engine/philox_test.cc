// Known answers of Random123 (tests/kat_vectors), and that keys tell their parts apart.
#include "projection-service/engine/philox.h"

#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::projection {
namespace {

using ::testing::ElementsAre;

TEST(PhiloxTest, GivesTheKnownAnswers) {
  EXPECT_THAT(Philox4x32({0, 0, 0, 0}, {0, 0}),
              ElementsAre(0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8));
  EXPECT_THAT(Philox4x32({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U}),
              ElementsAre(0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd));
  EXPECT_THAT(
      Philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
      ElementsAre(0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1));
}

TEST(PhiloxTest, KeysOfOtherContentOrSeedDiffer) {
  std::set<PhiloxKey> keys;
  for (const uint64_t digest : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 32}) {
    for (const uint64_t seed : {uint64_t{0}, uint64_t{1}, uint64_t{1} << 32}) {
      keys.insert(KeyOf(digest, seed));
    }
  }
  EXPECT_EQ(keys.size(), 9);
  EXPECT_EQ(KeyOf(5, 7), KeyOf(5, 7));
}

}  // namespace
}  // namespace indicast::projection
