// The edge cases of planning figures, one named test each, over gRPC: what must not be computed,
// what must be said, and which units must not be confused.
#include <string>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "projection-service/rpc/edge_case_calls.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
// base <= 0, or a target of the other sign: no growth, no index; the way there is linear.
TEST(EdgeCase, ABaseThatIsNotPositiveIsProjectedLinearlyAndHasNoGrowth) {
  InputParts parts = CityWith("surplus", "cny-1e8", Nature::kFlow, "-8", "-5");
  Target target = SampleTarget("surplus", Relation::kGreaterOrEqual, "6");
  target.price_basis = PriceBasis::kNotApplicable;
  parts.targets.push_back(target);
  InProcessService service(std::move(parts));
  store::v1::AssumptionRule rule;
  rule.mutable_required()->mutable_level()->set_text("10");
  rule.mutable_required()->set_year(2026);
  rule.mutable_required()->set_style("linear");
  v1::ProjectRequest request = With("surplus", rule);
  request.set_horizon_year(2026);
  const v1::ProjectionResult result = Projected(service, request);
  const v1::IndicatorPath* level = PathOf(result, "surplus", v1::PATH_BASIS_LEVEL);
  ASSERT_NE(level, nullptr);
  EXPECT_NEAR(NumberOf(At(*level, 2024).value()), 0, 1e-9);
  EXPECT_NEAR(NumberOf(At(*level, 2025).value()), 5, 1e-9);
  EXPECT_NEAR(NumberOf(At(*level, 2026).value()), 10, 1e-9);
  const v1::IndicatorPath* growth = PathOf(result, "surplus", v1::PATH_BASIS_GROWTH);
  if (growth != nullptr) {
    EXPECT_FALSE(At(*growth, 2024).has_value());
  }
  EXPECT_EQ(PathOf(result, "surplus", v1::PATH_BASIS_INDEX), nullptr);
  EXPECT_EQ(Assessed(result, "surplus-2024").verdict(), v1::VERDICT_UNKNOWN);
  EXPECT_EQ(Assessed(result, "surplus-2024").reason_code(), "BASE_NOT_POSITIVE");
}

// base missing, growth given: an index that names its base; shares of a total are refused.
TEST(EdgeCase, GrowthWithoutALevelIsAnIndexAndHasNoShares) {
  InputParts parts = SampleCity();
  std::erase_if(parts.figures, [](const Figure& figure) {
    return figure.indicator == "gdp" && figure.measure == Measure::kLevel;
  });
  InProcessService service(std::move(parts));
  const v1::ProjectionResult result = Projected(service, With("gdp", Growing("6")));
  EXPECT_EQ(PathOf(result, "gdp", v1::PATH_BASIS_LEVEL), nullptr);
  const v1::IndicatorPath* index = PathOf(result, "gdp", v1::PATH_BASIS_INDEX);
  ASSERT_NE(index, nullptr);
  EXPECT_EQ(index->unit(), "index");
  EXPECT_FALSE(index->base_name().en().empty());
  v1::DecomposeGrowthRequest shares;
  shares.mutable_frame()->set_year(2023);
  shares.set_whole("gdp");
  shares.add_parts("imports-exports");
  shares.add_parts("consumer-prices");
  v1::DecomposeGrowthResponse refused;
  EXPECT_THAT(service.Call(&Stub::DecomposeGrowth, shares, refused),
              HasReason("IDENTITY_WITHOUT_BASE"));
}

// "speed up by 2 points": points are added, never multiplied; a growth in points is refused.
TEST(EdgeCase, SpeedingUpByPointsAddsPoints) {
  InProcessService service(SampleCity());
  v1::ProjectRequest request = With("gdp", Growing("5"));
  auto& follower = *request.mutable_scenario()->add_overlay();
  follower.set_indicator("household-income");
  follower.mutable_rule()->mutable_relative()->set_indicator("gdp");
  follower.mutable_rule()->mutable_relative()->mutable_margin_percentage_points()->set_text("2");
  const v1::ProjectionResult result = Projected(service, request);
  const v1::IndicatorPath* income = PathOf(result, "household-income", v1::PATH_BASIS_GROWTH);
  ASSERT_NE(income, nullptr);
  EXPECT_EQ(At(*income, 2024).value().text(), "7");
  v1::TrackYearRequest track;
  v1::PartYearFigure& figure = *track.add_figures();
  figure.set_indicator("gdp");
  figure.set_measure(type::v1::MEASURE_GROWTH);
  figure.mutable_period()->set_text("2024-Q1");
  figure.mutable_value()->set_text("2");
  figure.set_unit("percentage-point");
  v1::TrackYearResponse refused;
  EXPECT_THAT(service.Call(&Stub::TrackYear, track, refused), HasField("figures[0].unit"));
}

