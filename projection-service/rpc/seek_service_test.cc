// SeekTargets and CheckPlan over gRPC on a store of plain values: answers, edge cases, bad input.
#include <cmath>
#include <memory>
#include <string>

#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/rpc/projection_service.h"
#include "projection-service/store_client/fake_store_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;

// Sectors with levels; energy, of which less is better; a binding and a stretch target.
InputParts PlannedCity() {
  InputParts parts = SampleCity();
  const auto add = [&parts](const char* id, const char* level, Direction direction) {
    parts.indicators.push_back({id, {id, id}, "cny-1e8", Nature::kFlow, direction, false});
    Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
    figure.price_basis = PriceBasis::kCurrent;
    parts.figures.push_back(figure);
  };
  add("primary", "500", Direction::kHigherIsBetter);
  add("secondary", "5500", Direction::kHigherIsBetter);
  add("tertiary", "8331.98", Direction::kHigherIsBetter);
  add("energy", "10", Direction::kLowerIsBetter);
  add("balance", "-3", Direction::kHigherIsBetter);
  Target energy = SampleTarget("energy", Relation::kEqual, "-2.5");
  energy.kind = TargetKind::kBinding;
  parts.targets.push_back(energy);
  Target stretch = SampleTarget("secondary", Relation::kGreaterOrEqual, "9");
  stretch.kind = TargetKind::kStretch;
  parts.targets.push_back(stretch);
  for (Target& target : parts.targets) {
    store::v1::Target record;
    record.set_id(target.id);
    target.record = record.SerializeAsString();
  }
  return parts;
}

class SeekServiceTest : public ::testing::Test {
 protected:
  SeekServiceTest() : store_(PlannedCity()), projector_(store_, "0.1.0 test") {
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
  ~SeekServiceTest() override { server_->Drain(); }

  absl::Status Seek(const v1::SeekTargetsRequest& request, v1::SeekTargetsResponse& response) {
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(stub_->SeekTargets(&context, request, &response));
  }
  absl::Status Check(const v1::CheckPlanRequest& request, v1::CheckPlanResponse& response) {
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(stub_->CheckPlan(&context, request, &response));
  }

  FakeStoreReader store_;
  Projector projector_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::Projection::Stub> stub_;
};

template <typename Request>
v1::Goal& AddGrowth(Request& request, const std::string& indicator, type::v1::Relation relation,
                    const std::string& percent) {
  v1::Goal& goal = *request.add_goals();
  goal.set_indicator(indicator);
  goal.set_relation(relation);
  goal.mutable_constant()->set_text(percent);
  return goal;
}

template <typename Request>
void AddFaster(Request& request, const std::string& indicator, const std::string& than) {
  v1::Goal& goal = *request.add_goals();
  goal.set_indicator(indicator);
  goal.set_relation(type::v1::RELATION_GREATER);
  goal.mutable_relative()->set_indicator(than);
}

void AddSectorIdentity(v1::PlanFrame& frame) {
  v1::Identity& identity = *frame.mutable_structure()->add_identities();
  identity.set_kind(v1::IDENTITY_KIND_SUM);
  identity.set_whole("gdp");
  for (const char* part : {"primary", "secondary", "tertiary"}) identity.add_parts(part);
}

double Number(const type::v1::Decimal& in) { return std::stod(in.text()); }

const v1::SeekMove& MoveOf(const v1::SeekTargetsResponse& response, const std::string& indicator) {
  for (const auto& move : response.moves()) {
    if (move.indicator() == indicator) return move;
  }
  ADD_FAILURE() << indicator;
  return v1::SeekMove::default_instance();
}

const v1::PlanRow& RowOf(const v1::SeekTargetsResponse& response, const std::string& name) {
  for (const auto& row : response.rows()) {
    if (row.row() == name) return row;
  }
  ADD_FAILURE() << name;
  return v1::PlanRow::default_instance();
}

const v1::TargetCheck& CheckOf(const v1::CheckPlanResponse& response, const std::string& name) {
  for (const auto& target : response.targets()) {
    if (target.row() == name) return target;
  }
  ADD_FAILURE() << name;
  return v1::TargetCheck::default_instance();
}

template <typename Response>
std::string LeftOutCode(const Response& response, const std::string& target) {
  for (const auto& left : response.context().left_out()) {
    if (left.target() == target) return left.reason_code();
  }
  return "";
}

TEST_F(SeekServiceTest, GdpWithIncomeFasterAndTheSectorIdentity) {
  v1::SeekTargetsRequest request;
  AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "6");
  AddFaster(request, "household-income", "gdp");
  AddSectorIdentity(*request.mutable_frame());
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek(request, response), IsOk());
  EXPECT_EQ(response.status(), v1::SEEK_STATUS_REACHED);
  EXPECT_NEAR(Number(MoveOf(response, "gdp").growth()), 6, 1e-9);
  EXPECT_NEAR(Number(MoveOf(response, "household-income").growth()), 6.1, 1e-9);
  double level = 0;
  for (const char* part : {"primary", "secondary", "tertiary"}) {
    level += Number(MoveOf(response, part).level().value());
  }
  EXPECT_NEAR(level, 14331.98 * 1.06, 1e-5);
  EXPECT_EQ(MoveOf(response, "gdp").level_unit(), "cny-1e8");
  EXPECT_TRUE(RowOf(response, "identities[0]").active());
  EXPECT_EQ(RowOf(response, "identities[0]").text().zh(),
            "地区生产总值=primary+secondary+tertiary");
  EXPECT_TRUE(RowOf(response, "goals[0]").active());
  EXPECT_GT(Number(RowOf(response, "goals[0]").multiplier()), 0);
  EXPECT_THAT(RowOf(response, "goals[0]").multiplier_text().zh(), HasSubstr("少要求1个百分点"));
  EXPECT_EQ(response.degrees_of_freedom(), 2);
  EXPECT_GT(Number(response.plausibility()), 0);
  EXPECT_LT(Number(response.plausibility()), 1);
  EXPECT_EQ(response.overlay_size(), 5);
  EXPECT_FALSE(response.has_conflict());
  EXPECT_FALSE(response.context().explanation().zh().empty());
  EXPECT_FALSE(response.context().explanation().en().empty());
  EXPECT_EQ(response.context().receipt().inputs_hash().size(), 64u);
  EXPECT_EQ(response.context().year(), 2024);
  EXPECT_EQ(response.context().outlooks_size(), 5);
}

