// Where published outcomes disagree. Thread-safe free functions.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/decimal/decimal.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

enum class ConflictKind {
  kRounding = 1,  // equal once both are rounded to the fewer decimals
  kDifferent
};

// Outcomes of one series and period that disagree.
struct Conflict {
  ConflictKind kind = ConflictKind::kDifferent;
  std::vector<VintageView> figures;  // outcomes with a value, the preferred one first
  Decimal spread;                    // largest less smallest, in `unit`
  std::string unit;                  // of the preferred figure; percentage points for growth
};

struct ConflictQuery {
  std::vector<std::string> indicators;  // empty: all
  std::vector<std::string> areas;       // empty: all
  bool include_rounding = false;
};

// Series and periods whose outcomes disagree, in order of series and period. Expected, derived and
// text-only figures take no part; a bound disagrees with what it excludes; figures in other units
// are converted, and left out where they do not convert. Cost: all figures of the query a page.
absl::StatusOr<Page<Conflict>> ListConflicts(const Snapshot& snapshot, const ConflictQuery& query,
                                             const AsOf& as_of, const PageRequest& page);

}  // namespace indicast::store
