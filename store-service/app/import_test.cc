#include "store-service/app/import.h"

#include <functional>
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
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

// The base data set folded into a snapshot.
std::shared_ptr<const Snapshot> BaseSnapshot() {
  return Snapshot::Empty()
      ->Apply(TestEntry(1, PlanImport(BaseImport(), *Snapshot::Empty(), {}).records))
      .value();
}

TEST(CheckImportTest, AcceptsTheBaseDataSetOverNothingAndOverItself) {
  EXPECT_THAT(ValidateRequest(BaseImport()), IsOk());
  EXPECT_THAT(CheckImport(BaseImport(), *Snapshot::Empty()), IsOk());
  EXPECT_THAT(CheckImport(BaseImport(), *BaseSnapshot()), IsOk());
}

TEST(CheckImportTest, FindsWhatTheStateHolds) {
  ImportRequest request = TestRequest("one");
  request.observations = {TradeGrowth()};
  EXPECT_THAT(CheckImport(request, *BaseSnapshot()), IsOk());
  EXPECT_THAT(CheckImport(request, *Snapshot::Empty()), HasReason("INDICATOR_NOT_FOUND"));
}

struct BadImport {
  std::string name;
  std::string reason;
  std::string field;
  std::string message;
  std::function<void(ImportRequest&)> spoil;
};

std::vector<BadImport> MissingCases() {
  return {
      {"parent_area", "AREA_NOT_FOUND", "areas[0].parent", "'hubei' is not a known area",
       [](ImportRequest& r) { r.areas[0].parent = "hubei"; }},
      {"unit_of_indicator", "UNIT_NOT_FOUND", "indicators[0].unit", "nearest: cny-1e8",
       [](ImportRequest& r) { r.indicators[0].unit = "cny-1e9"; }},
      {"linked_indicator", "INDICATOR_NOT_FOUND", "indicators[0].links[0].indicator", "cpi",
       [](ImportRequest& r) {
         r.indicators[0].links = {{"deflated-by", "cpi", {}}};
       }},
      {"unit_of_figure", "UNIT_NOT_FOUND", "observations[1].unit", "nearest: percent",
       [](ImportRequest& r) { r.observations[1].unit = "percents"; }},
      {"indicator_of_figure", "INDICATOR_NOT_FOUND", "observations[0].series.indicator",
       "nearest: gdp", [](ImportRequest& r) { r.observations[0].series.indicator = "gdpp"; }},
      {"area_of_release", "AREA_NOT_FOUND", "indicators[0].releases[0].area",
       "'hubei' is not a known area",
       [](ImportRequest& r) {
         r.indicators[0].releases = {{"A", Measure::kGrowth, 99, "hubei", {}}};
       }},
      {"area_of_figure", "AREA_NOT_FOUND", "observations[0].series.area", "nearest: changsha",
       [](ImportRequest& r) { r.observations[0].series.area = "changshaa"; }},
      {"document_of_figure", "DOCUMENT_NOT_FOUND", "observations[0].evidence.document",
       "nearest: report",
       [](ImportRequest& r) { r.observations[0].evidence.document = "reports"; }},
      {"indicator_of_target", "INDICATOR_NOT_FOUND", "targets[0].indicator", "gni",
       [](ImportRequest& r) { r.targets[0].indicator = "gni"; }},
      {"relative_goal", "INDICATOR_NOT_FOUND", "targets[0].goal.relative.indicator", "income",
       [](ImportRequest& r) {
         r.targets[0].goal = RelativeGoal{"income", {}};
       }},
      {"parent_scenario", "SCENARIO_NOT_FOUND", "scenarios[1].parent", "nearest: hold",
       [](ImportRequest& r) { r.scenarios[1].parent = "holds"; }},
      {"assumed_indicator", "INDICATOR_NOT_FOUND", "scenarios[0].assumptions[0].indicator", "gni",
       [](ImportRequest& r) { r.scenarios[0].assumptions[0].indicator = "gni"; }},
      {"relative_rule", "INDICATOR_NOT_FOUND",
       "scenarios[0].assumptions[0].rule.relative.indicator", "gni",
       [](ImportRequest& r) {
         r.scenarios[0].assumptions[0].rule = RelativeRule{"gni", {}};
       }},
  };
}

