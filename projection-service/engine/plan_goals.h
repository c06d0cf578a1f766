// Published targets and goals of a call as rows on growth: what is asked of which indicator in
// which year, as numbers. Growth and margins are fractions (.06 is 6 %). Pure; O(targets).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/engine/evaluation.h"

namespace indicast::projection {

enum class RowSense : int8_t { kAtLeast = 1, kAtMost, kEqual, kBand };

struct GoalRow {
  std::string name;  // target id, or "goals[0]"
  LocalizedText text;
  size_t indicator = 0;         // position in inputs.indicators()
  std::optional<size_t> other;  // growth(indicator) - growth(other) against `value`
  RowSense sense = RowSense::kAtLeast;
  double value = 0;       // growth, or margin when `other` is set
  double half_width = 0;  // of a band
  // "more than": the published step that a plan must stay above `value`; 0 otherwise. A probability
  // needs no step.
  double step = 0;
  // The growth meant is that of all years since the base, L_year / L_base - 1.
  bool cumulative = false;
  // A sum over years: the growth meant is that of the mean level of mean_from .. year over the base
  // level, so that those years sum to what the published ones leave of the goal (years_sum.h).
  std::optional<int> mean_from;
  int year = 0;
  bool hard = false;
  bool stretch = false;
  std::optional<size_t> target;  // position in inputs.targets()
  std::optional<TargetKind> kind;
  std::vector<LocalizedText> notes;  // real against nominal, narrower scope

  // Position of mean_from among the years after the base; mean_from must be set.
  int FirstSummed(int base_year) const { return *mean_from - base_year - 1; }
};

// A published target that no row stands for, and why: codes of domain/result.h.
struct LeftOutTarget {
  std::string target;
  std::string indicator;
  std::string reason_code;
  LocalizedText reason;
};

struct GoalRows {
  std::vector<GoalRow> rows;
  std::vector<LeftOutTarget> left_out;
};

// Rows for `goals`; without goals for every published target of base + 1 .. last_year. A target
// among `goals` that cannot be a row (no quota, words, no base level) is an error then, because it
// was asked for: kInvalidArgument "goals[1].target". Goals are validated.
absl::StatusOr<GoalRows> ResolveGoals(const InputSet& inputs, const Quotas& quotas,
                                      const std::vector<PlanGoal>& goals, int last_year);

}  // namespace indicast::projection
