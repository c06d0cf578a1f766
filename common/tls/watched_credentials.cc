#include "common/tls/watched_credentials.h"

#include <utility>

#include "common/status/status_macros.h"

namespace indicast::tls {
namespace {

bool Same(const Credentials& a, const Credentials& b) {
  return a.certificate == b.certificate && a.key == b.key && a.ca == b.ca;
}

}  // namespace

absl::StatusOr<std::unique_ptr<WatchedCredentials>> WatchedCredentials::Start(Options options) {
  ASSIGN_OR_RETURN(Credentials first,
                   ReadCredentials(options.files, options.side, options.clock->Now()));
  std::unique_ptr<WatchedCredentials> watched(new WatchedCredentials(std::move(options)));
  watched->current_ = std::make_shared<const Credentials>(std::move(first));
  if (watched->options_.on_change) RETURN_IF_ERROR(watched->options_.on_change(watched->current_));
  WatchedCredentials* const raw = watched.get();
  raw->thread_ = std::jthread([raw](const std::stop_token& stop) { raw->Watch(stop); });
  return watched;
}

WatchedCredentials::~WatchedCredentials() = default;

WatchedCredentials::Shared WatchedCredentials::current() const {
  const std::lock_guard lock(mutex_);
  return current_;
}

void WatchedCredentials::Watch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, absl::ToChronoNanoseconds(options_.interval), [] { return false; });
    if (stop.stop_requested()) return;
    lock.unlock();
    Look();
    lock.lock();
  }
}

void WatchedCredentials::Look() {
  auto read = ReadCredentials(options_.files, options_.side, options_.clock->Now());
  // A link may have been switched between two of the files: a second reading is of one state.
  if (!read.ok()) {
    read = ReadCredentials(options_.files, options_.side, options_.clock->Now());
  }
  absl::Status refusal = read.status();
  if (refusal.ok() && !Same(*read, *current())) {
    const auto fresh = std::make_shared<const Credentials>(*std::move(read));
    refusal = options_.on_change ? options_.on_change(fresh) : absl::OkStatus();
    if (refusal.ok()) {
      reloads_.fetch_add(1, std::memory_order_relaxed);
      const std::lock_guard lock(mutex_);
      current_ = fresh;
    }
  }
  const std::string message(refusal.message());
  if (message == refused_) return;
  refused_ = message;
  if (refusal.ok()) return;
  refusals_.fetch_add(1, std::memory_order_relaxed);
  if (options_.on_refusal) options_.on_refusal(refusal);
}

}  // namespace indicast::tls
