#include "common/rpc/stream_driver.h"

#include "common/rpc/runtime.h"
#include "common/status/error.h"

namespace indicast::rpc::internal {

StreamDriver::StreamDriver(Runtime& runtime, grpc::CallbackServerContext* context,
                           const Method& method, Dispatch dispatch)
    : runtime_(runtime), dispatch_(dispatch), scope_(runtime, context, method, &cancelled_) {}

StreamDriver::~StreamDriver() {
  if (counted_) runtime_.CloseStream();
}

void StreamDriver::Start() {
  const absl::Status admitted = scope_.Admit();
  if (!admitted.ok()) return End(admitted);
  counted_ = runtime_.OpenStream();
  if (!counted_) return End(BusyError("too many streams are open"));
  if (dispatch_ == Dispatch::kInline) return Produce();
  if (!runtime_.pool(dispatch_).TrySubmit([this] { Produce(); })) {
    runtime_.pool_metrics(dispatch_).rejected.fetch_add(1, std::memory_order_relaxed);
    End(BusyError("its queue is full"));
  }
}

void StreamDriver::Continue(bool written) {
  write_ok_ = written;
  if (Meet(Event::kWritten) && Advance()) Produce();
}

bool StreamDriver::Meet(Event event) {
  const std::lock_guard lock(mutex_);
  (event == Event::kProduced ? produced_ : written_) = true;
  if (!produced_ || !written_) return false;
  produced_ = false;
  written_ = false;
  return true;
}

bool StreamDriver::Advance() {
  if (!write_ok_) {
    End(Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
              "the reader has gone before the end of the stream"));
    return false;
  }
  if (!produced_status_.ok() || !more_) {
    End(produced_status_);
    return false;
  }
  Write();
  if (dispatch_ == Dispatch::kInline) return true;
  if (runtime_.pool(dispatch_).TryContinue([this] { Produce(); })) return false;
  produced_status_ = Error(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
                           "the server is stopping; connect again");
  if (Meet(Event::kProduced)) Advance();
  return false;
}

void StreamDriver::Produce() {
  do {
    more_ = false;
    produced_status_ = scope_.CheckAlive();
    if (produced_status_.ok()) {
      produced_status_ = Guard(runtime_, scope_.call(), [&] {
        const absl::StatusOr<bool> next = Next(scope_.call());
        more_ = next.ok() && *next;
        return next.status();
      });
    }
  } while (Meet(Event::kProduced) && Advance());
}

}  // namespace indicast::rpc::internal
