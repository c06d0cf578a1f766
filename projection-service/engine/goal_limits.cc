#include "projection-service/engine/goal_limits.h"

#include <algorithm>
#include <limits>

#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kWhole = 100;

size_t VariableOf(const PlanSystem& system, size_t indicator) {
  return static_cast<size_t>(
      std::find(system.indicators.begin(), system.indicators.end(), indicator) -
      system.indicators.begin());
}

// The growth rates that satisfy a row, or the differences of growth rates.
struct GrowthRange {
  double lower = -kInfinity, upper = kInfinity;
};

GrowthRange RangeOf(const GoalRow& row) {
  switch (row.sense) {
    case RowSense::kAtLeast:
      return {row.value, kInfinity};
    case RowSense::kAtMost:
      return {-kInfinity, row.value};
    case RowSense::kEqual:
    case RowSense::kBand:
      return {row.value - row.half_width, row.value + row.half_width};
  }
  return {};
}

double LogOf(double growth, double centre) {
  if (growth == kInfinity) return kInfinity;
  return growth > -1 ? Log(1 + growth) - centre : -kInfinity;
}

void SetOwn(const GoalRow& row, const PlanCentre& centre, const std::optional<LevelLaw>& shape,
            GoalLimits& out) {
  const GrowthRange range = RangeOf(row);
  const double at = centre.Of(out.cell);
  out.lower = LogOf(range.lower, at);
  out.upper = LogOf(range.upper, at);
  // In the first year and since the base, growth is a level: shares and counts have their own.
  const bool level = out.cell.total || out.cell.year == 0;
  if (!level || !shape.has_value() || shape->shape == LevelShape::kLog) return;
  if (range.lower > -kInfinity) {
    double goal = shape->base * (1 + range.lower);
    if (shape->shape == LevelShape::kLogit && goal >= kWhole * (1 - 1e-12)) {
      goal = std::min(goal, kWhole) - row.half_width * shape->base;
    }
    out.lower = shape->DeviationAtLeast(at, goal);
  }
  if (range.upper < kInfinity) {
    out.upper = shape->DeviationAtMost(at, shape->base * (1 + range.upper));
  }
}

void SetGap(const GoalRow& row, const PlanCentre& centre, GoalLimits& out) {
  const GrowthRange range = RangeOf(row);
  out.lower = range.lower;
  out.upper = range.upper;
  const double own = centre.Of(out.cell);
  const double theirs = centre.Of(*out.other);
  const bool ray = (range.lower == 0 && range.upper == kInfinity) ||
                   (range.lower == -kInfinity && range.upper == 0);
  if (ray) {
    out.theirs = -1;
    out.linear_lower = range.lower == 0 ? theirs - own : -kInfinity;
    out.linear_upper = range.upper == 0 ? theirs - own : kInfinity;
    return;
  }
  out.own = Exp(own);
  out.theirs = -Exp(theirs);
  out.linear_lower = range.lower - (Exp(own) - Exp(theirs));
  out.linear_upper = range.upper - (Exp(own) - Exp(theirs));
  out.margin = true;
}

}  // namespace

double PlanCentre::Of(const PathCell& cell) const {
  return (cell.total ? total : step)(static_cast<Eigen::Index>(cell.variable), cell.year);
}

Eigen::VectorXd PlanCentre::LevelShares(size_t variable, int first, int last) const {
  const Eigen::VectorXd levels =
      total.row(static_cast<Eigen::Index>(variable)).segment(first, last - first + 1).array().exp();
  return levels / levels.sum();
}

double PlanCentre::LogMeanLevel(size_t variable, int first, int last) const {
  return Log(total.row(static_cast<Eigen::Index>(variable))
                 .segment(first, last - first + 1)
                 .array()
                 .exp()
                 .mean());
}

GoalLimits LimitsOf(const GoalRow& row, int base_year, const PlanSystem& system,
                    const PlanCentre& centre, const std::vector<std::optional<LevelLaw>>& shapes) {
  GoalLimits out;
  out.cell = {VariableOf(system, row.indicator), row.year - base_year - 1, row.cumulative};
  out.curved = system.curved[out.cell.variable];
  if (row.other.has_value()) {
    out.other = PathCell{VariableOf(system, *row.other), out.cell.year, false};
    out.curved |= system.curved[out.other->variable];
    SetGap(row, centre, out);
  } else if (row.mean_from.has_value()) {
    const GrowthRange range = RangeOf(row);
    const double at =
        centre.LogMeanLevel(out.cell.variable, row.FirstSummed(base_year), out.cell.year);
    out.cell.total = true;
    out.curved = true;
    out.lower = out.linear_lower = LogOf(range.lower, at);
    out.upper = out.linear_upper = LogOf(range.upper, at);
  } else {
    SetOwn(row, centre, shapes[out.cell.variable], out);
    out.linear_lower = out.lower;
    out.linear_upper = out.upper;
  }
  return out;
}

}  // namespace indicast::projection
