#include "projection-service/app/comparison.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

const IndicatorProjection* FindIndicator(const Projection& projection, const std::string& id) {
  const auto it = std::find_if(projection.indicators.begin(), projection.indicators.end(),
                               [&](const IndicatorProjection& i) { return i.indicator == id; });
  return it == projection.indicators.end() ? nullptr : &*it;
}

const Path* FindPath(const IndicatorProjection& indicator, PathBasis basis) {
  const auto it = std::find_if(indicator.paths.begin(), indicator.paths.end(),
                               [basis](const Path& path) { return path.basis == basis; });
  return it == indicator.paths.end() ? nullptr : &*it;
}

std::map<int, Value> ValuesOf(const Path* path) {
  std::map<int, Value> values;
  if (path == nullptr) return values;
  for (const PathPoint& point : path->points) values[point.year] = point.value;
  return values;
}

// True when the assumptions on an indicator differ in a year up to `year`.
bool RuleDiffers(const Projection& a, const Projection& b, const std::string& id, int year) {
  const IndicatorProjection* one = FindIndicator(a, id);
  const IndicatorProjection* two = FindIndicator(b, id);
  if (one == nullptr || two == nullptr) return one != two;
  for (const auto& [y, rule] : one->rule_by_year) {
    if (y > year) break;
    const auto other = two->rule_by_year.find(y);
    if (other == two->rule_by_year.end() || other->second != rule) return true;
  }
  return false;
}

std::vector<std::string> Causes(const Projection& a, const Projection& b, const std::string& id,
                                int year) {
  std::set<std::string> candidates = {id};
  for (const Projection* projection : {&a, &b}) {
    if (const IndicatorProjection* found = FindIndicator(*projection, id)) {
      candidates.insert(found->depends_on.begin(), found->depends_on.end());
    }
  }
  std::vector<std::string> causes;
  for (const std::string& candidate : candidates) {
    if (RuleDiffers(a, b, candidate, year)) causes.push_back(candidate);
  }
  return causes;
}

std::optional<Decimal> Subtract(const Value& a, const Value& b) {
  if (!a.number.has_value() || !b.number.has_value()) return std::nullopt;
  const auto difference = a.number->Subtract(*b.number);
  return difference.ok() ? std::optional<Decimal>(difference->Normalized()) : std::nullopt;
}

}  // namespace

std::vector<PathDifference> CompareProjections(const Projection& baseline, const Projection& other,
                                               size_t position) {
  std::vector<PathDifference> differences;
  std::set<std::string> ids;
  for (const Projection* projection : {&baseline, &other}) {
    for (const IndicatorProjection& i : projection->indicators) ids.insert(i.indicator);
  }
  const IndicatorProjection none;
  for (const std::string& id : ids) {
    const IndicatorProjection* one = FindIndicator(baseline, id);
    const IndicatorProjection* two = FindIndicator(other, id);
    for (const PathBasis basis :
         {PathBasis::kGrowth, PathBasis::kIndex, PathBasis::kLevel, PathBasis::kChainedLevel}) {
      const Path* before = FindPath(one == nullptr ? none : *one, basis);
      const Path* after = FindPath(two == nullptr ? none : *two, basis);
      if (before == nullptr && after == nullptr) continue;
      const std::map<int, Value> old_values = ValuesOf(before);
      const std::map<int, Value> new_values = ValuesOf(after);
      std::set<int> years;
      for (const auto& [year, value] : old_values) years.insert(year);
      for (const auto& [year, value] : new_values) years.insert(year);
      for (const int year : years) {
        const auto a = old_values.find(year);
        const auto b = new_values.find(year);
        const Value old_value = a == old_values.end() ? Value{} : a->second;
        const Value new_value = b == new_values.end() ? Value{} : b->second;
        if (old_value == new_value) continue;
        const std::string& unit = (before != nullptr ? before : after)->unit;
        differences.push_back(
            {.scenario = position,
             .indicator = id,
             .basis = basis,
             .year = year,
             .baseline = old_value,
             .value = new_value,
             .difference = Subtract(new_value, old_value),
             .unit = unit,
             .difference_unit = unit == kPercentUnit ? kPercentagePointUnit : unit,
             .caused_by = Causes(baseline, other, id, year)});
      }
    }
  }
  return differences;
}

absl::Status AttributeScenario(size_t position, const ProjectionOptions& options,
                               const rpc::CallContext& call, Comparison& comparison) {
  const ProjectionAnswer& baseline = comparison.results[0];
  const ProjectionAnswer& other = comparison.results[position];
  const InputSet& inputs = *baseline.inputs;
  std::vector<size_t> indicators;
  for (const IndicatorProjection& item : baseline.projection.indicators) {
    if (FindIndicator(other.projection, item.indicator) == nullptr) continue;
    indicators.push_back(inputs.PositionOf(item.indicator));
  }
  ASSIGN_OR_RETURN(std::vector<AttributedDifference> found,
                   AttributeDifferences(inputs, *baseline.scenario, *other.scenario, options,
                                        indicators, [&call] { return call.IsCancelled(); }));
  for (AttributedDifference& difference : found) {
    comparison.attributions.push_back({position, std::move(difference)});
  }
  return absl::OkStatus();
}

}  // namespace indicast::projection
