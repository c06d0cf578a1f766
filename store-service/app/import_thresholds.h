// How much of what is current an import may change before someone must confirm it.
// Thread-safe free functions on values.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "store-service/app/import.h"
#include "store-service/app/import_replacement.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// The thresholds of a server; a request may set its own.
struct ImportLimits {
  int64_t max_changed_count = 500;  // observations that get other content
  int64_t max_replaced_count = 0;   // vintages that replacements end
  // A level that grows or shrinks by this factor or a larger one is refused; above 1.
  Decimal max_level_factor = Decimal::FromInt(10);
};

// Adds a violation for every threshold out of range and a confirmed plan that is none.
void CheckThresholds(const ImportRequest& request, std::vector<FieldViolation>& violations);

// The thresholds that the plan goes beyond, in the order of ImportThresholds; those of the request
// before those of the server. `plan` is of `request`, with its `endings`, over the state of
// `snapshot` within `as_of`.
// Levels are compared in the same unit; one that becomes zero, was zero or changes its sign is
// beyond every factor; units of different measures are not compared.
std::vector<ThresholdExceeded> FindExceeded(const ImportRequest& request, const Endings& endings,
                                            const ImportPlan& plan, const ImportLimits& limits,
                                            const Snapshot& snapshot, const AsOf& as_of);

// SHA-256 (hex) over the records of the plan and, for each, the revision of the version it replaces
// or ends: what someone who confirms it has seen. A revision that touches none of them leaves it.
std::string PlanDigest(const ImportPlan& plan, const Snapshot& snapshot);

// OK when nothing is exceeded or the request confirms this very plan.
//   kFailedPrecondition (CONFIRMATION_NEEDED): metadata `plan` and, of each threshold exceeded,
//     `<threshold>_limit`, `<threshold>_actual` and `<threshold>_key`;
//   kAborted (PLAN_MOVED): the request confirms another plan; metadata `plan`.
absl::Status CheckConfirmed(const ImportRequest& request, const ImportReport& report);

}  // namespace indicast::store
