// TrackYear and DecomposeGrowth in process over a store of plain values: what travels on the wire.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "grpcpp/grpcpp.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "projection-service/app/projector.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/rpc/projection_service.h"
#include "projection-service/store_client/fake_store_reader.h"
#include "projection-service/store_client/with_records.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;

Figure PartYear(const std::string& indicator, Measure measure, const std::string& period,
                const std::string& value, PriceBasis basis) {
  Figure figure = SampleFigure(indicator, measure, 2024, value);
  figure.period = Period::Parse(period).value();
  figure.price_basis = basis;
  figure.stage = Stage::kFlash;
  if (indicator == "urban-new-jobs") figure.unit = "person-1e4";
  return figure;
}

// Trade: 640, 1350, 2811.51 the year before; 652.8 (+2.0 %) and 1404 (+4.0 %) now.
InputParts CityInJuly() {
  InputParts parts = SampleCity();
  const auto add = [&parts](const char* indicator, Measure measure, const char* period,
                            const char* value, PriceBasis basis = PriceBasis::kCurrent) {
    parts.figures.push_back(PartYear(indicator, measure, period, value, basis));
  };
  add("imports-exports", Measure::kLevel, "2023-01-01/P3M", "640.00");
  add("imports-exports", Measure::kLevel, "2023-01-01/P6M", "1350.00");
  add("imports-exports", Measure::kLevel, "2023-01-01/P12M", "2811.51");
  add("imports-exports", Measure::kLevel, "2024-01-01/P3M", "652.80");
  add("imports-exports", Measure::kLevel, "2024-01-01/P6M", "1404.00");
  add("imports-exports", Measure::kGrowth, "2024-01-01/P3M", "2.0");
  add("imports-exports", Measure::kGrowth, "2024-01-01/P6M", "4.0");
  add("gdp", Measure::kGrowth, "2024-01-01/P6M", "5.2", PriceBasis::kConstant);
  add("gdp", Measure::kLevel, "2024-01-01/P6M", "7000.00");
  add("household-income", Measure::kGrowth, "2024-01-01/P6M", "5.6", PriceBasis::kUnstated);
  add("consumer-prices", Measure::kGrowth, "2024-01-01/P6M", "0.1", PriceBasis::kNotApplicable);
  add("urban-new-jobs", Measure::kLevel, "2024-01-01/P6M", "8.60", PriceBasis::kNotApplicable);
  Figure expected = SampleFigure("imports-exports", Measure::kGrowth, 2024, "6.1");
  expected.stage = Stage::kExpected;
  expected.price_basis = PriceBasis::kCurrent;
  parts.figures.push_back(expected);
  for (Indicator& indicator : parts.indicators) {
    if (indicator.id == "consumer-prices") indicator.nature = Nature::kIndex;
    if (indicator.id == "urban-new-jobs") indicator.nature = Nature::kIncrement;
  }
  return WithRecords(std::move(parts));
}

