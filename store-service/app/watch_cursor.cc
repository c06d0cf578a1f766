#include "store-service/app/watch_cursor.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

// Revisions may be large, and there may be many watchers.
constexpr int kReadAhead = 8;

}  // namespace

absl::StatusOr<WatchCursor> WatchCursor::Start(Store& store, WatchOptions options) {
  const Revision head = store.watch_hub().head();
  const Revision start = options.start_after.value_or(head);
  if (start < 0) {
    return FieldError("start_after_revision",
                      absl::StrCat(start, " is negative; 0 starts with the first revision"));
  }
  if (start > head) {
    return Error(absl::StatusCode::kOutOfRange, "REVISION_NOT_FOUND",
                 absl::StrCat("start_after_revision: ", start,
                              " is not written yet; the newest revision is ", head),
                 {{"head_revision", absl::StrCat(head)}});
  }
  return WatchCursor(store, std::move(options), start);
}

bool WatchCursor::HasNews() const { return !caught_up_ || position_ < store_->watch_hub().head(); }

absl::StatusOr<std::shared_ptr<const RevisionChanges>> WatchCursor::Following() {
  if (ahead_.empty()) {
    auto recent = store_->watch_hub().Recent(position_ + 1);
    if (recent != nullptr) return recent;
    ASSIGN_OR_RETURN(auto read, store_->ReadChanges(position_, kReadAhead));
    ahead_.assign(std::make_move_iterator(read.begin()), std::make_move_iterator(read.end()));
  }
  if (ahead_.empty() || ahead_.front()->entry.revision != position_ + 1) {
    return Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT",
                 absl::StrCat("revision ", position_ + 1, " is missing in the log"));
  }
  auto next = std::move(ahead_.front());
  ahead_.pop_front();
  return next;
}

absl::StatusOr<std::optional<WatchStep>> WatchCursor::Next() {
  while (position_ < store_->watch_hub().head()) {
    ASSIGN_OR_RETURN(std::shared_ptr<const RevisionChanges> next, Following());
    WatchStep step;
    step.revision = ++position_;
    for (size_t i = 0; i < next->changes.size(); ++i) {
      if (options_.filter.Passes(next->changes[i])) step.passing.push_back(i);
    }
    if (!step.passing.empty()) {
      silence_ = 0;
      step.changes = std::move(next);
      return step;
    }
    if (++silence_ >= options_.bookmark_interval) {
      silence_ = 0;
      return step;
    }
  }
  if (caught_up_) return std::nullopt;
  caught_up_ = true;
  silence_ = 0;
  WatchStep step;
  step.revision = position_;
  return step;
}

}  // namespace indicast::store
