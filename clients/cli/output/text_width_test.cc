#include "clients/cli/output/text_width.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

using ::testing::ElementsAre;
using ::testing::Le;

TEST(DisplayWidth, CountsChineseAsTwoAndLatinAsOne) {
  EXPECT_EQ(DisplayWidth(""), 0);
  EXPECT_EQ(DisplayWidth("gdp"), 3);
  EXPECT_EQ(DisplayWidth("地区生产总值"), 12);
  EXPECT_EQ(DisplayWidth("7%左右"), 6);
  EXPECT_EQ(DisplayWidth("Ａ，"), 4);              // full-width forms
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1);         // a combining accent takes no column
  EXPECT_EQ(DisplayWidth("\xF0\xA0\xAE\xB7"), 2);  // 𠮷, beyond the basic plane
}

TEST(Printable, ControlCharactersNeverReachTheTerminal) {
  EXPECT_EQ(Printable("a\tb\r\nc"), "a b c");
  EXPECT_EQ(Printable("\x1B[31mred"), "\xEF\xBF\xBD[31mred");
  EXPECT_EQ(Printable("a\xFFz"), "a\xEF\xBF\xBDz");
  EXPECT_EQ(Printable("\xE2\x80\xAE"), "\xEF\xBF\xBD");  // right-to-left override
  EXPECT_EQ(Printable("进出口 -15.0%"), "进出口 -15.0%");
}

TEST(Wrap, BreaksLatinAtSpacesAndChineseAnywhere) {
  EXPECT_THAT(Wrap("imports and exports", 12), ElementsAre("imports and", "exports"));
  EXPECT_THAT(Wrap("地区生产总值", 8), ElementsAre("地区生产", "总值"));
  EXPECT_THAT(Wrap("增长6%以上", 7), ElementsAre("增长6%", "以上"));
}

TEST(Wrap, ClosingPunctuationNeverBeginsALine) {
  EXPECT_THAT(Wrap("四个汉字,五", 8), ElementsAre("四个汉", "字,五"));
  EXPECT_THAT(Wrap("四个汉字，五", 8), ElementsAre("四个汉", "字，五"));
  EXPECT_THAT(Wrap("甲乙（丙）丁", 6), ElementsAre("甲乙", "（丙）", "丁"));
}

TEST(Wrap, BreaksAWordLongerThanTheLineAndLosesNothing) {
  EXPECT_THAT(Wrap("abcdefgh", 3), ElementsAre("abc", "def", "gh"));
  EXPECT_THAT(Wrap("x abcdefgh", 4), ElementsAre("x", "abcd", "efgh"));
}

TEST(Wrap, WithoutAWidthThereIsOneLine) {
  EXPECT_THAT(Wrap("a b c", 0), ElementsAre("a b c"));
  EXPECT_THAT(Wrap("", 10), ElementsAre(""));
}

TEST(Wrap, NoLineIsWiderThanAsked) {
  const std::string text = "2023年进出口总额下降15%,无2023年发布的总额,按indices以2022年=100表示。";
  for (int width = 4; width < 60; ++width) {
    for (const std::string& line : Wrap(text, width)) EXPECT_THAT(DisplayWidth(line), Le(width));
  }
}

TEST(LongestPiece, IsAWordOrACharacterWithItsPunctuation) {
  EXPECT_EQ(LongestPiece("imports and 2024-01-31"), 10);
  EXPECT_EQ(LongestPiece("进出口总额。"), 4);
  EXPECT_EQ(LongestPiece(""), 0);
}

TEST(Pad, FillsToDisplayWidth) {
  EXPECT_EQ(PadRight("进口", 6), "进口  ");
  EXPECT_EQ(PadLeft("进口", 6), "  进口");
  EXPECT_EQ(PadLeft("进口", 2), "进口");
}

}  // namespace
}  // namespace indicast::cli::output
