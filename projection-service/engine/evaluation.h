// All indicators, all years: the states a projection is made of, computed year by year in the order
// of their links. Immutable once built. Cost O(indicators x years).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/rule_table.h"
#include "projection-service/engine/trend.h"
#include "projection-service/engine/year_step.h"

namespace indicast::projection {

// Quotas of external targets by target id, in the unit of the target.
using Quotas = std::map<std::string, Decimal>;

class Evaluation {
 public:
  // Everything passed must outlive the result. kFailedPrecondition ASSUMPTION_CYCLE.
  static absl::StatusOr<Evaluation> Run(const InputSet& inputs, const RuleTable& rules,
                                        const std::vector<BaseFigures>& bases,
                                        const Quotas& quotas);

  // `indicator` is a position in inputs.indicators(); base year <= year <= horizon.
  const YearState& At(size_t indicator, int year) const;
  // The state in one measure.
  const Computed& At(size_t indicator, int year, Measure measure) const;
  // The trend of that year; null when its rule is no trend.
  const TrendGrowth* TrendAt(size_t indicator, int year) const;

  // Right side of a target as a number in the target's measure (the quota when it is external).
  Computed GoalOf(const Target& target) const;

  // The indicator whose growth this one follows in that year, by a relative rule or a relative
  // plan.
  std::optional<size_t> FollowedBy(size_t indicator, int year) const;

  // For runs that differ in a few values of their assumptions only (never in which assumption moves
  // what): the indicators whose states can change with the rules of `changed`, ...
  std::vector<size_t> AffectedBy(const std::vector<size_t>& changed) const;
  // ... and their states once more, from the first projected year on. `affected` is closed under
  // AffectedBy.
  void Recompute(const std::vector<size_t>& affected);

 private:
  Evaluation(const InputSet& inputs, const RuleTable& rules, const std::vector<BaseFigures>& bases,
             const Quotas& quotas)
      : inputs_(&inputs),
        rules_(&rules),
        bases_(&bases),
        quotas_(&quotas),
        trends_(inputs, rules) {}

  // The state another indicator's rule or target refers to; RELATIVE_UNKNOWN names it when missing.
  Computed FollowedValue(absl::string_view indicator, int year, Measure measure,
                         const Decimal& margin) const;
  YearState BaseState(size_t indicator) const;
  size_t YearIndex(int year) const { return static_cast<size_t>(year - inputs_->base_year()); }
  YearState UnderlyingStep(size_t indicator, int year) const;
  // Fills the state of the year, with its shocks.
  void Step(size_t indicator, int year);
  StepContext ContextFor(size_t indicator, int year) const;
  MeasuredValue PlannedValue(const Target& target, const BaseFigures& base) const;
  std::optional<MeasuredValue> TiedValue(size_t indicator, int year) const;
  std::optional<size_t> Position(absl::string_view indicator) const;

  const InputSet* inputs_;
  const RuleTable* rules_;
  const std::vector<BaseFigures>* bases_;
  const Quotas* quotas_;
  TrendTable trends_;
  std::vector<std::vector<size_t>> order_;      // [year - first year]: what follows comes later
  std::vector<std::vector<YearState>> states_;  // [indicator][year - base year]
  // The states without the shocks that work on the year, and how far these hold ln L away from
  // them; equal to the state, and 0, in a year without shocks.
  std::vector<std::vector<YearState>> underlying_;
  std::vector<std::vector<double>> log_offsets_;
};

}  // namespace indicast::projection
