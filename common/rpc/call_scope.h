// CallScope: the steps that both wrappers share, from the door to the log line. Internal to
// handlers.h. Thread-compatible: one thread at a time, as the wrappers guarantee.
#pragma once

#include <atomic>
#include <chrono>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/auth/policy.h"
#include "common/rpc/call.h"
#include "common/rpc/method.h"
#include "grpcpp/server_context.h"
#include "grpcpp/support/status.h"

namespace indicast::rpc {

class Runtime;
struct MethodState;

namespace internal {

class CallScope {
 public:
  // Starts the clock and the counters; reads request id, trace and language from the metadata.
  CallScope(Runtime& runtime, grpc::CallbackServerContext* context, const Method& method,
            const std::atomic<bool>* cancelled);
  CallScope(const CallScope&) = delete;
  CallScope& operator=(const CallScope&) = delete;

  CallContext& call() { return call_; }

  // Draining, deadline, authenticate, authorize. OK: the call may run.
  absl::Status Admit();
  // After waiting: cancelled or too late?
  absl::Status CheckAlive() const;
  // Metrics, log, audit, trailing metadata; the status to finish the RPC with. Exactly once.
  grpc::Status End(const absl::Status& status);

 private:
  void ReadMetadata();
  auth::Caller Authenticate() const;
  bool Sampled() const;
  void Log(const absl::Status& status, absl::Duration took) const;

  Runtime& runtime_;
  grpc::CallbackServerContext* const context_;
  const MethodState& state_;
  const std::chrono::steady_clock::time_point start_;
  bool client_sent_id_ = false;
  CallContext call_;
};

// Runs `body`; what it throws becomes INTERNAL (INTERNAL_ERROR) and a log line.
absl::Status Guard(Runtime& runtime, const CallContext& call,
                   absl::FunctionRef<absl::Status()> body);

// RESOURCE_EXHAUSTED (SERVER_BUSY).
absl::Status BusyError(absl::string_view what);

}  // namespace internal
}  // namespace indicast::rpc