// 5 % to 6 % is one point, and a fifth more; the two are different units.
TEST(EdgeCase, PercentAndPercentagePointAreDifferentUnits) {
  InProcessService service(SampleCity());
  const v1::ProjectionResult result = Projected(service, With("gdp", Growing("5")));
  const v1::TargetAssessment& gdp = Assessed(result, "gdp-2024");
  EXPECT_EQ(gdp.gap().text(), "-1");
  EXPECT_EQ(gdp.gap_unit(), "percentage-point");
  EXPECT_EQ(gdp.target().unit(), "");  // the record is the provider's
  v1::CompareScenariosRequest compare;
  *compare.add_scenarios()->add_overlay() = With("gdp", Growing("5")).scenario().overlay(0);
  *compare.add_scenarios()->add_overlay() = With("gdp", Growing("6")).scenario().overlay(0);
  v1::CompareScenariosResponse compared;
  ASSERT_THAT(service.Call(&Stub::CompareScenarios, compare, compared), IsOk());
  bool found = false;
  for (const v1::PathDifference& difference : compared.differences()) {
    if (difference.indicator() != "gdp" || difference.basis() != v1::PATH_BASIS_GROWTH) continue;
    found = true;
    EXPECT_EQ(difference.difference().text(), "1");
    EXPECT_EQ(difference.difference_unit(), "percentage-point");
    EXPECT_EQ(difference.unit(), "percent");
  }
  EXPECT_TRUE(found);
}

// A share follows a logistic path and never passes its ceiling; a level on it has no logit.
TEST(EdgeCase, AShareCappedAtAHundredNeverPassesIt) {
  store::v1::AssumptionRule rule;
  rule.mutable_logistic()->mutable_floor()->set_text("0");
  rule.mutable_logistic()->mutable_ceiling()->set_text("100");
  {
    InProcessService service(CityWith("coverage", "percent", Nature::kRatio, "97", "99"));
    v1::ProjectRequest request = With("coverage", rule);
    request.set_horizon_year(2053);
    const v1::ProjectionResult result = Projected(service, request);
    const v1::IndicatorPath* path = PathOf(result, "coverage", v1::PATH_BASIS_LEVEL);
    ASSERT_NE(path, nullptr);
    double last = 99;
    for (int year = 2024; year <= 2053; ++year) {
      const double level = NumberOf(At(*path, year).value());
      EXPECT_GE(level, last) << year;
      EXPECT_LE(level, 100) << year;
      last = level;
    }
  }
  InputParts full = CityWith("coverage", "percent", Nature::kRatio, "99", "100");
  Target target = SampleTarget("coverage", Relation::kGreaterOrEqual, "100");
  target.measure = Measure::kLevel;
  target.price_basis = PriceBasis::kNotApplicable;
  full.targets.push_back(target);
  InProcessService service(std::move(full));
  const v1::ProjectionResult result = Projected(service, With("coverage", rule));
  EXPECT_EQ(Assessed(result, "coverage-2024").reason_code(), "OUTSIDE_LOGISTIC_RANGE");
  EXPECT_EQ(Assessed(result, "coverage-2024").verdict(), v1::VERDICT_UNKNOWN);
}

// Counts: whole pieces, the ceiling of an equal share.
TEST(EdgeCase, CountsAreWholePieces) {
  InputParts parts = CityWith("schools", "person-1e4", Nature::kCount, "9", "10");
  Figure done = HalfYear("schools", Measure::kLevel, "3", PriceBasis::kNotApplicable);
  done.unit = "person-1e4";
  parts.figures.push_back(done);
  Target target = SampleTarget("schools", Relation::kEqual, "16");
  target.measure = Measure::kLevel;
  target.unit = "person-1e4";
  target.price_basis = PriceBasis::kNotApplicable;
  parts.targets.push_back(target);
  InProcessService service(std::move(parts));
  const v1::TrackYearResponse response = Tracked(service);
  const v1::TrackedTarget& schools = TrackedOf(response, "schools-2024");
  EXPECT_EQ(schools.required().text(), "3");  // 13 in six months
  EXPECT_EQ(schools.status(), v1::TRACK_STATUS_BEHIND);
}

// "faster than GDP": against the other's figure, in the plan and within the year.
TEST(EdgeCase, ARelativeTargetFollowsTheOtherIndicator) {
  InProcessService service(CityInJuly());
  for (const auto& [income, verdict] :
       {std::pair("5", v1::VERDICT_MISSED), {"5.5", v1::VERDICT_MET}}) {
    v1::ProjectRequest request = With("gdp", Growing("5"));
    *request.mutable_scenario()->add_overlay() =
        With("household-income", Growing(income)).scenario().overlay(0);
    const v1::ProjectionResult result = Projected(service, request);
    EXPECT_EQ(Assessed(result, "household-income-2024").verdict(), verdict) << income;
    EXPECT_EQ(Assessed(result, "household-income-2024").goal().value().text(), "5");
  }
  const v1::TrackYearResponse tracked = Tracked(service);
  EXPECT_EQ(TrackedOf(tracked, "household-income-2024").goal().value().text(), "5.2");
}

