// The wrapper of client streams, beside those of handlers.h and with the same order of steps.
//
// Messages are handed over one at a time on the pool of `dispatch`, and the next one is read when
// the last has been taken: a stream holds one message of its own, a slow caller holds no thread,
// and flow control slows a fast one. The work itself runs there too, once the caller has finished
// sending. Whatever a consumer gathers is its own to bound.
//
// A stream that breaks off, exceeds a limit, passes its deadline, is silent for
// ServerOptions::stream_idle_limit (STREAM_IDLE) or is still being sent when the server drains
// (SERVER_DRAINING) ends without Finish. Open streams count towards ServerOptions::stream_limit.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/rpc/call.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/method.h"
#include "common/rpc/runtime.h"
#include "grpcpp/support/server_callback.h"

namespace grpc {
class Alarm;
}  // namespace grpc

namespace indicast::rpc {

// What one stream is for. One call at a time; destroyed on the pool, because what was gathered may
// take long to free.
template <typename Request>
class StreamConsumer {
 public:
  virtual ~StreamConsumer() = default;
  // The next message, whose content may be moved away. An error ends the stream.
  virtual absl::Status Take(CallContext& call, Request& message) = 0;
  // The caller has sent everything: fills the response or returns the error to answer with.
  virtual absl::Status Finish(CallContext& call) = 0;
};

namespace internal {

// The part that does not depend on the message type. Until the end of the stream either one read or
// one call of the consumer is under way; Abort may come at any time.
class ClientStreamDriver : public DrainedCall,
                           public std::enable_shared_from_this<ClientStreamDriver> {
 public:
  ClientStreamDriver(const ClientStreamDriver&) = delete;
  ClientStreamDriver& operator=(const ClientStreamDriver&) = delete;
  ~ClientStreamDriver() override;

  // Admits the call and reads the first message, or finishes with the refusal. Keeps itself alive
  // until Done.
  void Start();
  void OnDrain() override;

 protected:
  ClientStreamDriver(Runtime& runtime, grpc::CallbackServerContext* context, const Method& method,
                     Dispatch dispatch);

  void ReadDone(bool ok);
  void InitialMetadataDone(bool ok);
  void Cancel();
  void Done();

  virtual void Read() = 0;
  virtual void SendInitialMetadata() = 0;
  virtual void FinishRpc(const grpc::Status& status) = 0;
  virtual absl::Status Take(CallContext& call) = 0;
  virtual absl::Status FinishWork(CallContext& call) = 0;
  // Gives the consumer away.
  virtual std::shared_ptr<void> Release() = 0;

 private:
  bool Submit(void (ClientStreamDriver::*step)());
  void TakeStep();
  void FinishStep();
  void StartReading();
  // Ends the stream; for whoever does the step under way.
  void Fail(const absl::Status& status);
  // Ends the stream from outside, now or when the step under way returns; does nothing once
  // everything has been sent.
  void Abort(absl::Status status);
  // After ended_ was set, by whoever set it.
  void End(const absl::Status& status);
  void SetIdleAlarm(absl::Duration after);
  void OnIdleAlarm();

  Runtime& runtime_;
  const Dispatch dispatch_;
  const absl::Duration idle_limit_;
  std::atomic<bool> cancelled_{false};
  CallScope scope_;
  std::shared_ptr<ClientStreamDriver> self_;
  bool counted_ = false;    // holds one of the runtime's open streams
  bool submitted_ = false;  // the pool has admitted the call

  std::mutex mutex_;  // guards what follows
  bool reading_ = false;
  bool starting_to_read_ = false;  // Read() has not returned
  bool sent_ = false;              // the caller has finished sending
  bool ended_ = false;
  std::optional<absl::Status> abort_;
  std::chrono::steady_clock::time_point last_read_;
  std::unique_ptr<grpc::Alarm> alarm_;
};

template <typename Request>
class ClientStream final : public grpc::ServerReadReactor<Request>, public ClientStreamDriver {
 public:
  ClientStream(Runtime& runtime, grpc::CallbackServerContext* context, const Method& method,
               Dispatch dispatch, std::unique_ptr<StreamConsumer<Request>> consumer)
      : ClientStreamDriver(runtime, context, method, dispatch), consumer_(std::move(consumer)) {}

  void OnReadDone(bool ok) override { ReadDone(ok); }
  void OnSendInitialMetadataDone(bool ok) override { InitialMetadataDone(ok); }
  void OnCancel() override { Cancel(); }
  void OnDone() override { Done(); }

 private:
  void Read() override { this->StartRead(&message_); }
  void SendInitialMetadata() override { this->StartSendInitialMetadata(); }
  void FinishRpc(const grpc::Status& status) override {
    grpc::ServerReadReactor<Request>::Finish(status);
  }
  absl::Status Take(CallContext& call) override {
    absl::Status status = consumer_->Take(call, message_);
    message_.Clear();
    return status;
  }
  absl::Status FinishWork(CallContext& call) override { return consumer_->Finish(call); }
  std::shared_ptr<void> Release() override { return std::move(consumer_); }

  std::shared_ptr<StreamConsumer<Request>> consumer_;
  Request message_;
};

}  // namespace internal

template <typename Request>
grpc::ServerReadReactor<Request>* RunClientStream(
    Runtime& runtime, grpc::CallbackServerContext* context, const Method& method, Dispatch dispatch,
    std::unique_ptr<StreamConsumer<Request>> consumer) {
  auto stream = std::make_shared<internal::ClientStream<Request>>(runtime, context, method,
                                                                  dispatch, std::move(consumer));
  stream->Start();
  return stream.get();  // it keeps itself until the call is done
}

}  // namespace indicast::rpc
