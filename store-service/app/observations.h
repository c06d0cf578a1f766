// Reading figures of one snapshot. Thread-safe free functions; ObservationCursor is
// thread-compatible. Common errors: those of PinRevision() and StartPage().
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/app/filter.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// kNotFound (OBSERVATION_NOT_FOUND) for a series and period without a figure within the bounds,
// with the nearest indicators or the series that exist. For the error path only: it searches.
absl::Status ObservationNotFound(const Snapshot& snapshot, const SeriesKeyView& series,
                                 const Period& period, const AsOf& as_of);

// The preferred vintage, or with a `document` the best one of that document; nullopt when there is
// none within the bounds.
std::optional<VintageView> FindObservation(const Snapshot& snapshot, const SeriesKeyView& series,
                                           const Period& period, absl::string_view document,
                                           const AsOf& as_of);

// A page in order of series key, period, publication, stage. `filter` leaves out figures that the
// query gives; it does not change which one is preferred.
absl::StatusOr<Page<VintageView>> ListObservations(const Snapshot& snapshot,
                                                   const ObservationQuery& query, const AsOf& as_of,
                                                   const PageRequest& page,
                                                   const FigureFilter& filter = {});

// Reads the set of a query in parts, from one snapshot that it keeps alive.
class ObservationCursor {
 public:
  // `as_of` must be pinned; a `start` in the query is honoured.
  ObservationCursor(std::shared_ptr<const Snapshot> snapshot, ObservationQuery query, AsOf as_of,
                    FigureFilter filter = {});

  // At most `limit` more; empty at the end.
  std::vector<VintageView> Next(size_t limit);
  // Gives the next ones to `take` until it returns false, having taken enough, or the end.
  void Next(const std::function<bool(const VintageView&)>& take);

 private:
  friend absl::StatusOr<Page<VintageView>> ListObservations(const Snapshot& snapshot,
                                                            const ObservationQuery& query,
                                                            const AsOf& as_of,
                                                            const PageRequest& page,
                                                            const FigureFilter& filter);
  std::shared_ptr<const Snapshot> snapshot_;
  ObservationQuery query_;  // its start moves
  AsOf as_of_;
  FigureFilter filter_;
  size_t skip_ = 0;  // figures of the starting series and period that were read
  bool done_ = false;
};

}  // namespace indicast::store
