// Simulate and AnalyzeSensitivity over gRPC: what travels on the wire, the edge cases of chances,
// bad input for every field.
#include "projection-service/rpc/simulate_method.h"

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/engine/normal_law.h"
#include "projection-service/rpc/projection_service.h"
#include "projection-service/store_client/fake_store_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::testing::Contains;
using ::testing::HasSubstr;

InputParts City() {
  InputParts parts = SampleCity();
  const auto add = [&parts](const char* id, Nature nature, Direction direction, const char* unit,
                            const char* level) {
    parts.indicators.push_back({id, {id, id}, unit, nature, direction, false});
    Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
    figure.unit = unit;
    parts.figures.push_back(figure);
  };
  add("clean-water", Nature::kRatio, Direction::kHigherIsBetter, kPercentUnit, "97.0");
  add("energy-intensity", Nature::kFlow, Direction::kLowerIsBetter, "cny-1e8", "50");
  add("provincial-gdp", Nature::kFlow, Direction::kHigherIsBetter, "cny-1e8", "50000");
  add("parks", Nature::kCount, Direction::kHigherIsBetter, "person-1e4", "10");
  for (const auto& [id, level] : {std::pair("one", "8"), {"two", "42"}, {"three", "50"}}) {
    add(id, Nature::kFlow, Direction::kHigherIsBetter, "cny-1e8", level);
  }
  TargetOf(parts, "gdp").kind = TargetKind::kBinding;
  TargetOf(parts, "imports-exports").kind = TargetKind::kStretch;
  for (Figure& figure : parts.figures) {
    store::v1::Observation record;
    record.mutable_series()->set_indicator(figure.indicator);
    figure.record = record.SerializeAsString();
  }
  return parts;
}

