#include "clients/cli/output/attribution.h"

#include <sstream>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace indicast::cli::output {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

projection::v1::CompareScenariosResponse Response() {
  projection::v1::CompareScenariosResponse response;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"pb(
        attributions {
          scenario_index: 1
          indicator: "income"
          basis: PATH_BASIS_GROWTH
          year: 2025
          difference { text: "3" }
          unit: "percentage-point"
          exact: true
          parts {
            indicator: "gdp"
            value { text: "2" }
          }
          parts {
            indicator: "income"
            value { text: "1" }
          }
        }
        attributions {
          scenario_index: 1
          indicator: "gdp"
          basis: PATH_BASIS_GROWTH
          year: 2025
          difference { text: "2" }
          unit: "percentage-point"
          exact: true
          parts {
            indicator: "gdp"
            value { text: "2" }
          }
        }
      )pb",
      &response));
  return response;
}

std::string Printed(const projection::v1::CompareScenariosResponse& response, Format format) {
  const IndicatorNames names = {{"gdp", {"地区生产总值", "GDP"}}, {"income", {"收入", "income"}}};
  Document document;
  document.tables = AttributionTables(response, names, {});
  std::ostringstream out;
  Write(document, format, Language::kEnglish, out);
  return out.str();
}

TEST(AttributionTablesTest, PeopleSeeDifferencesOfSeveralCauses) {
  const std::string text = Printed(Response(), Format::kTable);
  EXPECT_THAT(text, HasSubstr("GDP +2.00, income +1.00"));
  EXPECT_THAT(text, Not(HasSubstr("GDP +2.00\n"))) << "one cause needs no table";
}

TEST(AttributionTablesTest, ProgramsSeeEveryPart) {
  const std::string csv = Printed(Response(), Format::kCsv);
  EXPECT_THAT(
      csv,
      HasSubstr("1,income,growth,2025,+3.00,percentage-point,gdp,+2.00,percentage-point,,true"));
  EXPECT_THAT(
      csv, HasSubstr("1,gdp,growth,2025,+2.00,percentage-point,gdp,+2.00,percentage-point,,true"));
}

TEST(AttributionTablesTest, SampledPartsShowTheirError) {
  projection::v1::CompareScenariosResponse response = Response();
  auto& sampled = *response.mutable_attributions(0);
  sampled.set_exact(false);
  for (auto& part : *sampled.mutable_parts()) part.mutable_standard_error()->set_text("0.01");
  EXPECT_THAT(Printed(response, Format::kTable), HasSubstr("GDP +2.00±0.01"));
  EXPECT_THAT(Printed(response, Format::kCsv), HasSubstr(",0.01,false"));
}

}  // namespace
}  // namespace indicast::cli::output
