#include "clients/cli/commands/import_verbs.h"

#include <sstream>
#include <string>
#include <vector>

#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr char kKey[] = "gdp.changsha.growth.constant.total|2023|reported|report-2024";

absl::StatusOr<pb::ImportRecordsRequest> Parse(const VerbOptions& options) {
  std::ostringstream out;
  const Context context({}, {}, out, out);
  return ParseVerbs(context, options);
}

TEST(ImportVerbsTest, ConditionsMakeOneReplacement) {
  const auto verbs =
      Parse({{"documents=a,b", "areas=changsha", "indicators=gdp", "from=2020", "to=2024-Q2"}, {}});
  ASSERT_TRUE(verbs.ok()) << verbs.status();
  ASSERT_THAT(verbs->replacements(), SizeIs(1));
  const pb::ObservationReplacement& replacement = verbs->replacements(0);
  EXPECT_THAT(replacement.documents(), ElementsAre("a", "b"));
  EXPECT_THAT(replacement.areas(), ElementsAre("changsha"));
  EXPECT_THAT(replacement.indicators(), ElementsAre("gdp"));
  EXPECT_EQ(replacement.from_period().text(), "2020");
  EXPECT_EQ(replacement.to_period().text(), "2024-Q2");
}

TEST(ImportVerbsTest, AKeyIsTheOneOfReports) {
  const auto verbs = Parse({{}, {kKey}});
  ASSERT_TRUE(verbs.ok()) << verbs.status();
  EXPECT_THAT(verbs->replacements(), SizeIs(0));
  ASSERT_THAT(verbs->withdrawals(), SizeIs(1));
  const pb::ObservationWithdrawal& withdrawal = verbs->withdrawals(0);
  EXPECT_EQ(withdrawal.series().indicator(), "gdp");
  EXPECT_EQ(withdrawal.series().area(), "changsha");
  EXPECT_EQ(withdrawal.series().measure(), type::v1::MEASURE_GROWTH);
  EXPECT_EQ(withdrawal.series().price_basis(), type::v1::PRICE_BASIS_CONSTANT);
  EXPECT_EQ(withdrawal.series().scope(), "total");
  EXPECT_EQ(withdrawal.period().text(), "2023");
  EXPECT_EQ(withdrawal.stage(), type::v1::STAGE_REPORTED);
  EXPECT_EQ(withdrawal.document(), "report-2024");
}

TEST(ImportVerbsTest, NothingAskedForIsNothing) {
  const auto verbs = Parse({});
  ASSERT_TRUE(verbs.ok());
  EXPECT_EQ(verbs->ByteSizeLong(), 0U);
  EXPECT_TRUE(VerbOptions().empty());
}

TEST(ImportVerbsTest, WrongTextsAreUsageErrors) {
  for (const char* text : {"documents", "documents=", "document=a", "from=last-year", ""}) {
    const auto verbs = Parse({{text}, {}});
    EXPECT_EQ(DetailOf(verbs.status()).reason, "USAGE") << text;
    EXPECT_THAT(verbs.status().message(), HasSubstr("documents=ID")) << text;
  }
  for (const char* text : {"", "gdp", "gdp.changsha.growth.constant.total|2023|reported",
                           "gdp.changsha.growth.total|2023|reported|r",
                           "gdp.changsha.up.constant.total|2023|reported|r",
                           "gdp.changsha.growth.real.total|2023|reported|r",
                           "gdp.changsha.growth.constant.total|then|reported|r",
                           "gdp.changsha.growth.constant.total|2023|told|r"}) {
    const auto verbs = Parse({{}, {text}});
    EXPECT_EQ(DetailOf(verbs.status()).reason, "USAGE") << text;
    EXPECT_THAT(verbs.status().message(), HasSubstr("DOCUMENT")) << text;
  }
}

}  // namespace
}  // namespace indicast::cli
