// More edge cases of planning figures over gRPC: sums over years, levels beyond history, counts
// that add up, units that must be said, prices, vintages.
#include <cmath>
#include <map>
#include <random>
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "projection-service/rpc/edge_case_calls.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::IsOk;
using ::testing::HasSubstr;

constexpr double kBase = 14331.98;
constexpr double kDone = 27831.98;

// GDP of 2022-2025 shall sum to 60000; 2022 and 2023 are published.
InputParts CityWithASum(Relation relation = Relation::kGreaterOrEqual) {
  InputParts parts = SampleCity();
  Figure before = SampleFigure("gdp", Measure::kLevel, 2022, "13500");
  before.price_basis = PriceBasis::kCurrent;
  parts.figures.push_back(before);
  Target target = SampleTarget("gdp", relation, "60000");
  target.id = "gdp-2022-2025";
  target.measure = Measure::kLevel;
  target.unit = "cny-1e8";
  target.first_year = 2022;
  target.year = 2025;
  parts.targets.push_back(target);
  return parts;
}

template <typename Context>
std::string LeftOutCode(const Context& answer, const std::string& target) {
  for (const auto& left : answer) {
    if (left.target() == target) return left.reason_code();
  }
  return "";
}

v1::ProjectRequest ToYear(v1::ProjectRequest request, int year) {
  request.set_horizon_year(year);
  return request;
}

// Multi-year cumulative target: remaining = T - done, never against the level of one year.
TEST(EdgeCase, AMultiYearTargetIsASumWithWhatRemains) {
  InProcessService service(CityWithASum());
  const auto assess = [&service](const char* growth, int year) {
    return Assessed(Projected(service, ToYear(With("gdp", Growing(growth)), year)),
                    "gdp-2022-2025");
  };
  const v1::TargetAssessment missed = assess("6", 2025);
  const v1::SumProgress& progress = missed.progress();
  EXPECT_EQ(progress.first_year(), 2022);
  EXPECT_EQ(progress.last_year(), 2025);
  EXPECT_EQ(progress.years_done(), 2);
  EXPECT_EQ(progress.years_left(), 2);
  EXPECT_EQ(progress.done().value().text(), "27831.98");
  EXPECT_EQ(progress.remaining().value().text(), "32168.02");
  EXPECT_EQ(progress.needed_a_year().value().text(), "16084.01");
  EXPECT_EQ(progress.unit(), "cny-1e8");
  EXPECT_NEAR(NumberOf(missed.projection().value()), kDone + kBase * (1.06 + 1.06 * 1.06), 1e-6);
  EXPECT_EQ(missed.verdict(), v1::VERDICT_MISSED);
  EXPECT_TRUE(Says(missed.notes(), "27831.98 100 m yuan done by 2023"));
  EXPECT_TRUE(Says(missed.notes(), "16084.01 100 m yuan a year on average over 2 years"));
  EXPECT_EQ(assess("9", 2025).verdict(), v1::VERDICT_MET);
  // Not due within 2024: no verdict, but what remains is known.
  const v1::TargetAssessment open = assess("9", 2024);
  EXPECT_EQ(open.reason_code(), "TARGET_OUTSIDE_HORIZON");
  EXPECT_FALSE(open.has_gap());
  EXPECT_EQ(open.progress().remaining().value().text(), "32168.02");
  // "as targeted" is about targets of a year: the sum moves nothing.
  store::v1::AssumptionRule plan;
  plan.mutable_plan();
  const v1::ProjectionResult planned = Projected(service, ToYear(With("gdp", plan), 2025));
  const v1::IndicatorPath* growth = PathOf(planned, "gdp", v1::PATH_BASIS_GROWTH);
  ASSERT_NE(growth, nullptr);
  EXPECT_EQ(At(*growth, 2024).value().text(), "6");
  EXPECT_FALSE(At(*growth, 2025).has_value());
}

