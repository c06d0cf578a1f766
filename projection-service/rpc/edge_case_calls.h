// Calls and answers that the tests of edge cases share.
#pragma once

#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/rpc/in_process_service.h"

namespace indicast::projection {

using Stub = v1::Projection::Stub;

inline double NumberOf(const type::v1::Decimal& decimal) {
  double value = std::nan("");
  EXPECT_TRUE(absl::SimpleAtod(decimal.text(), &value)) << decimal.text();
  return value;
}

inline v1::ProjectRequest With(const std::string& indicator, store::v1::AssumptionRule rule) {
  v1::ProjectRequest request;
  auto& assumption = *request.mutable_scenario()->add_overlay();
  assumption.set_indicator(indicator);
  *assumption.mutable_rule() = std::move(rule);
  return request;
}

inline store::v1::AssumptionRule Growing(const std::string& percent) {
  store::v1::AssumptionRule rule;
  rule.mutable_compound()->mutable_growth_percent()->set_text(percent);
  return rule;
}

inline v1::ProjectionResult Projected(InProcessService& service,
                                      const v1::ProjectRequest& request) {
  v1::ProjectResponse response;
  EXPECT_THAT(service.Call(&Stub::Project, request, response), testing::IsOk());
  return response.result();
}

inline v1::TrackYearResponse Tracked(InProcessService& service,
                                     const v1::TrackYearRequest& request = {}) {
  v1::TrackYearResponse response;
  EXPECT_THAT(service.Call(&Stub::TrackYear, request, response), testing::IsOk());
  return response;
}

inline const v1::IndicatorPath* PathOf(const v1::ProjectionResult& result,
                                       const std::string& indicator, v1::PathBasis basis) {
  for (const auto& item : result.indicators()) {
    if (item.indicator() != indicator) continue;
    for (const auto& path : item.paths()) {
      if (path.basis() == basis) return &path;
    }
  }
  return nullptr;
}

inline const v1::ProjectedValue& At(const v1::IndicatorPath& path, int year) {
  for (const auto& point : path.points()) {
    if (point.year() == year) return point.value();
  }
  ADD_FAILURE() << "no point of " << year;
  return v1::ProjectedValue::default_instance();
}

inline const v1::TargetAssessment& Assessed(const v1::ProjectionResult& result,
                                            const std::string& id) {
  for (const auto& target : result.targets()) {
    if (target.target().id() == id) return target;
  }
  ADD_FAILURE() << id << " is not assessed";
  return v1::TargetAssessment::default_instance();
}

inline const v1::TrackedTarget& TrackedOf(const v1::TrackYearResponse& response,
                                          const std::string& id) {
  for (const auto& target : response.targets()) {
    if (target.target().id() == id) return target;
  }
  ADD_FAILURE() << id << " is not tracked";
  return v1::TrackedTarget::default_instance();
}

inline bool Says(const google::protobuf::RepeatedPtrField<type::v1::LocalizedText>& notes,
                 const std::string& en) {
  for (const auto& note : notes) {
    if (note.en().find(en) != std::string::npos) return true;
  }
  return false;
}

// An indicator of its own with levels of two years and one target.
inline InputParts CityWith(const std::string& id, const std::string& unit, Nature nature,
                           const std::string& before, const std::string& base) {
  InputParts parts = SampleCity();
  parts.indicators.push_back({id, {id, id}, unit, nature, Direction::kHigherIsBetter, false});
  for (const auto& [year, value] : {std::pair(2022, before), {2023, base}}) {
    Figure figure = SampleFigure(id, Measure::kLevel, year, value);
    figure.unit = unit;
    figure.price_basis = PriceBasis::kNotApplicable;
    parts.figures.push_back(figure);
  }
  return parts;
}

inline Figure HalfYear(const std::string& indicator, Measure measure, const std::string& value,
                       PriceBasis basis) {
  Figure figure = SampleFigure(indicator, measure, 2024, value);
  figure.period = Period::Parse("2024-01-01/P6M").value();
  figure.price_basis = basis;
  figure.stage = Stage::kFlash;
  return figure;
}

inline InputParts CityInJuly() {
  InputParts parts = SampleCity();
  parts.figures.push_back(HalfYear("gdp", Measure::kGrowth, "5.2", PriceBasis::kConstant));
  parts.figures.push_back(
      HalfYear("imports-exports", Measure::kGrowth, "4.0", PriceBasis::kUnstated));
  parts.figures.push_back(
      HalfYear("household-income", Measure::kGrowth, "5.6", PriceBasis::kUnstated));
  parts.figures.push_back(
      HalfYear("consumer-prices", Measure::kGrowth, "0.1", PriceBasis::kNotApplicable));
  for (Indicator& indicator : parts.indicators) {
    if (indicator.id == "consumer-prices") indicator.nature = Nature::kIndex;
  }
  return parts;
}

}  // namespace indicast::projection
