// The three verbs, confirmation, etags and reverts over an in-process channel, on the real runtime
// and backend.
#include <grpcpp/grpcpp.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "indicast/store/v1/scenario_store_service.grpc.pb.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/services.h"
#include "store-service/rpc/test_messages.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

void NameVintage(const Observation& figure, v1::ObservationWithdrawal* out) {
  v1::Observation message;
  ToProto(figure, &message);
  *out->mutable_series() = message.series();
  *out->mutable_period() = message.period();
  out->set_stage(message.stage());
  out->set_document(message.evidence().document());
}

class CurationServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store_ = Store::Open(MemoryBackend(), clock_).value();
    rpc::ServerOptions options;
    options.program = "curation-service-test";
    options.admin_address = "";
    options.log_sink = [](absl::string_view) {};
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
                           return MakeServices(*store_, runtime);
                         }));
    const auto channel = server_->InProcessChannel();
    indicators_ = v1::IndicatorStore::NewStub(channel);
    curation_ = v1::IndicatorCuration::NewStub(channel);
    scenarios_ = v1::ScenarioStore::NewStub(channel);
    ASSERT_THAT(Import(MessageOf(BaseImport())), IsOk());
  }

  void TearDown() override {
    if (server_ != nullptr) server_->Drain();
  }

  // One unary call, its error back as a typed status.
  template <typename Stub, typename Request, typename Response>
  absl::StatusOr<Response> Call(Stub& stub,
                                grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  absl::StatusOr<v1::ImportRecordsResponse> Import(const v1::ImportRecordsRequest& request) {
    return Call(*curation_, &v1::IndicatorCuration::Stub::ImportRecords, request);
  }

  absl::StatusOr<v1::RevertRevisionResponse> Revert(const v1::RevertRevisionRequest& request) {
    return Call(*curation_, &v1::IndicatorCuration::Stub::RevertRevision, request);
  }

  v1::Observation Figure(const std::string& period) {
    v1::GetObservationRequest request;
    ToProto(GrowthOf("gdp"), request.mutable_series());
    request.mutable_period()->set_text(period);
    const auto found = Call(*indicators_, &v1::IndicatorStore::Stub::GetObservation, request);
    return found.ok() ? found->observation() : v1::Observation();
  }

  static v1::ImportRecordsRequest Envelope(const std::string& id) {
    return MessageOf(TestRequest(id));
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  std::unique_ptr<Store> store_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::IndicatorStore::Stub> indicators_;
  std::unique_ptr<v1::IndicatorCuration::Stub> curation_;
  std::unique_ptr<v1::ScenarioStore::Stub> scenarios_;
};

TEST_F(CurationServiceTest, WithdrawalsAndMergedRecordsAreOneRevision) {
  v1::ImportRecordsRequest request = Envelope("both");
  NameVintage(TestObservation("2022", "4.5"), request.add_withdrawals());
  ToProto(TestObservation("2023", "4.9"), request.add_observations());
  ASSERT_OK_AND_ASSIGN(const auto response, Import(request));
  EXPECT_EQ(response.head().revision(), 2);
  EXPECT_EQ(response.report().withdrawn_count(), 1);
  EXPECT_EQ(response.report().changed_count(), 1);
  ASSERT_THAT(response.report().changes(), SizeIs(2));
  EXPECT_EQ(response.report().changes(1).key(), KeyOf(TestObservation("2022", "4.5")));
  EXPECT_EQ(response.report().changes(1).after(), "");
  EXPECT_FALSE(Figure("2022").has_value());
  EXPECT_EQ(Figure("2023").value().text(), "4.9");
}

TEST_F(CurationServiceTest, AReplacementIsConfirmedByItsPlan) {
  v1::ImportRecordsRequest request = Envelope("replace");
  request.add_replacements()->add_documents("report");
  request.mutable_replacements(0)->mutable_to_period()->set_text("2022");
  const absl::Status refused = Import(request).status();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(refused, HasReason("CONFIRMATION_NEEDED"));
  const auto metadata = DetailOf(refused).metadata;
  EXPECT_EQ(metadata.at("max_replaced_count_limit"), "0");
  EXPECT_EQ(metadata.at("max_replaced_count_actual"), "1");
  EXPECT_EQ(metadata.at("max_replaced_count_key"), KeyOf(TestObservation("2022", "4.5")));

  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto preview, Import(request));
  EXPECT_EQ(preview.report().plan(), metadata.at("plan"));
  ASSERT_THAT(preview.report().exceeded(), SizeIs(1));
  EXPECT_EQ(preview.report().exceeded(0).threshold(), "max_replaced_count");
  EXPECT_EQ(preview.report().exceeded(0).limit(), "0");
  EXPECT_EQ(preview.report().exceeded(0).actual(), "1");
  EXPECT_EQ(preview.report().exceeded(0).key(), metadata.at("max_replaced_count_key"));

  request.set_validate_only(false);
  request.set_confirmed_plan(std::string(64, '0'));
  const absl::Status moved = Import(request).status();
  EXPECT_THAT(moved, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(moved, HasReason("PLAN_MOVED"));
  request.set_confirmed_plan(preview.report().plan());
  ASSERT_OK_AND_ASSIGN(const auto written, Import(request));
  EXPECT_EQ(written.report().withdrawn_count(), 1);
  EXPECT_EQ(written.head().revision(), 2);
}

TEST_F(CurationServiceTest, TheCallerSetsItsThresholds) {
  v1::ImportRecordsRequest request = Envelope("strict");
  ToProto(TestObservation("2022", "4.6"), request.add_observations());
  request.mutable_thresholds()->set_max_changed_count(0);
  EXPECT_THAT(Import(request), HasReason("CONFIRMATION_NEEDED"));
  request.clear_thresholds();
  request.mutable_thresholds()->mutable_max_level_factor()->set_text("1.5");
  EXPECT_THAT(Import(request), IsOk());
}

TEST_F(CurationServiceTest, TheServerTellsItsThresholds) {
  ASSERT_OK_AND_ASSIGN(const auto info, Call(*indicators_, &v1::IndicatorStore::Stub::GetServerInfo,
                                             v1::GetServerInfoRequest()));
  EXPECT_EQ(info.limits().max_changed_count(), 500);
  EXPECT_EQ(info.limits().max_replaced_count(), 0);
  EXPECT_EQ(info.limits().max_level_factor().text(), "10");
}

struct BadImport {
  std::string field;
  std::string reason;
  std::function<void(v1::ImportRecordsRequest&)> spoil;
};

TEST_F(CurationServiceTest, EveryWrongFieldOfAnImportIsNamed) {
  const std::vector<BadImport> cases = {
      {"withdrawals[0].series.measure", "CODE_MISSING",
       [](auto& r) { r.mutable_withdrawals(0)->mutable_series()->clear_measure(); }},
      {"withdrawals[0].series.indicator", "FIELD_INVALID",
       [](auto& r) { r.mutable_withdrawals(0)->mutable_series()->set_indicator("GDP"); }},
      {"withdrawals[0].period.text", "PERIOD_INVALID",
       [](auto& r) { r.mutable_withdrawals(0)->mutable_period()->set_text("last year"); }},
      {"withdrawals[0].stage", "CODE_MISSING",
       [](auto& r) { r.mutable_withdrawals(0)->clear_stage(); }},
      {"withdrawals[0].document", "FIELD_INVALID",
       [](auto& r) { r.mutable_withdrawals(0)->clear_document(); }},
      {"withdrawals[0].etag", "FIELD_INVALID",
       [](auto& r) { r.mutable_withdrawals(0)->set_etag("W/\"1\""); }},
      {"withdrawals[0]", "OBSERVATION_NOT_FOUND",
       [](auto& r) { r.mutable_withdrawals(0)->set_document("communique"); }},
      {"withdrawals[0]", "DUPLICATE_KEY",
       [](auto& r) { ToProto(TestObservation("2022", "4.5"), r.add_observations()); }},
      {"replacements[0]", "FIELD_INVALID", [](auto& r) { r.add_replacements(); }},
      {"replacements[0].documents[0]", "DOCUMENT_NOT_FOUND",
       [](auto& r) { r.add_replacements()->add_documents("raport"); }},
      {"replacements[0].indicators[0]", "INDICATOR_NOT_FOUND",
       [](auto& r) { r.add_replacements()->add_indicators("gdpp"); }},
      {"replacements[0].from_period.text", "PERIOD_INVALID",
       [](auto& r) {
         r.add_replacements()->add_indicators("gdp");
         r.mutable_replacements(0)->mutable_from_period()->set_text("x");
       }},
      {"replacements[0].to_period.text", "PERIOD_INVALID",
       [](auto& r) {
         r.add_replacements()->add_indicators("gdp");
         r.mutable_replacements(0)->mutable_to_period()->set_text("x");
       }},
      {"thresholds.max_changed_count", "FIELD_INVALID",
       [](auto& r) { r.mutable_thresholds()->set_max_changed_count(-1); }},
      {"thresholds.max_replaced_count", "FIELD_INVALID",
       [](auto& r) { r.mutable_thresholds()->set_max_replaced_count(-1); }},
      {"thresholds.max_level_factor", "FIELD_INVALID",
       [](auto& r) { r.mutable_thresholds()->mutable_max_level_factor()->set_text("1.0"); }},
      {"thresholds.max_level_factor.text", "DECIMAL_INVALID",
       [](auto& r) { r.mutable_thresholds()->mutable_max_level_factor()->set_text("ten"); }},
      {"confirmed_plan", "FIELD_INVALID", [](auto& r) { r.set_confirmed_plan("yes"); }},
      {"areas[0].etag", "FIELD_INVALID",
       [](auto& r) {
         ToProto(TestArea("hunan"), r.add_areas());
         r.mutable_areas(0)->set_etag("one");
       }},
  };
  for (const BadImport& bad : cases) {
    v1::ImportRecordsRequest request = Envelope("bad");
    NameVintage(TestObservation("2022", "4.5"), request.add_withdrawals());
    bad.spoil(request);
    const absl::Status status = Import(request).status();
    EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument)) << bad.field;
    EXPECT_THAT(status, HasReason(bad.reason)) << bad.field;
    EXPECT_THAT(status, HasField(bad.field));
  }
  EXPECT_EQ(store_->snapshot()->revision(), 1);
}

