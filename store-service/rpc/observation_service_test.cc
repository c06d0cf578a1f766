// Batches, differences, filters, exports and availability over an in-process channel.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/services.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

// Holds BaseImport at revision 1 and one figure revised and one added at revision 2.
class ObservationServiceTest : public ::testing::Test {
 protected:
  using Stub = v1::IndicatorStore::Stub;

  void SetUp() override {
    store_ = Store::Open(MemoryBackend(), clock_).value();
    ASSERT_TRUE(store_->Import(BaseImport()).ok());
    ImportRequest fix = TestRequest("fix");
    fix.reason = "misprint";
    fix.observations = {TestObservation("2022", "4.4"), TestObservation("2021", "7.5")};
    ASSERT_TRUE(store_->Import(fix).ok());
    rpc::ServerOptions options;
    options.program = "observation-service-test";
    options.admin_address = "";
    options.log_sink = [](absl::string_view) {};
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
                           return MakeServices(*store_, runtime);
                         }));
    stub_ = v1::IndicatorStore::NewStub(server_->InProcessChannel());
  }

  void TearDown() override {
    if (server_ != nullptr) server_->Drain();
  }

  template <typename Request, typename Response>
  absl::StatusOr<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                             Response*),
                                const Request& request) {
    grpc::ClientContext context;
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  static void Refer(const SeriesKey& series, const std::string& period,
                    v1::BatchGetObservationsRequest& request, const std::string& document = "") {
    v1::ObservationReference& added = *request.add_observations();
    ToProto(series, added.mutable_series());
    added.mutable_period()->set_text(period);
    added.set_document(document);
  }

  FakeClock clock_{absl::FromUnixSeconds(1700000000)};
  std::unique_ptr<Store> store_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(ObservationServiceTest, ABatchAnswersInTheOrderAskedWithItsErrorsInPlace) {
  v1::BatchGetObservationsRequest request;
  Refer(TradeGrowth().series, "2023", request);
  Refer(GrowthOf("gdp"), "2030", request);
  Refer(GrowthOf("gdp"), "2022-13", request);
  Refer(GrowthOf("gdp"), "2022", request, "report");
  Refer(GrowthOf("gdp"), "2022", request, "communique");
  ASSERT_OK_AND_ASSIGN(const auto answer, Call(&Stub::BatchGetObservations, request));
  ASSERT_THAT(answer.results(), SizeIs(5));
  EXPECT_EQ(answer.revision(), 2);
  EXPECT_EQ(answer.results(0).observation().value().text(), "-15");
  EXPECT_TRUE(answer.results(0).observation().preferred());
  EXPECT_EQ(answer.results(1).error().reason(), "OBSERVATION_NOT_FOUND");
  EXPECT_THAT(answer.results(1).error().message(), HasSubstr("2030"));
  EXPECT_EQ(answer.results(1).error().field(), "");
  EXPECT_EQ(answer.results(2).error().reason(), "PERIOD_INVALID");
  EXPECT_EQ(answer.results(2).error().field(), "observations[2].period.text");
  EXPECT_EQ(answer.results(3).observation().value().text(), "4.4");
  EXPECT_THAT(answer.results(4).error().message(), HasSubstr("communique"));
}

TEST_F(ObservationServiceTest, ABatchIsOfOneRevisionAndOfOneToAHundredFigures) {
  v1::BatchGetObservationsRequest request;
  EXPECT_THAT(Call(&Stub::BatchGetObservations, request), HasField("observations"));
  for (int i = 0; i < 100; ++i) Refer(GrowthOf("gdp"), "2022", request);
  request.mutable_as_of()->set_revision(1);
  ASSERT_OK_AND_ASSIGN(const auto answer, Call(&Stub::BatchGetObservations, request));
  EXPECT_EQ(answer.revision(), 1);
  EXPECT_EQ(answer.results(99).observation().value().text(), "4.5");
  Refer(GrowthOf("gdp"), "2022", request);
  EXPECT_THAT(Call(&Stub::BatchGetObservations, request), HasField("observations"));
}

TEST_F(ObservationServiceTest, ADiffNamesTheRevisionThatDidIt) {
  v1::DiffObservationsRequest request;
  request.mutable_from()->set_revision(1);
  ASSERT_OK_AND_ASSIGN(const auto answer, Call(&Stub::DiffObservations, request));
  EXPECT_EQ(answer.from_revision(), 1);
  EXPECT_EQ(answer.revision(), 2);
  ASSERT_THAT(answer.differences(), SizeIs(2));
  EXPECT_EQ(answer.differences(0).period().text(), "2021");
  EXPECT_EQ(answer.differences(0).kind(), v1::DIFFERENCE_KIND_ADDED);
  EXPECT_FALSE(answer.differences(0).has_before());
  const v1::ObservationDifference& revised = answer.differences(1);
  EXPECT_EQ(revised.series().indicator(), "gdp");
  EXPECT_EQ(revised.kind(), v1::DIFFERENCE_KIND_REVISED);
  EXPECT_EQ(revised.before().value().text(), "4.5");
  EXPECT_EQ(revised.after().value().text(), "4.4");
  EXPECT_EQ(revised.revision().revision(), 2);
  EXPECT_EQ(revised.revision().reason(), "misprint");
  EXPECT_EQ(revised.revision().author(), "curator");
  request.add_indicators("imports-exports");
  ASSERT_OK_AND_ASSIGN(const auto none, Call(&Stub::DiffObservations, request));
  EXPECT_THAT(none.differences(), SizeIs(0));
}

TEST_F(ObservationServiceTest, ADiffRefusesWrongBounds) {
  v1::DiffObservationsRequest request;
  EXPECT_THAT(Call(&Stub::DiffObservations, request), HasField("from"));
  request.mutable_from()->set_publication_date("2024-02-30");
  EXPECT_THAT(Call(&Stub::DiffObservations, request), HasField("from.publication_date"));
  request.mutable_from()->set_publication_date("2024-02-01");
  request.mutable_to()->set_publication_date("yesterday");
  EXPECT_THAT(Call(&Stub::DiffObservations, request), HasField("to.publication_date"));
  request.clear_to();
  request.set_page_token("x");
  EXPECT_THAT(Call(&Stub::DiffObservations, request), HasReason("PAGE_TOKEN_INVALID"));
}

TEST_F(ObservationServiceTest, AFilterInTextNarrowsAListAndIsPartOfItsToken) {
  v1::ListObservationsRequest request;
  request.set_filter_text("indicator = gdp AND value < 5");
  request.set_page_size(1);
  std::vector<std::string> values;
  for (int pages = 0; pages < 3; ++pages) {
    ASSERT_OK_AND_ASSIGN(const auto page, Call(&Stub::ListObservations, request));
    for (const auto& figure : page.observations()) values.push_back(figure.value().text());
    request.set_page_token(page.next_page_token());
    if (page.next_page_token().empty()) break;
    v1::ListObservationsRequest other = request;
    other.set_filter_text("indicator = gdp");
    EXPECT_THAT(Call(&Stub::ListObservations, other), HasReason("PAGE_TOKEN_INVALID"));
  }
  EXPECT_THAT(values, ElementsAre("4.4", "4.8"));
  request.mutable_filter()->add_indicators("imports-exports");
  request.clear_page_token();
  ASSERT_OK_AND_ASSIGN(const auto none, Call(&Stub::ListObservations, request));
  EXPECT_THAT(none.observations(), SizeIs(0));
  request.set_filter_text("colour = red");
  const auto refused = Call(&Stub::ListObservations, request);
  EXPECT_THAT(refused, HasReason("FILTER_INVALID"));
  EXPECT_THAT(refused, HasField("filter_text"));
}

TEST_F(ObservationServiceTest, AFilterInTextNarrowsAStream) {
  v1::StreamObservationsRequest request;
  request.set_filter_text("measure = growth AND value < 0");
  grpc::ClientContext context;
  const auto reader = stub_->StreamObservations(&context, request);
  v1::StreamObservationsResponse part;
  ASSERT_TRUE(reader->Read(&part));
  ASSERT_THAT(part.observations(), SizeIs(1));
  EXPECT_EQ(part.observations(0).series().indicator(), "imports-exports");
  EXPECT_FALSE(reader->Read(&part));
  EXPECT_TRUE(reader->Finish().ok());
}

TEST_F(ObservationServiceTest, AnExportIsAFileInParts) {
  ImportRequest many = TestRequest("many");
  for (int year = 1200; year < 1500; ++year) {
    Observation observation = TestObservation(absl::StrCat(year), "1");
    observation.note.en = std::string(1990, 'x');
    many.observations.push_back(observation);
  }
  ASSERT_TRUE(store_->Import(many).ok());
  v1::ExportObservationsRequest request;
  request.set_format(v1::EXPORT_FORMAT_CSV);
  grpc::ClientContext context;
  const auto reader = stub_->ExportObservations(&context, request);
  v1::ExportObservationsResponse part;
  std::string text;
  int parts = 0;
  while (reader->Read(&part)) {
    EXPECT_LE(part.text().size(), 512u << 10);
    EXPECT_EQ(part.revision(), 3);
    text += part.text();
    ++parts;
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(parts, 2);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 300 + 4);
  EXPECT_THAT(text, HasSubstr("\ngdp,changsha,growth,constant,total,1200,1,percent,"));
}

TEST_F(ObservationServiceTest, AnExportRefusesWrongFields) {
  const auto refusal = [&](const v1::ExportObservationsRequest& request) {
    grpc::ClientContext context;
    v1::ExportObservationsResponse part;
    const auto reader = stub_->ExportObservations(&context, request);
    EXPECT_FALSE(reader->Read(&part));
    return rpc::FromGrpcStatus(reader->Finish());
  };
  v1::ExportObservationsRequest request;
  EXPECT_THAT(refusal(request), HasField("format"));
  request.set_format(v1::EXPORT_FORMAT_SDMX_CSV);
  request.mutable_filter()->set_all_vintages(true);
  EXPECT_THAT(refusal(request), HasField("filter.all_vintages"));
  request.mutable_filter()->add_measures(type::v1::MEASURE_UNSPECIFIED);
  EXPECT_THAT(refusal(request), HasField("filter.measures[0]"));
  request.clear_filter();
  request.set_filter_text("colour = red");
  EXPECT_THAT(refusal(request), HasReason("FILTER_INVALID"));
  request.mutable_as_of()->set_revision(9);
  EXPECT_THAT(refusal(request), HasReason("REVISION_NOT_FOUND"));
}

TEST_F(ObservationServiceTest, AvailabilityCountsASeries) {
  v1::ListAvailabilityRequest request;
  request.set_page_size(1);
  ASSERT_OK_AND_ASSIGN(const auto answer, Call(&Stub::ListAvailability, request));
  ASSERT_THAT(answer.series(), SizeIs(1));
  EXPECT_EQ(answer.series(0).series().indicator(), "gdp");
  EXPECT_EQ(answer.series(0).period_count(), 3);
  EXPECT_EQ(answer.series(0).vintage_count(), 3);
  EXPECT_EQ(answer.series(0).first_period().text(), "2021");
  EXPECT_EQ(answer.series(0).last_period().text(), "2023");
  EXPECT_EQ(answer.series(0).last_publication().date(), "2024-01-31");
  EXPECT_EQ(answer.revision(), 2);
  request.set_page_token(answer.next_page_token());
  ASSERT_OK_AND_ASSIGN(const auto rest, Call(&Stub::ListAvailability, request));
  EXPECT_THAT(rest.series(), SizeIs(1));
  request.mutable_as_of()->set_revision(9);
  request.clear_page_token();
  EXPECT_THAT(Call(&Stub::ListAvailability, request), HasReason("REVISION_NOT_FOUND"));
}

}  // namespace
}  // namespace indicast::store
