#include "store-service/app/import_findings.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/import_check.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

Observation Level(std::string indicator, absl::string_view period, absl::string_view value) {
  Observation figure = TestObservation(period, value);
  figure.series.indicator = std::move(indicator);
  figure.series.measure = Measure::kLevel;
  figure.unit = "cny-1e8";
  figure.published_text = absl::StrCat(value, "亿元");
  return figure;
}

// The base import with other figures; industry and services are the components of gdp.
ImportRequest Import(std::vector<Observation> figures) {
  ImportRequest request = BaseImport();
  for (Unit& unit : request.units) {
    if (unit.id == "cny-1e8") unit.symbol = {"亿元", "hundred million yuan"};
  }
  for (const char* part : {"industry", "services"}) {
    Indicator indicator = TestIndicator(part);
    indicator.links = {{"component-of", "gdp", {}}};
    request.indicators.push_back(indicator);
  }
  Indicator exports = TestIndicator("exports");
  exports.links = {{"part-of", "imports-exports", {}}};
  request.indicators.push_back(exports);
  request.observations = std::move(figures);
  return request;
}

ImportReport ReportOf(const ImportRequest& request) {
  ImportPlan plan = PlanImport(request, *Snapshot::Empty(), {});
  const auto next = Snapshot::Empty()->Apply(TestEntry(1, plan.records)).value();
  AddFindings(request, *next, plan.report);
  EXPECT_EQ(static_cast<size_t>(plan.report.finding_count), plan.report.findings.size());
  return plan.report;
}

auto Finding(const std::string& code, const std::string& field, const std::string& text) {
  return AllOf(Field(&ImportFinding::code, code), Field(&ImportFinding::field, field),
               Field(&ImportFinding::text, HasSubstr(text)));
}

TEST(ImportFindingsTest, ComponentsAddUpWithinRounding) {
  const auto sum_to = [](absl::string_view whole) {
    return ReportOf(Import({Level("gdp", "2023", whole), Level("industry", "2023", "40.4"),
                            Level("services", "2023", "59.5")}))
        .findings;
  };
  EXPECT_THAT(sum_to("99.9"), IsEmpty());
  EXPECT_THAT(sum_to("100.0"), IsEmpty());
  EXPECT_THAT(sum_to("100.1"), ElementsAre(Finding(kPartsDoNotAddUp, "observations[0].value",
                                                   "add up to -0.2 more")));
  // Without one of them nothing can be said.
  EXPECT_THAT(
      ReportOf(Import({Level("gdp", "2023", "100"), Level("industry", "2023", "1")})).findings,
      IsEmpty());
}

TEST(ImportFindingsTest, APartDoesNotExceedItsWhole) {
  EXPECT_THAT(
      ReportOf(Import({Level("imports-exports", "2023", "10"), Level("exports", "2023", "12")}))
          .findings,
      ElementsAre(Finding(kPartsDoNotAddUp, "observations[1].value", "exceeds")));
  EXPECT_THAT(
      ReportOf(Import({Level("imports-exports", "2023", "10"), Level("exports", "2023", "10.4")}))
          .findings,
      IsEmpty());
}

TEST(ImportFindingsTest, AChangeFitsTheLevelsAroundIt) {
  const auto with_change = [](absl::string_view change) {
    Observation figure = Level("gdp", "2023", change);
    figure.series.measure = Measure::kChange;
    return ReportOf(
               Import({Level("gdp", "2022", "90"), Level("gdp", "2023", "100"), std::move(figure)}))
        .findings;
  };
  EXPECT_THAT(with_change("10"), IsEmpty());
  EXPECT_THAT(with_change("13"),
              ElementsAre(Finding(kChangeDoesNotFit, "observations[2].value", "off by -3")));
}

TEST(ImportFindingsTest, WordingsAreReadAgain) {
  Observation wrong = Level("gdp", "2022", "90");
  wrong.published_text = "95亿元";
  Observation words = Level("gdp", "2021", "80");
  words.published_text = "略有增加";
  const ImportReport report = ReportOf(Import({Level("gdp", "2023", "100"), wrong, words}));
  EXPECT_EQ(report.wordings_checked, 2);  // one figure, one target
  EXPECT_THAT(report.findings,
              ElementsAre(Finding(kWordingDiffers, "observations[1].value", "'95亿元'"),
                          Finding(kWordingUnchecked, "observations[2].published_text", "")));
}

TEST(ImportFindingsTest, AFigureWithoutWordsHasNoneToRead) {
  Observation cell = Level("gdp", "2022", "90");
  cell.published_text.clear();
  const ImportReport report = ReportOf(Import({cell}));
  EXPECT_EQ(report.wordings_checked, 1);  // the target
  EXPECT_THAT(report.findings, IsEmpty());
}

TEST(ImportFindingsTest, AQuotedValueMustStandInItsQuote) {
  ImportRequest request = Import({TradeGrowth()});
  EXPECT_THAT(CheckImport(request, *Snapshot::Empty()), IsOk());
  request.observations[0].value = Number("15");
  EXPECT_THAT(CheckImport(request, *Snapshot::Empty()),
              AllOf(HasReason("VALUE_NOT_IN_QUOTE"), HasField("observations[0].value")));
  request.observations[0].value = Number("-15");
  request.observations[0].qualifier = Qualifier::kGreater;
  EXPECT_THAT(CheckImport(request, *Snapshot::Empty()), HasField("observations[0].qualifier"));
  request.observations[0] = TradeGrowth();
  request.targets[0].relation = Relation::kEqual;
  EXPECT_THAT(CheckImport(request, *Snapshot::Empty()), HasField("targets[0].relation"));
}

}  // namespace
}  // namespace indicast::store