// A stored scenario is the baseline where it assumes something.
TEST_F(SeekServiceTest, TheScenarioIsTheBaseline) {
  v1::SeekTargetsRequest request;
  request.mutable_frame()->mutable_scenario()->set_scenario("plan");
  AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "6");
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek(request, response), IsOk());
  EXPECT_EQ(MoveOf(response, "gdp").baseline().text(), "6");
  EXPECT_EQ(response.distance_squared().text(), "0");
  EXPECT_EQ(response.overlay_size(), 0);
  EXPECT_EQ(response.context().outlooks(0).source(), v1::OUTLOOK_SOURCE_SCENARIO);
}

TEST_F(SeekServiceTest, PublishedTargetsAreRowsByTheirKind) {
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek({}, response), IsOk());
  EXPECT_EQ(response.status(), v1::SEEK_STATUS_REACHED);
  EXPECT_FALSE(RowOf(response, "gdp-2024").hard());
  EXPECT_TRUE(RowOf(response, "energy-2024").hard());
}

// Edge case: relative target ("faster than gdp") with unlike price bases.
TEST_F(SeekServiceTest, RelativeTargetsAreRowsWithTheirPriceNote) {
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek({}, response), IsOk());
  const double gdp = Number(MoveOf(response, "gdp").growth());
  const double income = Number(MoveOf(response, "household-income").growth());
  EXPECT_GE(income - gdp, .1 - 1e-9);
  bool noted = false;
  for (const auto& assumption : response.context().assumptions()) {
    noted |= assumption.en().find("unlike price bases") != std::string::npos;
  }
  EXPECT_TRUE(noted);
}

// Edge case: external target: unknown until supplied, never 0.
TEST_F(SeekServiceTest, ExternalTargetsAreLeftOutUntilTheirQuotaIsSupplied) {
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek({}, response), IsOk());
  EXPECT_EQ(LeftOutCode(response, "urban-new-jobs-2024"), "EXTERNAL_QUOTA_UNKNOWN");
  v1::SeekTargetsRequest request;
  request.add_goals()->set_target("urban-new-jobs-2024");
  EXPECT_THAT(Seek(request, response), HasField("goals[0].target"));
}

// Edge case: "about": a band of half a published step.
TEST_F(SeekServiceTest, AboutIsABand) {
  v1::SeekTargetsRequest request;
  AddGrowth(request, "consumer-prices", type::v1::RELATION_ABOUT, "3");
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek(request, response), IsOk());
  const double baseline = Number(MoveOf(response, "consumer-prices").baseline());
  EXPECT_NEAR(Number(MoveOf(response, "consumer-prices").growth()), baseline < 3 ? 2.5 : 3.5, 1e-9);
}

