// Every method of the store over an in-process channel, on the real runtime and backend.
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
#include "store-service/rpc/convert.h"
#include "store-service/rpc/services.h"
#include "store-service/rpc/test_messages.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

class StoreServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    store_ = Store::Open(MemoryBackend(), clock_).value();
    rpc::ServerOptions options;
    options.program = "store-service-test";
    options.admin_address = "";
    options.log_sink = [](absl::string_view) {};
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
                           AddStoreMetrics(*store_, runtime);
                           return MakeServices(*store_, runtime);
                         }));
    const auto channel = server_->InProcessChannel();
    indicators_ = v1::IndicatorStore::NewStub(channel);
    curation_ = v1::IndicatorCuration::NewStub(channel);
    scenarios_ = v1::ScenarioStore::NewStub(channel);
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
  absl::StatusOr<v1::ImportRecordsResponse> Import(const ImportRequest& request) {
    return Import(MessageOf(request));
  }

  absl::StatusOr<v1::GetObservationResponse> Get(const SeriesKey& series, const std::string& period,
                                                 const std::string& publication_date = "",
                                                 int64_t revision = -1) {
    v1::GetObservationRequest request;
    ToProto(series, request.mutable_series());
    request.mutable_period()->set_text(period);
    if (!publication_date.empty()) {
      request.mutable_as_of()->set_publication_date(publication_date);
    }
    if (revision >= 0) request.mutable_as_of()->set_revision(revision);
    return Call(*indicators_, &v1::IndicatorStore::Stub::GetObservation, request);
  }

  v1::GetServerInfoResponse Info() {
    return Call(*indicators_, &v1::IndicatorStore::Stub::GetServerInfo, v1::GetServerInfoRequest())
        .value();
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  std::unique_ptr<Store> store_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::IndicatorStore::Stub> indicators_;
  std::unique_ptr<v1::IndicatorCuration::Stub> curation_;
  std::unique_ptr<v1::ScenarioStore::Stub> scenarios_;
};

TEST_F(StoreServiceTest, AnEmptyStoreSaysSo) {
  const v1::GetServerInfoResponse info = Info();
  EXPECT_EQ(info.head().revision(), 0);
  EXPECT_EQ(info.head_checksum(), std::string(64, '0'));
  EXPECT_EQ(info.backend(), "sqlite");
  EXPECT_EQ(info.max_page_size(), 1000);
  EXPECT_EQ(info.max_request_bytes(), 16 << 20);
  EXPECT_FALSE(info.version().empty());
  EXPECT_EQ(info.latest_publication_date(), "");
}

TEST_F(StoreServiceTest, ImportThenInfo) {
  ASSERT_OK_AND_ASSIGN(const auto response, Import(BaseImport()));
  EXPECT_TRUE(response.changed());
  EXPECT_EQ(response.head().revision(), 1);
  EXPECT_EQ(response.head().author(), "local");
  EXPECT_EQ(response.head().commit_time().seconds(), 1700000000);
  EXPECT_EQ(response.report().added_count(), 20);
  const v1::GetServerInfoResponse info = Info();
  EXPECT_EQ(info.indicator_count(), 3);
  EXPECT_EQ(info.observation_count(), 3);
  EXPECT_EQ(info.target_count(), 1);
  EXPECT_EQ(info.document_count(), 2);
  EXPECT_EQ(info.latest_publication_date(), "2024-04-07");
  EXPECT_EQ(info.head_checksum(), store_->snapshot()->checksum());
}

class LoadedStoreTest : public StoreServiceTest {
 protected:
  void SetUp() override {
    StoreServiceTest::SetUp();
    ASSERT_THAT(Import(BaseImport()), IsOk());
  }
};

TEST_F(LoadedStoreTest, GetIndicator) {
  v1::GetIndicatorRequest request;
  request.set_id("imports-exports");
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Call(*indicators_, &v1::IndicatorStore::Stub::GetIndicator, request));
  EXPECT_EQ(found.indicator().name().zh(), "进出口总额");
  EXPECT_EQ(found.revision(), 1);
  request.set_id("import-exports");
  const auto missing = Call(*indicators_, &v1::IndicatorStore::Stub::GetIndicator, request);
  EXPECT_THAT(missing,
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("nearest: imports-exports")));
  EXPECT_THAT(missing, HasReason("INDICATOR_NOT_FOUND"));
}

