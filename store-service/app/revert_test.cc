#include "store-service/app/revert.h"

#include <string>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/store.h"
#include "store-service/app/test_import.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

class RevertTest : public ::testing::Test {
 protected:
  RevertTest() : store_(Store::Open(MemoryBackend(), clock_).value()) {
    EXPECT_THAT(store_->Import(BaseImport()), IsOk());
  }

  static RevertRequest Undo(std::string id, Revision revision) {
    RevertRequest request;
    request.envelope = {std::move(id), "curator", "wrong file", false, {}};
    request.revision = revision;
    return request;
  }

  Revision Write(const ImportRequest& request) {
    const auto result = store_->Import(request);
    EXPECT_THAT(result, IsOk());
    return result.ok() ? result->head.revision : 0;
  }

  std::string Growth(absl::string_view period) {
    const auto view = store_->snapshot()->Preferred(GrowthOf("gdp"), Span(period));
    return view.has_value() ? view->observation->value->ToString() : "none";
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  std::unique_ptr<Store> store_;
};

TEST_F(RevertTest, EveryRecordGetsBackWhatItWas) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2022", "4.6"), TestObservation("2021", "7.5")};
  const Observation ended = TestObservation("2023", "4.8");
  request.withdrawals = {{ended.series, ended.period, ended.stage, ended.evidence.document}};
  request.areas = {TestArea("wuhan")};
  Document renamed = BaseImport().documents[1];
  renamed.title.en = "Another title";
  request.documents = {renamed};
  Target harder = BaseImport().targets[0];
  harder.position = 2;
  request.targets = {harder};
  ASSERT_EQ(Write(request), 2);
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Revert(Undo("undo", 2)));
  EXPECT_EQ(result.head.revision, 3);
  EXPECT_EQ(result.head.reason, "wrong file");
  EXPECT_EQ(result.report.changed, 3);
  EXPECT_EQ(result.report.added, 1);
  EXPECT_EQ(result.report.withdrawn, 1);
  EXPECT_EQ(result.report.unchanged, 1);
  EXPECT_EQ(Growth("2022"), "4.5");
  EXPECT_EQ(Growth("2021"), "none");
  EXPECT_EQ(Growth("2023"), "4.8");
  const auto snapshot = store_->snapshot();
  EXPECT_EQ(*snapshot->FindDocument("communique"), BaseImport().documents[1]);
  EXPECT_EQ(*snapshot->FindTarget("gdp-2024"), BaseImport().targets[0]);
  EXPECT_NE(snapshot->FindArea("wuhan"), nullptr);
}

TEST_F(RevertTest, ARevertCanBeReverted) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2022", "4.6"), TestObservation("2021", "7.5")};
  Write(request);
  ASSERT_THAT(store_->Revert(Undo("undo", 2)), IsOk());
  ASSERT_THAT(store_->Revert(Undo("redo", 3)), IsOk());
  EXPECT_EQ(Growth("2022"), "4.6");
  EXPECT_EQ(Growth("2021"), "7.5");
}

TEST_F(RevertTest, ARepeatedIdGivesTheFirstAnswer) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2022", "4.6")};
  Write(request);
  ASSERT_OK_AND_ASSIGN(const ImportResult first, store_->Revert(Undo("undo", 2)));
  request.request_id = "later";
  request.observations = {TestObservation("2022", "4.7")};
  Write(request);
  ASSERT_OK_AND_ASSIGN(const ImportResult again, store_->Revert(Undo("undo", 2)));
  EXPECT_EQ(again.head.revision, first.head.revision);
  EXPECT_EQ(again.report, first.report);
  EXPECT_TRUE(again.changed);
  EXPECT_EQ(store_->snapshot()->revision(), 4);
}

TEST_F(RevertTest, OneIdIsOneRequestAcrossImportsAndReverts) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2022", "4.6")};
  Write(request);
  EXPECT_THAT(store_->Revert(Undo("wrong", 2)), HasReason("REQUEST_ID_REUSED"));
  ASSERT_THAT(store_->Revert(Undo("undo", 2)), IsOk());
  EXPECT_THAT(store_->Revert(Undo("undo", 3)), HasReason("REQUEST_ID_REUSED"));
  RevertRequest other = Undo("undo", 2);
  other.envelope.reason = "another reason";
  EXPECT_THAT(store_->Revert(other), HasReason("REQUEST_ID_REUSED"));
  request.request_id = "undo";
  EXPECT_THAT(store_->Import(request), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(RevertTest, ValidateOnlyWritesNothing) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2022", "4.6")};
  Write(request);
  RevertRequest undo = Undo("undo", 2);
  undo.envelope.validate_only = true;
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Revert(undo));
  EXPECT_TRUE(result.changed);
  EXPECT_EQ(result.report.changed, 1);
  EXPECT_EQ(store_->snapshot()->revision(), 2);
}

