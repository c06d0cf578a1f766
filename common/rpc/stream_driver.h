// StreamDriver: the part of a server stream that does not depend on the message type. Internal to
// handlers.h. One producer call or one write is in flight at any time; Cancel may come between.
#pragma once

#include <atomic>

#include "absl/status/statusor.h"
#include "common/rpc/call_scope.h"
#include "common/rpc/method.h"
#include "grpcpp/support/server_callback.h"

namespace indicast::rpc::internal {

class StreamDriver {
 public:
  StreamDriver(const StreamDriver&) = delete;
  StreamDriver& operator=(const StreamDriver&) = delete;

 protected:
  StreamDriver(Runtime& runtime, grpc::CallbackServerContext* context, const Method& method,
               Dispatch dispatch);
  virtual ~StreamDriver();

  // Admits the call and asks for the first message, or finishes with the refusal.
  void Start();
  // After a write: asks for the next message, or finishes when the client has gone.
  void Continue(bool written);
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }

  virtual absl::StatusOr<bool> Next(CallContext& call) = 0;
  virtual void Write() = 0;
  virtual void FinishRpc(const grpc::Status& status) = 0;

 private:
  // Produces one message here and now, then writes it or finishes.
  void Produce();
  // Nothing may touch this object afterwards: OnDone deletes it.
  void End(const absl::Status& status) { FinishRpc(scope_.End(status)); }

  Runtime& runtime_;
  const Dispatch dispatch_;
  std::atomic<bool> cancelled_{false};
  bool counted_ = false;  // holds one of the runtime's open streams
  CallScope scope_;
};

}  // namespace indicast::rpc::internal