class TrackServiceTest : public ::testing::Test {
 protected:
  TrackServiceTest() : store_(CityInJuly()), projector_(store_, "0.1.0 test") {
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
  ~TrackServiceTest() override { server_->Drain(); }

  absl::Status Track(const v1::TrackYearRequest& request, v1::TrackYearResponse& response) {
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(stub_->TrackYear(&context, request, &response));
  }
  absl::Status Decompose(const v1::DecomposeGrowthRequest& request,
                         v1::DecomposeGrowthResponse& response) {
    grpc::ClientContext context;
    return rpc::FromGrpcStatus(stub_->DecomposeGrowth(&context, request, &response));
  }
  v1::TrackYearResponse Tracked(const v1::TrackYearRequest& request = {}) {
    v1::TrackYearResponse response;
    EXPECT_THAT(Track(request, response), IsOk());
    return response;
  }

  FakeStoreReader store_;
  Projector projector_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::Projection::Stub> stub_;
};

const v1::TrackedTarget& Of(const v1::TrackYearResponse& response, const std::string& indicator) {
  for (const v1::TrackedTarget& target : response.targets()) {
    if (target.target().indicator() == indicator) return target;
  }
  ADD_FAILURE() << indicator << " is not tracked";
  return v1::TrackedTarget::default_instance();
}

double NumberOf(const type::v1::Decimal& decimal) {
  double value = 0;
  EXPECT_TRUE(absl::SimpleAtod(decimal.text(), &value)) << decimal.text();
  return value;
}

bool HasNote(const v1::TrackedTarget& target, const std::string& en) {
  for (const auto& note : target.notes()) {
    if (note.en().find(en) != std::string::npos) return true;
  }
  return false;
}

v1::PartYearFigure& Give(v1::TrackYearRequest& request, const std::string& indicator,
                         type::v1::Measure measure, const std::string& period,
                         const std::string& value) {
  v1::PartYearFigure& figure = *request.add_figures();
  figure.set_indicator(indicator);
  figure.set_measure(measure);
  figure.mutable_period()->set_text(period);
  figure.mutable_value()->set_text(value);
  return figure;
}

TEST_F(TrackServiceTest, TradeCarriesRequiredGrowthPaceChanceAndEvidence) {
  const v1::TrackYearResponse response = Tracked();
  EXPECT_EQ(response.context().year(), 2024);
  EXPECT_EQ(response.context().base_year(), 2023);
  EXPECT_FALSE(response.context().explanation().zh().empty());
  EXPECT_FALSE(response.context().explanation().en().empty());
  EXPECT_EQ(response.context().receipt().inputs_hash().size(), 64U);
  EXPECT_EQ(response.context().receipt().data_revision(), 7);
  const v1::TrackedTarget& trade = Of(response, "imports-exports");
  const double share = 1350 / 2811.51;
  EXPECT_EQ(trade.months(), 6);
  EXPECT_NEAR(NumberOf(trade.required()), (7 - share * 4) / (1 - share), 1e-9);
  EXPECT_EQ(trade.required_unit(), "percent");
  EXPECT_NEAR(NumberOf(trade.required_error()), share * 0.05 / (1 - share), 1e-9);
  EXPECT_NEAR(NumberOf(trade.share()), share, 1e-9);
  EXPECT_EQ(trade.share_basis(), v1::SHARE_BASIS_PREVIOUS_YEAR);
  EXPECT_NEAR(NumberOf(trade.season_pace()), 1.04 / 1.07, 1e-9);
  EXPECT_NEAR(NumberOf(trade.implied_base()), 1350, 1e-6);
  EXPECT_NEAR(NumberOf(trade.scope_factor()), 1, 1e-9);
  EXPECT_EQ(trade.status(), v1::TRACK_STATUS_BEHIND);
  EXPECT_EQ(trade.reason_code(), "BEHIND_GOAL");
  EXPECT_THAT(trade.reason().zh(), HasSubstr("1—6月增长4.0%"));
  ASSERT_EQ(trade.periods_size(), 2);
  EXPECT_NEAR(NumberOf(trade.periods(1).growth()), 751.2 / 710 * 100 - 100, 1e-9);
  EXPECT_NEAR(NumberOf(trade.periods(1).level()), 751.2, 1e-9);
  const double probability = NumberOf(trade.probability().value());
  EXPECT_GT(probability, 0.05);
  EXPECT_LT(probability, 0.6);
  EXPECT_EQ(trade.probability().low().text(), trade.probability().value().text());
  EXPECT_EQ(trade.probability().method(), v1::METHOD_CLOSED_FORM);
  EXPECT_EQ(trade.figures_size(), 7);
}

TEST_F(TrackServiceTest, TheSameRequestGivesTheSameBytes) {
  EXPECT_EQ(Tracked().SerializeAsString(), Tracked().SerializeAsString());
}

// Information cut: what was published of the whole year changes nothing but what is shown beside.
TEST_F(TrackServiceTest, FiguresOfTheWholeYearAreNeverUsed) {
  v1::TrackYearResponse before = Tracked();
  for (Figure& figure : store_.figures) {
    if (figure.period.is_year() && figure.year() >= 2024 && figure.stage != Stage::kExpected &&
        figure.value.has_value()) {
      figure.value = D("9999");
    }
  }
  store_.head = 8;  // another state, so that nothing is cached
  v1::TrackYearResponse after = Tracked();
  EXPECT_EQ(after.context().receipt().data_revision(), 8);
  before.mutable_context()->clear_receipt();
  after.mutable_context()->clear_receipt();
  EXPECT_EQ(before.SerializeAsString(), after.SerializeAsString());
}

TEST_F(TrackServiceTest, ExpectedFigureOfTheYearIsShownWithItsBandAndPairs) {
  const v1::TrackYearResponse response = Tracked();
  const v1::TrackedTarget& trade = Of(response, "imports-exports");
  EXPECT_EQ(trade.expected().figure().value().text(), "6.1");
  // Two pairs in the sample (trade and GDP of 2022): too few for a band, and it says so.
  EXPECT_EQ(trade.planning_error().source(), v1::PLANNING_ERROR_SOURCE_NONE);
  EXPECT_EQ(trade.planning_error().pairs(), 2);
  EXPECT_THAT(trade.planning_error().explanation().en(), HasSubstr("only 2 pair(s)"));
  EXPECT_FALSE(trade.expected().has_low());
  for (const int year : {2020, 2021}) {
    for (const auto& [value, stage] : {std::pair("8", Stage::kExpected), {"7", Stage::kFlash}}) {
      Figure figure = SampleFigure("gdp", Measure::kGrowth, year, value);
      figure.stage = stage;
      figure.price_basis = PriceBasis::kConstant;
      figure.scope = "total";
      if (year == 2021 && stage == Stage::kFlash) continue;  // 7.5 preliminary is there
      store_.figures.push_back(figure);
    }
  }
  store_.head = 9;
  const v1::TrackYearResponse pooled = Tracked();
  const v1::PlanningError& error = Of(pooled, "imports-exports").planning_error();
  EXPECT_EQ(error.source(), v1::PLANNING_ERROR_SOURCE_POOLED);
  EXPECT_EQ(error.pairs(), 4);
  EXPECT_EQ(error.indicators(), 2);
  // 21.1 - 15.0, 4.5 - 4.8, 7.5 - 8, 7 - 8.
  EXPECT_NEAR(NumberOf(error.mean()), (6.1 - 0.3 - 0.5 - 1) / 4, 1e-9);
  EXPECT_LT(NumberOf(Of(pooled, "imports-exports").expected().low()), 6.1);
  EXPECT_GT(NumberOf(Of(pooled, "imports-exports").expected().high()), 6.1);
}

TEST_F(TrackServiceTest, RealGrowthAndNominalLevelsAreNeverMixed) {
  const v1::TrackYearResponse response = Tracked();
  const v1::TrackedTarget& gdp = Of(response, "gdp");
  EXPECT_FALSE(gdp.has_implied_base());
  EXPECT_FALSE(gdp.has_scope_factor());
  EXPECT_FALSE(gdp.periods(0).has_level());
  EXPECT_TRUE(HasNote(gdp, "growth is real and levels are nominal"));
}

TEST_F(TrackServiceTest, NoMonthsOfAnEarlierYearIsATimeScheduleNeverASeasonalOne) {
  const v1::TrackYearResponse response = Tracked();
  const v1::TrackedTarget& gdp = Of(response, "gdp");
  EXPECT_EQ(gdp.share_basis(), v1::SHARE_BASIS_TIME);
  EXPECT_EQ(gdp.share().text(), "0.5");
  EXPECT_FALSE(gdp.has_season_pace());
  EXPECT_TRUE(gdp.has_time_pace());
  EXPECT_TRUE(HasNote(gdp, "a time schedule"));
  EXPECT_TRUE(HasNote(gdp, "an index, 2023 = 100"));
  EXPECT_NEAR(NumberOf(gdp.required()), 6.8, 1e-9);
}

TEST_F(TrackServiceTest, FasterThanTheEconomyTakesTheEconomysGrowthSoFar) {
  const v1::TrackYearResponse response = Tracked();
  const v1::TrackedTarget& income = Of(response, "household-income");
  EXPECT_EQ(income.goal().value().text(), "5.2");
  EXPECT_EQ(income.status(), v1::TRACK_STATUS_AHEAD);
  EXPECT_TRUE(HasNote(income, "taken to keep its pace"));
}

TEST_F(TrackServiceTest, PricesAreAverages) {
  const v1::TrackYearResponse response = Tracked();
  const v1::TrackedTarget& prices = Of(response, "consumer-prices");
  // "About 3": the band begins at 2.5; the mean of six months is 0.1.
  EXPECT_NEAR(NumberOf(prices.required()), 4.9, 1e-9);
  EXPECT_EQ(prices.share_basis(), v1::SHARE_BASIS_NOT_APPLICABLE);
  EXPECT_FALSE(prices.has_time_pace());
}

TEST_F(TrackServiceTest, AnExternalQuotaIsUnknownUntilSupplied) {
  const v1::TrackYearResponse response = Tracked();
  const v1::TrackedTarget& jobs = Of(response, "urban-new-jobs");
  EXPECT_EQ(jobs.status(), v1::TRACK_STATUS_UNKNOWN);
  EXPECT_EQ(jobs.reason_code(), "EXTERNAL_QUOTA_UNKNOWN");
  EXPECT_FALSE(jobs.has_goal());
  EXPECT_FALSE(jobs.has_required());
  v1::TrackYearRequest request;
  v1::ExternalQuota& quota = *request.add_quotas();
  quota.set_target("urban-new-jobs");
  quota.mutable_value()->set_text("15");
  const v1::TrackYearResponse supplied = Tracked(request);
  const v1::TrackedTarget& known = Of(supplied, "urban-new-jobs");
  // 6.4 in six months, by the published hundredths: the ceiling.
  EXPECT_NEAR(NumberOf(known.required()), 1.07, 1e-9);
  EXPECT_EQ(known.required_unit(), "person-1e4");
  EXPECT_EQ(known.status(), v1::TRACK_STATUS_AHEAD);
}

TEST_F(TrackServiceTest, ATargetWithoutCumulativeFiguresIsLeftOutWithItsReason) {
  const v1::TrackYearResponse response = Tracked();
  ASSERT_EQ(response.context().left_out_size(), 1);
  EXPECT_EQ(response.context().left_out(0).indicator(), "technology-contracts");
  EXPECT_EQ(response.context().left_out(0).reason_code(), "NO_PART_YEAR_FIGURE");
}

TEST_F(TrackServiceTest, GivenFiguresTakeThePlaceOfStoredOnes) {
  v1::TrackYearRequest request;
  Give(request, "imports-exports", type::v1::MEASURE_GROWTH, "2024-01-01/P6M", "7.0")
      .set_price_basis(type::v1::PRICE_BASIS_CURRENT);
  request.mutable_figures(0)->set_source("ours");
  const v1::TrackYearResponse response = Tracked(request);
  const v1::TrackedTarget& trade = Of(response, "imports-exports");
  EXPECT_EQ(trade.growth_so_far().text(), "7");
  EXPECT_NEAR(NumberOf(trade.required()), 7, 1e-9);
  EXPECT_EQ(trade.status(), v1::TRACK_STATUS_ON_TRACK);
  // Growth of 7 % on a level of 1404: another base than the bulletin's 1350.
  EXPECT_NEAR(NumberOf(trade.scope_factor()), 1404 / 1.07 / 1350, 1e-9);
  EXPECT_TRUE(HasNote(trade, "another scope"));
  request.set_only_given(true);
  const v1::TrackYearResponse only = Tracked(request);
  EXPECT_EQ(only.targets_size(), 1);
  EXPECT_EQ(only.targets(0).figures_size(), 1);
  EXPECT_EQ(only.targets(0).figures(0).source(), "ours");
}

TEST_F(TrackServiceTest, AStatedLawReplacesTheShortHistory) {
  v1::TrackYearRequest request;
  v1::GrowthPrior& prior = *request.add_priors();
  prior.set_indicator("imports-exports");
  prior.mutable_growth_percent()->set_text("20");
  prior.mutable_standard_deviation()->set_text("2");
  const v1::TrackYearResponse sure_response = Tracked(request);
  const v1::TrackYearResponse plain = Tracked();
  EXPECT_GT(NumberOf(Of(sure_response, "imports-exports").probability().value()),
            NumberOf(Of(plain, "imports-exports").probability().value()) + 0.1);
  bool found = false;
  for (const v1::GrowthOutlook& outlook : sure_response.context().outlooks()) {
    if (outlook.indicator() != "imports-exports") continue;
    found = true;
    EXPECT_EQ(outlook.source(), v1::OUTLOOK_SOURCE_GIVEN);
  }
  EXPECT_TRUE(found);
}

TEST_F(TrackServiceTest, LowerIsBetterTurnsTheJudgement) {
  for (AreaTarget& item : store_.catalogue.targets) {
    if (item.target.indicator == "imports-exports") {
      item.target.relation = Relation::kLessOrEqual;
      item.target.goal = D("3");
    }
  }
  const v1::TrackYearResponse response = Tracked();
  EXPECT_EQ(Of(response, "imports-exports").status(), v1::TRACK_STATUS_BEHIND);
}

TEST_F(TrackServiceTest, ABaseThatIsNotPositiveHasNoGrowth) {
  for (Figure& figure : store_.figures) {
    if (figure.period.ToString() == "2024-01-01/P6M" && figure.indicator == "imports-exports" &&
        figure.measure == Measure::kLevel) {
      figure.value = D("-12");
    }
  }
  const v1::TrackYearResponse response = Tracked();
  const v1::TrackedTarget& trade = Of(response, "imports-exports");
  EXPECT_EQ(trade.status(), v1::TRACK_STATUS_UNKNOWN);
  EXPECT_EQ(trade.reason_code(), "BASE_NOT_POSITIVE");
  EXPECT_FALSE(trade.has_required());
}

struct BadTrack {
  const char* name;
  void (*spoil)(v1::TrackYearRequest& request);
  const char* field;
};

class BadTrackRequests : public TrackServiceTest, public ::testing::WithParamInterface<BadTrack> {};

TEST_P(BadTrackRequests, NameTheField) {
  v1::TrackYearRequest request;
  GetParam().spoil(request);
  v1::TrackYearResponse response;
  const absl::Status status = Track(request, response);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, HasField(GetParam().field));
}

