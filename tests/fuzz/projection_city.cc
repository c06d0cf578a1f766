#include "tests/fuzz/projection_city.h"

#include <set>
#include <utility>

#include "common/status/error.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/store_client/with_records.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

using projection::FakeStoreReader;
using projection::Figure;
using projection::InputParts;
using projection::Target;

void AddLevel(InputParts& parts, const char* id, Nature nature, Direction direction,
              const char* unit, const char* level) {
  parts.indicators.push_back({id, {id, id}, unit, nature, direction, false});
  Figure figure = projection::SampleFigure(id, Measure::kLevel, 2023, level);
  figure.unit = unit;
  figure.price_basis = PriceBasis::kCurrent;
  parts.figures.push_back(figure);
}

void AddPartYear(InputParts& parts, const char* indicator, Measure measure, const char* period,
                 const char* value, PriceBasis basis) {
  Figure figure = projection::SampleFigure(indicator, measure, 2024, value);
  figure.period = Period::Parse(period).value();
  figure.price_basis = basis;
  figure.stage = Stage::kFlash;
  if (figure.indicator == "urban-new-jobs") figure.unit = "person-1e4";
  parts.figures.push_back(figure);
}

void AddPartsOfYears(InputParts& parts) {
  const auto trade = [&parts](Measure measure, const char* period, const char* value) {
    AddPartYear(parts, "imports-exports", measure, period, value, PriceBasis::kCurrent);
  };
  trade(Measure::kLevel, "2023-01-01/P6M", "1350.00");
  trade(Measure::kLevel, "2023-01-01/P12M", "2811.51");
  trade(Measure::kLevel, "2024-01-01/P3M", "652.80");
  trade(Measure::kLevel, "2024-01-01/P6M", "1404.00");
  trade(Measure::kGrowth, "2024-01-01/P6M", "4.0");
  AddPartYear(parts, "gdp", Measure::kGrowth, "2024-01-01/P6M", "5.2", PriceBasis::kConstant);
  AddPartYear(parts, "consumer-prices", Measure::kGrowth, "2024-01-01/P6M", "0.1",
              PriceBasis::kNotApplicable);
  AddPartYear(parts, "urban-new-jobs", Measure::kLevel, "2024-01-01/P6M", "8.60",
              PriceBasis::kNotApplicable);
}

InputParts PlannedCity() {
  InputParts parts = projection::SampleCity();
  for (projection::Indicator& indicator : parts.indicators) {
    if (indicator.id == "consumer-prices") indicator.nature = Nature::kIndex;
    if (indicator.id == "urban-new-jobs") indicator.nature = Nature::kIncrement;
  }
  const auto add = [&parts](const char* id, Nature nature, Direction direction, const char* unit,
                            const char* level) {
    AddLevel(parts, id, nature, direction, unit, level);
  };
  add("primary", Nature::kFlow, Direction::kHigherIsBetter, "cny-1e8", "500");
  add("secondary", Nature::kFlow, Direction::kHigherIsBetter, "cny-1e8", "5500");
  add("tertiary", Nature::kFlow, Direction::kHigherIsBetter, "cny-1e8", "8331.98");
  add("balance", Nature::kStock, Direction::kHigherIsBetter, "cny-1e8", "-3");
  add("energy", Nature::kFlow, Direction::kLowerIsBetter, "cny-1e8", "10");
  add("clean-water", Nature::kRatio, Direction::kHigherIsBetter, projection::kPercentUnit, "97.0");
  add("parks", Nature::kCount, Direction::kHigherIsBetter, "person-1e4", "10");
  add("place", Nature::kRank, Direction::kLowerIsBetter, "person-1e4", "4");
  Target energy = projection::SampleTarget("energy", Relation::kEqual, "-2.5");
  energy.kind = TargetKind::kBinding;
  parts.targets.push_back(energy);
  Target stretch = projection::SampleTarget("secondary", Relation::kGreaterOrEqual, "9");
  stretch.kind = TargetKind::kStretch;
  parts.targets.push_back(stretch);
  AddPartsOfYears(parts);
  return projection::WithRecords(std::move(parts));
}

FakeStoreReader* MakeStore(const InputParts& parts) {
  auto* const reader = new FakeStoreReader(parts);
  reader->scenarios["plan"] = {{"plan", 5, {{"*", {}, {}, projection::PlanRule{}}}}};
  return reader;
}

}  // namespace

FakeStoreReader& SampleCityStore() {
  static auto* const store = MakeStore(projection::SampleCity());
  return *store;
}

FakeStoreReader& PlannedCityStore() {
  static auto* const store = MakeStore(PlannedCity());
  return *store;
}

void RequireRefusal(const absl::Status& status) {
  static const auto* const codes = new std::set<absl::StatusCode>{
      absl::StatusCode::kInvalidArgument, absl::StatusCode::kNotFound,
      absl::StatusCode::kFailedPrecondition, absl::StatusCode::kOutOfRange};
  const ErrorDetail detail = DetailOf(status);
  REQUIRE(codes->count(status.code()) == 1 && !detail.reason.empty());
  REQUIRE(status.code() != absl::StatusCode::kInvalidArgument || !detail.violations.empty());
}

}  // namespace indicast::fuzz