// Edge case: "strive for": a stretch target never enters unless the call says how strictly.
TEST_F(SeekServiceTest, StretchTargetsNeverEnterUnasked) {
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek({}, response), IsOk());
  EXPECT_EQ(LeftOutCode(response, "secondary-2024"), "STRETCH_TARGET");
  v1::SeekTargetsRequest request;
  request.add_goals()->set_target("secondary-2024");
  request.mutable_goals(0)->set_force(v1::GOAL_FORCE_HARD);
  ASSERT_THAT(Seek(request, response), IsOk());
  EXPECT_NEAR(Number(MoveOf(response, "secondary").growth()), 9, 1e-9);
}

// Edge case: lower is better: "-2.5 %" is a ceiling.
TEST_F(SeekServiceTest, LowerIsBetterIsACeiling) {
  v1::SeekTargetsRequest request;
  request.add_goals()->set_target("energy-2024");
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek(request, response), IsOk());
  EXPECT_NEAR(Number(MoveOf(response, "energy").growth()), -2.5, 1e-9);
  EXPECT_THAT(RowOf(response, "energy-2024").multiplier_text().en(),
              HasSubstr("allowing one point more"));
  v1::CheckPlanRequest check;
  check.add_goals()->set_target("energy-2024");
  v1::CheckPlanResponse checked;
  ASSERT_THAT(Check(check, checked), IsOk());
  EXPECT_LT(Number(checked.targets(0).alone().value()), .5);
  EXPECT_EQ(checked.binding().value().text(), checked.all().value().text());
}

// Edge case: growth on a base that is not positive is undefined.
TEST_F(SeekServiceTest, ALevelOnANegativeBaseIsRefused) {
  v1::SeekTargetsRequest request;
  v1::Goal& goal = AddGrowth(request, "balance", type::v1::RELATION_GREATER_OR_EQUAL, "1");
  goal.set_measure(type::v1::MEASURE_LEVEL);
  v1::SeekTargetsResponse response;
  EXPECT_THAT(Seek(request, response), HasField("goals[0].constant"));
}

TEST_F(SeekServiceTest, AConflictIsAnAnswerWithTheCheapestWayOut) {
  v1::SeekTargetsRequest request;
  AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "6")
      .set_force(v1::GOAL_FORCE_SOFT);
  AddFaster(request, "household-income", "gdp");
  v1::Lever& lever = *request.add_levers();
  lever.set_indicator("household-income");
  lever.mutable_max_growth_percent()->set_text("5.5");
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek(request, response), IsOk());
  EXPECT_EQ(response.status(), v1::SEEK_STATUS_SOFT_SHORTFALL);
  ASSERT_EQ(response.conflict().rows_size(), 3);
  EXPECT_EQ(response.conflict().rows(2), "levers[0].max_growth_percent");
  ASSERT_EQ(response.conflict().repairs_size(), 1);
  EXPECT_EQ(response.conflict().repairs(0).row(), "goals[0]");
  EXPECT_NEAR(Number(response.conflict().repairs(0).goal()), 5.4, 1e-5);
  EXPECT_NEAR(Number(RowOf(response, "goals[0]").shortfall()), .6, 1e-5);
  EXPECT_THAT(response.conflict().text().zh(), HasSubstr("不能同时成立"));
  request.mutable_goals(0)->set_force(v1::GOAL_FORCE_HARD);
  ASSERT_THAT(Seek(request, response), IsOk());
  EXPECT_EQ(response.status(), v1::SEEK_STATUS_INFEASIBLE);
}

TEST_F(SeekServiceTest, SeveralYearsAreSeveralGrowthRates) {
  v1::SeekTargetsRequest request;
  request.mutable_frame()->set_year(2026);
  v1::Goal& goal = AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "17500");
  goal.set_measure(type::v1::MEASURE_LEVEL);
  v1::SeekTargetsResponse response;
  ASSERT_THAT(Seek(request, response), IsOk());
  ASSERT_EQ(response.moves_size(), 3);
  double level = 14331.98;
  for (const auto& move : response.moves()) level *= 1 + Number(move.growth()) / 100;
  EXPECT_NEAR(level / 17500, 1, 1e-11);
}

