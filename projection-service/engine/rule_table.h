// Which assumption moves which indicator in which year: the layers of a scenario resolved.
//
// A child's layer overrides its parent's; within a layer a named indicator overrides "*", and a
// later assumption an earlier one. A rule that says nothing about a year lets the weaker one
// through: "given" in years it does not name, "required" after its end, "plan" where no target was
// published.
// A shock is no rule: it works on top of what the rule below it gives, so the shocks stronger than
// the rule of a year are kept beside it. A one-off shock counts from its impact year on, and only
// when no stronger rule takes that year from it.
// "*" does not reach one-off counts. Built once, then immutable; keeps pointers into the stack,
// which must outlive it. Cost O(indicators x years x assumptions).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/scenario.h"

namespace indicast::projection {

struct EffectiveShock {
  const Assumption* assumption = nullptr;  // of a ShockRule
  size_t layer = 0;
  int impact_year = 0;  // first year of the assumption; may lie before the projected years
};

struct EffectiveRule {
  const Assumption* assumption = nullptr;  // null: nothing is assumed
  size_t layer = 0;                        // of the stack
  int first_year = 0;  // first projected year the assumption covers: where its clock starts
  int run_start = 0;   // first year of the unbroken run of this assumption that holds the year
  std::vector<EffectiveShock> shocks = {};  // strongest first
};

// Stable text of a rule with the shocks on it; empty: nothing assumed.
std::string CanonicalText(const EffectiveRule& rule);

class RuleTable {
 public:
  RuleTable(const InputSet& inputs, const ScenarioStack& scenario, int horizon_year)
      : RuleTable(inputs, scenario.layers(), horizon_year) {}
  // Layers as of a stack. A value of an assumption may change later, its kind, indicator and years
  // may not.
  RuleTable(const InputSet& inputs, const std::vector<ScenarioLayer>& layers, int horizon_year);

  // The rules of `other` for the indicators (positions) where `from_other` is true, else those of
  // `base`. Both of the same inputs and years.
  static RuleTable Mixed(const RuleTable& base, const RuleTable& other,
                         const std::vector<bool>& from_other);

  int first_year() const { return first_year_; }
  int horizon_year() const { return horizon_year_; }
  // `indicator` is a position in inputs.indicators(); first_year() <= year <= horizon_year().
  const EffectiveRule& At(size_t indicator, int year) const;
  // True when a layer names the indicator itself.
  bool IsNamed(size_t indicator) const { return named_[indicator]; }

 private:
  size_t years() const { return static_cast<size_t>(horizon_year_ - first_year_) + 1; }

  int first_year_;
  int horizon_year_;
  std::vector<EffectiveRule> rules_;  // [indicator][year]
  std::vector<bool> named_;
};

}  // namespace indicast::projection
