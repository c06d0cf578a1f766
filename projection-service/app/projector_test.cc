#include "projection-service/app/projector.h"

#include <atomic>

#include "common/testing/status_matchers.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/store_client/fake_store_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class ProjectorTest : public ::testing::Test {
 protected:
  ProjectorTest() : store_(SampleCity()), projector_(store_, "0.1.0 test") {
    store_.scenarios["plan"] = {{"hold", 2, {{"*", {}, {}, HoldRule{}}}},
                                {"plan", 5, {{"*", {}, {}, PlanRule{}}}}};
    store_.scenarios["hold"] = {{"hold", 2, {{"*", {}, {}, HoldRule{}}}}};
  }

  static ScenarioChoice Choose(std::string id, std::vector<Assumption> overlay = {}) {
    return {std::move(id), std::move(overlay), ""};
  }
  static Assumption Set(const std::string& indicator, const std::string& growth) {
    return {indicator, {}, {}, CompoundRule{D(growth)}};
  }

  FakeStoreReader store_;
  Projector projector_;
  rpc::CallContext call_;
};

TEST_F(ProjectorTest, DefaultsComeFromTheTargets) {
  ASSERT_OK_AND_ASSIGN(const ProjectionAnswer got, projector_.Project(Choose("plan"), {}, call_));
  EXPECT_EQ(got.area, "changsha");
  EXPECT_EQ(got.projection.base_year, 2023);
  EXPECT_EQ(got.projection.horizon_year, 2024);
  EXPECT_EQ(got.label, "plan");
  EXPECT_EQ(store_.last_year_asked, 2023);
  EXPECT_EQ(got.receipt.scenario, "plan");
  EXPECT_EQ(got.receipt.scenario_revision, 5);
  EXPECT_EQ(got.receipt.data_revision, 7);
  EXPECT_EQ(got.receipt.model_version, kModelVersion);
  EXPECT_EQ(got.receipt.build, "0.1.0 test");
}

TEST_F(ProjectorTest, LabelsShowAnOverlay) {
  ASSERT_OK_AND_ASSIGN(const auto changed,
                       projector_.Project(Choose("plan", {Set("gdp", "3")}), {}, call_));
  EXPECT_EQ(changed.label, "plan+");
  ScenarioChoice named = Choose("plan");
  named.label = "mayor's";
  ASSERT_OK_AND_ASSIGN(const auto labelled, projector_.Project(named, {}, call_));
  EXPECT_EQ(labelled.label, "mayor's");
}

TEST_F(ProjectorTest, EverythingIsReadAtOneRevision) {
  ASSERT_OK_AND_ASSIGN(const auto got, projector_.Project(Choose("plan"), {}, call_));
  EXPECT_EQ(got.receipt.data_revision, 7);
  EXPECT_THAT(store_.states, AllOf(Not(IsEmpty()), Each(PinnedState{7, std::nullopt})));
}

TEST_F(ProjectorTest, AStatedStateIsPassedOn) {
  Frame frame;
  frame.revision = 3;
  frame.publication_date = Date::Parse("2024-02-01").value();
  ASSERT_OK_AND_ASSIGN(const auto got, projector_.Project(Choose("plan"), frame, call_));
  EXPECT_EQ(got.receipt.data_revision, 3);
  EXPECT_THAT(store_.states, Each(PinnedState{3, frame.publication_date}));
}

TEST_F(ProjectorTest, InputsAreReadOncePerState) {
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(projector_.Project(Choose("plan"), {}, call_).ok());
  }
  EXPECT_EQ(store_.catalogue_reads, 1);
  EXPECT_EQ(store_.figure_reads, 1);
  store_.head = 8;
  ASSERT_OK_AND_ASSIGN(const auto newer, projector_.Project(Choose("plan"), {}, call_));
  EXPECT_EQ(newer.receipt.data_revision, 8);
  EXPECT_EQ(store_.figure_reads, 2);
}

TEST_F(ProjectorTest, TheCacheIsBounded) {
  Frame frame;
  for (int64_t revision = 1; revision <= 50; ++revision) {
    frame.revision = revision;
    ASSERT_TRUE(projector_.Project(Choose("plan"), frame, call_).ok());
  }
  frame.revision = 1;
  ASSERT_TRUE(projector_.Project(Choose("plan"), frame, call_).ok());
  EXPECT_EQ(store_.figure_reads, 51) << "the oldest entry was let go";
}

