// The trend of an indicator: growth with the median of its short-history law (short_history.h), the
// same in every year. Prior: what the rule states, else the pool of the area's indicators
// (growth_outlook.h); a target is never the prior. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <utility>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/scenario.h"
#include "projection-service/domain/text.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/rule_table.h"
#include "projection-service/engine/short_history.h"

namespace indicast::projection {

struct TrendGrowth {
  double growth_percent = 0;
  double prior_percent = 0;
  bool prior_stated = false;
  int pool_indicators = 0;
  ShortHistoryLaw law;
};

// `indicator` is a position in inputs.indicators(). O(figures of the indicator).
TrendGrowth TrendOf(const InputSet& inputs, const GrowthPool& pool, size_t indicator,
                    const TrendRule& rule);

// Growth, prior and own weight in one sentence.
LocalizedText TrendWords(const TrendGrowth& trend);

// The trends that a rule table calls for, computed once. Immutable; cost O(figures) when there is
// any, else none.
class TrendTable {
 public:
  TrendTable(const InputSet& inputs, const RuleTable& rules);

  // Null when the rule of that year is no trend.
  const TrendGrowth* At(size_t indicator, const EffectiveRule& rule) const;

 private:
  std::map<std::pair<size_t, const Assumption*>, TrendGrowth> trends_;
};

}  // namespace indicast::projection