TEST_F(CurationServiceTest, AnOldEtagIsRefusedWithTheCurrentOne) {
  v1::Observation seen = Figure("2022");
  EXPECT_EQ(seen.etag(), "1");
  v1::ImportRecordsRequest first = Envelope("first");
  *first.add_observations() = seen;
  first.mutable_observations(0)->mutable_value()->set_text("4.6");
  first.mutable_observations(0)->set_published_text("增长4.6%");
  ASSERT_THAT(Import(first), IsOk());
  EXPECT_EQ(Figure("2022").etag(), "2");
  v1::ImportRecordsRequest second = Envelope("second");
  *second.add_observations() = seen;
  const absl::Status moved = Import(second).status();
  EXPECT_THAT(moved, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(moved, HasReason("ETAG_MOVED"));
  EXPECT_THAT(moved, HasField("observations[0].etag"));
  EXPECT_EQ(DetailOf(moved).metadata.at("etag"), "2");
}

TEST_F(CurationServiceTest, ANewScenarioMayCarryTheEtagOfNothing) {
  v1::CreateScenarioRequest request;
  request.set_request_id("bold");
  request.set_reason("try");
  ToProto(TestScenario("bold", "hold"), request.mutable_scenario());
  request.mutable_scenario()->set_etag("3");
  const absl::Status status =
      Call(*scenarios_, &v1::ScenarioStore::Stub::CreateScenario, request).status();
  EXPECT_THAT(status, HasReason("ETAG_MOVED"));
  EXPECT_THAT(status, HasField("scenario.etag"));
  request.mutable_scenario()->set_etag("0");
  ASSERT_OK_AND_ASSIGN(const auto made,
                       Call(*scenarios_, &v1::ScenarioStore::Stub::CreateScenario, request));
  EXPECT_EQ(made.scenario().etag(), "2");
}

TEST_F(CurationServiceTest, EveryReadOfARecordGivesItsEtag) {
  using Indicators = v1::IndicatorStore::Stub;
  v1::GetIndicatorRequest indicator;
  indicator.set_id("gdp");
  EXPECT_EQ(Call(*indicators_, &Indicators::GetIndicator, indicator)->indicator().etag(), "1");
  EXPECT_EQ(Call(*indicators_, &Indicators::ListIndicators, v1::ListIndicatorsRequest())
                ->indicators(0)
                .etag(),
            "1");
  v1::SearchIndicatorsRequest search;
  search.set_query("gdp");
  EXPECT_EQ(Call(*indicators_, &Indicators::SearchIndicators, search)->hits(0).indicator().etag(),
            "1");
  EXPECT_EQ(Call(*indicators_, &Indicators::ListAreas, v1::ListAreasRequest())->areas(0).etag(),
            "1");
  EXPECT_EQ(Call(*indicators_, &Indicators::ListUnits, v1::ListUnitsRequest())->units(0).etag(),
            "1");
  v1::GetDocumentRequest document;
  document.set_id("report");
  EXPECT_EQ(Call(*indicators_, &Indicators::GetDocument, document)->document().etag(), "1");
  EXPECT_EQ(Call(*indicators_, &Indicators::ListDocuments, v1::ListDocumentsRequest())
                ->documents(0)
                .etag(),
            "1");
  EXPECT_EQ(Call(*indicators_, &Indicators::ListObservations, v1::ListObservationsRequest())
                ->observations(0)
                .etag(),
            "1");
  EXPECT_EQ(
      Call(*indicators_, &Indicators::ListTargets, v1::ListTargetsRequest())->targets(0).etag(),
      "1");
  v1::GetEvidenceRequest evidence;
  evidence.set_target("gdp-2024");
  EXPECT_EQ(Call(*indicators_, &Indicators::GetEvidence, evidence)->document().etag(), "1");
  using Scenarios = v1::ScenarioStore::Stub;
  EXPECT_EQ(
      Call(*scenarios_, &Scenarios::ListScenarios, v1::ListScenariosRequest())->scenarios(0).etag(),
      "1");
  v1::GetScenarioRequest scenario;
  scenario.set_id("cautious");
  ASSERT_OK_AND_ASSIGN(const auto found, Call(*scenarios_, &Scenarios::GetScenario, scenario));
  EXPECT_EQ(found.scenario().etag(), "1");
  EXPECT_EQ(found.ancestors(0).etag(), "1");
}

TEST_F(CurationServiceTest, AHistoryGivesTheEtagOfEachVersionThatCouldBeReplaced) {
  v1::ImportRecordsRequest correct = Envelope("correct");
  ToProto(TestObservation("2022", "4.6"), correct.add_observations());
  ASSERT_THAT(Import(correct), IsOk());
  v1::ImportRecordsRequest end = Envelope("end");
  NameVintage(TestObservation("2022", "4.6"), end.add_withdrawals());
  ASSERT_THAT(Import(end), IsOk());
  v1::ListObservationHistoryRequest request;
  ToProto(GrowthOf("gdp"), request.mutable_series());
  request.mutable_period()->set_text("2022");
  ASSERT_OK_AND_ASSIGN(
      const auto history,
      Call(*indicators_, &v1::IndicatorStore::Stub::ListObservationHistory, request));
  ASSERT_THAT(history.versions(), SizeIs(3));
  EXPECT_EQ(history.versions(0).observation().etag(), "1");
  EXPECT_EQ(history.versions(1).observation().etag(), "2");
  EXPECT_EQ(history.versions(2).observation().etag(), "");
  EXPECT_TRUE(history.versions(2).withdrawn());
}

TEST_F(CurationServiceTest, ARevertIsANewRevision) {
  v1::ImportRecordsRequest wrong = Envelope("wrong");
  ToProto(TestObservation("2022", "4.6"), wrong.add_observations());
  ToProto(TestObservation("2021", "7.5"), wrong.add_observations());
  ASSERT_THAT(Import(wrong), IsOk());
  v1::RevertRevisionRequest request;
  request.set_request_id("undo");
  request.set_reason("wrong file");
  request.set_revision(2);
  request.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto preview, Revert(request));
  EXPECT_TRUE(preview.changed());
  EXPECT_EQ(preview.head().revision(), 2);
  request.set_validate_only(false);
  ASSERT_OK_AND_ASSIGN(const auto done, Revert(request));
  EXPECT_EQ(done.head().revision(), 3);
  EXPECT_EQ(done.head().author(), "local");
  EXPECT_EQ(done.head().reason(), "wrong file");
  EXPECT_EQ(done.report().changed_count(), 1);
  EXPECT_EQ(done.report().withdrawn_count(), 1);
  EXPECT_EQ(Figure("2022").value().text(), "4.5");
  EXPECT_EQ(Figure("2022").etag(), "3");
  ASSERT_OK_AND_ASSIGN(const auto again, Revert(request));
  EXPECT_EQ(again.SerializeAsString(), done.SerializeAsString());
}