TEST(EdgeCase, AMultiYearTargetNeedsEveryYearBehindItAndAnAmountThatAddsUp) {
  InputParts gap = CityWithASum();
  std::erase_if(gap.figures, [](const Figure& figure) {
    return figure.indicator == "gdp" && figure.measure == Measure::kLevel && figure.year() == 2022;
  });
  InProcessService without(std::move(gap));
  const v1::TargetAssessment unknown =
      Assessed(Projected(without, ToYear(With("gdp", Growing("9")), 2025)), "gdp-2022-2025");
  EXPECT_EQ(unknown.verdict(), v1::VERDICT_UNKNOWN);
  EXPECT_EQ(unknown.reason_code(), "BASE_MISSING");
  EXPECT_THAT(unknown.reason().en(), HasSubstr("2022"));
  EXPECT_FALSE(unknown.has_progress());
  InputParts growth = CityWithASum();
  growth.targets.back().measure = Measure::kGrowth;
  growth.targets.back().unit = kPercentUnit;
  growth.targets.back().goal = Decimal::FromInt(30);
  InProcessService other(std::move(growth));
  EXPECT_EQ(Assessed(Projected(other, ToYear(With("gdp", Growing("9")), 2025)), "gdp-2022-2025")
                .reason_code(),
            "NOT_A_SUM");
}

// The row of a sum over periods: the least change makes the years left sum to T - done.
TEST(EdgeCase, AMultiYearTargetIsASumRowOfASeek) {
  InProcessService service(CityWithASum());
  v1::SeekTargetsRequest request;
  request.mutable_frame()->set_year(2025);
  request.add_goals()->set_target("gdp-2022-2025");
  v1::SeekTargetsResponse response;
  ASSERT_THAT(service.Call(&Stub::SeekTargets, request, response), IsOk());
  EXPECT_EQ(response.status(), v1::SEEK_STATUS_REACHED);
  double level = kBase;
  double sum = kDone;
  for (int year = 2024; year <= 2025; ++year) {
    for (const v1::SeekMove& move : response.moves()) {
      if (move.indicator() != "gdp" || move.year() != year) continue;
      level *= 1 + NumberOf(move.growth()) / 100;
      sum += level;
    }
  }
  EXPECT_NEAR(sum, 60000, 1e-5);
}

TEST(EdgeCase, AMultiYearTargetHasAChanceInACheckAndIsLeftOutOfTheYear) {
  InProcessService service(CityWithASum());
  v1::CheckPlanRequest request;
  request.mutable_frame()->set_year(2025);
  v1::GrowthPrior& law = *request.mutable_frame()->mutable_structure()->add_priors();
  law.set_indicator("gdp");
  law.mutable_growth_percent()->set_text("7");
  law.mutable_standard_deviation()->set_text("1.5");
  request.add_goals()->set_target("gdp-2022-2025");
  v1::CheckPlanResponse response;
  ASSERT_THAT(service.Call(&Stub::CheckPlan, request, response), IsOk());
  ASSERT_EQ(response.targets_size(), 1);
  std::mt19937_64 draws(1);
  std::normal_distribution<double> normal(std::log(1.07), .015);
  int reached = 0;
  constexpr int kPaths = 200000;
  for (int path = 0; path < kPaths; ++path) {
    const double first = std::exp(normal(draws));
    const double second = first * std::exp(normal(draws));
    reached += kDone + kBase * (first + second) >= 60000 ? 1 : 0;
  }
  EXPECT_NEAR(NumberOf(response.targets(0).alone().value()), double{1} * reached / kPaths, .005);
  EXPECT_THAT(response.targets(0).text().en(), HasSubstr("2022–2025 together"));
  InputParts july = CityWithASum();
  july.figures.push_back(HalfYear("gdp", Measure::kGrowth, "5.2", PriceBasis::kConstant));
  InProcessService tracking(std::move(july));
  v1::TrackYearRequest track;
  track.set_year(2024);
  const v1::TrackYearResponse tracked = Tracked(tracking, track);
  EXPECT_EQ(LeftOutCode(tracked.context().left_out(), "gdp-2022-2025"), "NOT_TRACKABLE");
}

