#include "projection-service/engine/rule_table.h"

#include <algorithm>
#include <variant>

namespace indicast::projection {
namespace {

// Whether the assumption speaks about that year of that indicator.
bool Covers(const Assumption& assumption, const InputSet& inputs, const Indicator& indicator,
            int year) {
  if (assumption.from_year.has_value() && year < *assumption.from_year) return false;
  if (assumption.to_year.has_value() && year > *assumption.to_year) return false;
  if (const auto* given = std::get_if<GivenRule>(&assumption.rule)) {
    return std::any_of(given->points.begin(), given->points.end(),
                       [year](const GivenPoint& point) { return point.year == year; });
  }
  if (const auto* required = std::get_if<RequiredRule>(&assumption.rule)) {
    return year <= required->year;
  }
  if (std::holds_alternative<PlanRule>(assumption.rule)) {
    return inputs.FindTarget(indicator.id, year) != nullptr;
  }
  return true;
}

// The last assumption of the layer for exactly this name that covers the year.
const Assumption* FindInLayer(const ScenarioLayer& layer, absl::string_view name,
                              const InputSet& inputs, const Indicator& indicator, int year) {
  for (auto it = layer.assumptions.rbegin(); it != layer.assumptions.rend(); ++it) {
    if (it->indicator == name && Covers(*it, inputs, indicator, year)) return &*it;
  }
  return nullptr;
}

EffectiveRule Find(const ScenarioStack& scenario, const InputSet& inputs,
                   const Indicator& indicator, int first_year, int year) {
  const auto& layers = scenario.layers();
  for (size_t l = layers.size(); l-- > 0;) {
    const Assumption* found = FindInLayer(layers[l], indicator.id, inputs, indicator, year);
    if (found == nullptr && !indicator.one_off) {
      found = FindInLayer(layers[l], kEveryIndicator, inputs, indicator, year);
    }
    if (found != nullptr) {
      return {found, l, std::max(first_year, found->from_year.value_or(first_year)), year};
    }
  }
  return {};
}

}  // namespace

RuleTable::RuleTable(const InputSet& inputs, const ScenarioStack& scenario, int horizon_year)
    : first_year_(inputs.base_year() + 1), horizon_year_(horizon_year) {
  rules_.reserve(inputs.indicators().size() * years());
  for (const Indicator& indicator : inputs.indicators()) {
    for (int year = first_year_; year <= horizon_year_; ++year) {
      EffectiveRule rule = Find(scenario, inputs, indicator, first_year_, year);
      if (year > first_year_ && rule.assumption != nullptr &&
          rules_.back().assumption == rule.assumption) {
        rule.run_start = rules_.back().run_start;
      }
      rules_.push_back(rule);
    }
    bool named = false;
    for (const ScenarioLayer& layer : scenario.layers()) {
      named =
          named || std::any_of(layer.assumptions.begin(), layer.assumptions.end(),
                               [&](const Assumption& a) { return a.indicator == indicator.id; });
    }
    named_.push_back(named);
  }
}

const EffectiveRule& RuleTable::At(size_t indicator, int year) const {
  return rules_[indicator * years() + static_cast<size_t>(year - first_year_)];
}

}  // namespace indicast::projection