// A quota set elsewhere is unknown until supplied, never 0 and never met.
TEST(EdgeCase, AnExternalTargetIsUnknownUntilItsQuotaIsSupplied) {
  InProcessService service(SampleCity());
  v1::ProjectRequest request = With("gdp", Growing("6"));
  const v1::ProjectionResult before = Projected(service, request);
  EXPECT_EQ(Assessed(before, "urban-new-jobs-2024").verdict(), v1::VERDICT_UNKNOWN);
  EXPECT_EQ(Assessed(before, "urban-new-jobs-2024").reason_code(), "EXTERNAL_QUOTA_UNKNOWN");
  EXPECT_FALSE(Assessed(before, "urban-new-jobs-2024").has_goal());
  v1::ExternalQuota& quota = *request.add_quotas();
  quota.set_target("urban-new-jobs-2024");
  quota.mutable_value()->set_text("15");
  const v1::ProjectionResult after = Projected(service, request);
  EXPECT_EQ(Assessed(after, "urban-new-jobs-2024").goal().value().text(), "15");
}

// "about" is a band, "within" an upper end, "no lower than" a lower end.
TEST(EdgeCase, AboutIsABandWithinAnUpperEndNoLowerALowerEnd) {
  struct Case {
    Relation relation;
    const char* low;   // misses where the relation needs more
    const char* at;    // meets
    const char* high;  // misses where it needs less
    v1::Verdict low_verdict, high_verdict;
  };
  for (const Case& one :
       {Case{Relation::kAbout, "2.4", "2.8", "3.6", v1::VERDICT_MISSED, v1::VERDICT_MISSED},
        Case{Relation::kLessOrEqual, "2.4", "3", "3.6", v1::VERDICT_MET, v1::VERDICT_MISSED},
        Case{Relation::kGreaterOrEqual, "2.4", "3", "3.6", v1::VERDICT_MISSED, v1::VERDICT_MET}}) {
    InputParts parts = SampleCity();
    TargetOf(parts, "consumer-prices").relation = one.relation;
    InProcessService service(std::move(parts));
    const auto verdict = [&service](const char* growth) {
      return Assessed(Projected(service, With("consumer-prices", Growing(growth))),
                      "consumer-prices-2024")
          .verdict();
    };
    EXPECT_EQ(verdict(one.low), one.low_verdict) << static_cast<int>(one.relation);
    EXPECT_EQ(verdict(one.at), v1::VERDICT_MET) << static_cast<int>(one.relation);
    EXPECT_EQ(verdict(one.high), one.high_verdict) << static_cast<int>(one.relation);
  }
}

// Energy per GDP -2.5 %: falling further is ahead, and the chance looks at the other tail.
TEST(EdgeCase, LowerIsBetterTurnsStandingAndChance) {
  const auto track = [](const char* growth) {
    InputParts parts = CityWith("energy", "cny-1e8", Nature::kFlow, "102", "100");
    parts.indicators.back().direction = Direction::kLowerIsBetter;
    parts.figures.push_back(
        HalfYear("energy", Measure::kGrowth, growth, PriceBasis::kNotApplicable));
    Target target = SampleTarget("energy", Relation::kEqual, "-2.5");
    target.price_basis = PriceBasis::kNotApplicable;
    parts.targets.push_back(target);
    InProcessService service(std::move(parts));
    return TrackedOf(Tracked(service), "energy-2024");
  };
  const v1::TrackedTarget good = track("-4");
  const v1::TrackedTarget bad = track("-1");
  EXPECT_EQ(good.status(), v1::TRACK_STATUS_AHEAD);
  EXPECT_NE(bad.status(), v1::TRACK_STATUS_AHEAD);
  EXPECT_GT(NumberOf(good.probability().value()), NumberOf(bad.probability().value()));
}

// "> 1200" grown by 30 % is "> 1560": a bound stays a bound.
TEST(EdgeCase, ThirtyPercentOnABoundStaysABound) {
  InProcessService service(SampleCity());
  const v1::ProjectionResult result =
      Projected(service, With("technology-contracts", Growing("30")));
  const v1::TargetAssessment& contracts = Assessed(result, "technology-contracts-2024");
  EXPECT_EQ(contracts.implied_level().value().text(), "1560");
  EXPECT_EQ(contracts.implied_level().qualifier(), type::v1::QUALIFIER_GREATER);
}

