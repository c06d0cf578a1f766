// The growth rates that reach targets with the least change from the laws of growth, and what each
// target costs; or which conditions cannot hold together and what would have to give way.
//
// least_change.h over the rows of plan_problem.h: the answer is the most likely future under the
// laws of growth that meets the rows (Waggoner and Zha 1999), and its distance says how unlikely
// such futures are (plausibility.h). Hard goals hold, soft ones as far as they can.
//
// Pure, deterministic, thread-safe. Units: growth in percent. Cost: milliseconds for a city's plan.
// Errors: those of PlanProblem::Create and SolveCurved; kCancelled CALL_CANCELLED. Infeasible plans
// are answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/scenario.h"
#include "projection-service/engine/plan_problem.h"
#include "projection-service/engine/plan_rows.h"

namespace indicast::projection {

enum class SeekStatus : int8_t { kReached = 1, kSoftShortfall, kInfeasible };

struct SeekMove {
  size_t indicator = 0;  // position in inputs.indicators()
  int year = 0;
  double baseline = 0;  // percent
  double growth = 0;
  double deviations = 0;  // of log growth, in the indicator's standard deviations
  // Unset number: no level was published. Counts are rounded to published steps, half to even, the
  // parts of a sum by largest remainder (largest_remainder.h).
  Value level;
  double exact_level = 0;  // of a count, before that
  bool pinned = false;
  bool at_bound = false;
};

struct SeekOutcome {
  SeekStatus status = SeekStatus::kReached;
  // What moves most, in deviations, first; pins and unmoved ones last. Empty when bounds and
  // identities alone conflict.
  std::vector<SeekMove> moves;
  std::vector<PlanRow> rows;
  double distance_squared = 0;  // without prices
  int degrees_of_freedom = 0;
  double plausibility = 1;
  std::optional<PlanConflict> conflict;
  // The moves as assumptions: every growth rate of the plan that the baseline scenario does not
  // already assume.
  std::vector<Assumption> overlay;
  std::vector<GrowthOutlook> outlooks;  // with the laws of wholes
  LocalizedText explanation;
  std::vector<LocalizedText> assumptions;
};

absl::StatusOr<SeekOutcome> SeekTargets(const PlanParts& parts,
                                        const std::function<bool()>& cancelled = {});

}  // namespace indicast::projection
