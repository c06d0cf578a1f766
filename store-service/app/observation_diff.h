// Which preferred figures differ between two states of the store. Thread-safe free functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

enum class DifferenceKind {
  kAdded = 1,  // a revision brought the first figure
  kRevised,
  kWithdrawn,   // a revision took the last figure away
  kNewlyPublic  // the store held the figure; it became public between the dates
};

// One series and period. At least one side has a figure.
struct ObservationDifference {
  DifferenceKind kind = DifferenceKind::kRevised;
  std::optional<VintageView> before;
  std::optional<VintageView> after;
  Revision revision = 0;  // that did it; 0: the publication date alone did
};

struct DiffQuery {
  AsOf from;                            // bounded; without a revision it is that of the later state
  std::vector<std::string> indicators;  // empty: all
  std::vector<std::string> areas;       // empty: all
};

struct DiffPage {
  Page<ObservationDifference> page;
  Revision from_revision = 0;
};

// True when the two say the same: value with its decimals, bounds, qualifier, unit, wording,
// status, stage and document. Notes and quotes do not count.
bool SameFigure(const Observation& a, const Observation& b);

// Differences in order of series and period. kInvalidArgument: `from` unbounded, or later than `to`
// in either clock. Cost: all figures of the query on both sides a page, and for each difference the
// revisions that wrote its figures or their documents.
absl::StatusOr<DiffPage> DiffObservations(const Snapshot& snapshot, const DiffQuery& query,
                                          const AsOf& to, const PageRequest& page);

}  // namespace indicast::store