TEST_F(LoadedStoreTest, ListsOfTheCatalogue) {
  v1::ListIndicatorsRequest indicators;
  indicators.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListIndicators, indicators));
  ASSERT_THAT(first.indicators(), SizeIs(2));
  indicators.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListIndicators, indicators));
  ASSERT_THAT(second.indicators(), SizeIs(1));
  EXPECT_EQ(second.indicators(0).id(), "urban-share");
  EXPECT_EQ(second.next_page_token(), "");

  ASSERT_OK_AND_ASSIGN(const auto areas, Call(*indicators_, &v1::IndicatorStore::Stub::ListAreas,
                                              v1::ListAreasRequest()));
  EXPECT_THAT(areas.areas(), SizeIs(2));
  ASSERT_OK_AND_ASSIGN(const auto units, Call(*indicators_, &v1::IndicatorStore::Stub::ListUnits,
                                              v1::ListUnitsRequest()));
  EXPECT_THAT(units.units(), SizeIs(7));
  EXPECT_EQ(units.revision(), 1);
}

TEST_F(LoadedStoreTest, AreasUnitsAndDocumentsAreReadAtTheRevisionAskedFor) {
  v1::ListAreasRequest areas;
  areas.mutable_as_of()->set_revision(0);
  ASSERT_OK_AND_ASSIGN(const auto no_areas,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListAreas, areas));
  EXPECT_THAT(no_areas.areas(), SizeIs(0));
  EXPECT_EQ(no_areas.revision(), 0);
  v1::ListUnitsRequest units;
  units.mutable_as_of()->set_revision(0);
  ASSERT_OK_AND_ASSIGN(const auto no_units,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListUnits, units));
  EXPECT_THAT(no_units.units(), SizeIs(0));
  v1::ListDocumentsRequest documents;
  documents.mutable_as_of()->set_revision(9);
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::ListDocuments, documents),
              HasReason("REVISION_NOT_FOUND"));
}

TEST_F(LoadedStoreTest, SearchInBothLanguages) {
  v1::SearchIndicatorsRequest request;
  for (const char* query : {"进出口", "EXPORTS"}) {
    request.set_query(query);
    ASSERT_OK_AND_ASSIGN(const auto found,
                         Call(*indicators_, &v1::IndicatorStore::Stub::SearchIndicators, request));
    ASSERT_THAT(found.hits(), SizeIs(1));
    EXPECT_EQ(found.hits(0).indicator().id(), "imports-exports");
  }
  request.set_query("");
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::SearchIndicators, request),
              HasField("query"));
}

TEST_F(LoadedStoreTest, GetObservationIsThePreferredVintageWithItsSource) {
  ASSERT_OK_AND_ASSIGN(const auto found, Get(TradeGrowth().series, "2023"));
  EXPECT_EQ(found.observation().value().text(), "-15");
  EXPECT_EQ(found.observation().evidence().quote().exact(), "进出口总额下降15%");
  EXPECT_EQ(found.observation().publication().date(), "2024-01-31");
  EXPECT_TRUE(found.observation().publication().estimated());
  EXPECT_TRUE(found.observation().preferred());
  EXPECT_EQ(found.observation().revision(), 1);
  EXPECT_EQ(found.revision(), 1);
  // The whole message is the domain's figure, neither more nor less.
  ASSERT_OK_AND_ASSIGN(const Observation read, FromProto(found.observation()));
  EXPECT_EQ(read, TradeGrowth());
}

