#include "clients/cli/output/sweep.h"

#include <sstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(ShadeTest, StepsFromNothingToAll) {
  const std::vector<std::optional<double>> shares = {std::nullopt, 0, 0.2, 0.5, 0.9, 1, 2, -1};
  EXPECT_EQ(Strip(shares, ShadeStyle::kAscii), " .:+*##.");
  EXPECT_EQ(Strip(shares, ShadeStyle::kBlocks), " ·░▒▓██·");
  EXPECT_EQ(Strip({0, 1}, ShadeStyle::kAscii, 2), "..##");
}

// gdp 4, 5, 6 against a target of 5 (gdp) and one that always holds (trade).
SweepAnswer OneFactor() {
  SweepAnswer answer;
  answer.request.add_factors()->set_indicator("gdp");
  auto& heading = answer.heading;
  heading.set_points(3);
  heading.set_end(3);
  auto& growth = *heading.add_outputs();
  growth.set_indicator("gdp");
  growth.set_basis(projection::v1::PATH_BASIS_GROWTH);
  growth.set_year(2024);
  heading.add_outputs()->set_target("gdp-2024");
  heading.add_outputs()->set_target("trade-2024");
  heading.mutable_context()->mutable_explanation()->set_en("Why. How.");
  heading.mutable_context()->mutable_receipt()->set_inputs_hash("abc");
  for (int i = 0; i < 3; ++i) {
    auto& row = answer.rows.emplace_back();
    row.set_index(i);
    row.add_inputs()->set_text(absl::StrCat(4 + i));
    row.add_outputs()->set_text(absl::StrCat(4 + i));
    row.add_outputs()->set_text(absl::StrCat(i - 1));
    row.add_outputs();
    row.add_verdicts(i == 0   ? projection::v1::VERDICT_MISSED
                     : i == 1 ? projection::v1::VERDICT_AT_RISK
                              : projection::v1::VERDICT_MET);
    row.add_verdicts(projection::v1::VERDICT_MET);
  }
  return answer;
}

SweepNames Names() {
  return {{{"gdp", {"地区生产总值", "GDP"}}, {"trade", {"进出口", "trade"}}},
          {{"gdp-2024", "gdp"}, {"trade-2024", "trade"}}};
}

std::string Printed(const SweepAnswer& answer, Format format, ShadeStyle style) {
  std::ostringstream out;
  Write(SweepDocument(answer, Names(), style), format, Language::kEnglish, out);
  return out.str();
}

TEST(SweepDocumentTest, OneFactorIsAStripATarget) {
  const std::string text = Printed(OneFactor(), Format::kTable, ShadeStyle::kAscii);
  EXPECT_THAT(text, HasSubstr("Sweep: 3/3 points; all 2 targets met in 1 of them (33.3 %)"));
  EXPECT_THAT(text, HasSubstr("GDP 4% .. 6%"));
  EXPECT_THAT(text, HasSubstr(".+#"));
  EXPECT_THAT(text, HasSubstr("###"));
  EXPECT_THAT(text, HasSubstr("1. Why. How."));
  EXPECT_THAT(text, Not(HasSubstr("gdp_growth_2024")));
  EXPECT_THAT(Printed(OneFactor(), Format::kTable, ShadeStyle::kBlocks), HasSubstr("·▒█"));
}

TEST(SweepDocumentTest, ProgramsGetEveryRowAndEmptyCells) {
  const std::string csv = Printed(OneFactor(), Format::kCsv, ShadeStyle::kBlocks);
  EXPECT_THAT(csv, HasSubstr("index,input_gdp,gdp_growth_2024,gap_gdp_2024,gap_trade_2024,"
                             "verdict_gdp_2024,verdict_trade_2024,reason_code,reason\r\n"));
  EXPECT_THAT(csv, HasSubstr("0,4,4,-1,,missed,met,,\r\n"));
}

TEST(SweepDocumentTest, TwoFactorsAreAHeatMapWithTheHighEndOnTop) {
  SweepAnswer answer = OneFactor();
  answer.request.add_factors()->set_indicator("trade");
  for (int i = 0; i < 3; ++i) answer.rows[static_cast<size_t>(i)].add_inputs()->set_text("1");
  const std::string text = Printed(answer, Format::kTable, ShadeStyle::kAscii);
  const size_t high = text.find("6%");
  const size_t low = text.rfind("4%", text.find("Points"));
  EXPECT_LT(text.find("Share of the targets met"), high);
  EXPECT_LT(high, low);
  EXPECT_THAT(text, HasSubstr("##"));
}

TEST(SweepDocumentTest, APointThatCannotBeSaysWhy) {
  SweepAnswer answer = OneFactor();
  auto& row = answer.rows[0];
  row.clear_outputs();
  row.clear_verdicts();
  row.set_reason_code("GROWTH_UNDEFINED");
  row.mutable_reason()->set_en("growth must be above -100 %");
  EXPECT_THAT(Printed(answer, Format::kTable, ShadeStyle::kAscii),
              HasSubstr("growth must be above -100 %"));
  EXPECT_THAT(Printed(answer, Format::kCsv, ShadeStyle::kAscii),
              HasSubstr("0,4,,,,,,GROWTH_UNDEFINED,growth must be above -100 %"));
}

}  // namespace
}  // namespace indicast::cli::output