// The level of 2022 that follows from level and change of 2023: 900 = 1000 - 100.
std::vector<Observation> DerivedLevel() {
  Observation level = TestObservation("2023", "1000");
  level.series.measure = Measure::kLevel;
  level.unit = "cny-1e8";
  Observation change = level;
  change.series.measure = Measure::kChange;
  change.value = Number("100");
  Observation derived = level;
  derived.period = Span("2022");
  derived.value = Number("900");
  derived.stage = Stage::kDerived;
  derived.derivation =
      Derivation{DerivationFormula::kLevelMinusChange, {KeyOf(level), KeyOf(change)}};
  return {level, change, derived};
}

ImportRequest ImportOf(std::string id, std::vector<Observation> figures) {
  ImportRequest request = TestRequest(std::move(id));
  request.observations = std::move(figures);
  return request;
}

TEST(CheckImportTest, ADerivedFigureFollowsFromItsInputsOrIsRefused) {
  const auto base = BaseSnapshot();
  EXPECT_THAT(CheckImport(ImportOf("derived", DerivedLevel()), *base), IsOk());

  auto off = DerivedLevel();
  off[2].value = Number("901");
  const absl::Status mismatch = CheckImport(ImportOf("off", off), *base);
  EXPECT_THAT(mismatch, HasReason("DERIVATION_MISMATCH"));
  EXPECT_THAT(mismatch, HasField("observations[2].value"));
  EXPECT_THAT(mismatch, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("900")));

  EXPECT_THAT(CheckImport(ImportOf("alone", {DerivedLevel()[2]}), *base),
              HasField("observations[0].derivation.inputs[0]"));
}

TEST(CheckImportTest, AnInputCannotChangeUnderADerivedFigure) {
  const auto base = BaseSnapshot();
  const auto records = PlanImport(ImportOf("derived", DerivedLevel()), *base, {}).records;
  const auto snapshot = base->Apply(TestEntry(2, records)).value();
  auto changed = DerivedLevel();
  changed[0].value = Number("1001");
  EXPECT_THAT(CheckImport(ImportOf("changed", {changed[0]}), *snapshot),
              HasReason("DERIVATION_MISMATCH"));
  changed[2].value = Number("901");
  EXPECT_THAT(CheckImport(ImportOf("both", {changed[0], changed[2]}), *snapshot), IsOk());
}

std::vector<BadImport> RuleCases() {
  return {
      {"section_not_in_text", "QUOTE_NOT_FOUND", "documents[0].sections[0].start.exact", "not in",
       [](ImportRequest& r) {
         r.documents[0].sections = {{"trade", {"外贸", "Trade"}, {"(四)", "", ""}}};
       }},
      {"sections_out_of_order", "SECTION_OUT_OF_ORDER", "documents[0].sections[1].start.exact",
       "order of the text",
       [](ImportRequest& r) {
         r.documents[0].sections = {{"plan", {"重点", "Plan"}, {"二、2024年工作重点", "", ""}},
                                    {"trade", {"外贸", "Trade"}, {"(三)坚持优平台", "", ""}}};
       }},
      {"growth_in_yuan", "UNIT_MISMATCH", "observations[0].unit", "growth of gdp is in percent",
       [](ImportRequest& r) { r.observations[0].unit = "cny-1e8"; }},
      {"growth_in_per_mille", "UNIT_MISMATCH", "observations[0].unit", "x 10^-1",
       [](ImportRequest& r) { r.observations[0].unit = "per-mille"; }},
      {"level_in_percent", "UNIT_MISMATCH", "observations[0].unit", "level of gdp is in cny",
       [](ImportRequest& r) { r.observations[0].series.measure = Measure::kLevel; }},
      {"level_in_dollars_without_scope", "UNIT_MISMATCH", "observations[0].unit", "usd",
       [](ImportRequest& r) {
         r.observations[0].series.measure = Measure::kLevel;
         r.observations[0].unit = "usd-1e8";
       }},
      {"change_of_share_in_percent", "UNIT_MISMATCH", "observations[0].unit", "percentage-point",
       [](ImportRequest& r) {
         r.observations[0].series.indicator = "urban-share";
         r.observations[0].series.measure = Measure::kChange;
       }},
      {"target_in_persons", "UNIT_MISMATCH", "targets[0].unit", "person",
       [](ImportRequest& r) { r.targets[0].unit = "person"; }},
      {"quote_not_in_document", "QUOTE_NOT_FOUND", "observations[2].evidence.quote.exact",
       "'进出口总额增长15%' is not in the document",
       [](ImportRequest& r) {
         r.observations[2].evidence.grounds = TextQuote{"进出口总额增长15%", "", ""};
       }},
      {"quote_twice", "QUOTE_AMBIGUOUS", "targets[0].evidence.quote.exact", "more than once",
       [](ImportRequest& r) {
         r.targets[0].evidence.grounds = TextQuote{"改造项目15个", "", ""};
       }},
      {"quote_without_text", "QUOTE_NOT_FOUND", "observations[2].evidence.quote.exact", "not held",
       [](ImportRequest& r) { r.observations[2].evidence.document = "communique"; }},
      {"figure_twice", "DUPLICATE_KEY", "observations[3]", "of observations[0]",
       [](ImportRequest& r) { r.observations.push_back(TestObservation("2022", "4.6")); }},
      {"area_twice", "DUPLICATE_KEY", "areas[2]", "'hunan' of areas[1]",
       [](ImportRequest& r) { r.areas.push_back(TestArea("hunan", "changsha")); }},
      {"scenario_circle", "SCENARIO_CYCLE", "scenarios[0].parent", "leads back",
       [](ImportRequest& r) { r.scenarios[0].parent = "cautious"; }},
      {"area_circle", "AREA_CYCLE", "areas[1].parent", "leads back",
       [](ImportRequest& r) { r.areas[1].parent = "changsha"; }},
  };
}

