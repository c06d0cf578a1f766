// StreamDriver: the part of a server stream that does not depend on the message type. Internal to
// handlers.h. At most one producer call and, beside it, the write of the message before are in
// flight; Cancel may come between.
#pragma once

#include <atomic>
#include <mutex>

#include "absl/status/status.h"
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
  // After a write.
  void Continue(bool written);
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }

  // Fills the next message while the one before is being written.
  virtual absl::StatusOr<bool> Next(CallContext& call) = 0;
  // Writes the message that Next filled.
  virtual void Write() = 0;
  virtual void FinishRpc(const grpc::Status& status) = 0;

 private:
  enum class Event { kProduced, kWritten };

  // Produces one message here and now.
  void Produce();
  // True for the second of the two events, which goes on with Advance().
  bool Meet(Event event);
  // Writes what was produced and has the next one produced, or finishes. True when the caller is to
  // produce it.
  bool Advance();
  // Nothing may touch this object afterwards: OnDone deletes it.
  void End(const absl::Status& status) { FinishRpc(scope_.End(status)); }

  Runtime& runtime_;
  const Dispatch dispatch_;
  std::atomic<bool> cancelled_{false};
  bool counted_ = false;  // holds one of the runtime's open streams
  // Touched by whoever brings the event about, and by Advance() after both.
  absl::Status produced_status_;
  bool more_ = false;
  bool write_ok_ = true;
  std::mutex mutex_;
  bool produced_ = false;  // guarded by mutex_
  bool written_ = true;    // guarded by mutex_
  CallScope scope_;
};

}  // namespace indicast::rpc::internal
