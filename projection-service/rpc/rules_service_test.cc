// Shocks, trends, path styles, sweeps and attribution over gRPC, on a store of plain values.
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
#include "projection-service/rpc/projection_service.h"
#include "projection-service/store_client/fake_store_reader.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::IsOk;

constexpr char kTrade[] = "imports-exports";

class RulesServiceTest : public ::testing::Test {
 protected:
  RulesServiceTest() : store_(SampleCity()), projector_(store_, "test") {
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
  ~RulesServiceTest() override { server_->Drain(); }

  // Projects trade to 2026 with these rules of the overlay.
  absl::Status Project(const std::vector<store::v1::Assumption>& overlay) {
    v1::ProjectRequest request;
    request.mutable_scenario();
    for (const auto& assumption : overlay) *request.mutable_scenario()->add_overlay() = assumption;
    request.set_horizon_year(2026);
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(stub_->Project(&context, request, &response_));
  }

  static store::v1::Assumption Compound(const std::string& indicator, const std::string& growth) {
    store::v1::Assumption out;
    out.set_indicator(indicator);
    out.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text(growth);
    return out;
  }
  static store::v1::Assumption Shock(const std::string& size, int from_year) {
    store::v1::Assumption out;
    out.set_indicator(kTrade);
    out.set_from_year(from_year);
    out.mutable_rule()->mutable_shock()->mutable_size_percent()->set_text(size);
    return out;
  }

  const v1::IndicatorProjection& Trade() const {
    for (const auto& item : response_.result().indicators()) {
      if (item.indicator() == kTrade) return item;
    }
    return v1::IndicatorProjection::default_instance();
  }
  std::string Growth(int year) const {
    for (const auto& point : Trade().paths(0).points()) {
      if (point.year() == year && point.projected()) return point.value().value().text();
    }
    return "none";
  }

  absl::Status Sweep(const v1::SweepRequest& request, v1::SweepHeading& heading,
                     std::vector<v1::SweepRow>& rows) {
    grpc::ClientContext context;
    const auto reader = stub_->Sweep(&context, request);
    v1::SweepResponse part;
    bool first = true;
    while (reader->Read(&part)) {
      EXPECT_EQ(part.has_heading(), first);
      if (first) heading = part.heading();
      first = false;
      rows.insert(rows.end(), part.rows().rows().begin(), part.rows().rows().end());
    }
    return rpc::FromGrpcStatus(reader->Finish());
  }

  FakeStoreReader store_;
  Projector projector_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::Projection::Stub> stub_;
  v1::ProjectResponse response_;
};

TEST_F(RulesServiceTest, ShocksWorkOnTheRuleBelow) {
  store::v1::Assumption decaying = Shock("-10", 2025);
  decaying.mutable_rule()->mutable_shock()->mutable_persistence()->set_text("0.5");
  ASSERT_THAT(Project({Compound(kTrade, "10"), decaying}), IsOk());
  EXPECT_EQ(Growth(2024), "10");
  EXPECT_EQ(Growth(2025), "-1");
  EXPECT_EQ(Growth(2026), "15.9501808728");  // 1.1 / sqrt(0.9)
  EXPECT_NE(Trade().rule().en().find("one-off shock of -10 % in 2025"), std::string::npos);
  store::v1::Assumption growth = Shock("-10", 2025);
  growth.set_to_year(2025);
  growth.mutable_rule()->mutable_shock()->set_kind("growth");
  ASSERT_THAT(Project({Compound(kTrade, "10"), growth}), IsOk());
  EXPECT_EQ(Growth(2025), "-1");
  EXPECT_EQ(Growth(2026), "10");
}

TEST_F(RulesServiceTest, TrendsSayPriorAndOwnWeight) {
  store::v1::Assumption trend;
  trend.set_indicator(kTrade);
  trend.mutable_rule()->mutable_trend()->mutable_prior_growth_percent()->set_text("5.5");
  ASSERT_THAT(Project({trend}), IsOk());
  EXPECT_EQ(Growth(2024), Growth(2026));
  bool found = false;
  for (const auto& note : Trade().notes()) {
    found = found || note.en().find("prior 5.5 % (stated by the scenario)") != std::string::npos;
  }
  EXPECT_TRUE(found);
}

TEST_F(RulesServiceTest, PathsOfEveryStyleEndOnTheirLevel) {
  for (const char* style :
       {"", "constant-growth", "linear", "front-loaded", "back-loaded", "s-curve"}) {
    store::v1::Assumption reach;
    reach.set_indicator(kTrade);
    reach.mutable_rule()->mutable_required()->mutable_level()->set_text("3500");
    reach.mutable_rule()->mutable_required()->set_year(2026);
    reach.mutable_rule()->mutable_required()->set_style(style);
    ASSERT_THAT(Project({reach}), IsOk());
    for (const auto& path : Trade().paths()) {
      if (path.basis() != v1::PATH_BASIS_LEVEL) continue;
      EXPECT_EQ(path.points(path.points_size() - 1).value().value().text(), "3500") << style;
    }
  }
}

TEST_F(RulesServiceTest, BadRulesNameTheirField) {
  const auto with = [](void (*spoil)(store::v1::Assumption&)) {
    store::v1::Assumption shock = Shock("-10", 2025);
    spoil(shock);
    return shock;
  };
  const std::string at = "scenario.overlay[0].";
  EXPECT_THAT(
      Project({with([](auto& a) { a.mutable_rule()->mutable_shock()->clear_size_percent(); })}),
      HasField(at + "rule.shock.size_percent"));
  EXPECT_THAT(
      Project({with([](auto& a) { a.mutable_rule()->mutable_shock()->set_kind("pulse"); })}),
      HasField(at + "rule.shock.kind"));
  EXPECT_THAT(Project({with([](auto& a) {
                a.mutable_rule()->mutable_shock()->mutable_persistence()->set_text("2");
              })}),
              HasField(at + "rule.shock.persistence"));
  EXPECT_THAT(
      Project({with([](auto& a) { a.mutable_rule()->mutable_shock()->set_catch_up_years(3); })}),
      HasField(at + "rule.shock.catch_up_years"));
  EXPECT_THAT(Project({with([](auto& a) { a.set_to_year(2026); })}), HasField(at + "to_year"));
  EXPECT_THAT(Project({with([](auto& a) {
                a.mutable_rule()->mutable_trend()->mutable_prior_strength()->set_text("0");
              })}),
              HasField(at + "rule.trend.prior_strength"));
  EXPECT_THAT(Project({with([](auto& a) {
                a.mutable_rule()->mutable_required()->mutable_level()->set_text("1");
                a.mutable_rule()->mutable_required()->set_year(2026);
                a.mutable_rule()->mutable_required()->set_style("straight");
              })}),
              HasField(at + "rule.required.style"));
}

v1::SweepRequest SweepRequest(v1::SweepDesign design) {
  v1::SweepRequest request;
  request.mutable_frame()->mutable_scenario()->set_scenario("plan");
  request.set_design(design);
  for (const char* indicator : {"gdp", kTrade}) {
    v1::SweepFactor& factor = *request.add_factors();
    factor.set_indicator(indicator);
    factor.mutable_low()->set_text("-2");
    factor.mutable_high()->set_text("8");
    if (design == v1::SWEEP_DESIGN_GRID) factor.mutable_step()->set_text("0.1");
  }
  if (design != v1::SWEEP_DESIGN_GRID) request.set_points(5000);
  return request;
}

TEST_F(RulesServiceTest, SweepRowsOfAnySplitAreThoseOfTheWhole) {
  for (const auto design :
       {v1::SWEEP_DESIGN_GRID, v1::SWEEP_DESIGN_LATIN_HYPERCUBE, v1::SWEEP_DESIGN_SOBOL}) {
    v1::SweepHeading heading;
    std::vector<v1::SweepRow> whole;
    ASSERT_THAT(Sweep(SweepRequest(design), heading, whole), IsOk());
    ASSERT_EQ(static_cast<int64_t>(whole.size()), heading.points());
    const std::string receipt = heading.context().receipt().inputs_hash();
    std::vector<v1::SweepRow> joined;
    for (const auto& [begin, end] : {std::pair(0, 17), std::pair(17, 4000), std::pair(4000, 0)}) {
      v1::SweepRequest part = SweepRequest(design);
      part.set_begin(begin);
      part.set_end(end);
      ASSERT_THAT(Sweep(part, heading, joined), IsOk());
      EXPECT_EQ(heading.begin(), begin);
      EXPECT_EQ(heading.context().receipt().inputs_hash(), receipt);
    }
    ASSERT_EQ(joined.size(), whole.size());
    for (size_t i = 0; i < whole.size(); ++i) {
      ASSERT_EQ(joined[i].SerializeAsString(), whole[i].SerializeAsString()) << i;
    }
  }
}

TEST_F(RulesServiceTest, SweepColumnsVerdictsAndReasonsFitTogether) {
  v1::SweepRequest request = SweepRequest(v1::SWEEP_DESIGN_GRID);
  request.mutable_factors()->RemoveLast();
  request.mutable_factors(0)->clear_low();
  request.mutable_factors(0)->clear_high();
  request.mutable_factors(0)->clear_step();
  for (const char* value : {"5", "6", "-100"}) {
    request.mutable_factors(0)->add_values()->set_text(value);
  }
  v1::SweepHeading heading;
  std::vector<v1::SweepRow> rows;
  ASSERT_THAT(Sweep(request, heading, rows), IsOk());
  ASSERT_EQ(rows.size(), 3u);
  int targets = 0;
  for (int c = 0; c < heading.outputs_size(); ++c) {
    if (heading.outputs(c).target() == "gdp-2024") {
      EXPECT_EQ(rows[0].outputs(c).text(), "-1");
      EXPECT_EQ(rows[1].outputs(c).text(), "0");
      EXPECT_EQ(rows[0].verdicts(targets), v1::VERDICT_MISSED);
      EXPECT_EQ(rows[1].verdicts(targets), v1::VERDICT_MET);
      EXPECT_EQ(heading.outputs(c).unit(), "percentage-point");
    }
    targets += heading.outputs(c).target().empty() ? 0 : 1;
  }
  EXPECT_EQ(rows[0].outputs_size(), heading.outputs_size());
  EXPECT_EQ(rows[0].verdicts_size(), targets);
  EXPECT_EQ(rows[2].reason_code(), "GROWTH_UNDEFINED");
  EXPECT_FALSE(rows[2].reason().zh().empty());
  EXPECT_EQ(rows[2].outputs_size(), 0);
  EXPECT_FALSE(heading.context().explanation().en().empty());
}

TEST_F(RulesServiceTest, SweepRefusesWithTheFieldOfTheRequest) {
  v1::SweepHeading heading;
  std::vector<v1::SweepRow> rows;
  v1::SweepRequest request = SweepRequest(v1::SWEEP_DESIGN_UNSPECIFIED);
  EXPECT_THAT(Sweep(request, heading, rows), HasField("design"));
  request = SweepRequest(v1::SWEEP_DESIGN_SOBOL);
  request.mutable_factors(1)->mutable_low()->set_text("many");
  EXPECT_THAT(Sweep(request, heading, rows), HasField("factors[1].low.text"));
  request = SweepRequest(v1::SWEEP_DESIGN_SOBOL);
  request.mutable_frame()->mutable_scenario()->set_scenario("none");
  EXPECT_EQ(Sweep(request, heading, rows).code(), absl::StatusCode::kNotFound);
}

TEST_F(RulesServiceTest, ASweepEndsSoonAfterItsCallerHasGone) {
  v1::SweepRequest request = SweepRequest(v1::SWEEP_DESIGN_SOBOL);
  request.set_points(10'000'000);
  grpc::ClientContext context;
  const auto reader = stub_->Sweep(&context, request);
  v1::SweepResponse part;
  ASSERT_TRUE(reader->Read(&part));
  ASSERT_TRUE(reader->Read(&part));
  context.TryCancel();
  while (reader->Read(&part)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(RulesServiceTest, ComparisonAttributesTheLastYear) {
  v1::CompareScenariosRequest request;
  for (const char* growth : {"5", "7"}) {
    auto& scenario = *request.add_scenarios();
    *scenario.add_overlay() = Compound("gdp", growth);
    store::v1::Assumption income;
    income.set_indicator("household-income");
    auto& relative = *income.mutable_rule()->mutable_relative();
    relative.set_indicator("gdp");
    relative.mutable_margin_percentage_points()->set_text(growth[0] == '5' ? "0.5" : "1.5");
    *scenario.add_overlay() = income;
  }
  request.set_horizon_year(2025);
  v1::CompareScenariosResponse response;
  grpc::ClientContext context;
  ASSERT_THAT(rpc::FromGrpcStatus(stub_->CompareScenarios(&context, request, &response)), IsOk());
  const v1::Attribution* income = nullptr;
  for (const auto& item : response.attributions()) {
    EXPECT_EQ(item.year(), 2025);
    EXPECT_EQ(item.scenario_index(), 1);
    if (item.indicator() == "household-income" && item.basis() == v1::PATH_BASIS_GROWTH) {
      income = &item;
    }
  }
  ASSERT_NE(income, nullptr);
  EXPECT_EQ(income->difference().text(), "3");
  EXPECT_EQ(income->unit(), "percentage-point");
  ASSERT_EQ(income->parts_size(), 2);
  EXPECT_EQ(income->parts(0).indicator(), "gdp");
  EXPECT_EQ(income->parts(0).value().text(), "2");
  EXPECT_EQ(income->parts(1).value().text(), "1");
  EXPECT_TRUE(income->exact());
  EXPECT_FALSE(income->parts(0).has_standard_error());
}

}  // namespace
}  // namespace indicast::projection