class SimulateMethodTest : public ::testing::Test {
 protected:
  SimulateMethodTest() : store_(City()), projector_(store_, "0.1.0 test") {
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
  ~SimulateMethodTest() override { server_->Drain(); }

  // Reads to the end; the result of the last message.
  absl::Status Simulate(const v1::SimulateRequest& request, v1::SimulationResult& result,
                        std::vector<v1::SimulationProgress>* progress = nullptr) {
    grpc::ClientContext context;
    const auto reader = stub_->Simulate(&context, request);
    v1::SimulateResponse part;
    bool ended = false;
    while (reader->Read(&part)) {
      EXPECT_FALSE(ended) << "nothing follows the result";
      ended = part.has_result();
      if (ended) result = part.result();
      if (part.has_progress() && progress != nullptr) progress->push_back(part.progress());
    }
    return rpc::FromGrpcStatus(reader->Finish());
  }

  v1::SimulationResult Run(const v1::SimulateRequest& request) {
    v1::SimulationResult result;
    EXPECT_THAT(Simulate(request, result), IsOk());
    return result;
  }

  absl::Status Try(const v1::SimulateRequest& request) {
    v1::SimulationResult result;
    return Simulate(request, result);
  }

  absl::Status Analyze(const v1::AnalyzeSensitivityRequest& request,
                       v1::AnalyzeSensitivityResponse& response) {
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(stub_->AnalyzeSensitivity(&context, request, &response));
  }

  static void AddLaw(v1::PlanFrame& frame, const char* indicator, const char* growth,
                     const char* spread) {
    v1::GrowthPrior& prior = *frame.mutable_structure()->add_priors();
    prior.set_indicator(indicator);
    prior.mutable_growth_percent()->set_text(growth);
    prior.mutable_standard_deviation()->set_text(spread);
  }

  static v1::Goal& AddGoal(v1::SimulateRequest& request, const char* indicator,
                           type::v1::Relation relation, const char* constant) {
    v1::Goal& goal = *request.add_goals();
    goal.set_indicator(indicator);
    goal.set_relation(relation);
    goal.mutable_constant()->set_text(constant);
    return goal;
  }

  static double Value(const type::v1::Decimal& decimal) { return std::stod(decimal.text()); }
  static double Ln(double percent) { return std::log1p(percent / 100); }

  FakeStoreReader store_;
  Projector projector_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::Projection::Stub> stub_;
};

TEST_F(SimulateMethodTest, PublishedTargetsHaveChancesWithTheirErrorAndWhatWasAssumed) {
  v1::SimulateRequest request;
  const v1::SimulationResult result = Run(request);
  EXPECT_EQ(result.method(), v1::METHOD_CLOSED_FORM);
  ASSERT_EQ(result.goals_size(), 5);
  EXPECT_EQ(result.goals(0).row(), "gdp-2024");
  EXPECT_EQ(result.goals(0).kind(), type::v1::TARGET_KIND_BINDING);
  EXPECT_EQ(result.goals(0).probability().method(), v1::METHOD_CLOSED_FORM);
  EXPECT_EQ(result.all().method(), v1::METHOD_GENZ);
  EXPECT_LE(Value(result.all().low()), Value(result.all().value()));
  EXPECT_LT(Value(result.all().high()) - Value(result.all().low()), 1e-3);
  // Only gdp binds.
  EXPECT_EQ(result.binding().value().text(), result.goals(0).probability().value().text());
  std::vector<std::string> assumptions;
  for (const auto& text : result.context().assumptions()) assumptions.push_back(text.en());
  EXPECT_THAT(assumptions, Contains(HasSubstr("taken as 0.3")));
  EXPECT_THAT(assumptions, Contains(HasSubstr("from the pool alone")));
  EXPECT_THAT(result.context().explanation().zh(), HasSubstr("Genz"));
  EXPECT_EQ(result.context().receipt().inputs_hash().size(), 64);
  EXPECT_EQ(result.context().outlooks_size(), 5);
  EXPECT_FALSE(result.has_repair());
}

TEST_F(SimulateMethodTest, TheSameReceiptGivesTheSameAnswer) {
  v1::SimulateRequest request;
  request.set_method(v1::METHOD_MONTE_CARLO);
  request.set_paths(20000);
  request.set_seed(9);
  const v1::SimulationResult one = Run(request);
  const v1::SimulationResult two = Run(request);
  EXPECT_EQ(one.SerializeAsString(), two.SerializeAsString());
  EXPECT_EQ(one.context().receipt().seed(), 9);
  request.set_seed(10);
  const v1::SimulationResult other = Run(request);
  EXPECT_NE(one.context().receipt().inputs_hash(), other.context().receipt().inputs_hash());
  EXPECT_NE(one.goals(0).probability().value().text(), other.goals(0).probability().value().text());
}

TEST_F(SimulateMethodTest, ScenariosShareTheirDraws) {
  // The goal moved as the median did: the same paths reach it.
  v1::SimulateRequest request;
  request.set_method(v1::METHOD_MONTE_CARLO);
  request.set_paths(20000);
  AddLaw(*request.mutable_frame(), "gdp", "5", "2");
  AddGoal(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "5");
  const v1::SimulationResult before = Run(request);
  request.mutable_frame()
      ->mutable_structure()
      ->mutable_priors(0)
      ->mutable_growth_percent()
      ->set_text("7");
  request.mutable_goals(0)->mutable_constant()->set_text("7");
  EXPECT_EQ(Run(request).all().value().text(), before.all().value().text());
}

TEST_F(SimulateMethodTest, ProgressComesBeforeTheResult) {
  v1::SimulateRequest request;
  request.set_method(v1::METHOD_MONTE_CARLO);
  request.set_paths(100000);
  v1::SimulationResult result;
  std::vector<v1::SimulationProgress> progress;
  ASSERT_THAT(Simulate(request, result, &progress), IsOk());
  ASSERT_GE(progress.size(), 5);
  EXPECT_EQ(progress.front().done(), 0);
  for (size_t i = 1; i < progress.size(); ++i) {
    EXPECT_GT(progress[i].done(), progress[i - 1].done());
    EXPECT_EQ(progress[i].total(), 100000);
  }
  EXPECT_EQ(result.paths(), 100000);
}

TEST_F(SimulateMethodTest, CancellationStopsTheCount) {
  v1::SimulateRequest request;
  request.set_method(v1::METHOD_MONTE_CARLO);
  request.set_paths(10000000);
  grpc::ClientContext context;
  const auto reader = stub_->Simulate(&context, request);
  v1::SimulateResponse part;
  ASSERT_TRUE(reader->Read(&part));
  context.TryCancel();
  while (reader->Read(&part)) EXPECT_FALSE(part.has_result());
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
  // The server is free again.
  EXPECT_EQ(Run(v1::SimulateRequest()).goals_size(), 5);
}

TEST_F(SimulateMethodTest, ExternalTargetsStayUnknownUntilTheirQuotaIsSupplied) {
  v1::SimulateRequest request;
  const v1::SimulationResult without = Run(request);
  ASSERT_EQ(without.context().left_out_size(), 1);
  EXPECT_EQ(without.context().left_out(0).target(), "urban-new-jobs-2024");
  EXPECT_EQ(without.context().left_out(0).reason_code(), "EXTERNAL_QUOTA_UNKNOWN");
  v1::ExternalQuota& quota = *request.mutable_frame()->add_quotas();
  quota.set_target("urban-new-jobs-2024");
  quota.mutable_value()->set_text("15");
  const v1::SimulationResult with = Run(request);
  // Without a level of the base year it still cannot be a growth, and says so.
  ASSERT_EQ(with.context().left_out_size(), 1);
  EXPECT_EQ(with.context().left_out(0).reason_code(), "LEVEL_NOT_PUBLISHED");
}

TEST_F(SimulateMethodTest, RelativeTargetsHaveTheJointLaw) {
  v1::SimulateRequest request;
  AddLaw(*request.mutable_frame(), "household-income", "6", "2");
  AddLaw(*request.mutable_frame(), "gdp", "5", "3");
  request.add_goals()->set_target("household-income-2024");
  const v1::SimulationResult result = Run(request);
  const double sd = std::sqrt(.0004 + .0009 - 2 * .3 * .0006);
  EXPECT_NEAR(Value(result.goals(0).probability().value()), NormalCdf((Ln(6) - Ln(5)) / sd), 1e-10);
}

// "Above the province": the province's growth is a series with a law of its own, not a known
// number.
TEST_F(SimulateMethodTest, AnExternalSeriesBringsItsOwnUncertainty) {
  v1::SimulateRequest request;
  AddLaw(*request.mutable_frame(), "gdp", "6", "1");
  v1::SimulateRequest fixed = request;
  AddGoal(fixed, "gdp", type::v1::RELATION_GREATER, "5");
  EXPECT_NEAR(Value(Run(fixed).goals(0).probability().value()), NormalCdf((Ln(6) - Ln(5)) / .01),
              1e-3);
  for (const double spread : {1.0, 4.0}) {
    v1::SimulateRequest uncertain = request;
    AddLaw(*uncertain.mutable_frame(), "provincial-gdp", "5", spread == 1 ? "1" : "4");
    v1::Goal& goal = *uncertain.add_goals();
    goal.set_indicator("gdp");
    goal.set_relation(type::v1::RELATION_GREATER);
    goal.mutable_relative()->set_indicator("provincial-gdp");
    const double external = spread / 100;
    const double sd = std::sqrt(.0001 + external * external - 2 * .3 * .01 * external);
    EXPECT_NEAR(Value(Run(uncertain).goals(0).probability().value()),
                NormalCdf((Ln(6) - Ln(5)) / sd), 1e-10)
        << spread;
  }
}

TEST_F(SimulateMethodTest, StretchTargetsHaveAChanceButAreNotAmongAll) {
  v1::SimulateRequest request;
  const v1::SimulationResult published = Run(request);
  EXPECT_EQ(published.goals(1).kind(), type::v1::TARGET_KIND_STRETCH);
  EXPECT_TRUE(published.goals(1).probability().has_value());
  std::vector<std::string> assumptions;
  for (const auto& text : published.context().assumptions()) assumptions.push_back(text.en());
  EXPECT_THAT(assumptions, Contains(HasSubstr("stretch targets")));
  for (const auto& goal : published.goals()) request.add_goals()->set_target(goal.row());
  // Asked for, it counts.
  const v1::SimulationResult asked = Run(request);
  for (const auto& text : asked.context().assumptions()) {
    EXPECT_THAT(text.en(), ::testing::Not(HasSubstr("stretch targets")));
  }
}

TEST_F(SimulateMethodTest, AboutIsABandOfHalfAPublishedStep) {
  v1::SimulateRequest request;
  AddLaw(*request.mutable_frame(), "consumer-prices", "3", "1");
  AddGoal(request, "consumer-prices", type::v1::RELATION_ABOUT, "3");
  EXPECT_NEAR(Value(Run(request).goals(0).probability().value()),
              NormalCdf((Ln(3.5) - Ln(3)) / .01) - NormalCdf((Ln(2.5) - Ln(3)) / .01), 1e-10);
}

TEST_F(SimulateMethodTest, LowerIsBetterTurnsTheProbabilityAround) {
  v1::SimulateRequest request;
  AddLaw(*request.mutable_frame(), "energy-intensity", "-2", "1");
  AddGoal(request, "energy-intensity", type::v1::RELATION_EQUAL, "-2.5");
  EXPECT_NEAR(Value(Run(request).goals(0).probability().value()),
              NormalCdf((Ln(-2.5) - Ln(-2)) / .01), 1e-10);
}

TEST_F(SimulateMethodTest, SharesCappedAtAHundredNeverLeaveIt) {
  v1::SimulateRequest request;
  AddLaw(*request.mutable_frame(), "clean-water", "1", "4");
  v1::Goal& goal = AddGoal(request, "clean-water", type::v1::RELATION_GREATER_OR_EQUAL, "100.0");
  goal.set_measure(type::v1::MEASURE_LEVEL);
  request.add_quantiles()->set_text("0.5");
  request.add_quantiles()->set_text("0.9999");
  for (const v1::Method method : {v1::METHOD_UNSPECIFIED, v1::METHOD_MONTE_CARLO}) {
    request.set_method(method);
    const v1::SimulationResult result = Run(request);
    const v1::Fan& level = result.fans(1);
    EXPECT_EQ(level.basis(), v1::PATH_BASIS_LEVEL);
    EXPECT_NEAR(Value(level.points(1).values(0)), 97.97, .05);
    EXPECT_LT(Value(level.points(1).values(1)), 100);
    // "100.0" is printed from 99.95 on: reached, with a chance of its own.
    EXPECT_GT(Value(result.goals(0).probability().value()), 0);
    EXPECT_LT(Value(result.goals(0).probability().value()), .1);
  }
}

TEST_F(SimulateMethodTest, SumsOverYearsAreLeftOutOrRefusedByName) {
  Target target = SampleTarget("energy-intensity", Relation::kLessOrEqual, "200");
  target.id = "energy-2023-2025";
  target.measure = Measure::kLevel;
  target.unit = "cny-1e8";
  target.first_year = 2023;
  target.year = 2025;
  target.record = store::v1::Target().SerializeAsString();
  store_.catalogue.targets.push_back({"changsha", target});
  v1::SimulateRequest request;
  request.mutable_frame()->set_year(2025);
  bool left_out = false;
  const v1::SimulationResult result = Run(request);
  for (const v1::LeftOut& left : result.context().left_out()) {
    if (left.target() != target.id) continue;
    left_out = true;
    EXPECT_EQ(left.reason_code(), "SUM_OVER_YEARS");
  }
  EXPECT_TRUE(left_out);
  request.add_goals()->set_target(target.id);
  EXPECT_THAT(Try(request), HasField("goals[0].target"));
}

TEST_F(SimulateMethodTest, CountsAreRoundedOnceAtTheEnd) {
  v1::SimulateRequest request;
  AddLaw(*request.mutable_frame(), "parks", "0", "5");
  v1::Goal& goal = AddGoal(request, "parks", type::v1::RELATION_GREATER_OR_EQUAL, "10");
  goal.set_measure(type::v1::MEASURE_LEVEL);
  const v1::SimulationResult result = Run(request);
  EXPECT_NEAR(Value(result.goals(0).probability().value()), NormalCdf(-std::log(.95) / .05), 1e-10);
  for (const auto& value : result.fans(1).points(1).values()) {
    EXPECT_EQ(Value(value), std::round(Value(value)));
  }
}

TEST_F(SimulateMethodTest, NoneOfNIsReportedAsBelowThreeOverN) {
  v1::SimulateRequest request;
  request.set_method(v1::METHOD_MONTE_CARLO);
  request.set_paths(1000);
  AddLaw(*request.mutable_frame(), "gdp", "5", "1");
  AddGoal(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "50");
  const v1::Probability p = Run(request).goals(0).probability();
  EXPECT_EQ(p.value().text(), "0");
  EXPECT_EQ(p.high().text(), "0.003");
  EXPECT_EQ(p.count(), 1000);
}

TEST_F(SimulateMethodTest, SumsAreCountedAndMendedCorrelationsReported) {
  v1::SimulateRequest request;
  v1::PlanStructure& structure = *request.mutable_frame()->mutable_structure();
  v1::Identity& identity = *structure.add_identities();
  identity.set_kind(v1::IDENTITY_KIND_SUM);
  identity.set_whole("gdp");
  for (const char* part : {"one", "two", "three"}) {
    identity.add_parts(part);
    AddLaw(*request.mutable_frame(), part, "5", "1");
  }
  for (const auto& [a, b, value] :
       {std::tuple("one", "two", "0.9"), {"one", "three", "0.9"}, {"two", "three", "-0.9"}}) {
    v1::Correlation& c = *structure.add_correlations();
    c.set_indicator(a);
    c.set_other(b);
    c.mutable_value()->set_text(value);
  }
  AddGoal(request, "gdp", type::v1::RELATION_GREATER_OR_EQUAL, "5");
  const v1::SimulationResult result = Run(request);
  EXPECT_EQ(result.method(), v1::METHOD_MONTE_CARLO);
  EXPECT_NEAR(Value(result.goals(0).probability().value()), .5, .01);
  EXPECT_EQ(result.repair().changed(), 3);
  EXPECT_GT(Value(result.repair().distance()), .1);
}

TEST_F(SimulateMethodTest, WrongFieldsAreNamed) {
  v1::SimulateRequest request;
  request.set_paths(999);
  EXPECT_THAT(Try(request), HasField("paths"));
  request.set_paths(0);
  request.add_quantiles()->set_text("1");
  EXPECT_THAT(Try(request), HasField("quantiles[0]"));
  request.mutable_quantiles(0)->set_text("x");
  EXPECT_THAT(Try(request), HasField("quantiles[0].text"));
  request.clear_quantiles();
  request.mutable_autocorrelation()->set_text("1");
  EXPECT_THAT(Try(request), HasField("autocorrelation"));
  request.clear_autocorrelation();
  request.mutable_degrees_of_freedom()->set_text("2");
  EXPECT_THAT(Try(request), HasField("degrees_of_freedom"));
  request.mutable_degrees_of_freedom()->set_text("5");
  request.set_method(v1::METHOD_GENZ);
  EXPECT_THAT(Try(request), HasField("method"));
  request.set_method(static_cast<v1::Method>(77));
  EXPECT_THAT(Try(request), HasField("method"));
  request.clear_method();
  request.set_centre(v1::PATH_CENTRE_MEAN);
  EXPECT_THAT(Try(request), HasField("centre"));
  request.Clear();
  request.add_goals()->set_target("nothing-2024");
  EXPECT_THAT(Try(request), HasField("goals[0].target"));
  request.Clear();
  request.mutable_frame()->set_year(2060);
  EXPECT_THAT(Try(request), HasField("frame.year"));
  request.Clear();
  v1::Driver& driver = *request.mutable_frame()->mutable_structure()->add_drivers();
  driver.set_indicator("gdp");
  driver.set_driver("nothing");
  driver.mutable_elasticity()->set_text("1");
  EXPECT_THAT(Try(request), HasField("frame.structure.drivers[0].driver"));
}

TEST_F(SimulateMethodTest, ElasticitiesThatContradictOneAnotherAreATypedError) {
  v1::SimulateRequest request;
  for (const auto& [a, b] : {std::pair("one", "two"), {"two", "one"}}) {
    v1::Driver& driver = *request.mutable_frame()->mutable_structure()->add_drivers();
    driver.set_indicator(a);
    driver.set_driver(b);
    driver.mutable_elasticity()->set_text("1");
  }
  EXPECT_THAT(Try(request), HasReason("DRIVERS_SINGULAR"));
}

TEST_F(SimulateMethodTest, SensitivityIsATornadoWithShares) {
  v1::AnalyzeSensitivityRequest request;
  request.set_outcome("gdp");
  v1::PlanStructure& structure = *request.mutable_frame()->mutable_structure();
  structure.mutable_common_correlation()->set_text("0");
  for (const auto& [id, elasticity] : {std::pair("one", "0.5"), {"two", "0.3"}}) {
    v1::Driver& driver = *structure.add_drivers();
    driver.set_indicator("gdp");
    driver.set_driver(id);
    driver.mutable_elasticity()->set_text(elasticity);
    AddLaw(*request.mutable_frame(), id, "5", "2");
  }
  AddLaw(*request.mutable_frame(), "gdp", "5", "1");
  v1::AnalyzeSensitivityResponse response;
  ASSERT_THAT(Analyze(request, response), IsOk());
  EXPECT_TRUE(response.exact());
  EXPECT_FALSE(response.covariance_shares());
  EXPECT_NEAR(Value(response.median()), 5, 1e-9);
  ASSERT_EQ(response.bars_size(), 3);
  double shares = 0;
  for (const v1::TornadoBar& bar : response.bars()) shares += Value(bar.share());
  EXPECT_NEAR(shares, 1, 1e-9);
  const double swing = NormalQuantile(.9);
  EXPECT_NEAR(Value(response.together().outcome_high()),
              100 * std::expm1(Ln(5) + swing * (.5 * .02 + .3 * .02 + .01)), 1e-9);
  EXPECT_THAT(response.context().explanation().en(), HasSubstr("exact"));
  EXPECT_TRUE(response.together().input().empty());
}

TEST_F(SimulateMethodTest, WrongFieldsOfASensitivityAreNamed) {
  v1::AnalyzeSensitivityRequest request;
  v1::AnalyzeSensitivityResponse response;
  EXPECT_THAT(Analyze(request, response), HasField("outcome"));
  request.set_outcome("nothing");
  EXPECT_THAT(Analyze(request, response), HasField("outcome"));
  request.set_outcome("gdp");
  request.add_inputs("nothing");
  EXPECT_THAT(Analyze(request, response), HasField("inputs[0]"));
  request.clear_inputs();
  v1::Identity& identity = *request.mutable_frame()->mutable_structure()->add_identities();
  identity.set_kind(v1::IDENTITY_KIND_SUM);
  identity.set_whole("gdp");
  identity.add_parts("one");
  identity.add_parts("two");
  request.set_points(63);
  EXPECT_THAT(Analyze(request, response), HasField("points"));
}

}  // namespace
}  // namespace indicast::projection