// Real growth against nominal levels: never mixed, and said.
TEST(EdgeCase, RealAndNominalAreNeverMixedSilently) {
  InputParts parts = CityInJuly();
  parts.figures.push_back(HalfYear("gdp", Measure::kLevel, "7000.00", PriceBasis::kCurrent));
  InProcessService service(std::move(parts));
  const v1::TrackYearResponse tracked = Tracked(service);
  const v1::TrackedTarget& gdp = TrackedOf(tracked, "gdp-2024");
  EXPECT_FALSE(gdp.has_implied_base());
  EXPECT_FALSE(gdp.has_scope_factor());
  EXPECT_TRUE(Says(gdp.notes(), "growth is real and levels are nominal"));
  // Nominal growth of a target at constant prices is no figure of it.
  InputParts nominal = SampleCity();
  nominal.figures.push_back(HalfYear("gdp", Measure::kGrowth, "5.2", PriceBasis::kCurrent));
  InProcessService other(std::move(nominal));
  EXPECT_EQ(Tracked(other).targets_size(), 0);
}

// 5.96 is printed as 6.0: at risk, with both verdicts behind it.
TEST(EdgeCase, RoundingAtTheLineIsAtRisk) {
  InProcessService service(SampleCity());
  const auto assess = [&service](const char* growth) {
    return Assessed(Projected(service, With("gdp", Growing(growth))), "gdp-2024");
  };
  EXPECT_EQ(assess("5.96").verdict(), v1::VERDICT_AT_RISK);
  EXPECT_EQ(assess("5.96").reason_code(), "PUBLISHED_PRECISION");
  EXPECT_EQ(assess("5.94").verdict(), v1::VERDICT_MISSED);
  EXPECT_EQ(assess("6").verdict(), v1::VERDICT_MET);
}

// No number, a figure twice, a period that is none: typed errors at their field.
TEST(EdgeCase, NaNDuplicatesAndImpossiblePeriodsAreTypedErrors) {
  InProcessService service(SampleCity());
  const auto give = [](v1::TrackYearRequest& request, const char* period, const char* value) {
    v1::PartYearFigure& figure = *request.add_figures();
    figure.set_indicator("gdp");
    figure.set_measure(type::v1::MEASURE_GROWTH);
    figure.mutable_period()->set_text(period);
    figure.mutable_value()->set_text(value);
  };
  v1::TrackYearResponse response;
  for (const char* value : {"NaN", "inf", "1e400", ""}) {
    v1::TrackYearRequest request;
    give(request, "2024-Q1", value);
    EXPECT_THAT(service.Call(&Stub::TrackYear, request, response),
                HasField("figures[0].value.text"))
        << value;
  }
  for (const char* period : {"2024-02-30", "2024-13", "2024-02-29", "2024-01-01/P0M"}) {
    v1::TrackYearRequest request;
    give(request, period, "5");
    const absl::Status status = service.Call(&Stub::TrackYear, request, response);
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << period;
  }
  v1::TrackYearRequest twice;
  give(twice, "2024-Q1", "5");
  give(twice, "2024-Q1", "5.1");
  EXPECT_THAT(service.Call(&Stub::TrackYear, twice, response), HasField("figures[1]"));
}

// A revised base: the preferred vintage counts, the others are shown; a pinned state does not move.
TEST(EdgeCase, ARevisedBaseIsAnotherVintageAndAPinnedStateDoesNotMove) {
  InProcessService service(SampleCity());
  v1::ProjectRequest request = With("gdp", Growing("5"));
  request.mutable_as_of()->set_revision(7);
  const v1::ProjectionResult before = Projected(service, request);
  Figure revised = SampleFigure("gdp", Measure::kLevel, 2023, "15000");
  revised.stage = Stage::kCensus;
  revised.price_basis = PriceBasis::kCurrent;
  revised.preferred = true;
  revised.record = store::v1::Observation().SerializeAsString();
  service.store().figures.push_back(revised);
  service.store().head = 8;
  EXPECT_EQ(Projected(service, request).SerializeAsString(), before.SerializeAsString());
  request.mutable_as_of()->set_revision(8);
  const v1::ProjectionResult after = Projected(service, request);
  const v1::IndicatorPath* level = PathOf(after, "gdp", v1::PATH_BASIS_LEVEL);
  ASSERT_NE(level, nullptr);
  EXPECT_NEAR(NumberOf(At(*level, 2024).value()), 15750, 1e-9);
  for (const auto& item : after.indicators()) {
    if (item.indicator() == "gdp") {
      EXPECT_EQ(item.other_vintages_size(), 1);
    }
  }
}

}  // namespace
}  // namespace indicast::projection