TEST_F(LoadedStoreTest, GetObservationRefusesAndMisses) {
  EXPECT_THAT(Get(GrowthOf("gdp"), "2030"), HasReason("OBSERVATION_NOT_FOUND"));
  EXPECT_THAT(Get(GrowthOf("gdp"), "2023-13"), HasField("period.text"));
  EXPECT_THAT(Get(GrowthOf("GDP"), "2023"), HasField("series.indicator"));
  EXPECT_THAT(
      Call(*indicators_, &v1::IndicatorStore::Stub::GetObservation, v1::GetObservationRequest()),
      HasField("series.measure"));
  EXPECT_THAT(Get(GrowthOf("gdp"), "2023", "2024-02-30"), HasField("as_of.publication_date"));
  EXPECT_THAT(Get(GrowthOf("gdp"), "2023", "", 2), HasReason("REVISION_NOT_FOUND"));
  EXPECT_THAT(Get(GrowthOf("gdp"), "2023", "", 0), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(LoadedStoreTest, GrowthOf2022AsOfTwoDaysOf2023) {
  ImportRequest request = TestRequest("vintages");
  Document plan = TestDocument("plan-2023");
  plan.publication = Publication{Day("2023-01-16"), false};
  Document communique = TestDocument("communique-2022");
  communique.publication = Publication{Day("2023-04-07"), false};
  request.documents = {plan, communique};
  request.observations = {TestObservation("2022", "4.8", "plan-2023", Stage::kExpected),
                          TestObservation("2022", "4.5", "communique-2022", Stage::kPreliminary)};
  ASSERT_THAT(Import(request), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto early, Get(GrowthOf("gdp"), "2022", "2023-02-15"));
  EXPECT_EQ(early.observation().value().text(), "4.8");
  EXPECT_EQ(early.observation().stage(), type::v1::STAGE_EXPECTED);
  ASSERT_OK_AND_ASSIGN(const auto late, Get(GrowthOf("gdp"), "2022", "2023-12-31"));
  EXPECT_EQ(late.observation().value().text(), "4.5");
}

TEST_F(LoadedStoreTest, ListObservationsPagesAtOneRevision) {
  v1::ListObservationsRequest request;
  request.set_page_size(2);
  ASSERT_OK_AND_ASSIGN(const auto first,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListObservations, request));
  EXPECT_THAT(first.observations(), SizeIs(2));
  ImportRequest more = TestRequest("more");
  more.observations = {TestObservation("2021", "7.5")};
  ASSERT_THAT(Import(more), IsOk());
  request.set_page_token(first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto second,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListObservations, request));
  EXPECT_THAT(second.observations(), SizeIs(1));
  EXPECT_EQ(second.revision(), 1);

  request.mutable_filter()->add_indicators("gdp");
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::ListObservations, request),
              HasReason("PAGE_TOKEN_INVALID"));
  request.mutable_filter()->add_measures(type::v1::MEASURE_UNSPECIFIED);
  request.clear_page_token();
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::ListObservations, request),
              HasField("filter.measures[0]"));
  request.clear_filter();
  request.set_page_size(-1);
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::ListObservations, request),
              HasField("page_size"));
}

TEST_F(LoadedStoreTest, StreamIsTheWholeListInOrder) {
  ImportRequest many = TestRequest("many");
  for (int year = 1200; year < 1800; ++year) {
    Observation observation = TestObservation(absl::StrCat(year), "1");
    observation.note.en = std::string(1800, 'x');
    many.observations.push_back(observation);
  }
  ASSERT_THAT(Import(many), IsOk());
  std::vector<std::string> listed;
  v1::ListObservationsRequest list;
  list.set_page_size(1000);
  ASSERT_OK_AND_ASSIGN(const auto page,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListObservations, list));
  for (const auto& o : page.observations()) listed.push_back(o.SerializeAsString());
  ASSERT_THAT(listed, SizeIs(603));

  grpc::ClientContext context;
  const auto reader = indicators_->StreamObservations(&context, v1::StreamObservationsRequest());
  v1::StreamObservationsResponse part;
  std::vector<std::string> streamed;
  int parts = 0;
  while (reader->Read(&part)) {
    ++parts;
    EXPECT_EQ(part.revision(), 2);
    EXPECT_LT(part.ByteSizeLong(), 1u << 20);
    for (const auto& o : part.observations()) streamed.push_back(o.SerializeAsString());
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(streamed, listed);
  EXPECT_GT(parts, 1);
}

