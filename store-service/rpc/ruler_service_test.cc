// CompareObservations and ListSilentSeries over an in-process channel.
#include <grpcpp/grpcpp.h>

#include <memory>
#include <string>

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
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test
using Code = absl::StatusCode;

Observation Trade(absl::string_view period, absl::string_view value) {
  Observation o = TestObservation(period, value, "communique");
  o.series = {"imports-exports", "changsha", Measure::kLevel, PriceBasis::kCurrent, "total"};
  o.unit = "cny-1e8";
  o.published_text = absl::StrCat(value, "亿元");
  return o;
}

// Holds BaseImport with a release rule for gdp, and trade of three years.
class RulerServiceTest : public ::testing::Test {
 protected:
  using Stub = v1::IndicatorStore::Stub;

  void SetUp() override {
    store_ = Store::Open(MemoryBackend(), clock_).value();
    ImportRequest base = BaseImport();
    base.indicators[0].releases = {{"A", Measure::kGrowth, 99, "changsha", {"公报", "communique"}}};
    base.areas[0].boundary_changes = {{Day("2021-06-01"), {"", "invented: a county joins"}}};
    base.observations.push_back(Trade("2020", "2350"));
    base.observations.push_back(Trade("2022", "3315.6"));
    base.observations.push_back(Trade("2023", "2811.51"));
    ASSERT_TRUE(store_->Import(base).ok());
    rpc::ServerOptions options;
    options.program = "ruler-service-test";
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

  absl::StatusOr<v1::CompareObservationsResponse> Compare(
      const v1::CompareObservationsRequest& request) {
    grpc::ClientContext context;
    v1::CompareObservationsResponse response;
    const grpc::Status status = stub_->CompareObservations(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  absl::StatusOr<v1::ListSilentSeriesResponse> Silent(const v1::ListSilentSeriesRequest& request) {
    grpc::ClientContext context;
    v1::ListSilentSeriesResponse response;
    const grpc::Status status = stub_->ListSilentSeries(&context, request, &response);
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  static void Refer(const SeriesKey& series, const std::string& period,
                    v1::CompareObservationsRequest& request, const std::string& document = "") {
    v1::ObservationReference& added = *request.add_observations();
    ToProto(series, added.mutable_series());
    added.mutable_period()->set_text(period);
    added.set_document(document);
  }

  FakeClock clock_{absl::FromCivil(absl::CivilDay(2025, 4, 10), absl::FixedTimeZone(8 * 3600))};
  std::unique_ptr<Store> store_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<Stub> stub_;
};

TEST_F(RulerServiceTest, ComparesNeighboursOnTheirRuler) {
  v1::CompareObservationsRequest request;
  const SeriesKey trade = Trade("2023", "1").series;
  Refer(trade, "2020", request);
  Refer(trade, "2022", request);
  Refer(trade, "2023", request, "communique");
  ASSERT_OK_AND_ASSIGN(const auto answer, Compare(request));
  EXPECT_EQ(answer.revision(), 1);
  ASSERT_THAT(answer.comparisons(), SizeIs(2));
  const auto& refused = answer.comparisons(0);
  EXPECT_FALSE(refused.admissible());
  ASSERT_THAT(refused.differences(), SizeIs(1));
  EXPECT_EQ(refused.differences(0).kind(), v1::RULER_DIFFERENCE_KIND_BOUNDARY);
  EXPECT_TRUE(refused.differences(0).refuses());
  EXPECT_THAT(refused.differences(0).text().en(), HasSubstr("a county joins"));
  EXPECT_FALSE(refused.has_difference());
  EXPECT_FALSE(refused.has_growth_percent());
  EXPECT_THAT(refused.alternatives(), SizeIs(0));
  const auto& kept = answer.comparisons(1);
  EXPECT_TRUE(kept.admissible());
  EXPECT_THAT(kept.differences(), SizeIs(0));
  EXPECT_EQ(kept.from().value().text(), "3315.6");
  EXPECT_EQ(kept.difference().text(), "-504.09");
  EXPECT_EQ(kept.difference_unit(), "cny-1e8");
  EXPECT_EQ(kept.growth_percent().text(), "-15.2036");
  EXPECT_EQ(kept.qualifier(), type::v1::QUALIFIER_EQUAL);
}

TEST_F(RulerServiceTest, ComparisonNamesEveryWrongField) {
  v1::CompareObservationsRequest request;
  EXPECT_THAT(Compare(request), AllOf(HasField("observations"), HasReason("FIELD_INVALID")));
  const SeriesKey trade = Trade("2023", "1").series;
  Refer(trade, "2022", request);
  EXPECT_THAT(Compare(request), HasField("observations"));
  Refer(trade, "2022-13", request);
  request.mutable_observations(0)->mutable_series()->clear_measure();
  EXPECT_THAT(Compare(request), AllOf(HasField("observations[0].series.measure"),
                                      HasField("observations[1].period.text")));
  request.clear_observations();
  for (int i = 0; i < 11; ++i) Refer(trade, "2022", request);
  EXPECT_THAT(Compare(request), HasField("observations"));
  request.mutable_observations()->DeleteSubrange(2, 9);
  request.mutable_as_of()->set_revision(-1);
  EXPECT_THAT(Compare(request), HasField("as_of.revision"));
  request.mutable_as_of()->set_revision(9);
  EXPECT_THAT(Compare(request), HasReason("REVISION_NOT_FOUND"));
}

TEST_F(RulerServiceTest, ComparisonOfAFigureThatIsNotThereIsNotFound) {
  const SeriesKey trade = Trade("2023", "1").series;
  v1::CompareObservationsRequest request;
  Refer(trade, "2022", request);
  Refer(trade, "2030", request);
  EXPECT_THAT(Compare(request), AllOf(StatusIs(Code::kNotFound, HasSubstr("2030")),
                                      HasReason("OBSERVATION_NOT_FOUND")));
  request.mutable_observations(1)->mutable_period()->set_text("2023");
  request.mutable_observations(1)->set_document("report");
  EXPECT_THAT(Compare(request), StatusIs(Code::kNotFound, HasSubstr("document report")));
}

TEST_F(RulerServiceTest, SilentSeriesAreJudgedTodayInShanghaiOrAtADate) {
  v1::ListSilentSeriesRequest request;
  ASSERT_OK_AND_ASSIGN(auto answer, Silent(request));
  EXPECT_EQ(answer.date(), "2025-04-10");
  EXPECT_EQ(answer.revision(), 1);
  ASSERT_THAT(answer.series(), SizeIs(1));
  const auto& silent = answer.series(0);
  EXPECT_EQ(silent.kind(), v1::SILENCE_KIND_OVERDUE);
  EXPECT_EQ(silent.series().indicator(), "gdp");
  EXPECT_EQ(silent.rule().frequency(), "A");
  EXPECT_EQ(silent.rule().note().en(), "communique");
  EXPECT_EQ(silent.last_period().text(), "2023");
  EXPECT_EQ(silent.expected_period().text(), "2024");
  EXPECT_EQ(silent.due_date(), "2025-04-09");
  EXPECT_EQ(silent.days_overdue(), 1);
  EXPECT_EQ(silent.missing_count(), 1);
  request.set_date("2025-04-01");
  request.set_upcoming_days(10);
  ASSERT_OK_AND_ASSIGN(answer, Silent(request));
  ASSERT_THAT(answer.series(), SizeIs(1));
  EXPECT_EQ(answer.series(0).kind(), v1::SILENCE_KIND_UPCOMING);
  EXPECT_EQ(answer.series(0).days_overdue(), -8);
}

TEST_F(RulerServiceTest, SilentSeriesNameEveryWrongField) {
  v1::ListSilentSeriesRequest request;
  request.set_date("2025-02-30");
  request.mutable_as_of()->set_publication_date("soon");
  EXPECT_THAT(Silent(request), AllOf(HasField("date"), HasField("as_of.publication_date"),
                                     HasReason("DATE_INVALID")));
  request.Clear();
  request.set_upcoming_days(367);
  EXPECT_THAT(Silent(request), HasField("upcoming_days"));
  request.Clear();
  request.set_page_size(-1);
  EXPECT_THAT(Silent(request), HasField("page_size"));
  request.Clear();
  request.set_page_token("nonsense");
  EXPECT_THAT(Silent(request), HasReason("PAGE_TOKEN_INVALID"));
}

}  // namespace
}  // namespace indicast::store
