// The rows of compare and silent, from answers made by hand.
#include <sstream>
#include <string>

#include "clients/cli/commands/compare.h"
#include "clients/cli/commands/silent.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

using output::Format;
using output::Language;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string Written(const output::Document& document, Format format, Language language) {
  std::ostringstream out;
  output::Write(document, format, language, out);
  return out.str();
}

Catalogue GdpCatalogue() {
  Catalogue catalogue;
  catalogue.names["gdp"] = {"地区生产总值", "gross regional product"};
  return catalogue;
}

void SetSeries(const std::string& scope, store::v1::SeriesKey& series) {
  series.set_indicator("gdp");
  series.set_area("changsha");
  series.set_measure(type::v1::MEASURE_LEVEL);
  series.set_price_basis(type::v1::PRICE_BASIS_CURRENT);
  series.set_scope(scope);
}

store::v1::Observation Figure(const std::string& period, const std::string& value,
                              const std::string& scope = "total") {
  store::v1::Observation figure;
  SetSeries(scope, *figure.mutable_series());
  figure.mutable_period()->set_text(period);
  figure.mutable_value()->set_text(value);
  figure.set_qualifier(type::v1::QUALIFIER_EQUAL);
  figure.set_unit("cny-1e8");
  figure.set_stage(type::v1::STAGE_PRELIMINARY);
  figure.mutable_evidence()->set_document("communique");
  return figure;
}

store::v1::ObservationComparison Admissible() {
  store::v1::ObservationComparison comparison;
  *comparison.mutable_from() = Figure("2022", "13966.11");
  *comparison.mutable_to() = Figure("2023", "14331.98");
  comparison.set_admissible(true);
  comparison.mutable_difference()->set_text("365.87");
  comparison.set_difference_unit("cny-1e8");
  comparison.mutable_growth_percent()->set_text("2.6197");
  comparison.set_qualifier(type::v1::QUALIFIER_GREATER);
  return comparison;
}

store::v1::ObservationComparison Refused() {
  store::v1::ObservationComparison comparison;
  *comparison.mutable_from() = Figure("2022", "13966.11");
  *comparison.mutable_to() = Figure("2023", "9000", "narrow");
  auto& difference = *comparison.add_differences();
  difference.set_kind(store::v1::RULER_DIFFERENCE_KIND_SCOPE);
  difference.set_refuses(true);
  difference.mutable_text()->set_zh("口径不同");
  difference.mutable_text()->set_en("scopes differ");
  auto& alternative = *comparison.add_alternatives();
  SetSeries("narrow", *alternative.mutable_to()->mutable_series());
  alternative.mutable_to()->mutable_period()->set_text("2023");
  alternative.mutable_to()->set_document("report");
  alternative.mutable_text()->set_zh("已公布的增速");
  alternative.mutable_text()->set_en("the published growth");
  return comparison;
}

TEST(CompareDocumentTest, ShowsTheDifferenceWithItsQualifierAndKeepsAllDigitsForPrograms) {
  const auto document = CompareDocument({Admissible()}, GdpCatalogue());
  const std::string zh = Written(document, Format::kTable, Language::kChinese);
  EXPECT_THAT(zh, AllOf(HasSubstr("可比"), HasSubstr("超过+365.87"), HasSubstr("+2.62")));
  EXPECT_THAT(zh, Not(HasSubstr("可以改为比较")));
  const auto json = nlohmann::json::parse(Written(document, Format::kJson, Language::kEnglish));
  const auto& row = json["comparisons"][0];
  EXPECT_EQ(row["verdict"], "admissible");
  EXPECT_EQ(row["from"]["value"], "13966.11");
  EXPECT_EQ(row["to_period"], "2023");
  EXPECT_EQ(row["difference"]["qualifier"], "greater");
  EXPECT_EQ(row["difference"]["unit"], "cny-1e8");
  EXPECT_EQ(row["growth_percent"]["value"], "2.6197");
  EXPECT_TRUE(json["differences"].empty());
}

TEST(CompareDocumentTest, SaysWhyNotAndWhatInstead) {
  const auto document = CompareDocument({Admissible(), Refused()}, GdpCatalogue());
  EXPECT_THAT(Written(document, Format::kTable, Language::kEnglish),
              AllOf(HasSubstr("not comparable"), HasSubstr("scopes differ"), HasSubstr("refused"),
                    HasSubstr("the published growth")));
  const auto json = nlohmann::json::parse(Written(document, Format::kJson, Language::kEnglish));
  EXPECT_EQ(json["comparisons"][1]["verdict"], "refused");
  EXPECT_TRUE(json["comparisons"][1]["difference"].is_null());
  EXPECT_EQ(json["comparisons"][1]["from_series"], "gdp.changsha.level.current.total");
  EXPECT_EQ(json["differences"][0]["pair"], 2);
  EXPECT_EQ(json["differences"][0]["kind"], "scope");
  EXPECT_EQ(json["differences"][0]["refuses"], true);
  EXPECT_TRUE(json["alternatives"][0]["from"].is_null());
  EXPECT_EQ(json["alternatives"][0]["to"], "gdp.changsha.level.current.narrow@2023@report");
}

TEST(SilentDocumentTest, OneRowASeriesAndEachSourceOfARuleOnce) {
  client::SilentListing silent;
  silent.date = "2025-06-01";
  for (const char* scope : {"total", "other"}) {
    store::v1::SilentSeries& entry = silent.items.emplace_back();
    SetSeries(scope, *entry.mutable_series());
    entry.set_kind(store::v1::SILENCE_KIND_STALE);
    entry.mutable_expected_period()->set_text("2023");
    entry.set_due_date("2024-04-08");
    entry.set_days_overdue(419);
    entry.set_missing_count(2);
    entry.mutable_rule()->set_frequency("A");
    entry.mutable_rule()->set_due_days(99);
    entry.mutable_rule()->mutable_note()->set_zh("公报");
    entry.mutable_rule()->mutable_note()->set_en("communique");
  }
  silent.items[0].mutable_last_period()->set_text("2022");
  const auto document = SilentDocument(silent, GdpCatalogue());
  EXPECT_EQ(document.notes.size(), 1U);
  const std::string zh = Written(document, Format::kTable, Language::kChinese);
  EXPECT_THAT(zh, AllOf(HasSubstr("截至 2025-06-01"), HasSubstr("久未更新"), HasSubstr("从未公布"),
                        HasSubstr("公报")));
  const auto json = nlohmann::json::parse(Written(document, Format::kJson, Language::kEnglish));
  const auto& row = json["series"][0];
  EXPECT_EQ(row["kind"], "stale");
  EXPECT_EQ(row["last_period"], "2022");
  EXPECT_EQ(row["due_date"], "2024-04-08");
  EXPECT_EQ(row["days_overdue"], 419);
  EXPECT_EQ(row["frequency"], "A");
  EXPECT_TRUE(json["series"][1]["last_period"].is_null());
}

}  // namespace
}  // namespace indicast::cli
