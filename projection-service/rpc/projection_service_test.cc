// The service in process over a store of plain values: what travels on the wire.
#include "projection-service/rpc/projection_service.h"

#include <memory>
#include <string>

#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/store_client/fake_store_reader.h"
#include "projection-service/store_client/with_records.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;

class ProjectionServiceTest : public ::testing::Test {
 protected:
  ProjectionServiceTest() : store_(WithRecords(SampleCity())), projector_(store_, "0.1.0 test") {
    store_.scenarios["plan"] = {{"plan", 5, {{"*", {}, {}, PlanRule{}}}}};
    rpc::ServerOptions options;
    options.program = "indicast-projection";
    options.admin_address = "";
    options.log_sink = [](absl::string_view) {};
    auto server = rpc::Server::Start(options, [this](rpc::Runtime& runtime) {
      std::vector<std::unique_ptr<grpc::Service>> services;
      services.push_back(MakeProjectionService(runtime, projector_));
      return services;
    });
    EXPECT_THAT(server, IsOk());
    server_ = *std::move(server);
    stub_ = v1::Projection::NewStub(server_->InProcessChannel());
  }
  ~ProjectionServiceTest() override { server_->Drain(); }

  absl::Status Project(const v1::ProjectRequest& request, v1::ProjectResponse& response) {
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(stub_->Project(&context, request, &response));
  }
  static v1::ProjectRequest PlanRequest() {
    v1::ProjectRequest request;
    request.mutable_scenario()->set_scenario("plan");
    return request;
  }

  FakeStoreReader store_;
  Projector projector_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::Projection::Stub> stub_;
};

const v1::IndicatorProjection& Trade(const v1::ProjectionResult& result) {
  for (const auto& item : result.indicators()) {
    if (item.indicator() == "imports-exports") return item;
  }
  return v1::IndicatorProjection::default_instance();
}

TEST_F(ProjectionServiceTest, ProjectCarriesPathsVerdictsEvidenceAndReceipt) {
  v1::ProjectRequest request = PlanRequest();
  auto& assumption = *request.mutable_scenario()->add_overlay();
  assumption.set_indicator("imports-exports");
  assumption.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text("3");
  v1::ProjectResponse response;
  ASSERT_THAT(Project(request, response), IsOk());
  const v1::ProjectionResult& result = response.result();
  EXPECT_EQ(result.label(), "plan+");
  EXPECT_EQ(result.base_year(), 2023);
  const v1::IndicatorProjection& trade = Trade(result);
  ASSERT_EQ(trade.paths_size(), 4);
  EXPECT_EQ(trade.paths(1).basis(), v1::PATH_BASIS_INDEX);
  EXPECT_EQ(trade.paths(1).unit(), "index");
  EXPECT_EQ(trade.paths(1).base_name().zh(), "指数,2022年=100");
  EXPECT_EQ(trade.paths(1).points(2).value().value().text(), "87.55");
  EXPECT_TRUE(trade.paths(1).points(2).projected());
  EXPECT_EQ(trade.paths(3).basis(), v1::PATH_BASIS_CHAINED_LEVEL);
  EXPECT_EQ(trade.paths(3).inputs(0).published_text(), "3315.6");
  EXPECT_EQ(trade.other_vintages_size(), 2);
  const v1::TargetAssessment& missed = result.targets(1);
  EXPECT_EQ(missed.target().id(), "imports-exports-2024");
  EXPECT_EQ(missed.verdict(), v1::VERDICT_MISSED);
  EXPECT_EQ(missed.gap().text(), "-4");
  EXPECT_EQ(missed.gap_unit(), "percentage-point");
  EXPECT_EQ(missed.base().published_text(), "-15");
  const v1::TargetAssessment& contracts = result.targets(5);
  EXPECT_EQ(contracts.implied_level().value().text(), "1560");
  EXPECT_EQ(contracts.implied_level().qualifier(), type::v1::QUALIFIER_GREATER);
  EXPECT_FALSE(contracts.has_base());
  EXPECT_FALSE(contracts.base_missing_reason().en().empty());
  EXPECT_EQ(result.receipt().data_revision(), 7);
  EXPECT_EQ(result.receipt().scenario_revision(), 5);
  EXPECT_EQ(result.receipt().inputs_hash().size(), 64u);
}