struct BadCall {
  const char* name;
  ScenarioChoice choice;
  Frame frame;
  const char* field;
  const char* text;
};

class BadCalls : public ProjectorTest, public ::testing::WithParamInterface<BadCall> {};

TEST_P(BadCalls, NameTheField) {
  const auto got = projector_.Project(GetParam().choice, GetParam().frame, call_);
  EXPECT_THAT(got, HasField(GetParam().field));
  EXPECT_THAT(got, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(GetParam().text)));
}

Frame Years(int base_year, int horizon_year) {
  Frame frame;
  frame.base_year = base_year;
  frame.horizon_year = horizon_year;
  return frame;
}

Frame Quota(std::vector<QuotaInput> quotas) {
  Frame frame;
  frame.quotas = std::move(quotas);
  return frame;
}

ScenarioChoice Overlay(Assumption assumption) { return {"plan", {std::move(assumption)}, ""}; }

INSTANTIATE_TEST_SUITE_P(
    All, BadCalls,
    ::testing::Values(BadCall{"UnknownIndicator",
                              Overlay({"import-exports", {}, {}, HoldRule{}}),
                              {},
                              "scenario.overlay[0].indicator",
                              "nearest: imports-exports"},
                      BadCall{"UnknownFollowed",
                              Overlay({"gdp", {}, {}, RelativeRule{"gpd", D("1")}}),
                              {},
                              "scenario.overlay[0].rule.relative.indicator",
                              "nearest: gdp"},
                      BadCall{"GrowthTooLow",
                              Overlay({"gdp", {}, {}, CompoundRule{D("-100")}}),
                              {},
                              "scenario.overlay[0].rule.compound.growth_percent",
                              "> -100"},
                      BadCall{"AfterTheHorizon",
                              Overlay({"gdp", 2030, {}, HoldRule{}}),
                              {},
                              "scenario.overlay[0].from_year",
                              "2024..2024"},
                      BadCall{"BeforeTheFirstYear",
                              Overlay({"gdp", {}, 2023, HoldRule{}}),
                              {},
                              "scenario.overlay[0].to_year",
                              "2024..2024"},
                      BadCall{
                          "GivenOutside",
                          Overlay({"gdp", {}, {}, GivenRule{{{2023, Measure::kGrowth, D("1")}}}}),
                          {},
                          "scenario.overlay[0].rule.given.points[0].year",
                          "2024..2024"},
                      BadCall{"RequiredInThePast",
                              Overlay({"gdp", {}, {}, RequiredRule{D("1"), 2023}}),
                              {},
                              "scenario.overlay[0].rule.required.year",
                              "2024 or later"},
                      BadCall{"BaseYear", {}, Years(12, 0), "base_year", "1000..9998"},
                      BadCall{"HorizonTooFar", {}, Years(0, 2054), "horizon_year", "2024..2053"},
                      BadCall{"HorizonInThePast", {}, Years(0, 2023), "horizon_year", "2024..2053"},
                      BadCall{"QuotaOfNothing",
                              {},
                              Quota({{"urban-newjobs", D("1")}}),
                              "quotas[0].target",
                              "nearest: urban-new-jobs-2024"},
                      BadCall{"QuotaOfAnOwnTarget",
                              {},
                              Quota({{"gdp", D("1")}}),
                              "quotas[0].target",
                              "not a target set by another authority"},
                      BadCall{"QuotaTwice",
                              {},
                              Quota({{"urban-new-jobs", D("1")}, {"urban-new-jobs-2024", D("1")}}),
                              "quotas[1].target",
                              "twice"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(ProjectorTest, UnknownScenarioAndIndicatorAreNotFound) {
  EXPECT_THAT(projector_.Project(Choose("nothing"), {}, call_), HasReason("SCENARIO_NOT_FOUND"));
  Frame frame;
  frame.indicators = {"gdq"};
  const auto got = projector_.Project(Choose("plan"), frame, call_);
  EXPECT_THAT(got, HasReason("INDICATOR_NOT_FOUND"));
  EXPECT_THAT(got, StatusIs(absl::StatusCode::kNotFound, HasSubstr("nearest: gdp")));
}

TEST_F(ProjectorTest, SeveralAreasMustBeChosenFrom) {
  store_.catalogue.targets.push_back({"hunan", SampleTarget("gdp", Relation::kEqual, "6")});
  EXPECT_THAT(projector_.Project(Choose("plan"), {}, call_), HasField("area"));
  Frame frame;
  frame.area = "changsha";
  EXPECT_TRUE(projector_.Project(Choose("plan"), frame, call_).ok());
}

TEST_F(ProjectorTest, AnEmptyStoreHasNoData) {
  FakeStoreReader empty{InputParts{}};
  Projector projector(empty, "test");
  EXPECT_THAT(projector.Project(Choose(""), {}, call_), HasReason("NO_DATA"));
  Frame frame;
  frame.area = "nowhere";
  frame.base_year = 2023;
  EXPECT_THAT(projector.Project(Choose(""), frame, call_), HasReason("NO_DATA"));
}

TEST_F(ProjectorTest, AnUnreachableStoreIsUnavailableAndAFactOfTheServer) {
  store_.down = true;
  EXPECT_THAT(projector_.Project(Choose("plan"), {}, call_), HasReason("STORE_UNAVAILABLE"));
  const ServerFacts facts = projector_.Describe(call_);
  EXPECT_FALSE(facts.store_reachable);
  EXPECT_EQ(facts.store_revision, 0);
  EXPECT_EQ(facts.store_address, "fake:1");
}

TEST_F(ProjectorTest, RecordsThatBreakTheContractAreNotTheCallersMistake) {
  store_.figures[0].value = D("-150");
  const auto got = projector_.Project(Choose("plan"), {}, call_);
  EXPECT_THAT(got, HasReason("STORE_ANSWER_INVALID"));
  EXPECT_THAT(got, StatusIs(absl::StatusCode::kInternal, HasSubstr("figures[0].value")));
}

TEST_F(ProjectorTest, ACancelledCallStops) {
  const std::atomic<bool> cancelled{true};
  call_.cancelled = &cancelled;
  EXPECT_THAT(projector_.Project(Choose("plan"), {}, call_),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(ProjectorTest, AQuotaMayBeGivenByIndicator) {
  Frame frame;
  frame.quotas = {{"urban-new-jobs", D("12")}};
  ASSERT_OK_AND_ASSIGN(const auto got, projector_.Project(Choose("plan"), frame, call_));
  for (const TargetAssessment& item : got.projection.targets) {
    EXPECT_EQ(item.verdict, Verdict::kMet) << item.reason.en;
  }
}

TEST_F(ProjectorTest, ReceiptsDifferWhereTheInputsDo) {
  const auto receipt = [&](const ScenarioChoice& choice, const Frame& frame) {
    return projector_.Project(choice, frame, call_).value().receipt;
  };
  const Receipt base = receipt(Choose("plan"), {});
  EXPECT_EQ(receipt(Choose("plan"), {}).inputs_hash, base.inputs_hash);
  Frame explicit_defaults;
  explicit_defaults.area = "changsha";
  explicit_defaults.base_year = 2023;
  explicit_defaults.horizon_year = 2024;
  EXPECT_EQ(receipt(Choose("plan"), explicit_defaults).inputs_hash, base.inputs_hash)
      << "defaults are inputs like any other";
  const Receipt overlaid = receipt(Choose("plan", {Set("gdp", "3")}), {});
  EXPECT_NE(overlaid.scenario_hash, base.scenario_hash);
  EXPECT_NE(overlaid.inputs_hash, base.inputs_hash);
  Frame longer;
  longer.horizon_year = 2030;
  EXPECT_EQ(receipt(Choose("plan"), longer).scenario_hash, base.scenario_hash);
  EXPECT_NE(receipt(Choose("plan"), longer).inputs_hash, base.inputs_hash);
  Frame quota;
  quota.quotas = {{"urban-new-jobs", D("12")}};
  EXPECT_NE(receipt(Choose("plan"), quota).inputs_hash, base.inputs_hash);
  Frame older;
  older.revision = 6;
  EXPECT_NE(receipt(Choose("plan"), older).inputs_hash, base.inputs_hash);
}

TEST_F(ProjectorTest, WhatWasAskedForIsReadAheadAtANewRevision) {
  ASSERT_THAT(projector_.Refresh(7, call_), IsOk());
  EXPECT_EQ(projector_.input_loads(), 0) << "nobody asked yet";
  ASSERT_THAT(projector_.Project(Choose("plan"), {}, call_), IsOk());
  Frame pinned;
  pinned.revision = 3;
  ASSERT_THAT(projector_.Project(Choose("plan"), pinned, call_), IsOk());
  EXPECT_EQ(projector_.input_loads(), 2);
  ASSERT_THAT(projector_.Refresh(8, call_), IsOk());
  EXPECT_EQ(projector_.input_loads(), 3) << "the pinned one does not move";
  EXPECT_EQ(store_.states.back(), (PinnedState{8, std::nullopt}));
  store_.head = 8;
  const size_t reads = store_.states.size();
  ASSERT_OK_AND_ASSIGN(const auto got, projector_.Project(Choose("plan"), {}, call_));
  EXPECT_EQ(got.receipt.data_revision, 8);
  EXPECT_EQ(projector_.input_loads(), 3);
  EXPECT_EQ(store_.states.size(), reads + 1) << "the scenario alone is read";
}

TEST_F(ProjectorTest, WhatNobodyAsksForAnyMoreIsNotReadAheadForEver) {
  ASSERT_THAT(projector_.Project(Choose("plan"), {}, call_), IsOk());
  for (int revision = 8; revision < 108; ++revision) {
    ASSERT_THAT(projector_.Refresh(revision, call_), IsOk());
  }
  EXPECT_EQ(projector_.input_loads(), 1 + 16);
}

TEST_F(ProjectorTest, CompareNamesTheChangeAndItsCause) {
  ASSERT_OK_AND_ASSIGN(
      const Comparison got,
      projector_.CompareScenarios({Choose("plan"), Choose("plan", {Set("imports-exports", "3")})},
                                  {}, call_));
  ASSERT_EQ(got.results.size(), 2u);
  std::vector<std::string> rows;
  for (const PathDifference& d : got.differences) {
    EXPECT_EQ(d.scenario, 1u);
    EXPECT_EQ(d.indicator, "imports-exports");
    EXPECT_EQ(d.year, 2024);
    EXPECT_THAT(d.caused_by, ElementsAre("imports-exports"));
    rows.push_back(d.difference->Normalized().ToString() + " " + d.difference_unit);
  }
  EXPECT_THAT(rows, ElementsAre("-4 percentage-point", "-3.4 index", "-112.4604 cny-1e8",
                                "-112.7304 cny-1e8"));
}

TEST_F(ProjectorTest, CompareFollowsADependencyToItsCause) {
  ASSERT_OK_AND_ASSIGN(
      const Comparison got,
      projector_.CompareScenarios({Choose("plan"), Choose("plan", {Set("gdp", "5")})}, {}, call_));
  std::map<std::string, std::vector<std::string>> causes;
  for (const PathDifference& d : got.differences) causes[d.indicator] = d.caused_by;
  EXPECT_THAT(causes["gdp"], ElementsAre("gdp"));
  EXPECT_THAT(causes["household-income"], ElementsAre("gdp")) << "its own rule did not change";
  EXPECT_EQ(causes.size(), 2u);
}

TEST_F(ProjectorTest, CompareOfEqualScenariosHasNoDifferences) {
  ASSERT_OK_AND_ASSIGN(
      const Comparison got,
      projector_.CompareScenarios({Choose("plan"), Choose("plan"), Choose("hold")}, {}, call_));
  EXPECT_THAT(got.differences, Each(Field(&PathDifference::scenario, 2u)));
  EXPECT_THAT(got.differences, Not(IsEmpty()));
}

TEST_F(ProjectorTest, CompareNeedsTwoToEightScenariosAndNamesTheOneThatIsWrong) {
  EXPECT_THAT(projector_.CompareScenarios({Choose("plan")}, {}, call_), HasField("scenarios"));
  EXPECT_THAT(
      projector_.CompareScenarios(std::vector<ScenarioChoice>(9, Choose("plan")), {}, call_),
      HasField("scenarios"));
  EXPECT_THAT(
      projector_.CompareScenarios({Choose("plan"), Choose("plan", {Set("gpd", "5")})}, {}, call_),
      HasField("scenarios[1].overlay[0].indicator"));
}

}  // namespace
}  // namespace indicast::projection
