#include "projection-service/rpc/store_watch.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "common/status/error.h"

namespace indicast::projection {
namespace {

// A store without Watch may be replaced by a newer one.
constexpr absl::Duration kOlderStorePause = absl::Minutes(1);

// Where to go on after a stream that ended so; `after` is the last revision it told.
std::optional<int64_t> ResumeAfter(const absl::Status& end, std::optional<int64_t> after) {
  const ErrorDetail detail = DetailOf(end);
  if (detail.reason == "REVISION_NOT_FOUND") return std::nullopt;
  const auto found = detail.metadata.find("resume_revision");
  int64_t resume = 0;
  if (found != detail.metadata.end() && absl::SimpleAtoi(found->second, &resume)) return resume;
  return after;
}

}  // namespace

std::unique_ptr<StoreWatch> StoreWatch::Start(StoreReader& store, Options options) {
  std::unique_ptr<StoreWatch> watch(new StoreWatch(store, std::move(options)));
  watch->Ask();
  StoreWatch* const raw = watch.get();
  raw->asking_ = std::jthread([raw](const std::stop_token& stop) { raw->KeepAsking(stop); });
  raw->following_ = std::jthread([raw](const std::stop_token& stop) { raw->Follow(stop); });
  return watch;
}

StoreWatch::~StoreWatch() { Stop(); }

void StoreWatch::Stop() {
  asking_.request_stop();
  following_.request_stop();
  if (asking_.joinable()) asking_.join();
  if (following_.joinable()) following_.join();
}

void StoreWatch::Tell(int64_t revision) {
  if (revision_.exchange(revision) == revision && told_any_) return;
  told_any_ = true;
  if (options_.on_revision) options_.on_revision(revision);
}

void StoreWatch::Ask() {
  int64_t followed_before = 0;
  {
    const std::lock_guard<std::mutex> lock(tell_mutex_);
    followed_before = followed_;
  }
  rpc::CallContext call;
  call.deadline = options_.clock->Now() + options_.timeout;
  const auto head = store_.ReadHead(call);
  const std::lock_guard<std::mutex> lock(tell_mutex_);
  // What the stream has told meanwhile is newer than this answer.
  if (head.ok() && followed_ == followed_before) Tell(*head);
  const bool first = !std::exchange(asked_, true);
  const bool changed = reachable_.exchange(head.ok()) != head.ok();
  if ((first || changed) && options_.on_change) options_.on_change(head.ok());
}

void StoreWatch::AskNow() {
  {
    const std::lock_guard<std::mutex> lock(wake_mutex_);
    ask_now_ = true;
  }
  wake_.notify_all();
}

void StoreWatch::KeepAsking(const std::stop_token& stop) {
  std::unique_lock<std::mutex> lock(wake_mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, absl::ToChronoNanoseconds(options_.interval),
                   [this] { return ask_now_; });
    if (stop.stop_requested()) return;
    ask_now_ = false;
    lock.unlock();
    Ask();
    lock.lock();
  }
}

void StoreWatch::Pause(const std::stop_token& stop, absl::Duration duration) {
  std::unique_lock<std::mutex> lock(wake_mutex_);
  wake_.wait_for(lock, stop, absl::ToChronoNanoseconds(duration), [] { return false; });
}

void StoreWatch::Follow(const std::stop_token& stop) {
  std::optional<int64_t> after;
  if (reachable()) after = revision();
  absl::Duration pause = options_.first_pause;
  const auto on_revision = [&](int64_t revision) {
    after = revision;
    pause = options_.first_pause;
    {
      const std::lock_guard<std::mutex> lock(tell_mutex_);
      ++followed_;
      Tell(revision);
    }
    if (!reachable()) AskNow();
  };
  while (!stop.stop_requested()) {
    const absl::Status end = store_.FollowHead(after, on_revision, stop);
    if (stop.stop_requested()) return;
    AskNow();
    after = ResumeAfter(end, after);
    Pause(stop, absl::IsUnimplemented(end) ? kOlderStorePause : pause);
    // A store that is stopping may have answered the first question and be gone by now.
    AskNow();
    pause = std::min(2 * pause, options_.longest_pause);
  }
}

}  // namespace indicast::projection
