// The rows of diff and availability, from answers made by hand.
#include <sstream>
#include <string>

#include "clients/cli/commands/availability.h"
#include "clients/cli/commands/diff.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

using output::Format;
using output::Language;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string Written(output::Table table, Format format, Language language) {
  output::Document document;
  document.tables.push_back(std::move(table));
  std::ostringstream out;
  output::Write(document, format, language, out);
  return out.str();
}

Catalogue GdpCatalogue() {
  Catalogue catalogue;
  catalogue.names["gdp"] = {"地区生产总值", "gross regional product"};
  return catalogue;
}

void SetSeries(store::v1::SeriesKey& series) {
  series.set_indicator("gdp");
  series.set_area("changsha");
  series.set_measure(type::v1::MEASURE_GROWTH);
  series.set_price_basis(type::v1::PRICE_BASIS_CONSTANT);
  series.set_scope("total");
}

store::v1::Observation Figure(const std::string& value, type::v1::Stage stage) {
  store::v1::Observation figure;
  SetSeries(*figure.mutable_series());
  figure.mutable_value()->set_text(value);
  figure.set_qualifier(type::v1::QUALIFIER_EQUAL);
  figure.set_unit("percent");
  figure.set_stage(stage);
  figure.mutable_evidence()->set_document("communique");
  figure.mutable_publication()->set_date("2023-04-07");
  return figure;
}

store::v1::ObservationDifference Revised() {
  store::v1::ObservationDifference difference;
  SetSeries(*difference.mutable_series());
  difference.mutable_period()->set_text("2022");
  difference.set_kind(store::v1::DIFFERENCE_KIND_REVISED);
  *difference.mutable_before() = Figure("4.8", type::v1::STAGE_EXPECTED);
  *difference.mutable_after() = Figure("4.5", type::v1::STAGE_PRELIMINARY);
  difference.mutable_revision()->set_revision(2);
  difference.mutable_revision()->set_author("curator");
  difference.mutable_revision()->set_reason("公报");
  return difference;
}

TEST(DiffTableTest, SaysFromWhatToWhatByWhichReleaseAndRevision) {
  const std::string zh =
      Written(DiffTable({Revised()}, GdpCatalogue()), Format::kTable, Language::kChinese);
  EXPECT_THAT(zh, AllOf(HasSubstr("地区生产总值"), HasSubstr("修订"), HasSubstr("4.8"),
                        HasSubstr("communique(2023-04-07)"), HasSubstr("公报")));
  const auto json = nlohmann::json::parse(
      Written(DiffTable({Revised()}, GdpCatalogue()), Format::kJson, Language::kEnglish));
  const auto& row = json["differences"][0];
  EXPECT_EQ(row["kind"], "revised");
  EXPECT_EQ(row["before"]["value"], "4.8");
  EXPECT_EQ(row["before_stage"], "expected");
  EXPECT_EQ(row["after"]["value"], "4.5");
  EXPECT_EQ(row["after_document"], "communique");
  EXPECT_EQ(row["changed_at_revision"], 2);
  EXPECT_EQ(row["author"], "curator");
}

TEST(DiffTableTest, ASideWithoutAFigureIsNull) {
  store::v1::ObservationDifference difference = Revised();
  difference.clear_before();
  difference.clear_revision();
  difference.set_kind(store::v1::DIFFERENCE_KIND_NEWLY_PUBLIC);
  const std::string en =
      Written(DiffTable({difference}, GdpCatalogue()), Format::kTable, Language::kEnglish);
  EXPECT_THAT(en, AllOf(HasSubstr("newly public"), HasSubstr("none"), HasSubstr("published")));
  const auto json = nlohmann::json::parse(
      Written(DiffTable({difference}, GdpCatalogue()), Format::kJson, Language::kEnglish));
  const auto& row = json["differences"][0];
  EXPECT_EQ(row["kind"], "newly-public");
  EXPECT_TRUE(row["before"].is_null());
  EXPECT_TRUE(row["changed_at_revision"].is_null());
  EXPECT_TRUE(row["reason"].is_null());
}

TEST(AvailabilityTableTest, OneRowASeries) {
  store::v1::SeriesAvailability series;
  SetSeries(*series.mutable_series());
  series.set_period_count(11);
  series.set_vintage_count(19);
  series.mutable_first_period()->set_text("2013");
  series.mutable_last_period()->set_text("2023");
  series.mutable_last_publication()->set_date("2024-01-31");
  series.mutable_last_publication()->set_estimated(true);
  const auto table = AvailabilityTable({series}, GdpCatalogue());
  EXPECT_THAT(Written(table, Format::kTable, Language::kChinese),
              AllOf(HasSubstr("2013"), HasSubstr("19"), HasSubstr("不晚于2024-01-31")));
  const auto json = nlohmann::json::parse(Written(table, Format::kJson, Language::kEnglish));
  EXPECT_EQ(json["series"][0]["period_count"], 11);
  EXPECT_EQ(json["series"][0]["last_period"], "2023");
  EXPECT_EQ(json["series"][0]["publication_estimated"], true);
}

}  // namespace
}  // namespace indicast::cli
