#include "store-service/rpc/watch_stream.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {

grpc::ServerWriteReactor<v1::WatchResponse>* WatchStream::Start(
    Store& store, rpc::Runtime& runtime, grpc::CallbackServerContext* context,
    const rpc::Method& method, const v1::WatchRequest& request) {
  auto stream = std::make_shared<WatchStream>(store, runtime, context, method);
  WatchStream* const raw = stream.get();
  raw->self_ = stream;
  const absl::Status admitted = raw->Admit(request);
  if (admitted.ok()) {
    raw->Schedule();
  } else {
    raw->End(admitted);
  }
  return raw;
}

WatchStream::WatchStream(Store& store, rpc::Runtime& runtime, grpc::CallbackServerContext* context,
                         const rpc::Method& method)
    : store_(store),
      hub_(store.watch_hub()),
      runtime_(runtime),
      scope_(runtime, context, method, &cancelled_) {}

absl::Status WatchStream::Admit(const v1::WatchRequest& request) {
  RETURN_IF_ERROR(scope_.Admit());
  ASSIGN_OR_RETURN(parts_, WatchParts::Start(store_, request));
  return hub_.Add(shared_from_this());
}

bool WatchStream::HasWork() const {
  return cancelled_.load(std::memory_order_relaxed) || hub_.closed() || too_slow_ ||
         parts_->HasNews();
}

void WatchStream::Told() {
  {
    const std::lock_guard lock(mutex_);
    if (writing_ && !too_slow_ && hub_.head() - head_at_write_ > hub_.limits().behind) {
      too_slow_ = true;
      hub_.CountSlow();
    }
    if (busy_ || !HasWork()) return;
    busy_ = true;
  }
  Schedule();
}

void WatchStream::Schedule() {
  // A watcher was admitted once: its next step is not refused for a full queue.
  if (runtime_.pool(rpc::Dispatch::kStorage).TryContinue([self = shared_from_this()] {
        self->Work();
      })) {
    return;
  }
  End(Ended(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
            "the server is stopping; connect again"));
}

void WatchStream::Work() {
  while (true) {
    if (const absl::Status verdict = Verdict(); !verdict.ok()) return End(verdict);
    const absl::StatusOr<bool> more = Produce();
    if (!more.ok()) return End(more.status());
    const std::lock_guard lock(mutex_);
    if (*more) {
      writing_ = true;
      head_at_write_ = hub_.head();
      break;
    }
    if (HasWork()) continue;
    busy_ = false;
    return;
  }
  // Outside the lock, so that a reaction may follow on this thread.
  StartWrite(&response_);
}

absl::Status WatchStream::Verdict() {
  RETURN_IF_ERROR(scope_.CheckAlive());
  {
    const std::lock_guard lock(mutex_);
    if (too_slow_) {
      return Ended(absl::StatusCode::kResourceExhausted, "WATCH_TOO_SLOW",
                   absl::StrCat("more than ", hub_.limits().behind,
                                " revisions were written while one message waited for its "
                                "reader; read faster"));
    }
  }
  if (!hub_.closed()) return absl::OkStatus();
  return Ended(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
               "the server is stopping; connect again");
}

absl::StatusOr<bool> WatchStream::Produce() {
  response_ = v1::WatchResponse();  // gives back the memory of the last one
  bool more = false;
  RETURN_IF_ERROR(rpc::internal::Guard(runtime_, scope_.call(), [&] {
    const absl::StatusOr<bool> next = parts_->Next(response_);
    more = next.ok() && *next;
    return next.status();
  }));
  return more;
}

void WatchStream::OnWriteDone(bool ok) {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    if (!ok) cancelled_.store(true, std::memory_order_relaxed);
    if (!HasWork()) {
      busy_ = false;
      return;
    }
  }
  Schedule();
}

void WatchStream::OnCancel() {
  cancelled_.store(true, std::memory_order_relaxed);
  Told();
}

void WatchStream::OnDone() {
  hub_.Remove(this);
  const std::shared_ptr<WatchStream> last = std::move(self_);
}

void WatchStream::End(const absl::Status& status) { Finish(scope_.End(status)); }

absl::Status WatchStream::Ended(absl::StatusCode code, absl::string_view reason,
                                absl::string_view message) const {
  const std::string resume = absl::StrCat(parts_->position());
  return Error(code, reason, absl::StrCat(message, "; go on after revision ", resume),
               {{"resume_revision", resume}});
}

}  // namespace indicast::store
