// The answers of one Watch call: its request converted, each step cut into messages.
//
// Thread-compatible. The store must outlive it.
#pragma once

#include <optional>
#include <utility>

#include "absl/status/statusor.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "store-service/app/watch_cursor.h"

namespace indicast::store {

class WatchParts {
 public:
  // Does not block. kInvalidArgument names every wrong field; errors of WatchCursor::Start.
  static absl::StatusOr<WatchParts> Start(Store& store, const v1::WatchRequest& request);

  // Fills `part`, which must be empty; false when there is nothing until the head moves. May block
  // on the backend. A part holds at most about 512 KiB and 1000 changes.
  absl::StatusOr<bool> Next(v1::WatchResponse& part);

  // True when Next may have something. Does not block.
  bool HasNews() const { return step_.has_value() || cursor_.HasNews(); }
  // Everything up to here was handed out whole.
  Revision position() const { return position_; }

 private:
  WatchParts(Store& store, WatchCursor cursor, bool with_records)
      : store_(&store),
        cursor_(std::move(cursor)),
        with_records_(with_records),
        position_(cursor_.position()) {}

  void Fill(v1::WatchedRevision& part);

  Store* store_;
  WatchCursor cursor_;
  bool with_records_;
  Revision position_;
  std::optional<WatchStep> step_;  // a revision of which parts are left
  size_t next_ = 0;                // of step_->passing
};

}  // namespace indicast::store
