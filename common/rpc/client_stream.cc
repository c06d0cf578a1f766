#include "common/rpc/client_stream.h"

#include <grpcpp/alarm.h>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/status/error.h"

namespace indicast::rpc::internal {
namespace {

absl::Status Draining() {
  return Error(absl::StatusCode::kUnavailable, "SERVER_DRAINING",
               "the server is stopping; connect again");
}

absl::Status BrokenOff() {
  return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
               "the stream broke off before everything was sent");
}

}  // namespace

ClientStreamDriver::ClientStreamDriver(Runtime& runtime, grpc::CallbackServerContext* context,
                                       const Method& method, Dispatch dispatch)
    : runtime_(runtime),
      dispatch_(dispatch),
      idle_limit_(runtime.options().stream_idle_limit),
      scope_(runtime, context, method, &cancelled_) {}

ClientStreamDriver::~ClientStreamDriver() = default;

void ClientStreamDriver::Start() {
  self_ = shared_from_this();
  const absl::Status admitted = scope_.Admit();
  if (!admitted.ok()) return Fail(admitted);
  counted_ = runtime_.OpenStream();
  if (!counted_) return Fail(BusyError("too many streams are open"));
  if (!runtime_.AddDrained(self_)) return Fail(Draining());
  SetIdleAlarm(idle_limit_);
  StartReading();
}

void ClientStreamDriver::StartReading() {
  bool aborted = false;
  {
    const std::lock_guard lock(mutex_);
    aborted = ended_ = abort_.has_value();
    reading_ = starting_to_read_ = !aborted;
    last_read_ = std::chrono::steady_clock::now();
  }
  if (aborted) return End(*abort_);
  // Outside the lock: the reaction may follow on this thread.
  Read();
  {
    const std::lock_guard lock(mutex_);
    starting_to_read_ = false;
    if (ended_ || !reading_ || !abort_.has_value()) return;
    ended_ = true;
  }
  End(*abort_);
}

void ClientStreamDriver::ReadDone(bool ok) {
  bool aborted = false;
  {
    const std::lock_guard lock(mutex_);
    reading_ = false;
    if (ended_) return;
    aborted = ended_ = abort_.has_value();
    sent_ = !ok;
  }
  if (aborted) return End(*abort_);
  // The end of a stream and its breaking off look the same to a read. Only a stream that is still
  // whole takes the metadata.
  if (!ok) return SendInitialMetadata();
  if (!Submit(&ClientStreamDriver::TakeStep)) Fail(BusyError("its queue is full"));
}

void ClientStreamDriver::InitialMetadataDone(bool ok) {
  if (!ok) return Fail(BrokenOff());
  if (!Submit(&ClientStreamDriver::FinishStep)) Fail(BusyError("its queue is full"));
}

bool ClientStreamDriver::Submit(void (ClientStreamDriver::*step)()) {
  Executor& pool = runtime_.pool(dispatch_);
  auto task = [self = self_, step] { (self.get()->*step)(); };
  if (submitted_) return pool.TryContinue(std::move(task));
  submitted_ = pool.TrySubmit(std::move(task));
  if (!submitted_) {
    runtime_.pool_metrics(dispatch_).rejected.fetch_add(1, std::memory_order_relaxed);
  }
  return submitted_;
}

void ClientStreamDriver::TakeStep() {
  absl::Status status = scope_.CheckAlive();
  if (status.ok()) {
    status = Guard(runtime_, scope_.call(), [this] { return Take(scope_.call()); });
  }
  if (!status.ok()) return Fail(status);
  StartReading();
}

void ClientStreamDriver::FinishStep() {
  absl::Status status = scope_.CheckAlive();
  if (status.ok()) {
    status = Guard(runtime_, scope_.call(), [this] { return FinishWork(scope_.call()); });
  }
  Fail(status);
}

void ClientStreamDriver::Fail(const absl::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    ended_ = true;
  }
  End(abort_.has_value() ? *abort_ : status);
}

void ClientStreamDriver::Abort(absl::Status status) {
  {
    const std::lock_guard lock(mutex_);
    if (ended_ || sent_) return;
    if (!abort_.has_value()) abort_ = std::move(status);
    if (!reading_ || starting_to_read_) return;
    ended_ = true;
  }
  End(*abort_);
}

void ClientStreamDriver::End(const absl::Status& status) {
  std::unique_ptr<grpc::Alarm> alarm;  // cancelled after the lock is released
  {
    const std::lock_guard lock(mutex_);
    alarm.swap(alarm_);
  }
  FinishRpc(scope_.End(status));
}

void ClientStreamDriver::OnDrain() { Abort(Draining()); }

void ClientStreamDriver::Cancel() {
  cancelled_.store(true, std::memory_order_relaxed);
  Abort(BrokenOff());
}

void ClientStreamDriver::Done() {
  runtime_.RemoveDrained(this);
  if (counted_) runtime_.CloseStream();
  // When the pool has stopped the task is dropped here, and the consumer with it.
  (void)runtime_.pool(dispatch_).TryContinue([consumer = Release()] {});
  self_.reset();
}

void ClientStreamDriver::SetIdleAlarm(absl::Duration after) {
  auto alarm = std::make_unique<grpc::Alarm>();
  alarm->Set(std::chrono::system_clock::now() + absl::ToChronoMicroseconds(after),
             [weak = weak_from_this()](bool fired) {
               const auto self = fired ? weak.lock() : nullptr;
               if (self != nullptr) self->OnIdleAlarm();
             });
  const std::lock_guard lock(mutex_);
  if (!ended_ && !sent_) alarm_.swap(alarm);
}

// May come when the call, and with it the runtime, is gone: then ended_ is set.
void ClientStreamDriver::OnIdleAlarm() {
  absl::Duration silent;
  {
    const std::lock_guard lock(mutex_);
    if (ended_ || sent_) return;
    if (reading_) silent = absl::FromChrono(std::chrono::steady_clock::now() - last_read_);
  }
  if (silent < idle_limit_) return SetIdleAlarm(idle_limit_ - silent);
  Abort(Error(absl::StatusCode::kDeadlineExceeded, "STREAM_IDLE",
              absl::StrCat("nothing came for ", absl::FormatDuration(idle_limit_),
                           "; begin the stream again and send without long pauses")));
}

}  // namespace indicast::rpc::internal