TEST_F(LoadedStoreTest, AnEmptyOrWrongStream) {
  v1::StreamObservationsRequest request;
  request.mutable_filter()->add_indicators("nothing");
  {
    grpc::ClientContext context;
    const auto reader = indicators_->StreamObservations(&context, request);
    v1::StreamObservationsResponse part;
    ASSERT_TRUE(reader->Read(&part));
    EXPECT_THAT(part.observations(), SizeIs(0));
    EXPECT_EQ(part.revision(), 1);
    EXPECT_FALSE(reader->Read(&part));
    EXPECT_TRUE(reader->Finish().ok());
  }
  request.mutable_as_of()->set_revision(9);
  grpc::ClientContext context;
  const auto reader = indicators_->StreamObservations(&context, request);
  v1::StreamObservationsResponse part;
  EXPECT_FALSE(reader->Read(&part));
  EXPECT_THAT(rpc::FromGrpcStatus(reader->Finish()), HasReason("REVISION_NOT_FOUND"));
}

TEST_F(LoadedStoreTest, HistoryShowsEveryVersion) {
  ImportRequest fix = TestRequest("fix");
  fix.observations = {TestObservation("2022", "4.4")};
  ASSERT_THAT(Import(fix), IsOk());
  v1::ListObservationHistoryRequest request;
  ToProto(GrowthOf("gdp"), request.mutable_series());
  request.mutable_period()->set_text("2022");
  ASSERT_OK_AND_ASSIGN(
      const auto history,
      Call(*indicators_, &v1::IndicatorStore::Stub::ListObservationHistory, request));
  ASSERT_THAT(history.versions(), SizeIs(2));
  EXPECT_EQ(history.versions(0).observation().value().text(), "4.5");
  EXPECT_FALSE(history.versions(0).current());
  EXPECT_EQ(history.versions(1).observation().value().text(), "4.4");
  EXPECT_TRUE(history.versions(1).current());
  EXPECT_EQ(history.versions(1).revision().revision(), 2);
  EXPECT_EQ(history.versions(1).observation().publication().date(), "2024-01-31");
  request.mutable_period()->set_text("1999");
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::ListObservationHistory, request),
              HasReason("OBSERVATION_NOT_FOUND"));
}

TEST_F(LoadedStoreTest, TargetsAndTheirFilters) {
  v1::ListTargetsRequest request;
  request.set_year(2024);
  request.set_section("headline");
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListTargets, request));
  ASSERT_THAT(found.targets(), SizeIs(1));
  EXPECT_EQ(found.targets(0).goal().constant().text(), "6");
  EXPECT_EQ(found.targets(0).publication().date(), "2024-01-31");
  EXPECT_EQ(found.targets(0).revision(), 1);
  request.mutable_as_of()->set_publication_date("2024-01-30");
  ASSERT_OK_AND_ASSIGN(const auto before,
                       Call(*indicators_, &v1::IndicatorStore::Stub::ListTargets, request));
  EXPECT_THAT(before.targets(), SizeIs(0));
}

TEST_F(LoadedStoreTest, DocumentsWithAndWithoutText) {
  v1::GetDocumentRequest request;
  request.set_id("report");
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Call(*indicators_, &v1::IndicatorStore::Stub::GetDocument, request));
  EXPECT_EQ(found.document().text(), kReportText);
  ASSERT_OK_AND_ASSIGN(const auto list, Call(*indicators_, &v1::IndicatorStore::Stub::ListDocuments,
                                             v1::ListDocumentsRequest()));
  ASSERT_THAT(list.documents(), SizeIs(2));
  EXPECT_EQ(list.documents(1).id(), "report");
  EXPECT_EQ(list.documents(1).text(), "");
  request.set_id("reprot");
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::GetDocument, request),
              HasReason("DOCUMENT_NOT_FOUND"));
}