constexpr auto kGrowth = type::v1::MEASURE_GROWTH;

INSTANTIATE_TEST_SUITE_P(
    All, BadTrackRequests,
    ::testing::Values(
        BadTrack{"Year", [](v1::TrackYearRequest& r) { r.set_year(7); }, "year"},
        BadTrack{"Unknown",
                 [](v1::TrackYearRequest& r) { Give(r, "gpd", kGrowth, "2024-01-01/P6M", "5"); },
                 "figures[0].indicator"},
        BadTrack{"WholeYear", [](v1::TrackYearRequest& r) { Give(r, "gdp", kGrowth, "2024", "5"); },
                 "figures[0].period"},
        BadTrack{"NotFromJanuary",
                 [](v1::TrackYearRequest& r) { Give(r, "gdp", kGrowth, "2024-Q2", "5"); },
                 "figures[0].period"},
        BadTrack{"AfterTheYear",
                 [](v1::TrackYearRequest& r) { Give(r, "gdp", kGrowth, "2025-Q1", "5"); },
                 "figures[0].period"},
        BadTrack{
            "NoPeriod",
            [](v1::TrackYearRequest& r) { Give(r, "gdp", kGrowth, "2024-Q1", "5").clear_period(); },
            "figures[0].period"},
        BadTrack{"NaN", [](v1::TrackYearRequest& r) { Give(r, "gdp", kGrowth, "2024-Q1", "NaN"); },
                 "figures[0].value.text"},
        BadTrack{"GrowthOfMinusHundred",
                 [](v1::TrackYearRequest& r) { Give(r, "gdp", kGrowth, "2024-Q1", "-100"); },
                 "figures[0].value"},
        BadTrack{"GrowthInPoints",
                 [](v1::TrackYearRequest& r) {
                   Give(r, "gdp", kGrowth, "2024-Q1", "5").set_unit("percentage-point");
                 },
                 "figures[0].unit"},
        BadTrack{"LevelInAnotherMeasure",
                 [](v1::TrackYearRequest& r) {
                   Give(r, "gdp", type::v1::MEASURE_LEVEL, "2024-Q1", "5").set_unit("person-1e4");
                 },
                 "figures[0].unit"},
        BadTrack{"Change",
                 [](v1::TrackYearRequest& r) {
                   Give(r, "gdp", type::v1::MEASURE_CHANGE, "2024-Q1", "5");
                 },
                 "figures[0].measure"},
        BadTrack{"Twice",
                 [](v1::TrackYearRequest& r) {
                   Give(r, "gdp", kGrowth, "2024-Q1", "5");
                   Give(r, "gdp", kGrowth, "2024-Q1", "5.1");
                 },
                 "figures[1]"},
        BadTrack{"Quota",
                 [](v1::TrackYearRequest& r) {
                   r.add_quotas()->set_target("gdp");
                   r.mutable_quotas(0)->mutable_value()->set_text("6");
                 },
                 "quotas[0].target"},
        BadTrack{"Prior",
                 [](v1::TrackYearRequest& r) {
                   r.add_priors()->set_indicator("gdp");
                   r.mutable_priors(0)->mutable_growth_percent()->set_text("5");
                 },
                 "priors[0].standard_deviation"},
        BadTrack{
            "Date",
            [](v1::TrackYearRequest& r) { r.mutable_as_of()->set_publication_date("2023-13-01"); },
            "as_of.publication_date"}),
    [](const auto& tested) { return tested.param.name; });

