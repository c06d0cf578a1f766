// Levels beyond what history leads to ("+30 % on a small base"). With r_t = ln(1 + g_t) of the
// published yearly growth figures up to the base year, n of them with mean m and standard deviation
// s (n - 1 in the denominator), the level h years after the base is judged in logs by
//   z = (ln(L_h / L_0) - h m) / (s sqrt(h)),   a warning when |z| > 3
// the law of a random walk with drift of ln L (Hyndman and Athanasopoulos 2021, 5.2) with the
// three-sigma rule (Pukelsheim 1994, The American Statistician 48); the error of m itself is left
// out. s is never below the rounding of the figures, step / sqrt(12). With fewer than three growth
// figures history says nothing and there is no warning. The figures are those of BaseFigures: the
// base year's and at most five before it, without bounds. Pure; O(indicators x years).
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

#include "projection-service/domain/result.h"
#include "projection-service/engine/assessment.h"
#include "projection-service/engine/plan_goals.h"

namespace indicast::projection {

struct LogGrowthHistory {
  double mean = 0;
  double standard_deviation = 0;
  int figures = 0;
  int first_year = 0;
  int last_year = 0;
};

// nullopt with fewer than three figures.
std::optional<LogGrowthHistory> HistoryOf(const InputSet& inputs, const BaseFigures& base);

// z of ln(L_h / L_0).
double DeviationsFrom(const LogGrowthHistory& history, double log_growth, int years);

// Of every target of one indicator's own level or growth, judged over the years since the base for
// a level and over its year for growth; and of the path of each indicator in `selected`, the year
// that lies farthest out, unless a warning on a target says so already.
std::vector<ProjectionWarning> FindBeyondHistory(const AssessmentContext& context,
                                                 const std::set<size_t>& selected);

// Of the goals of a plan but those on another indicator's growth.
std::vector<ProjectionWarning> FindBeyondHistory(const InputSet& inputs,
                                                 const std::vector<GoalRow>& goals);

}  // namespace indicast::projection
