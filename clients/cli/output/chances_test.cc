// Documents of simulations and tornados in text for people and in json for programs.
#include "clients/cli/output/chances.h"

#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace pb = ::indicast::projection::v1;

std::string Render(const Document& document, Format format) {
  std::ostringstream out;
  Write(document, format, Language::kEnglish, out);
  return out.str();
}

void Set(pb::Probability& p, const char* value, const char* low, const char* high,
         pb::Method method, int64_t count) {
  p.mutable_value()->set_text(value);
  p.mutable_low()->set_text(low);
  p.mutable_high()->set_text(high);
  p.set_method(method);
  p.set_count(count);
}

void AddFan(pb::SimulationResult& result, pb::PathBasis basis, const char* unit,
            const std::vector<const char*>& values) {
  pb::Fan& fan = *result.add_fans();
  fan.set_indicator("gdp");
  fan.mutable_name()->set_en("GDP");
  fan.set_basis(basis);
  fan.set_unit(unit);
  pb::FanPoint& point = *fan.add_points();
  point.set_year(2024);
  for (const char* value : values) point.add_values()->set_text(value);
}

pb::SimulationResult Sample() {
  pb::SimulationResult result;
  result.mutable_context()->set_year(2024);
  result.mutable_context()->mutable_explanation()->set_en("Closed form.");
  result.mutable_context()->add_assumptions()->set_en("correlation 0.3");
  for (const char* q : {"0.1", "0.25", "0.5", "0.75", "0.9"}) result.add_quantiles()->set_text(q);
  pb::GoalProbability& goal = *result.add_goals();
  goal.set_row("gdp-2024");
  goal.mutable_text()->set_en("GDP growth at least 6 %");
  goal.set_kind(type::v1::TARGET_KIND_EXPECTED);
  goal.set_year(2024);
  Set(*goal.mutable_probability(), "0.2735", "0.2735", "0.2735", pb::METHOD_CLOSED_FORM, 0);
  Set(*result.mutable_all(), "0", "0", "0.00003", pb::METHOD_MONTE_CARLO, 100000);
  AddFan(result, pb::PATH_BASIS_GROWTH, "percent", {"0", "2.5", "5", "7.5", "10"});
  AddFan(result, pb::PATH_BASIS_LEVEL, "cny-1e8", {"100", "102", "105", "107", "110"});
  return result;
}

TEST(ChancesTest, SmallAndLargeChancesKeepTheirFirstDigit) {
  EXPECT_EQ(ChanceText(.27351).en, "27.4 %");
  EXPECT_EQ(ChanceText(.00003).en, "0.003 %");
  EXPECT_EQ(ChanceText(.99997).zh, "99.997%");
  EXPECT_EQ(ChanceText(0).en, "0.0 %");
  EXPECT_EQ(ChanceText(1).en, "100.0 %");
}

TEST(ChancesTest, PeopleSeeChancesErrorsAndTheFan) {
  const std::string text =
      Render(SimulationDocument(Sample(), {}, {.bars = BarStyle::kAscii}), Format::kTable);
  EXPECT_THAT(text, HasSubstr("27.4 %"));
  EXPECT_THAT(text, HasSubstr("closed form"));
  EXPECT_THAT(text, HasSubstr("below 0.003 %"));
  EXPECT_THAT(text, HasSubstr("simulated, 100000 paths"));
  EXPECT_THAT(text, HasSubstr("GROWTH 0.0..10.0 %"));
  EXPECT_THAT(text, HasSubstr("----------==========o=========----------"));
  EXPECT_THAT(text, Not(HasSubstr("cny-1e8")));
  EXPECT_THAT(text, HasSubstr("Closed form."));
  EXPECT_THAT(text, HasSubstr("Correlation 0.3."));
  EXPECT_THAT(Render(SimulationDocument(Sample(), {}, {.levels = true}), Format::kTable),
              HasSubstr("cny-1e8"));
}

TEST(ChancesTest, ProgramsGetEveryNumber) {
  const std::string json = Render(SimulationDocument(Sample(), {}, {}), Format::kJson);
  EXPECT_THAT(json, HasSubstr("\"method\": \"closed-form\""));
  EXPECT_THAT(json, HasSubstr("\"0.2735\""));
  EXPECT_THAT(json, HasSubstr("\"basis\": \"level\""));
  const std::string csv = Render(SimulationDocument(Sample(), {}, {}), Format::kCsv);
  EXPECT_THAT(csv, HasSubstr("gdp-2024,GDP growth at least 6 %,expected,2024,0.2735,"));
}

TEST(ChancesTest, TornadoBarsShareAnAxisAndKeepTheSign) {
  pb::AnalyzeSensitivityResponse answer;
  answer.set_outcome("gdp");
  answer.mutable_median()->set_text("5");
  answer.mutable_context()->set_year(2024);
  const auto set = [](pb::TornadoBar& bar, const char* low, const char* high) {
    bar.mutable_outcome_low()->set_text(low);
    bar.mutable_outcome_high()->set_text(high);
    bar.mutable_share()->set_text("-0.25");
  };
  pb::TornadoBar& bar = *answer.add_bars();
  bar.set_input("trade");
  bar.mutable_name()->set_en("Trade");
  set(bar, "7", "3");
  set(*answer.mutable_together(), "0", "10");
  const Document document = SensitivityDocument(answer, {}, {.bars = BarStyle::kAscii});
  const std::string text = Render(document, Format::kTable);
  EXPECT_THAT(text, HasSubstr("OUTCOME 0.0..10.0 %"));
  EXPECT_THAT(text, HasSubstr("##########|========="));
  EXPECT_THAT(text, HasSubstr("-25.0 %"));
  EXPECT_THAT(text, HasSubstr("all together"));
}

}  // namespace
}  // namespace indicast::cli::output