TEST_F(LoadedStoreTest, EvidenceOpensTheSentence) {
  v1::GetEvidenceRequest request;
  ToProto(TradeGrowth().series, request.mutable_observation()->mutable_series());
  request.mutable_observation()->mutable_period()->set_text("2023");
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Call(*indicators_, &v1::IndicatorStore::Stub::GetEvidence, request));
  EXPECT_EQ(found.heading(), "(三)坚持优平台、拓空间");
  EXPECT_EQ(found.sentence(), "进出口总额下降15%,但跨境电商增长10%以上。");
  EXPECT_EQ(found.paragraph().find(found.evidence().quote().exact()),
            static_cast<size_t>(found.quote_offset()));
  EXPECT_EQ(found.document().id(), "report");
  EXPECT_EQ(found.document().text(), "");
  request.set_target("gdp-2024");
  ASSERT_OK_AND_ASSIGN(const auto target,
                       Call(*indicators_, &v1::IndicatorStore::Stub::GetEvidence, request));
  EXPECT_EQ(target.published_text(), "增长6%以上");
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::GetEvidence, v1::GetEvidenceRequest()),
              HasField("subject"));
  request.mutable_observation()->mutable_period()->set_text("2023-13");
  EXPECT_THAT(Call(*indicators_, &v1::IndicatorStore::Stub::GetEvidence, request),
              HasField("observation.period.text"));
}

TEST_F(LoadedStoreTest, ScenariosWithAncestors) {
  v1::GetScenarioRequest request;
  request.set_id("cautious");
  ASSERT_OK_AND_ASSIGN(const auto found,
                       Call(*scenarios_, &v1::ScenarioStore::Stub::GetScenario, request));
  ASSERT_THAT(found.ancestors(), SizeIs(1));
  EXPECT_EQ(found.ancestors(0).id(), "hold");
  EXPECT_THAT(found.scenario().content_hash(), SizeIs(64));
  ASSERT_OK_AND_ASSIGN(const auto list, Call(*scenarios_, &v1::ScenarioStore::Stub::ListScenarios,
                                             v1::ListScenariosRequest()));
  ASSERT_THAT(list.scenarios(), SizeIs(2));
  EXPECT_EQ(list.scenarios(0).content_hash(), found.scenario().content_hash());
  request.set_id("unknown");
  EXPECT_THAT(Call(*scenarios_, &v1::ScenarioStore::Stub::GetScenario, request),
              HasReason("SCENARIO_NOT_FOUND"));
}

// Bad input over the wire: a typed error that names the field, and nothing written.
struct BadInput {
  std::string name;
  std::string reason;
  std::string field;
  std::function<void(v1::ImportRecordsRequest&)> spoil;
};

class BadInputTest : public LoadedStoreTest, public ::testing::WithParamInterface<BadInput> {};

TEST_P(BadInputTest, IsRefusedAndWritesNothing) {
  ImportRequest correction = BaseImport("correction");
  correction.observations[0].value = Number("4.4");
  v1::ImportRecordsRequest message = MessageOf(correction);
  GetParam().spoil(message);
  const std::string before = Info().SerializeAsString();
  const auto result = Import(message);
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(result, HasReason(GetParam().reason));
  EXPECT_THAT(result, HasField(GetParam().field));
  EXPECT_EQ(Info().SerializeAsString(), before);
  EXPECT_EQ(Get(GrowthOf("gdp"), "2022")->observation().value().text(), "4.5");
}

