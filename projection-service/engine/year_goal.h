// The goal of a year as a set of growth rates, and the month from which it is out of reach.
// A goal is a band [low, high] of the year's growth; either end may be open. Probability of the
// band:
//   P(low <= g <= high) = P(g >= low) - P(g >= high).
// Point of no return: the first month from which that probability stays below 5 % (kLeastChance) to
// November, months without a figure taken at the pace of the newest one (its cumulative growth
// unchanged). Growth in percent. Pure, O(months), thread-safe.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "projection-service/engine/rest_of_year.h"

namespace indicast::projection {

inline constexpr double kLeastChance = 0.05;

struct GrowthBand {
  std::optional<double> low;
  std::optional<double> high;
};

using YearLaw = std::variant<GrowthLaw, NormalLaw>;

// Errors as LawOfRest.
absl::StatusOr<double> ProbabilityWithin(const GrowthBand& goal, const YearLaw& law,
                                         const MonthsSoFar& so_far);

struct CourseMonth {
  int month = 0;
  MonthsSoFar so_far;
};

// The month, or nullopt when the goal stays within reach to the end. `course` ascends and holds
// every month that is judged, those to come at the present pace. Errors as ProbabilityWithin.
absl::StatusOr<std::optional<int>> MonthOfNoReturn(const GrowthBand& goal, const YearLaw& law,
                                                   absl::Span<const CourseMonth> course);

}  // namespace indicast::projection
