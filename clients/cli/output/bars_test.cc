#include "clients/cli/output/bars.h"

#include <cmath>
#include <limits>

#include "clients/cli/output/text_width.h"
#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

TEST(BarTest, FillsByEighthsOfAColumn) {
  EXPECT_EQ(Bar(0.5, 1, 4, BarStyle::kBlocks), "██░░");
  EXPECT_EQ(Bar(0.53125, 1, 4, BarStyle::kBlocks), "██▏░");
  EXPECT_EQ(Bar(1, 1, 4, BarStyle::kBlocks), "████");
  EXPECT_EQ(Bar(0, 1, 4, BarStyle::kBlocks), "░░░░");
}

TEST(BarTest, HasAPlainForm) {
  EXPECT_EQ(Bar(0.5, 1, 4, BarStyle::kAscii), "##..");
  EXPECT_EQ(Bar(0.65, 1, 4, BarStyle::kAscii), "###.");
  EXPECT_EQ(Bar(1.5, 1, 4, BarStyle::kAscii), "###>");
}

TEST(BarTest, KeepsItsWidthWhateverTheValue) {
  for (const double value : {-3.0, 0.0, 0.01, 0.499, 0.99, 1.0, 1.01, 7.0,
                             std::numeric_limits<double>::infinity(), std::nan("")}) {
    for (const BarStyle style : {BarStyle::kBlocks, BarStyle::kAscii}) {
      EXPECT_EQ(DisplayWidth(Bar(value, 1, 10, style)), 10) << value;
      EXPECT_EQ(DisplayWidth(SignedBar(value, 1, 5, style)), 11) << value;
    }
  }
}

TEST(SignedBarTest, GrowsFromTheMiddle) {
  EXPECT_EQ(SignedBar(1, 2, 4, BarStyle::kAscii), "    |##  ");
  EXPECT_EQ(SignedBar(-2, 2, 4, BarStyle::kAscii), "####|    ");
  EXPECT_EQ(SignedBar(0, 2, 4, BarStyle::kBlocks), "    │    ");
}

}  // namespace
}  // namespace indicast::cli::output