class BadImportTest : public ::testing::TestWithParam<BadImport> {};

TEST_P(BadImportTest, IsRefusedWithReasonAndField) {
  ImportRequest request = BaseImport();
  GetParam().spoil(request);
  ASSERT_THAT(ValidateRequest(request), IsOk());
  for (const auto& state : {Snapshot::Empty(), BaseSnapshot()}) {
    const absl::Status status = CheckImport(request, *state);
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(status, HasReason(GetParam().reason));
    EXPECT_THAT(status, HasField(GetParam().field));
    std::string descriptions;
    for (const FieldViolation& v : DetailOf(status).violations) descriptions += v.description;
    EXPECT_THAT(descriptions, HasSubstr(GetParam().message));
  }
}

const auto kCaseName = [](const ::testing::TestParamInfo<BadImport>& info) {
  return info.param.name;
};
INSTANTIATE_TEST_SUITE_P(Missing, BadImportTest, ::testing::ValuesIn(MissingCases()), kCaseName);
INSTANTIATE_TEST_SUITE_P(Rules, BadImportTest, ::testing::ValuesIn(RuleCases()), kCaseName);

TEST(CheckImportTest, AcceptsAnotherCurrencyInAScopeOfItsName) {
  ImportRequest request = TestRequest("usd");
  Observation dollars = TestObservation("2010", "60.89", "communique");
  dollars.series = {"imports-exports", "changsha", Measure::kLevel, PriceBasis::kCurrent, "usd"};
  dollars.unit = "usd-1e8";
  request.observations = {dollars};
  EXPECT_THAT(CheckImport(request, *BaseSnapshot()), IsOk());
}

TEST(CheckImportTest, AcceptsChangeOfAShareInPercentagePoints) {
  ImportRequest request = TestRequest("points");
  Observation change = TestObservation("2023", "0.4");
  change.series.indicator = "urban-share";
  change.series.measure = Measure::kChange;
  change.unit = "percentage-point";
  request.observations = {change};
  EXPECT_THAT(CheckImport(request, *BaseSnapshot()), IsOk());
}

TEST(CheckImportTest, FindsACircleThroughTheState) {
  ImportRequest request = TestRequest("circle");
  request.scenarios = {TestScenario("hold", "cautious")};
  EXPECT_THAT(CheckImport(request, *BaseSnapshot()), HasReason("SCENARIO_CYCLE"));
}

TEST(CheckImportTest, NamesEveryProblemUpToAHundred) {
  ImportRequest request = BaseImport();
  request.observations[0].unit = "percents";
  request.targets[0].indicator = "gni";
  request.scenarios[1].parent = "holds";
  const absl::Status status = CheckImport(request, *Snapshot::Empty());
  EXPECT_THAT(status, HasField("observations[0].unit"));
  EXPECT_THAT(status, HasField("targets[0].indicator"));
  EXPECT_THAT(status, HasField("scenarios[1].parent"));

  request = TestRequest("many");
  for (int i = 0; i < 500; ++i) {
    request.observations.push_back(TestObservation(absl::StrCat(1500 + i), "1", "nowhere"));
  }
  EXPECT_THAT(DetailOf(CheckImport(request, *BaseSnapshot())).violations, SizeIs(Le(100)));
}