// +30 % on a small base: bands are symmetric in logs, and a level beyond history is said to be so.
TEST(EdgeCase, ThirtyPercentBeyondHistoryIsWarnedOf) {
  InputParts parts = CityWith("robots", "cny-1e8", Nature::kFlow, "1.9", "2.0");
  for (const auto& [year, growth] : {std::pair(2020, "5"), {2021, "7"}, {2022, "4"}, {2023, "6"}}) {
    Figure figure = SampleFigure("robots", Measure::kGrowth, year, growth);
    figure.price_basis = PriceBasis::kNotApplicable;
    parts.figures.push_back(figure);
  }
  Target target = SampleTarget("robots", Relation::kEqual, "30");
  target.price_basis = PriceBasis::kNotApplicable;
  parts.targets.push_back(target);
  InProcessService service(std::move(parts));
  const auto warnings = [&service](const char* growth) {
    return Projected(service, ToYear(With("robots", Growing(growth)), 2024)).warnings();
  };
  const auto beyond = warnings("30");
  ASSERT_EQ(beyond.size(), 1);  // the path of the same year says nothing new
  EXPECT_EQ(beyond[0].reason_code(), "BEYOND_HISTORY");
  EXPECT_EQ(beyond[0].indicator(), "robots");
  EXPECT_EQ(beyond[0].target(), "robots-2024");
  EXPECT_EQ(beyond[0].year(), 2024);
  // Logs of 1.05, 1.07, 1.04, 1.06: by hand.
  EXPECT_NEAR(NumberOf(beyond[0].standard_deviations()), 17.0684, 1e-3);
  EXPECT_THAT(beyond[0].text().en(), HasSubstr("above what history leads to"));
  EXPECT_THAT(beyond[0].text().zh(), HasSubstr("高"));
  // The other way, by the path alone; its target stays.
  const auto falling = warnings("-10");
  ASSERT_EQ(falling.size(), 2);
  EXPECT_EQ(falling[1].target(), "");
  EXPECT_LT(NumberOf(falling[1].standard_deviations()), -3);
  v1::CheckPlanRequest check;
  check.add_goals()->set_target("robots-2024");
  v1::CheckPlanResponse checked;
  ASSERT_THAT(service.Call(&Stub::CheckPlan, check, checked), IsOk());
  ASSERT_EQ(checked.context().warnings_size(), 1);
  EXPECT_EQ(checked.context().warnings(0).target(), "robots-2024");
  const v1::GrowthOutlook& band = checked.context().outlooks(0);
  EXPECT_NEAR((1 + NumberOf(band.low()) / 100) * (1 + NumberOf(band.high()) / 100),
              std::pow(1 + NumberOf(band.median()) / 100, 2), 1e-9);
}

TEST(EdgeCase, TwoGrowthFiguresAreTooFewToWarn) {
  InProcessService service(SampleCity());
  // Imports and exports: 21.1 and -15 are no history, whatever comes.
  EXPECT_EQ(Projected(service, With("imports-exports", Growing("300"))).warnings_size(), 0);
}

// Parts that are counted add up to their whole, by largest remainder.
TEST(EdgeCase, RoundedCountsAddUpToTheirSum) {
  InputParts parts = SampleCity();
  for (const auto& [id, level] : {std::pair("parks", "10"),
                                  {"parks-north", "3"},
                                  {"parks-south", "3"},
                                  {"parks-west", "4"}}) {
    parts.indicators.push_back(
        {id, {id, id}, "person-1e4", Nature::kCount, Direction::kHigherIsBetter, false});
    Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
    figure.unit = "person-1e4";
    parts.figures.push_back(figure);
  }
  InProcessService service(std::move(parts));
  v1::SeekTargetsRequest request;
  v1::PlanStructure& structure = *request.mutable_frame()->mutable_structure();
  v1::Identity& identity = *structure.add_identities();
  identity.set_kind(v1::IDENTITY_KIND_SUM);
  identity.set_whole("parks");
  for (const char* part : {"parks-north", "parks-south", "parks-west"}) {
    identity.add_parts(part);
    v1::GrowthPrior& law = *structure.add_priors();
    law.set_indicator(part);
    law.mutable_growth_percent()->set_text("10");
    law.mutable_standard_deviation()->set_text("1");
  }
  v1::Goal& goal = *request.add_goals();
  goal.set_indicator("parks");
  goal.set_relation(type::v1::RELATION_GREATER_OR_EQUAL);
  goal.mutable_constant()->set_text("5");
  v1::SeekTargetsResponse response;
  ASSERT_THAT(service.Call(&Stub::SeekTargets, request, response), IsOk());
  // 3.3, 3.3 and 4.4 sum to 11; rounded one by one they would make 10.
  std::map<std::string, double> levels;
  for (const v1::SeekMove& move : response.moves()) {
    levels[move.indicator()] = NumberOf(move.level().value());
  }
  EXPECT_EQ(levels["parks"], 11);
  EXPECT_EQ(levels["parks-north"], 3);
  EXPECT_EQ(levels["parks-south"], 3);
  EXPECT_EQ(levels["parks-west"], 5);
}

