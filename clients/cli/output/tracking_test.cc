#include "clients/cli/output/tracking.h"

#include <sstream>
#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast::cli::output {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename Message>
Message Parse(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message));
  return message;
}

std::string Render(const Document& document, Format format, Language language) {
  std::ostringstream out;
  Write(document, format, language, out);
  return out.str();
}

projection::v1::TrackYearResponse Tracked() {
  return Parse<projection::v1::TrackYearResponse>(R"pb(
    context {
      year: 2024
      explanation { zh: "如此得来。" en: "So it came." }
      left_out {
        target: "grain-2024"
        indicator: "grain"
        reason_code: "NO_PART_YEAR_FIGURE"
        reason { zh: "没有该年的累计数" en: "no cumulative figure" }
      }
      receipt { data_revision: 3 }
    }
    targets {
      target {
        id: "retail-2024"
        indicator: "retail"
        measure: MEASURE_GROWTH
        relation: RELATION_EQUAL
        unit: "percent"
        goal { constant { text: "7" } }
      }
      indicator_name { zh: "零售" en: "retail" }
      months: 6
      growth_so_far { text: "5" }
      required { text: "9.0123" }
      required_unit: "percent"
      required_error { text: "0.05" }
      share { text: "0.47" }
      share_basis: SHARE_BASIS_PREVIOUS_YEAR
      season_pace { text: "0.98131" }
      time_pace { text: "0.9225" }
      probability { value { text: "0.034" } }
      month_of_no_return: 6
      status: TRACK_STATUS_OUT_OF_REACH
      reason_code: "GOAL_OUT_OF_REACH"
      notes { zh: "1—2月合并为一期" en: "January and February are one period" }
      periods {
        first_month: 1
        last_month: 2
        growth { text: "6.1" }
        growth_error { text: "0.05" }
        level { text: "954.9" }
      }
      periods {
        first_month: 3
        last_month: 3
        growth { text: "-1.25" }
      }
      planning_error { source: PLANNING_ERROR_SOURCE_POOLED pairs: 9 indicators: 4 }
    }
  )pb");
}

TEST(TrackDocumentTest, SaysWhatTheRestNeedsAndHowItStands) {
  const std::string text =
      Render(TrackDocument(Tracked(), {}, UnitSymbols(), {}), Format::kTable, Language::kChinese);
  EXPECT_THAT(text, HasSubstr("2024年跟踪1项目标:难以实现1项;另有1项没有可用的累计数"));
  EXPECT_THAT(text, HasSubstr("9.01%"));
  EXPECT_THAT(text, HasSubstr("98.1%"));
  EXPECT_THAT(text, HasSubstr("6月"));
  EXPECT_THAT(text, HasSubstr("难以实现"));
  EXPECT_THAT(text, HasSubstr("1—2月"));
  EXPECT_THAT(text, HasSubstr("合并4个指标"));
  EXPECT_THAT(text, HasSubstr("█"));
  EXPECT_THAT(text, HasSubstr("如此得来。"));
}

TEST(TrackDocumentTest, HasNoBlocksWhereTheTerminalIsPlain) {
  const std::string text = Render(
      TrackDocument(Tracked(), {}, UnitSymbols(), {.bars = BarStyle::kAscii, .periods = false}),
      Format::kTable, Language::kEnglish);
  EXPECT_THAT(text, Not(HasSubstr("█")));
  EXPECT_THAT(text, HasSubstr("####"));
  EXPECT_THAT(text, Not(HasSubstr("Single periods")));
}

TEST(TrackDocumentTest, ProgramsGetFullPrecisionAndCodes) {
  const auto json =
      nlohmann::json::parse(Render(TrackDocument(Tracked(), {}, UnitSymbols(), {.periods = false}),
                                   Format::kJson, Language::kEnglish));
  const auto& row = json["targets"][0];
  EXPECT_EQ(row["required"]["value"], "9.0123");
  EXPECT_EQ(row["required"]["unit"], "percent");
  EXPECT_EQ(row["status"], "out-of-reach");
  EXPECT_EQ(row["probability"]["value"], "0.034");
  EXPECT_EQ(row["month_of_no_return"], 6);
  EXPECT_EQ(json["periods"].size(), 2U);
  EXPECT_TRUE(json["periods"][1]["level"].is_null());
  EXPECT_EQ(json["left_out"][0]["reason_code"], "NO_PART_YEAR_FIGURE");
}

TEST(ContributionDocumentTest, ShowsTheResidualBesideTheParts) {
  const auto answer = Parse<projection::v1::DecomposeGrowthResponse>(R"pb(
    context { year: 2009 }
    growth { text: "9.5" }
    residual { text: "-0.02768" }
    parts {
      indicator: "primary-sector"
      name { zh: "第一产业" en: "primary sector" }
      weight { text: "0.0536" }
      growth { text: "4.9" }
      pull { text: "0.26254" }
      contribution_rate { text: "2.7636" }
    }
  )pb");
  const Document document = ContributionDocument(answer, {"生产总值", "GDP"}, BarStyle::kAscii);
  const std::string text = Render(document, Format::kTable, Language::kEnglish);
  EXPECT_THAT(text, HasSubstr("GDP grew 9.50 % in 2009"));
  EXPECT_THAT(text, HasSubstr("0.263"));
  EXPECT_THAT(text, HasSubstr("-0.028"));
  const auto json = nlohmann::json::parse(Render(document, Format::kJson, Language::kEnglish));
  EXPECT_EQ(json["contributions"][0]["contribution_rate"]["value"], "2.7636");
  EXPECT_EQ(json["contributions"][1]["kind"], "residual");
  EXPECT_EQ(json["contributions"][2]["kind"], "whole");
}

}  // namespace
}  // namespace indicast::cli::output
