#include "projection-service/engine/rule_table.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"

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

class RuleFinder {
 public:
  RuleFinder(const std::vector<ScenarioLayer>& layers, const InputSet& inputs,
             const Indicator& indicator)
      : layers_(layers),
        inputs_(inputs),
        indicator_(indicator),
        first_year_(inputs.base_year() + 1) {}

  EffectiveRule Find(int year) const {
    EffectiveRule rule;
    for (size_t l = layers_.size(); l-- > 0;) {
      if (TakeFromLayer(l, indicator_.id, year, rule)) return rule;
      if (!indicator_.one_off && TakeFromLayer(l, kEveryIndicator, year, rule)) return rule;
    }
    return rule;
  }

 private:
  // Takes the assumptions of the layer for exactly this name that cover the year, strongest (last)
  // first, up to the first that is a rule; true when there is one.
  bool TakeFromLayer(size_t layer, absl::string_view name, int year, EffectiveRule& rule) const {
    const auto& assumptions = layers_[layer].assumptions;
    for (auto it = assumptions.rbegin(); it != assumptions.rend(); ++it) {
      if (it->indicator != name || !Covers(*it, inputs_, indicator_, year)) continue;
      const int from_year = it->from_year.value_or(first_year_);
      if (!std::holds_alternative<ShockRule>(it->rule)) {
        rule.assumption = &*it;
        rule.layer = layer;
        rule.first_year = std::max(first_year_, from_year);
        rule.run_start = year;
        return true;
      }
      rule.shocks.push_back({&*it, layer, from_year});
    }
    return false;
  }

  const std::vector<ScenarioLayer>& layers_;
  const InputSet& inputs_;
  const Indicator& indicator_;
  const int first_year_;
};

// Drops the one-off shocks whose impact year belongs to a stronger rule.
void DropTakenShocks(int first_year, std::vector<EffectiveRule>& by_year) {
  const auto is_taken = [&](const EffectiveShock& shock) {
    if (std::get<ShockRule>(shock.assumption->rule).growth || shock.impact_year < first_year) {
      return false;
    }
    const auto& at_impact = by_year[static_cast<size_t>(shock.impact_year - first_year)].shocks;
    return std::none_of(at_impact.begin(), at_impact.end(), [&](const EffectiveShock& other) {
      return other.assumption == shock.assumption;
    });
  };
  for (EffectiveRule& rule : by_year) std::erase_if(rule.shocks, is_taken);
}

}  // namespace

std::string CanonicalText(const EffectiveRule& rule) {
  std::string text = rule.assumption == nullptr ? "" : CanonicalText(rule.assumption->rule);
  for (const EffectiveShock& shock : rule.shocks) {
    absl::StrAppend(&text, " + ", CanonicalText(shock.assumption->rule));
    if (!std::get<ShockRule>(shock.assumption->rule).growth) {
      absl::StrAppend(&text, "@", shock.impact_year);
    }
  }
  return text;
}

RuleTable::RuleTable(const InputSet& inputs, const std::vector<ScenarioLayer>& layers,
                     int horizon_year)
    : first_year_(inputs.base_year() + 1), horizon_year_(horizon_year) {
  rules_.reserve(inputs.indicators().size() * years());
  for (const Indicator& indicator : inputs.indicators()) {
    const RuleFinder finder(layers, inputs, indicator);
    std::vector<EffectiveRule> by_year;
    by_year.reserve(years());
    for (int year = first_year_; year <= horizon_year_; ++year) {
      EffectiveRule rule = finder.Find(year);
      if (!by_year.empty() && rule.assumption != nullptr &&
          by_year.back().assumption == rule.assumption) {
        rule.run_start = by_year.back().run_start;
      }
      by_year.push_back(std::move(rule));
    }
    DropTakenShocks(first_year_, by_year);
    rules_.insert(rules_.end(), std::make_move_iterator(by_year.begin()),
                  std::make_move_iterator(by_year.end()));
    bool named = false;
    for (const ScenarioLayer& layer : layers) {
      named =
          named || std::any_of(layer.assumptions.begin(), layer.assumptions.end(),
                               [&](const Assumption& a) { return a.indicator == indicator.id; });
    }
    named_.push_back(named);
  }
}

RuleTable RuleTable::Mixed(const RuleTable& base, const RuleTable& other,
                           const std::vector<bool>& from_other) {
  RuleTable mixed = base;
  const size_t years = base.years();
  for (size_t i = 0; i < from_other.size(); ++i) {
    if (!from_other[i]) continue;
    std::copy_n(other.rules_.begin() + static_cast<std::ptrdiff_t>(i * years), years,
                mixed.rules_.begin() + static_cast<std::ptrdiff_t>(i * years));
    mixed.named_[i] = other.named_[i];
  }
  return mixed;
}

const EffectiveRule& RuleTable::At(size_t indicator, int year) const {
  return rules_[indicator * years() + static_cast<size_t>(year - first_year_)];
}

}  // namespace indicast::projection