TEST_F(RevertTest, AnExpectedRevisionIsChecked) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2022", "4.6")};
  Write(request);
  RevertRequest undo = Undo("undo", 2);
  undo.envelope.expected_revision = 1;
  EXPECT_THAT(store_->Revert(undo), HasReason("REVISION_MOVED"));
  undo.envelope.expected_revision = 2;
  EXPECT_THAT(store_->Revert(undo), IsOk());
}

TEST_F(RevertTest, ARevisionThatOnlyBroughtTheCatalogueLeavesNothingToDo) {
  ImportRequest request = TestRequest("areas");
  request.areas = {TestArea("wuhan")};
  Write(request);
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Revert(Undo("undo", 2)));
  EXPECT_FALSE(result.changed);
  EXPECT_EQ(result.head.revision, 2);
  EXPECT_EQ(result.report.unchanged, 1);
}

TEST_F(RevertTest, WhatALaterRevisionWroteAgainIsNamed) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2022", "4.6"), TestObservation("2023", "4.9")};
  Write(request);
  request.request_id = "later";
  request.observations = {TestObservation("2022", "4.7")};
  Write(request);
  const absl::Status status = store_->Revert(Undo("undo", 2)).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("REVERT_NOT_POSSIBLE"));
  ASSERT_THAT(DetailOf(status).violations, SizeIs(1));
  EXPECT_EQ(DetailOf(status).violations[0].field, "revision");
  EXPECT_THAT(status.message(), HasSubstr(KeyOf(TestObservation("2022", "4.7"))));
  EXPECT_THAT(status.message(), HasSubstr("again by revision 3"));
  EXPECT_EQ(store_->snapshot()->revision(), 3);
}

TEST_F(RevertTest, AVintageThatEndedLaterWasWrittenAgainToo) {
  ImportRequest request = TestRequest("wrong");
  request.observations = {TestObservation("2021", "7.5")};
  Write(request);
  ImportRequest end = TestRequest("end");
  const Observation ended = TestObservation("2021", "7.5");
  end.withdrawals = {{ended.series, ended.period, ended.stage, ended.evidence.document}};
  Write(end);
  EXPECT_THAT(store_->Revert(Undo("undo", 2)), HasReason("REVERT_NOT_POSSIBLE"));
  ASSERT_THAT(store_->Revert(Undo("bring back", 3)), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_THAT(store_->Revert(Undo("bring-back", 3)), IsOk());
  EXPECT_EQ(Growth("2021"), "7.5");
}

TEST_F(RevertTest, TargetsAndScenariosThatItBroughtAreNamed) {
  ImportRequest request = TestRequest("more");
  request.targets = {TestTarget("gdp-2025")};
  request.targets[0].period = Span("2025");
  request.scenarios = {TestScenario("bold", "hold")};
  Write(request);
  const absl::Status status = store_->Revert(Undo("undo", 2)).status();
  EXPECT_THAT(status, HasReason("REVERT_NOT_POSSIBLE"));
  ASSERT_THAT(DetailOf(status).violations, SizeIs(2));
  EXPECT_THAT(DetailOf(status).violations[0].description, HasSubstr("target 'gdp-2025'"));
  EXPECT_THAT(DetailOf(status).violations[1].description, HasSubstr("scenario 'bold'"));
}

TEST_F(RevertTest, WhatWouldBreakARuleIsNamed) {
  // Revision 2 gives the report a sentence that revision 3 quotes.
  ImportRequest text = TestRequest("text");
  Document longer = BaseImport().documents[0];
  longer.text += "\n\n城镇化率83.6%。";
  text.documents = {longer};
  Write(text);
  ImportRequest quote = TestRequest("quote");
  Observation share = TestObservation("2023", "83.6");
  share.series = {"urban-share", "changsha", Measure::kLevel, PriceBasis::kNotApplicable, "total"};
  share.published_text = "83.6%";
  share.evidence.grounds = TextQuote{"城镇化率83.6%", "", ""};
  quote.observations = {share};
  Write(quote);
  const absl::Status status = store_->Revert(Undo("undo", 2)).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(status, HasReason("REVERT_NOT_POSSIBLE"));
  EXPECT_THAT(status.message(), HasSubstr("document 'report'"));
  EXPECT_THAT(status.message(), HasSubstr(KeyOf(share)));
}

TEST_F(RevertTest, BadInputIsNamed) {
  RevertRequest request;
  const absl::Status status = store_->Revert(request).status();
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  for (const char* field : {"request_id", "reason", "revision"}) {
    EXPECT_THAT(status, HasField(field));
  }
  const absl::Status missing = store_->Revert(Undo("undo", 9)).status();
  EXPECT_THAT(missing, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(missing, HasReason("REVISION_NOT_FOUND"));
}

}  // namespace
}  // namespace indicast::store
