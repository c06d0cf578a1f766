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
  if (!written) {
    return End(Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                     "the reader has gone before the end of the stream"));
  }
  if (dispatch_ == Dispatch::kInline) return Produce();
  if (!runtime_.pool(dispatch_).TryContinue([this] { Produce(); })) {
    End(Error(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
              "the server is stopping; connect again"));
  }
}

void StreamDriver::Produce() {
  absl::Status status = scope_.CheckAlive();
  bool more = false;
  if (status.ok()) {
    status = Guard(runtime_, scope_.call(), [&] {
      const absl::StatusOr<bool> next = Next(scope_.call());
      more = next.ok() && *next;
      return next.status();
    });
  }
  if (status.ok() && more) {
    Write();
  } else {
    End(status);
  }
}

}  // namespace indicast::rpc::internal