// The growth of a rate is refused until its unit says percent; points are no growth.
TEST(EdgeCase, ARateOfARateNeedsItsUnit) {
  InProcessService service(CityWith("coverage", "percent", Nature::kRatio, "97", "98"));
  v1::TrackYearRequest request;
  v1::PartYearFigure& figure = *request.add_figures();
  figure.set_indicator("coverage");
  figure.set_measure(type::v1::MEASURE_GROWTH);
  figure.mutable_period()->set_text("2024-Q1");
  figure.mutable_value()->set_text("2");
  v1::TrackYearResponse response;
  EXPECT_THAT(service.Call(&Stub::TrackYear, request, response), HasField("figures[0].unit"));
  figure.set_unit("percentage-point");
  EXPECT_THAT(service.Call(&Stub::TrackYear, request, response), HasField("figures[0].unit"));
  figure.set_unit("percent");
  EXPECT_THAT(service.Call(&Stub::TrackYear, request, response), IsOk());
}

// A target of exactly 100 is judged on a path that only nears it: no logit of 1.
TEST(EdgeCase, ATargetOfExactlyAHundredIsNeverALogit) {
  InputParts parts = CityWith("coverage", "percent", Nature::kRatio, "97", "98");
  Target target = SampleTarget("coverage", Relation::kGreaterOrEqual, "100");
  target.measure = Measure::kLevel;
  target.price_basis = PriceBasis::kNotApplicable;
  parts.targets.push_back(target);
  InProcessService service(std::move(parts));
  store::v1::AssumptionRule rule;
  rule.mutable_logistic()->mutable_ceiling()->set_text("100");
  const v1::TargetAssessment near =
      Assessed(Projected(service, With("coverage", rule)), "coverage-2024");
  EXPECT_EQ(near.verdict(), v1::VERDICT_MISSED);
  EXPECT_LT(NumberOf(near.projection().value()), 100);
  EXPECT_GT(NumberOf(near.projection().value()), 98);
  // Reached when a path is asked to end on it.
  store::v1::AssumptionRule required;
  required.mutable_required()->mutable_level()->set_text("100");
  required.mutable_required()->set_year(2024);
  required.mutable_required()->set_style("s-curve");
  EXPECT_EQ(Assessed(Projected(service, With("coverage", required)), "coverage-2024").verdict(),
            v1::VERDICT_MET);
}

// 6 % real against 6 % nominal: said; nominal growth is (1 + real)(1 + deflator) - 1.
TEST(EdgeCase, RealAgainstNominalRaisesANote) {
  InputParts parts = SampleCity();
  Figure income = SampleFigure("household-income", Measure::kGrowth, 2023, "6");
  income.price_basis = PriceBasis::kCurrent;
  parts.figures.push_back(income);
  InProcessService service(std::move(parts));
  v1::ProjectRequest request = With("gdp", Growing("6"));
  *request.mutable_scenario()->add_overlay() =
      With("household-income", Growing("6")).scenario().overlay(0);
  EXPECT_TRUE(Says(Assessed(Projected(service, request), "household-income-2024").notes(),
                   "real growth should be compared with real"));
  InputParts product = SampleCity();
  for (const char* id : {"nominal", "deflator"}) {
    product.indicators.push_back(
        {id, {id, id}, "cny-1e8", Nature::kFlow, Direction::kHigherIsBetter, false});
  }
  InProcessService prices(std::move(product));
  v1::SeekTargetsRequest seek;
  v1::PlanStructure& structure = *seek.mutable_frame()->mutable_structure();
  v1::Identity& identity = *structure.add_identities();
  identity.set_kind(v1::IDENTITY_KIND_PRODUCT);
  identity.set_whole("nominal");
  for (const auto& [part, growth] : {std::pair("gdp", "6"), {"deflator", "2"}}) {
    identity.add_parts(part);
    v1::GrowthPrior& law = *structure.add_priors();
    law.set_indicator(part);
    law.mutable_growth_percent()->set_text(growth);
    law.mutable_standard_deviation()->set_text("1");
  }
  v1::Goal& goal = *seek.add_goals();
  goal.set_indicator("nominal");
  goal.set_relation(type::v1::RELATION_GREATER_OR_EQUAL);
  goal.mutable_constant()->set_text("0");
  v1::SeekTargetsResponse response;
  ASSERT_THAT(prices.Call(&Stub::SeekTargets, seek, response), IsOk());
  bool found = false;
  for (const v1::SeekMove& move : response.moves()) {
    if (move.indicator() != "nominal") continue;
    found = true;
    EXPECT_NEAR(NumberOf(move.growth()), 100 * (1.06 * 1.02 - 1), 1e-9);
  }
  EXPECT_TRUE(found);
}

