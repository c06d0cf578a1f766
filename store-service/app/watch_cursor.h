// WatchCursor: how far one watcher has come, and what it is told next. Revisions in order, each
// once, none left out, each whole; what does not pass the filter shows only as bookmarks.
//
// Thread-compatible. The store must outlive it.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "store-service/app/revision_changes.h"
#include "store-service/app/store.h"

namespace indicast::store {

struct WatchOptions {
  std::optional<Revision> start_after;  // unset: the newest revision of now
  WatchFilter filter;
  int bookmark_interval = 100;  // revisions of silence; at least 1
};

// A revision with the changes that pass (at least one), or a bookmark.
struct WatchStep {
  Revision revision = 0;                           // everything up to here is told
  std::shared_ptr<const RevisionChanges> changes;  // null: a bookmark
  std::vector<size_t> passing;                     // places in changes->changes
};

class WatchCursor {
 public:
  // Does not block. kInvalidArgument for a negative start; kOutOfRange (REVISION_NOT_FOUND) beyond
  // the newest revision.
  static absl::StatusOr<WatchCursor> Start(Store& store, WatchOptions options);

  // The next step; nullopt when there is none until the head moves. A bookmark comes once when the
  // newest revision is first reached, then after each interval of silence. May block on the
  // backend, whose errors it returns. Cost: the changes looked at.
  absl::StatusOr<std::optional<WatchStep>> Next();

  // True when Next may have something. Does not block.
  bool HasNews() const;
  // Everything up to here was told by Next.
  Revision position() const { return position_; }

 private:
  WatchCursor(Store& store, WatchOptions options, Revision position)
      : store_(&store), options_(std::move(options)), position_(position) {}

  absl::StatusOr<std::shared_ptr<const RevisionChanges>> Following();

  Store* store_;
  WatchOptions options_;
  Revision position_;
  bool caught_up_ = false;
  int silence_ = 0;                                           // revisions since the last step
  std::deque<std::shared_ptr<const RevisionChanges>> ahead_;  // read from the log, not yet told
};

}  // namespace indicast::store