TEST(CheckImportTest, ANewTextMustKeepTheQuotesOfTheState) {
  ImportRequest request = TestRequest("retype");
  request.documents = {BaseImport().documents[0]};
  request.documents[0].text = "主要预期目标是:地区生产总值增长6%以上。";
  const absl::Status status = CheckImport(request, *BaseSnapshot());
  EXPECT_THAT(status, HasReason("QUOTE_NOT_FOUND"));
  EXPECT_THAT(status, HasField("documents[0].text"));
  EXPECT_THAT(std::string(status.message()), HasSubstr("imports-exports.changsha.growth"));

  // The same figure re-quoted in the same request is not held to its old quote.
  Observation requoted = TradeGrowth();
  requoted.evidence.grounds = TextQuote{"地区生产总值", "", ""};
  request.observations = {requoted};
  EXPECT_THAT(CheckImport(request, *BaseSnapshot()), IsOk());
}

TEST(ValidateRequestTest, ChecksTheEnvelopeAndEveryRecord) {
  ImportRequest request = BaseImport("has space");
  request.reason = "";
  request.expected_revision = -1;
  request.areas[1].id = "Hunan";
  request.observations[2].value = Number("-100");
  const absl::Status status = ValidateRequest(request);
  EXPECT_THAT(status, HasField("request_id"));
  EXPECT_THAT(status, HasField("reason"));
  EXPECT_THAT(status, HasField("expected_revision"));
  EXPECT_THAT(status, HasField("areas[1].id"));
  EXPECT_THAT(status, HasField("observations[2].value"));
  EXPECT_THAT(ValidateRequest(TestRequest(std::string(64, 'x'))), IsOk());
  EXPECT_THAT(ValidateRequest(TestRequest(std::string(65, 'x'))), HasField("request_id"));
  EXPECT_THAT(ValidateRequest(TestRequest("")), HasField("request_id"));
}

TEST(RequestDigestTest, FollowsContentAndNothingElse) {
  const std::string digest = RequestDigest(BaseImport());
  ImportRequest same = BaseImport("another-id");
  same.author = "another";
  same.validate_only = true;
  EXPECT_EQ(RequestDigest(same), digest);
  ImportRequest other = BaseImport();
  other.observations[0].value = Number("4.50");
  EXPECT_NE(RequestDigest(other), digest);
  other = BaseImport();
  other.reason = "second load";
  EXPECT_NE(RequestDigest(other), digest);
  other = BaseImport();
  other.expected_revision = 0;
  EXPECT_NE(RequestDigest(other), digest);
}

TEST(PlanImportTest, LeavesOutWhatIsEqual) {
  const ImportPlan first = PlanImport(BaseImport(), *Snapshot::Empty(), {});
  EXPECT_EQ(first.report.added, static_cast<int>(first.records.size()));
  EXPECT_EQ(first.report.added, 20);
  EXPECT_THAT(first.report.changes, IsEmpty());

  const ImportPlan again = PlanImport(BaseImport(), *BaseSnapshot(), {});
  EXPECT_THAT(again.records, IsEmpty());
  EXPECT_EQ(again.report.unchanged, 20);

  ImportRequest corrected = BaseImport();
  corrected.observations[0] = TestObservation("2022", "4.4");
  corrected.documents[1].note.en = "checked";
  const ImportPlan plan = PlanImport(corrected, *BaseSnapshot(), {});
  EXPECT_THAT(plan.records, SizeIs(2));
  EXPECT_EQ(plan.report.changed, 2);
  EXPECT_EQ(plan.report.unchanged, 18);
  EXPECT_THAT(
      plan.report.changes,
      ElementsAre(
          ImportChange{"document", "communique",
                       "政府工作报告 / Work report, 2024-04-07, 0 bytes of text",
                       "政府工作报告 / Work report, 2024-04-07, 0 bytes of text; other "
                       "fields changed"},
          ImportChange{"observation", "gdp.changsha.growth.constant.total|2022|reported|report",
                       "equal 4.5 percent (增长4.5%)", "equal 4.4 percent (增长4.4%)"}));
}

TEST(PlanImportTest, ARepetitionCountsOnce) {
  ImportRequest request = BaseImport();
  request.areas.push_back(request.areas[0]);
  EXPECT_THAT(CheckImport(request, *Snapshot::Empty()), IsOk());
  EXPECT_EQ(PlanImport(request, *Snapshot::Empty(), {}).report.added, 20);
}

}  // namespace
}  // namespace indicast::store