TEST(EdgeCase, RoundingAtTheLineSaysBothNumbersAndBothVerdicts) {
  InProcessService service(SampleCity());
  const v1::TargetAssessment gdp =
      Assessed(Projected(service, With("gdp", Growing("5.96"))), "gdp-2024");
  EXPECT_THAT(gdp.reason().en(), HasSubstr("5.96 before rounding"));
  EXPECT_THAT(gdp.reason().en(), HasSubstr("meets the target"));
  EXPECT_THAT(gdp.reason().en(), HasSubstr("at published precision"));
  EXPECT_THAT(gdp.reason().en(), HasSubstr("misses it at full precision"));
}

TEST(EdgeCase, StretchNeverEntersHardRows) {
  InputParts parts = SampleCity();
  TargetOf(parts, "gdp").kind = TargetKind::kStretch;
  InProcessService service(std::move(parts));
  v1::SeekTargetsResponse sought;
  ASSERT_THAT(service.Call(&Stub::SeekTargets, v1::SeekTargetsRequest(), sought), IsOk());
  EXPECT_EQ(LeftOutCode(sought.context().left_out(), "gdp-2024"), "STRETCH_TARGET");
  for (const v1::PlanRow& row : sought.rows()) EXPECT_NE(row.row(), "gdp-2024");
  v1::CheckPlanResponse checked;
  ASSERT_THAT(service.Call(&Stub::CheckPlan, v1::CheckPlanRequest(), checked), IsOk());
  for (const v1::TargetCheck& target : checked.targets()) EXPECT_NE(target.row(), "gdp-2024");
}

TEST(EdgeCase, ASignThatTurnsIsAChangeInWords) {
  InProcessService service(CityWith("surplus", "cny-1e8", Nature::kFlow, "-8", "-5"));
  store::v1::AssumptionRule rule;
  rule.mutable_linear()->mutable_step()->set_text("4");
  const v1::ProjectionResult result = Projected(service, ToYear(With("surplus", rule), 2026));
  for (const auto& item : result.indicators()) {
    if (item.indicator() == "surplus") {
      EXPECT_TRUE(Says(item.notes(),
                       "turns from -5 100 m yuan in 2023 to 7 100 m yuan in 2026, a "
                       "change of 12 100 m yuan"));
    }
  }
}

// A later vintage is no base because it is later: the store's choice is, or what the rule prefers.
TEST(EdgeCase, TheLastVintageWinsOnlyIfAsked) {
  InputParts parts = SampleCity();
  Figure later = SampleFigure("gdp", Measure::kLevel, 2023, "15000");
  later.price_basis = PriceBasis::kCurrent;
  later.stage = Stage::kFlash;
  later.publication = Date::Parse("2025-12-31").value();
  parts.figures.push_back(later);
  const auto level = [](InputParts city) {
    InProcessService service(std::move(city));
    const v1::ProjectionResult result = Projected(service, With("gdp", Growing("0")));
    const v1::IndicatorPath* path = PathOf(result, "gdp", v1::PATH_BASIS_LEVEL);
    return path == nullptr ? 0 : NumberOf(At(*path, 2024).value());
  };
  EXPECT_NEAR(level(parts), kBase, 1e-9);
  parts.figures.back().preferred = true;
  EXPECT_NEAR(level(parts), 15000, 1e-9);
}

TEST(EdgeCase, AThirteenthMonthIsATypedErrorAtItsField) {
  InProcessService service(SampleCity());
  for (const char* period : {"2024-13", "2024-01-01/P13M", "2024-02-29", "2024-00", "2024-Q5"}) {
    v1::TrackYearRequest request;
    v1::PartYearFigure& figure = *request.add_figures();
    figure.set_indicator("gdp");
    figure.set_measure(type::v1::MEASURE_GROWTH);
    figure.mutable_period()->set_text(period);
    figure.mutable_value()->set_text("5");
    v1::TrackYearResponse response;
    const absl::Status status = service.Call(&Stub::TrackYear, request, response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << period;
    EXPECT_THAT(std::string(status.message()), HasSubstr("period")) << period;
  }
}

}  // namespace
}  // namespace indicast::projection
