// One indicator, one year: the rule applied to the year before. Growth rules give growth and carry
// the level by it; level rules give the level and the growth it implies. What cannot be computed is
// an issue; bounds are carried by monotonicity of each formula in its base. Pure, O(1).
#pragma once

#include <optional>

#include "projection-service/domain/scenario.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/issue.h"
#include "projection-service/engine/rule_table.h"

namespace indicast::projection {

struct YearState {
  Computed growth;  // percent
  Computed level;   // unit of the indicator
  Computed change;  // on the year before, unit of the indicator
};

// A value given in one measure.
struct MeasuredValue {
  Measure measure = Measure::kGrowth;
  Computed value;
};

struct StepContext {
  int year = 0;
  EffectiveRule rule;
  Computed base_growth;  // published growth of the base year
  // Published levels of the two last years, for a slope that is not given.
  std::optional<Bounded> previous_level;
  std::optional<Bounded> base_level;
  std::optional<double> lowest_level;
  std::optional<double> highest_level;
  YearState previous;  // the year before
  Computed run_base;   // level of the year before the run of this assumption
  // What the rule is tied to: the growth to follow, or the planned value. Set for those two rules.
  std::optional<MeasuredValue> tied;
};

YearState StepYear(const StepContext& context);

}  // namespace indicast::projection