TEST_F(ProjectionServiceTest, AnUnknownTargetHasNoGoalOnTheWire) {
  v1::ProjectResponse response;
  ASSERT_THAT(Project(PlanRequest(), response), IsOk());
  const v1::TargetAssessment& jobs = response.result().targets(4);
  EXPECT_EQ(jobs.verdict(), v1::VERDICT_UNKNOWN);
  EXPECT_EQ(jobs.reason_code(), "EXTERNAL_QUOTA_UNKNOWN");
  EXPECT_FALSE(jobs.has_goal());
  EXPECT_FALSE(jobs.has_gap());
}

TEST_F(ProjectionServiceTest, TheSameRequestGivesTheSameBytes) {
  v1::ProjectResponse first;
  v1::ProjectResponse second;
  ASSERT_THAT(Project(PlanRequest(), first), IsOk());
  ASSERT_THAT(Project(PlanRequest(), second), IsOk());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
}

struct BadRequest {
  const char* name;
  void (*spoil)(v1::ProjectRequest& request);
  const char* field;
};

class BadRequests : public ProjectionServiceTest,
                    public ::testing::WithParamInterface<BadRequest> {};

store::v1::AssumptionRule& AddRule(v1::ProjectRequest& request) {
  auto& assumption = *request.mutable_scenario()->add_overlay();
  assumption.set_indicator("gdp");
  return *assumption.mutable_rule();
}

