#include "clients/cpp/sdmx_cells.h"

#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

TEST(SdmxPeriodTest, ReadsTheFormsOfSdmx) {
  EXPECT_THAT(SdmxPeriodText("2023"), IsOkAndHolds("2023"));
  EXPECT_THAT(SdmxPeriodText("2023-A1"), IsOkAndHolds("2023"));
  EXPECT_THAT(SdmxPeriodText("2023-Q1"), IsOkAndHolds("2023-Q1"));
  EXPECT_THAT(SdmxPeriodText("2023-S2"), IsOkAndHolds("2023-S2"));
  EXPECT_THAT(SdmxPeriodText("2023-H1"), IsOkAndHolds("2023-S1"));
  EXPECT_THAT(SdmxPeriodText("2023-M03"), IsOkAndHolds("2023-03"));
  EXPECT_THAT(SdmxPeriodText("2023-03"), IsOkAndHolds("2023-03"));
  EXPECT_THAT(SdmxPeriodText(" 2023-03-01 "), IsOkAndHolds("2023-03-01"));
  EXPECT_THAT(SdmxPeriodText("2023-01-01/P6M"), IsOkAndHolds("2023-01-01/P6M"));
  EXPECT_THAT(SdmxPeriodText(""), IsOkAndHolds(""));
}

TEST(SdmxPeriodTest, SaysWhatOtherPeriodsAre) {
  EXPECT_THAT(SdmxPeriodText("2023-W05"), StatusIs(kInvalid, HasSubstr("is a week")));
  EXPECT_THAT(SdmxPeriodText("2023-T1"), StatusIs(kInvalid, HasSubstr("is a trimester")));
  EXPECT_THAT(SdmxPeriodText("2023-D100"), StatusIs(kInvalid, HasSubstr("is a day of the year")));
  EXPECT_THAT(SdmxPeriodText("2023-01-01T00:00:00"),
              StatusIs(kInvalid, HasSubstr("is a point in time")));
  for (const char* text : {"2023-M13", "2023-M00", "2023-Q5", "2023-A2", "2023-H3", "23", "2023年",
                           "2023-", "2023-M", "2023-02-30", "2023-01-01/P1Y"}) {
    EXPECT_THAT(SdmxPeriodText(text), StatusIs(kInvalid, HasSubstr("is not a period"))) << text;
  }
}

TEST(SdmxNumberTest, KeepsTheDigits) {
  EXPECT_THAT(SdmxNumberText("4.80", false), IsOkAndHolds("4.80"));
  EXPECT_THAT(SdmxNumberText("-0", false), IsOkAndHolds("-0"));
  EXPECT_THAT(SdmxNumberText("12,4", true), IsOkAndHolds("12.4"));
  EXPECT_THAT(SdmxNumberText("1,234", true), IsOkAndHolds("1.234"));
  EXPECT_THAT(SdmxNumberText("12.4", true), IsOkAndHolds("12.4"));
  EXPECT_THAT(SdmxNumberText("12,4", false), StatusIs(kInvalid, HasSubstr("12.4")));
  EXPECT_THAT(SdmxNumberText("1.2E+05", false), StatusIs(kInvalid, HasSubstr("scientific")));
  EXPECT_THAT(SdmxNumberText(":", false), StatusIs(kInvalid, HasSubstr("not a number")));
}

TEST(SdmxNumberTest, KnowsWhatIsMissingOnPurpose) {
  for (const char* text : {"NaN", "nan", "#N/A", " NaN "}) {
    EXPECT_TRUE(IsIntentionallyMissing(text)) << text;
  }
  for (const char* text : {"", "0", "-", "NA", "N/A"}) {
    EXPECT_FALSE(IsIntentionallyMissing(text)) << text;
  }
}

TEST(SdmxFrequencyTest, IsHeldAgainstThePeriod) {
  EXPECT_THAT(CheckFrequency("A", "2023"), IsOk());
  EXPECT_THAT(CheckFrequency("M", "2023-01-01/P6M"), IsOk());
  EXPECT_THAT(CheckFrequency("", "2023-03"), IsOk());
  EXPECT_THAT(CheckFrequency("A5", "2023-03"), IsOk());
  EXPECT_THAT(CheckFrequency("A", "2023-12-31"), StatusIs(kInvalid, HasSubstr("not a year")));
  EXPECT_THAT(CheckFrequency("Q", "2023-03"), StatusIs(kInvalid, HasSubstr("not a quarter")));
  EXPECT_THAT(CheckFrequency("S", "2023-Q1"), StatusIs(kInvalid, HasSubstr("half-year")));
  EXPECT_THAT(CheckFrequency("D", "2023"), StatusIs(kInvalid, HasSubstr("not a day")));
}

TEST(SdmxLanguagesTest, SplitsAtLanguagesOnly) {
  EXPECT_THAT(SplitLanguages("en:Break;zh:口径,变化", ';'),
              IsOkAndHolds(ElementsAre(Pair("en", "Break"), Pair("zh", "口径,变化"))));
  EXPECT_THAT(SplitLanguages("en:a;b;zh:c", ';'),
              IsOkAndHolds(ElementsAre(Pair("en", "a;b"), Pair("zh", "c"))));
  EXPECT_THAT(SplitLanguages("Break", ';'), StatusIs(kInvalid, HasSubstr("does not begin")));
  EXPECT_THAT(SplitLanguages("en:a;en:b", ';'), StatusIs(kInvalid, HasSubstr("twice")));
}

}  // namespace
}  // namespace indicast::client
