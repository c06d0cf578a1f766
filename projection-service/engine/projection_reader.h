// Reading results in tests: finds a path, a point, an assessment, or fails with what there is.
#pragma once

#include <string>

#include "gtest/gtest.h"
#include "projection-service/domain/sample_city.h"
#include "projection-service/engine/projection.h"

namespace indicast::projection {

inline Projection RunOrDie(const InputSet& inputs, const ScenarioStack& scenario, int horizon,
                           const Quotas& quotas = {}) {
  auto result = RunProjection(inputs, scenario, {horizon, {}, quotas});
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ok() ? *std::move(result) : Projection{};
}

inline const IndicatorProjection& Of(const Projection& projection, const std::string& indicator) {
  static const IndicatorProjection kNone;
  for (const IndicatorProjection& item : projection.indicators) {
    if (item.indicator == indicator) return item;
  }
  ADD_FAILURE() << indicator << " is not projected";
  return kNone;
}

// Null when the indicator has no path of that basis.
inline const Path* PathOf(const Projection& projection, const std::string& indicator,
                          PathBasis basis) {
  for (const Path& path : Of(projection, indicator).paths) {
    if (path.basis == basis) return &path;
  }
  return nullptr;
}

// The value as text with its qualifier sign ("> 1560"), "none" when unset, "no point" without one.
inline std::string At(const Projection& projection, const std::string& indicator, PathBasis basis,
                      int year) {
  const Path* path = PathOf(projection, indicator, basis);
  if (path == nullptr) return "no path";
  for (const PathPoint& point : path->points) {
    if (point.year != year) continue;
    if (!point.value.number.has_value()) return "none";
    const std::string number = point.value.number->Normalized().ToString();
    switch (point.value.qualifier) {
      case Qualifier::kGreater:
        return "> " + number;
      case Qualifier::kGreaterOrEqual:
        return ">= " + number;
      case Qualifier::kLess:
        return "< " + number;
      case Qualifier::kLessOrEqual:
        return "<= " + number;
      case Qualifier::kAbout:
        return "~ " + number;
      default:
        return number;
    }
  }
  return "no point";
}

inline const TargetAssessment& AssessmentOf(const Projection& projection, const InputSet& inputs,
                                            const std::string& indicator) {
  static const TargetAssessment kNone;
  for (const TargetAssessment& item : projection.targets) {
    if (inputs.targets()[item.target].indicator == indicator) return item;
  }
  ADD_FAILURE() << indicator << " has no target";
  return kNone;
}

}  // namespace indicast::projection