TEST_F(SeekServiceTest, CheckTellsChancesAndTheWeakestLink) {
  v1::CheckPlanResponse response;
  ASSERT_THAT(Check({}, response), IsOk());
  EXPECT_TRUE(response.feasible());
  EXPECT_GT(Number(response.distance_squared()), 0);
  EXPECT_FALSE(response.weakest_link().empty());
  EXPECT_EQ(response.all().method(), v1::METHOD_GENZ);
  EXPECT_GT(response.all().count(), 0);
  EXPECT_LE(Number(response.all().low()), Number(response.all().value()));
  EXPECT_GE(Number(response.all().high()), Number(response.all().value()));
  EXPECT_TRUE(response.has_binding());
  double best = 0;
  for (const auto& target : response.targets()) {
    EXPECT_GE(Number(target.joint_without()), Number(response.all().value())) << target.row();
    EXPECT_GE(Number(target.alone().value()), Number(response.all().value())) << target.row();
    best = std::max(best, Number(target.joint_without()));
  }
  EXPECT_EQ(Number(CheckOf(response, response.weakest_link()).joint_without()), best);
  EXPECT_EQ(CheckOf(response, "energy-2024").kind(), type::v1::TARGET_KIND_BINDING);
  EXPECT_EQ(LeftOutCode(response, "secondary-2024"), "STRETCH_TARGET");
}

// The baseline of a check is the law of growth: a target is never the prior of its own attainment.
TEST_F(SeekServiceTest, CheckingWithoutAScenarioDoesNotAssumeTheTargets) {
  v1::CheckPlanRequest request;
  AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "6");
  v1::CheckPlanResponse response;
  ASSERT_THAT(Check(request, response), IsOk());
  EXPECT_EQ(response.context().outlooks(0).source(), v1::OUTLOOK_SOURCE_SHORT_HISTORY);
  EXPECT_LT(Number(response.all().value()), .5);
  EXPECT_EQ(response.all().method(), v1::METHOD_CLOSED_FORM);
}

TEST_F(SeekServiceTest, TheSameRequestGivesTheSameBytes) {
  v1::SeekTargetsResponse seek_a;
  v1::SeekTargetsResponse seek_b;
  ASSERT_THAT(Seek({}, seek_a), IsOk());
  ASSERT_THAT(Seek({}, seek_b), IsOk());
  EXPECT_EQ(seek_a.SerializeAsString(), seek_b.SerializeAsString());
  v1::CheckPlanResponse check_a;
  v1::CheckPlanResponse check_b;
  ASSERT_THAT(Check({}, check_a), IsOk());
  ASSERT_THAT(Check({}, check_b), IsOk());
  EXPECT_EQ(check_a.SerializeAsString(), check_b.SerializeAsString());
  EXPECT_NE(seek_a.context().receipt().inputs_hash(), check_a.context().receipt().inputs_hash());
}

struct BadSeek {
  const char* name;
  void (*spoil)(v1::SeekTargetsRequest& request);
  const char* field;
};

class BadSeeks : public SeekServiceTest, public ::testing::WithParamInterface<BadSeek> {};

TEST_P(BadSeeks, NameTheField) {
  v1::SeekTargetsRequest request;
  AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "6");
  GetParam().spoil(request);
  v1::SeekTargetsResponse response;
  absl::Status status = Seek(request, response);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasField(GetParam().field));
  v1::CheckPlanRequest check;
  *check.mutable_frame() = request.frame();
  *check.mutable_goals() = request.goals();
  *check.mutable_levers() = request.levers();
  v1::CheckPlanResponse checked;
  status = Check(check, checked);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasField(GetParam().field));
}

