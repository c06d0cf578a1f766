#include "clients/batch/patience.h"

#include <algorithm>
#include <utility>

#include "absl/random/random.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast::batch {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(200);
constexpr absl::Duration kLongestPause = absl::Seconds(10);

// Between half and all of the pause: shards that failed together do not come back together.
absl::Duration Jittered(absl::Duration pause) {
  absl::BitGen random;
  return pause * absl::Uniform(random, 0.5, 1.0);
}

}  // namespace

Patience::Patience(Options options)
    : options_(std::move(options)), last_progress_(options_.clock->Now()), pause_(kFirstPause) {}

void Patience::Progress() {
  last_progress_ = options_.clock->Now();
  pause_ = kFirstPause;
  if (!is_out_) return;
  is_out_ = false;
  options_.tell({"服务恢复应答", "the service answers again"});
}

bool Patience::Passes(const absl::Status& failure) {
  switch (failure.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      return true;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
      // A connection that broke in the middle of an answer has no reason of the service.
      return DetailOf(failure).reason.empty();
    default:
      return false;
  }
}

absl::Status Patience::AfterFailure(const absl::Status& failure) {
  if (!Passes(failure)) return failure;
  const absl::Duration left = options_.limit - (options_.clock->Now() - last_progress_);
  const std::string limit = absl::FormatDuration(options_.limit);
  if (left <= absl::ZeroDuration()) {
    return ErrorWithDetail(absl::StatusCode::kUnavailable,
                           absl::StrCat("nothing came for ", limit, ": ", failure.message()),
                           DetailOf(failure));
  }
  if (!is_out_) {
    is_out_ = true;
    const std::string why = Shorten(failure.message(), 200);
    options_.tell({absl::StrCat("服务没有应答,至多等 ", limit, ":", why),
                   absl::StrCat("the service does not answer; waiting up to ", limit, ": ", why)});
  }
  const absl::Duration pause = std::min(left, Jittered(pause_));
  pause_ = std::min(pause_ * 2, kLongestPause);
  return options_.wait(pause) ? Interrupted() : absl::OkStatus();
}

}  // namespace indicast::batch
