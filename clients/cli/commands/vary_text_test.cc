#include "clients/cli/commands/vary_text.h"

#include "common/testing/status_matchers.h"

namespace indicast::cli {
namespace {

using ::indicast::testing::HasReason;

TEST(VaryTextTest, ReadsARangeWithItsYearsAndStep) {
  ASSERT_OK_AND_ASSIGN(const auto factor, ParseVary("imports-exports@2024..2026=-5%..10%/0.5"));
  EXPECT_EQ(factor.indicator(), "imports-exports");
  EXPECT_EQ(factor.from_year(), 2024);
  EXPECT_EQ(factor.to_year(), 2026);
  EXPECT_EQ(factor.low().text(), "-5");
  EXPECT_EQ(factor.high().text(), "10");
  EXPECT_EQ(factor.step().text(), "0.5");
  EXPECT_EQ(factor.values_size(), 0);
}

TEST(VaryTextTest, ReadsListedValuesAndFullWidthSigns) {
  ASSERT_OK_AND_ASSIGN(const auto factor, ParseVary("gdp@2025 ＝ 3％，4.5，+6"));
  ASSERT_EQ(factor.values_size(), 3);
  EXPECT_EQ(factor.values(1).text(), "4.5");
  EXPECT_EQ(factor.values(2).text(), "6");
  EXPECT_EQ(factor.from_year(), 2025);
  EXPECT_EQ(factor.to_year(), 2025);
  EXPECT_FALSE(factor.has_low());
}

TEST(VaryTextTest, RefusesEverythingElse) {
  for (const char* text :
       {"", "gdp", "gdp=", "=3", "@2024=3", "gdp=3..x", "gdp=3..", "gdp=1..2..3", "gdp=1..2/0.5/1",
        "gdp=3,,4", "gdp@24=3", "gdp@2024..2025..2026=3", "gdp=3pp"}) {
    EXPECT_THAT(ParseVary(text), HasReason("VARY_INVALID")) << text;
  }
}

}  // namespace
}  // namespace indicast::cli
