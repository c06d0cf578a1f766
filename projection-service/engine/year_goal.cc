#include "projection-service/engine/year_goal.h"

#include <algorithm>

#include "common/status/status_macros.h"

namespace indicast::projection {

absl::StatusOr<double> ProbabilityWithin(const GrowthBand& goal, const YearLaw& law,
                                         const MonthsSoFar& so_far) {
  ASSIGN_OR_RETURN(const RestLaw rest,
                   std::visit([&](const auto& known) { return LawOfRest(known, so_far); }, law));
  double above_low = 1;
  double above_high = 0;
  if (goal.low.has_value()) {
    ASSIGN_OR_RETURN(above_low, ProbabilityAtLeast(*goal.low, rest, so_far));
  }
  if (goal.high.has_value()) {
    ASSIGN_OR_RETURN(above_high, ProbabilityAtLeast(*goal.high, rest, so_far));
  }
  return std::max(0.0, above_low - above_high);
}

absl::StatusOr<std::optional<int>> MonthOfNoReturn(const GrowthBand& goal, const YearLaw& law,
                                                   absl::Span<const CourseMonth> course) {
  std::optional<int> first;
  for (const CourseMonth& month : course) {
    ASSIGN_OR_RETURN(const double probability, ProbabilityWithin(goal, law, month.so_far));
    if (probability >= kLeastChance) {
      first.reset();
    } else if (!first.has_value()) {
      first = month.month;
    }
  }
  return first;
}

}  // namespace indicast::projection