v1::DecomposeGrowthRequest Sum() {
  v1::DecomposeGrowthRequest request;
  request.mutable_frame()->set_year(2023);
  request.set_whole("gdp");
  request.add_parts("imports-exports");
  request.add_parts("household-income");
  return request;
}

void AddLevels(FakeStoreReader& store) {
  const auto add = [&store](const char* indicator, Measure measure, int year, const char* value) {
    Figure figure = SampleFigure(indicator, measure, year, value);
    figure.unit = measure == Measure::kGrowth              ? kPercentUnit
                  : figure.indicator == "household-income" ? "cny"
                                                           : "cny-1e8";
    figure.price_basis = PriceBasis::kUnstated;
    figure.preferred = true;
    figure.work_report = true;
    store.figures.push_back(figure);
  };
  store.figures.clear();
  add("gdp", Measure::kLevel, 2022, "1000");
  add("gdp", Measure::kLevel, 2023, "1046");
  add("gdp", Measure::kGrowth, 2023, "4.5");
  add("imports-exports", Measure::kLevel, 2022, "400");
  add("imports-exports", Measure::kLevel, 2023, "408");
  add("imports-exports", Measure::kGrowth, 2023, "2");
  add("household-income", Measure::kLevel, 2022, "600");
  add("household-income", Measure::kLevel, 2023, "638");
  add("household-income", Measure::kGrowth, 2023, "6.3");
}