v1::Lever& AddLever(v1::SeekTargetsRequest& request, const char* indicator) {
  v1::Lever& lever = *request.add_levers();
  lever.set_indicator(indicator);
  return lever;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadSeeks,
    ::testing::Values(
        BadSeek{"GoalWithoutRightSide",
                [](v1::SeekTargetsRequest& r) { r.mutable_goals(0)->clear_constant(); },
                "goals[0].right_side"},
        BadSeek{"GoalWithoutRelation",
                [](v1::SeekTargetsRequest& r) { r.mutable_goals(0)->clear_relation(); },
                "goals[0].relation"},
        BadSeek{"GoalOfNobody",
                [](v1::SeekTargetsRequest& r) { r.mutable_goals(0)->set_indicator("gpd"); },
                "goals[0].indicator"},
        BadSeek{"GoalBelowMinusHundred",
                [](v1::SeekTargetsRequest& r) {
                  r.mutable_goals(0)->mutable_constant()->set_text("-100");
                },
                "goals[0].constant"},
        BadSeek{"GoalThatIsNoNumber",
                [](v1::SeekTargetsRequest& r) {
                  r.mutable_goals(0)->mutable_constant()->set_text("six");
                },
                "goals[0].constant.text"},
        BadSeek{"UnknownTarget",
                [](v1::SeekTargetsRequest& r) { r.add_goals()->set_target("gdp-2042"); },
                "goals[1].target"},
        BadSeek{"LeverOfNobody", [](v1::SeekTargetsRequest& r) { AddLever(r, "gpd"); },
                "levers[0].indicator"},
        BadSeek{"LeverTwice",
                [](v1::SeekTargetsRequest& r) {
                  AddLever(r, "gdp");
                  AddLever(r, "gdp");
                },
                "levers[1].indicator"},
        BadSeek{
            "PriceOfZero",
            [](v1::SeekTargetsRequest& r) { AddLever(r, "gdp").mutable_price()->set_text("0"); },
            "levers[0].price"},
        BadSeek{"PriceOfAWhole",
                [](v1::SeekTargetsRequest& r) {
                  AddSectorIdentity(*r.mutable_frame());
                  AddLever(r, "gdp").mutable_price()->set_text("2");
                },
                "levers[0].price"},
        BadSeek{"BoundsCrossed",
                [](v1::SeekTargetsRequest& r) {
                  v1::Lever& lever = AddLever(r, "gdp");
                  lever.mutable_min_growth_percent()->set_text("6");
                  lever.mutable_max_growth_percent()->set_text("5");
                },
                "levers[0].max_growth_percent"},
        BadSeek{"PinnedWithBounds",
                [](v1::SeekTargetsRequest& r) {
                  v1::Lever& lever = AddLever(r, "gdp");
                  lever.set_pinned(true);
                  lever.mutable_max_growth_percent()->set_text("5");
                },
                "levers[0].pinned"},
        BadSeek{"DrivenWhole",
                [](v1::SeekTargetsRequest& r) {
                  AddSectorIdentity(*r.mutable_frame());
                  v1::Driver& driver = *r.mutable_frame()->mutable_structure()->add_drivers();
                  driver.set_indicator("gdp");
                  driver.set_driver("energy");
                  driver.mutable_elasticity()->set_text("0.5");
                },
                "frame.structure.drivers[0].indicator"},
        BadSeek{"Year", [](v1::SeekTargetsRequest& r) { r.mutable_frame()->set_year(2023); },
                "frame.year"}),
    [](const auto& tested) { return tested.param.name; });

TEST_F(SeekServiceTest, AnUnknownIndicatorOfTheFrameIsNotFound) {
  v1::SeekTargetsRequest request;
  request.mutable_frame()->add_indicators("gpd");
  v1::SeekTargetsResponse response;
  EXPECT_THAT(Seek(request, response), HasReason("INDICATOR_NOT_FOUND"));
}

// Numbers beyond any economy are refused with their field, never answered with NaN.
TEST_F(SeekServiceTest, SpreadsTooFarApartAreRefusedTyped) {
  for (const char* spread : {"0.00000000000001", "100000000000000000000000"}) {
    v1::SeekTargetsRequest request;
    AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "6");
    AddFaster(request, "household-income", "gdp");
    v1::GrowthPrior& law = *request.mutable_frame()->mutable_structure()->add_priors();
    law.set_indicator("gdp");
    law.mutable_growth_percent()->set_text("5");
    law.mutable_standard_deviation()->set_text(spread);
    v1::SeekTargetsResponse response;
    const absl::Status status = Seek(request, response);
    if (status.ok()) {
      EXPECT_TRUE(std::isfinite(Number(response.distance_squared()))) << spread;
      continue;
    }
    EXPECT_NE(status.code(), absl::StatusCode::kInternal) << spread << status;
    EXPECT_FALSE(DetailOf(status).reason.empty()) << spread;
  }
}

TEST_F(SeekServiceTest, ElasticitiesThatContradictOneAnotherAreRefused) {
  v1::SeekTargetsRequest request;
  AddGrowth(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "6");
  for (const auto& [follower, driver] :
       {std::pair("gdp", "household-income"), std::pair("household-income", "gdp")}) {
    v1::Driver& tie = *request.mutable_frame()->mutable_structure()->add_drivers();
    tie.set_indicator(follower);
    tie.set_driver(driver);
    tie.mutable_elasticity()->set_text("1");
  }
  v1::SeekTargetsResponse response;
  EXPECT_THAT(Seek(request, response), HasReason("DRIVERS_SINGULAR"));
  // A weaker loop is solved and named.
  request.mutable_frame()->mutable_structure()->mutable_drivers(0)->mutable_elasticity()->set_text(
      "0.5");
  ASSERT_THAT(Seek(request, response), IsOk());
  bool named = false;
  for (const auto& assumption : response.context().assumptions()) {
    named |= assumption.en().find("loop") != std::string::npos;
  }
  EXPECT_TRUE(named);
}

}  // namespace
}  // namespace indicast::projection