TEST_P(BadRequests, NameTheField) {
  v1::ProjectRequest request = PlanRequest();
  GetParam().spoil(request);
  v1::ProjectResponse response;
  const absl::Status status = Project(request, response);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasField(GetParam().field));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadRequests,
    ::testing::Values(
        BadRequest{"NoScenario", [](v1::ProjectRequest& r) { r.clear_scenario(); }, "scenario"},
        BadRequest{"NoRule", [](v1::ProjectRequest& r) { AddRule(r); }, "scenario.overlay[0].rule"},
        BadRequest{"NotANumber",
                   [](v1::ProjectRequest& r) {
                     AddRule(r).mutable_compound()->mutable_growth_percent()->set_text("NaN");
                   },
                   "scenario.overlay[0].rule.compound.growth_percent.text"},
        BadRequest{"TooLarge",
                   [](v1::ProjectRequest& r) {
                     AddRule(r).mutable_compound()->mutable_growth_percent()->set_text("1e999");
                   },
                   "scenario.overlay[0].rule.compound.growth_percent.text"},
        BadRequest{"GrowthMissing", [](v1::ProjectRequest& r) { AddRule(r).mutable_compound(); },
                   "scenario.overlay[0].rule.compound.growth_percent"},
        BadRequest{"GrowthOfMinusHundred",
                   [](v1::ProjectRequest& r) {
                     AddRule(r).mutable_compound()->mutable_growth_percent()->set_text("-100");
                   },
                   "scenario.overlay[0].rule.compound.growth_percent"},
        BadRequest{
            "GivenNothing",
            [](v1::ProjectRequest& r) { AddRule(r).mutable_given()->add_points()->set_year(2024); },
            "scenario.overlay[0].rule.given.points[0].level"},
        BadRequest{"Style",
                   [](v1::ProjectRequest& r) {
                     auto& rule = *AddRule(r).mutable_required();
                     rule.mutable_level()->set_text("1");
                     rule.set_year(2024);
                     rule.set_style("wavy");
                   },
                   "scenario.overlay[0].rule.required.style"},
        BadRequest{"UnknownIndicator",
                   [](v1::ProjectRequest& r) {
                     AddRule(r).mutable_hold();
                     r.mutable_scenario()->mutable_overlay(0)->set_indicator("gpd");
                   },
                   "scenario.overlay[0].indicator"},
        BadRequest{"QuotaValue",
                   [](v1::ProjectRequest& r) { r.add_quotas()->set_target("urban-new-jobs"); },
                   "quotas[0].value"},
        BadRequest{
            "Date",
            [](v1::ProjectRequest& r) { r.mutable_as_of()->set_publication_date("2023-13-01"); },
            "as_of.publication_date"},
        BadRequest{"Revision", [](v1::ProjectRequest& r) { r.mutable_as_of()->set_revision(-1); },
                   "as_of.revision"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(ProjectionServiceTest, TypedErrorsArriveTyped) {
  v1::ProjectRequest request = PlanRequest();
  request.mutable_scenario()->set_scenario("nothing");
  v1::ProjectResponse response;
  EXPECT_THAT(Project(request, response), HasReason("SCENARIO_NOT_FOUND"));
  request = PlanRequest();
  AddRule(request).mutable_relative()->set_indicator("household-income");
  EXPECT_THAT(Project(request, response), HasReason("ASSUMPTION_CYCLE"));
  store_.down = true;
  EXPECT_THAT(Project(PlanRequest(), response), HasReason("STORE_UNAVAILABLE"));
}

TEST_F(ProjectionServiceTest, CompareScenariosCarriesDifferences) {
  v1::CompareScenariosRequest request;
  request.add_scenarios()->set_scenario("plan");
  auto& changed = *request.add_scenarios();
  changed.set_scenario("plan");
  auto& assumption = *changed.add_overlay();
  assumption.set_indicator("imports-exports");
  assumption.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text("3");
  v1::CompareScenariosResponse response;
  grpc::ClientContext context;
  ASSERT_THAT(rpc::FromGrpcStatus(stub_->CompareScenarios(&context, request, &response)), IsOk());
  ASSERT_EQ(response.results_size(), 2);
  ASSERT_EQ(response.differences_size(), 4);
  const v1::PathDifference& index = response.differences(1);
  EXPECT_EQ(index.scenario_index(), 1);
  EXPECT_EQ(index.basis(), v1::PATH_BASIS_INDEX);
  EXPECT_EQ(index.baseline().value().text(), "90.95");
  EXPECT_EQ(index.scenario().value().text(), "87.55");
  EXPECT_EQ(index.difference().text(), "-3.4");
  EXPECT_EQ(index.caused_by(0), "imports-exports");
}

TEST_F(ProjectionServiceTest, CompareNamesTheScenarioThatIsWrong) {
  v1::CompareScenariosRequest request;
  request.add_scenarios()->set_scenario("plan");
  request.add_scenarios()->add_overlay()->set_indicator("gdp");
  v1::CompareScenariosResponse response;
  grpc::ClientContext context;
  EXPECT_THAT(rpc::FromGrpcStatus(stub_->CompareScenarios(&context, request, &response)),
              HasField("scenarios[1].overlay[0].rule"));
}

TEST_F(ProjectionServiceTest, ServerInfoTellsAboutTheStore) {
  v1::GetServerInfoResponse response;
  {
    grpc::ClientContext context;
    ASSERT_TRUE(stub_->GetServerInfo(&context, {}, &response).ok());
  }
  EXPECT_TRUE(response.store_reachable());
  EXPECT_EQ(response.store_revision(), 7);
  EXPECT_EQ(response.store_address(), "fake:1");
  EXPECT_EQ(response.model_version(), kModelVersion);
  EXPECT_FALSE(response.version().empty());
  store_.down = true;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->GetServerInfo(&context, {}, &response).ok());
  EXPECT_FALSE(response.store_reachable());
}

}  // namespace
}  // namespace indicast::projection