struct BadRevert {
  absl::StatusCode code;
  std::string reason;
  std::string field;  // empty: none
  std::function<void(v1::RevertRevisionRequest&)> spoil;
};

TEST_F(CurationServiceTest, EveryWrongFieldOfARevertIsNamed) {
  v1::ImportRecordsRequest twice = Envelope("more");
  ToProto(TestScenario("bold", "hold"), twice.add_scenarios());
  ASSERT_THAT(Import(twice), IsOk());
  const auto invalid = absl::StatusCode::kInvalidArgument;
  const std::vector<BadRevert> cases = {
      {invalid, "FIELD_INVALID", "request_id", [](auto& r) { r.clear_request_id(); }},
      {invalid, "FIELD_INVALID", "reason", [](auto& r) { r.clear_reason(); }},
      {invalid, "FIELD_INVALID", "revision", [](auto& r) { r.set_revision(0); }},
      {invalid, "FIELD_INVALID", "expected_revision", [](auto& r) { r.set_expected_revision(-1); }},
      {invalid, "REQUEST_ID_REUSED", "request_id", [](auto& r) { r.set_request_id("more"); }},
      {absl::StatusCode::kNotFound, "REVISION_NOT_FOUND", "", [](auto& r) { r.set_revision(3); }},
      {absl::StatusCode::kAborted, "REVISION_MOVED", "",
       [](auto& r) { r.set_expected_revision(1); }},
      {absl::StatusCode::kFailedPrecondition, "REVERT_NOT_POSSIBLE", "revision", [](auto&) {}},
  };
  for (const BadRevert& bad : cases) {
    v1::RevertRevisionRequest request;
    request.set_request_id("undo");
    request.set_reason("wrong file");
    request.set_revision(2);
    bad.spoil(request);
    const absl::Status status = Revert(request).status();
    EXPECT_THAT(status, StatusIs(bad.code)) << bad.reason;
    EXPECT_THAT(status, HasReason(bad.reason));
    if (!bad.field.empty()) {
      EXPECT_THAT(status, HasField(bad.field));
    }
  }
  EXPECT_EQ(store_->snapshot()->revision(), 2);
}

}  // namespace
}  // namespace indicast::store
