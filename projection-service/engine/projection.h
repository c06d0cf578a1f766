// The projection of one area: rules resolved, every indicator carried to the horizon, every target
// judged. Pure: the same inputs give the same bits; no clock, log, randomness or global.
// Independent of the order in which indicators and figures were handed over. Thread-safe.
//
// Units: growth in percent, gaps of percentages in percentage points, levels in the indicator's
// unit. Results carry at most 12 significant digits. Cost O(indicators x years + figures).
// Errors: kFailedPrecondition ASSUMPTION_CYCLE. What cannot be computed is an unset value with an
// issue, never an error.
#pragma once

#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/scenario.h"
#include "projection-service/engine/evaluation.h"

namespace indicast::projection {

// Raise it whenever the same inputs would give another number, verdict or reason code: a formula, a
// default, a choice of base, a rounding. A change of words alone does not raise it.
inline constexpr char kModelVersion[] = "1.0.0";

struct ProjectionOptions {
  int horizon_year = 0;              // > base year
  std::set<std::string> indicators;  // with what they depend on; empty: all
  Quotas quotas;                     // by target id, in the unit of the indicator
};

absl::StatusOr<Projection> RunProjection(const InputSet& inputs, const ScenarioStack& scenario,
                                         const ProjectionOptions& options);

}  // namespace indicast::projection
