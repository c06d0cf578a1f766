#include "clients/cli/output/range_bars.h"

#include <limits>

#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

const Axis kAxis = {0, 10, 11};

TEST(RangeBarsTest, FansShowTheWholeTheInnerRangeAndTheMiddle) {
  EXPECT_EQ(FanBar({1, 3, 5, 6, 9}, kAxis, BarStyle::kAscii), " --==o=--- ");
  EXPECT_EQ(FanBar({1, 3, 5, 6, 9}, kAxis, BarStyle::kBlocks), " ──━━●━─── ");
}

TEST(RangeBarsTest, WhatLiesBeyondTheAxisEndsThere) {
  EXPECT_EQ(FanBar({-5, 2, 3, 4, 50}, kAxis, BarStyle::kAscii), "--=o=------");
}

TEST(RangeBarsTest, ARangeWithoutWidthIsAMark) {
  EXPECT_EQ(FanBar({4, 4, 4, 4, 4}, kAxis, BarStyle::kAscii), "    o      ");
  EXPECT_EQ(FanBar({4, 4, std::numeric_limits<double>::quiet_NaN(), 4, 4}, kAxis, BarStyle::kAscii),
            "");
}

TEST(RangeBarsTest, TornadoBarsKeepTheSign) {
  EXPECT_EQ(TornadoBar(5, 2, 8, kAxis, BarStyle::kAscii), "  ===|###  ");
  EXPECT_EQ(TornadoBar(5, 8, 2, kAxis, BarStyle::kAscii), "  ###|===  ");
  EXPECT_EQ(TornadoBar(5, 2, 8, kAxis, BarStyle::kBlocks), "  ▒▒▒│███  ");
}

TEST(RangeBarsTest, BothEndsOnOneSideAreBothSeen) {
  EXPECT_EQ(TornadoBar(2, 5, 8, kAxis, BarStyle::kAscii), "  |===###  ");
  EXPECT_EQ(TornadoBar(2, 8, 5, kAxis, BarStyle::kAscii), "  |###===  ");
}

}  // namespace
}  // namespace indicast::cli::output