TEST_F(TrackServiceTest, PublishedGrowthByPartsWithItsResidual) {
  AddLevels(store_);
  v1::DecomposeGrowthResponse response;
  ASSERT_THAT(Decompose(Sum(), response), IsOk());
  EXPECT_EQ(response.growth().text(), "4.5");
  ASSERT_EQ(response.parts_size(), 2);
  EXPECT_EQ(response.parts(0).weight().text(), "0.4");
  EXPECT_EQ(response.parts(0).pull().text(), "0.8");
  EXPECT_EQ(response.parts(1).pull().text(), "3.78");
  EXPECT_EQ(response.residual().text(), "-0.08");
  EXPECT_NEAR(NumberOf(response.parts(1).contribution_rate()), 84, 1e-9);
  EXPECT_FALSE(response.context().explanation().zh().empty());
  EXPECT_EQ(response.context().year(), 2023);
}

TEST_F(TrackServiceTest, LaterYearsAreTheScenarios) {
  AddLevels(store_);
  v1::DecomposeGrowthRequest request = Sum();
  request.mutable_frame()->set_year(2024);
  for (const auto& [id, growth] :
       {std::pair("gdp", "5"), {"imports-exports", "2"}, {"household-income", "7"}}) {
    auto& assumption = *request.mutable_frame()->mutable_scenario()->add_overlay();
    assumption.set_indicator(id);
    assumption.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text(growth);
  }
  v1::DecomposeGrowthResponse response;
  ASSERT_THAT(Decompose(request, response), IsOk());
  EXPECT_NEAR(NumberOf(response.growth()), 5, 1e-9);
  EXPECT_NEAR(NumberOf(response.parts(0).pull()), 408.0 / 1046 * 2, 1e-9);
  EXPECT_NEAR(NumberOf(response.residual()), 5 - 408.0 / 1046 * 2 - 638.0 / 1046 * 7, 1e-9);
}