INSTANTIATE_TEST_SUITE_P(
    Imports, BadInputTest,
    ::testing::Values(
        BadInput{"quote_not_in_document", "QUOTE_NOT_FOUND", "observations[2].evidence.quote.exact",
                 [](v1::ImportRecordsRequest& r) {
                   r.mutable_observations(2)->mutable_evidence()->mutable_quote()->set_exact(
                       "进出口总额增长15%");
                 }},
        BadInput{"unknown_unit", "UNIT_NOT_FOUND", "observations[1].unit",
                 [](v1::ImportRecordsRequest& r) { r.mutable_observations(1)->set_unit("pct"); }},
        BadInput{"not_a_number", "DECIMAL_INVALID", "observations[1].value.text",
                 [](v1::ImportRecordsRequest& r) {
                   r.mutable_observations(1)->mutable_value()->set_text("NaN");
                 }},
        BadInput{"too_large_a_number", "DECIMAL_INVALID", "observations[1].value.text",
                 [](v1::ImportRecordsRequest& r) {
                   r.mutable_observations(1)->mutable_value()->set_text("1e999");
                 }},
        BadInput{"growth_of_minus_100", "FIELD_INVALID", "observations[1].value",
                 [](v1::ImportRecordsRequest& r) {
                   r.mutable_observations(1)->mutable_value()->set_text("-100");
                 }},
        BadInput{"month_13", "PERIOD_INVALID", "observations[1].period.text",
                 [](v1::ImportRecordsRequest& r) {
                   r.mutable_observations(1)->mutable_period()->set_text("2023-13");
                 }},
        BadInput{"duplicate_key", "DUPLICATE_KEY", "observations[3]",
                 [](v1::ImportRecordsRequest& r) {
                   *r.add_observations() = r.observations(0);
                   r.mutable_observations(3)->mutable_value()->set_text("9");
                 }},
        BadInput{"five_mebibyte_name", "FIELD_INVALID", "areas[0].name.en",
                 [](v1::ImportRecordsRequest& r) {
                   r.mutable_areas(0)->mutable_name()->set_en(std::string(5 << 20, 'x'));
                 }},
        BadInput{
            "unknown_parent", "SCENARIO_NOT_FOUND", "scenarios[1].parent",
            [](v1::ImportRecordsRequest& r) { r.mutable_scenarios(1)->set_parent("unknown"); }},
        BadInput{
            "cyclic_parents", "SCENARIO_CYCLE", "scenarios[0].parent",
            [](v1::ImportRecordsRequest& r) { r.mutable_scenarios(0)->set_parent("cautious"); }},
        BadInput{"no_reason", "FIELD_INVALID", "reason",
                 [](v1::ImportRecordsRequest& r) { r.clear_reason(); }},
        BadInput{"no_request_id", "FIELD_INVALID", "request_id",
                 [](v1::ImportRecordsRequest& r) { r.clear_request_id(); }},
        BadInput{"reused_request_id", "REQUEST_ID_REUSED", "request_id",
                 [](v1::ImportRecordsRequest& r) { r.set_request_id("base"); }}),
    [](const auto& bad) { return bad.param.name; });

TEST_F(LoadedStoreTest, ARepeatedImportMakesNoRevision) {
  ASSERT_OK_AND_ASSIGN(const auto retry, Import(BaseImport()));
  EXPECT_TRUE(retry.changed()) << "the first answer again";
  EXPECT_EQ(retry.head().revision(), 1);
  ASSERT_OK_AND_ASSIGN(const auto again, Import(BaseImport("again")));
  EXPECT_FALSE(again.changed());
  EXPECT_EQ(again.report().unchanged_count(), 20);
  EXPECT_EQ(Info().head().revision(), 1);
}

TEST_F(LoadedStoreTest, AnImportSaysWhatChanged) {
  ImportRequest fix = TestRequest("fix");
  fix.observations = {TestObservation("2022", "4.4")};
  v1::ImportRecordsRequest message = MessageOf(fix);
  message.set_validate_only(true);
  ASSERT_OK_AND_ASSIGN(const auto dry, Import(message));
  EXPECT_TRUE(dry.changed());
  EXPECT_EQ(Info().head().revision(), 1);
  message.set_validate_only(false);
  message.set_expected_revision(0);
  EXPECT_THAT(Import(message), HasReason("REVISION_MOVED"));
  message.set_expected_revision(1);
  ASSERT_OK_AND_ASSIGN(const auto written, Import(message));
  v1::ImportReport looked_at = dry.report();
  EXPECT_THAT(looked_at.plan(), SizeIs(64));  // only validate_only names what may be confirmed
  looked_at.clear_plan();
  EXPECT_EQ(written.report().SerializeAsString(), looked_at.SerializeAsString());
  ASSERT_THAT(written.report().changes(), SizeIs(1));
  EXPECT_EQ(written.report().changes(0).kind(), "observation");
  EXPECT_EQ(written.report().changes(0).before(), "equal 4.5 percent (增长4.5%)");
  EXPECT_EQ(written.report().changes(0).after(), "equal 4.4 percent (增长4.4%)");
}

}  // namespace
}  // namespace indicast::store