TEST_F(TrackServiceTest, AWholeThatNothingIsAssumedForFollowsFromItsParts) {
  AddLevels(store_);
  v1::DecomposeGrowthRequest request = Sum();
  request.mutable_frame()->set_year(2024);
  v1::DecomposeGrowthResponse response;
  ASSERT_THAT(Decompose(request, response), IsOk());
  EXPECT_NEAR(NumberOf(response.residual()), 0, 1e-9);
  EXPECT_NEAR(NumberOf(response.growth()),
              NumberOf(response.parts(0).pull()) + NumberOf(response.parts(1).pull()), 1e-9);
  ASSERT_EQ(response.context().assumptions_size(), 1);
  EXPECT_THAT(response.context().assumptions(0).en(), HasSubstr("follows from its parts"));
}

TEST_F(TrackServiceTest, AProductLeavesNoMixedTerm) {
  AddLevels(store_);
  v1::DecomposeGrowthRequest request = Sum();
  request.mutable_frame()->set_year(2024);
  request.set_kind(v1::IDENTITY_KIND_PRODUCT);
  for (const auto& [id, growth] : {std::pair("gdp", "1.583333333333"),
                                   {"imports-exports", "6"},
                                   {"household-income", "-4.166666666667"}}) {
    auto& assumption = *request.mutable_frame()->mutable_scenario()->add_overlay();
    assumption.set_indicator(id);
    assumption.mutable_rule()->mutable_compound()->mutable_growth_percent()->set_text(growth);
  }
  v1::DecomposeGrowthResponse response;
  ASSERT_THAT(Decompose(request, response), IsOk());
  // 100 x .12 to 106 x .115, on a value of 12: .70474795 and -.51474795 are 5.8729 and -4.2896 %.
  EXPECT_NEAR(NumberOf(response.parts(0).pull()), 0.70474795 / 12 * 100, 1e-6);
  EXPECT_NEAR(NumberOf(response.parts(1).pull()), -0.51474795 / 12 * 100, 1e-6);
  EXPECT_NEAR(NumberOf(response.residual()), 0, 1e-8);
  EXPECT_FALSE(response.parts(0).has_weight());
}

TEST_F(TrackServiceTest, SharesOfATotalWithoutLevelsAreRefused) {
  v1::DecomposeGrowthRequest request = Sum();
  v1::DecomposeGrowthResponse response;
  EXPECT_THAT(Decompose(request, response), HasReason("IDENTITY_WITHOUT_BASE"));
}

TEST_F(TrackServiceTest, DecomposeNamesTheFieldThatIsWrong) {
  v1::DecomposeGrowthResponse response;
  v1::DecomposeGrowthRequest request = Sum();
  request.set_whole("gpd");
  EXPECT_THAT(Decompose(request, response), HasField("whole"));
  request = Sum();
  request.set_parts(1, "imports-exports");
  EXPECT_THAT(Decompose(request, response), HasField("parts[1]"));
  request = Sum();
  request.mutable_parts()->RemoveLast();
  EXPECT_THAT(Decompose(request, response), HasField("parts"));
  request = Sum();
  request.set_kind(v1::IDENTITY_KIND_RATIO);
  EXPECT_THAT(Decompose(request, response), HasField("kind"));
  request = Sum();
  request.mutable_frame()->set_year(1990);
  EXPECT_THAT(Decompose(request, response), HasField("frame.year"));
}

}  // namespace
}  // namespace indicast::projection
