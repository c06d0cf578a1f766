// The one unary wrapper and the one wrapper of server streams; client_stream.h has that of client
// streams. Every method of both services goes through one of them; handlers hold no rules. In
// order: request id and trace, deadline left, authenticate, authorize, admit, run (convert, app
// call), map status, log, metrics, audit.
//
//   grpc::ServerUnaryReactor* GetIndicator(grpc::CallbackServerContext* context,
//                                          const GetIndicatorRequest* request,
//                                          GetIndicatorResponse* response) override {
//     return RunUnary(runtime_, context, kGetIndicator, Dispatch::kInline,
//                     [this, request, response](CallContext& call) -> absl::Status { ... });
//   }
//
// Dispatch::kInline runs in the reaction and must not block; kStorage and kCompute run on the
// bounded pool of that name and are refused with RESOURCE_EXHAUSTED (SERVER_BUSY) when its queue is
// full. `run` is called at most once; request and response live until the RPC is finished, which
// happens exactly once on every path (also on cancel, full queue and shutdown). An exception that
// reaches the wrapper becomes INTERNAL (INTERNAL_ERROR).
//
// The request id travels back in the trailing metadata x-request-id of every error, every write and
// every call that sent one; errors carry it in their details too.
//
// Cost of an inline call beside its `run`: two clock readings, a few relaxed counters, no lock and
// no allocation of our own.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "common/rpc/method.h"
#include "common/rpc/stream_driver.h"
#include "google/protobuf/arena.h"
#include "grpcpp/support/server_callback.h"

namespace indicast::rpc {

class Runtime;  // runtime.h

namespace internal {

grpc::ServerUnaryReactor* RunInline(Runtime& runtime, grpc::CallbackServerContext* context,
                                    const Method& method,
                                    absl::FunctionRef<absl::Status(CallContext&)> run);

grpc::ServerUnaryReactor* RunPooled(Runtime& runtime, grpc::CallbackServerContext* context,
                                    const Method& method, Dispatch dispatch,
                                    absl::AnyInvocable<absl::Status(CallContext&)> run);

}  // namespace internal

// Answers a unary call. Run: absl::Status(CallContext&), movable.
template <typename Run>
grpc::ServerUnaryReactor* RunUnary(Runtime& runtime, grpc::CallbackServerContext* context,
                                   const Method& method, Dispatch dispatch, Run run) {
  if (dispatch == Dispatch::kInline) return internal::RunInline(runtime, context, method, run);
  return internal::RunPooled(runtime, context, method, dispatch, std::move(run));
}

// Produces the messages of a server stream: `next` fills the (empty) message and returns true
// while there is one, false at the end, or an error. Called on the pool of `dispatch`, one call in
// flight, at most one message ahead of the one that is being written (a slow reader slows its
// producer and holds no pool thread meanwhile). Open streams are limited to
// ServerOptions::stream_limit.
template <typename Response>
using StreamProducer =
    absl::AnyInvocable<absl::StatusOr<bool>(CallContext& call, Response& message)>;

namespace internal {

template <typename Response>
class ServerStream final : public grpc::ServerWriteReactor<Response>, private StreamDriver {
 public:
  ServerStream(Runtime& runtime, grpc::CallbackServerContext* context, const Method& method,
               Dispatch dispatch, StreamProducer<Response> next)
      : StreamDriver(runtime, context, method, dispatch), next_(std::move(next)) {
    Start();
  }

  void OnWriteDone(bool ok) override { Continue(ok); }
  void OnCancel() override { Cancel(); }
  void OnDone() override { delete this; }

 private:
  // A message whose parts lie together and go together.
  struct Slot {
    Slot() : arena(ArenaBlocks()) {}
    google::protobuf::Arena arena;
    Response* message = nullptr;
  };
  // Streams are made for large messages.
  static google::protobuf::ArenaOptions ArenaBlocks() {
    google::protobuf::ArenaOptions options;
    options.start_block_size = 4 << 10;
    options.max_block_size = 256 << 10;
    return options;
  }

  absl::StatusOr<bool> Next(CallContext& call) override {
    Slot& slot = slots_[filling_];
    slot.arena.Reset();
    slot.message = google::protobuf::Arena::CreateMessage<Response>(&slot.arena);
    return next_(call, *slot.message);
  }
  void Write() override {
    const Response* message = slots_[filling_].message;
    filling_ = 1 - filling_;
    this->StartWrite(message);
  }
  void FinishRpc(const grpc::Status& status) override { this->Finish(status); }

  StreamProducer<Response> next_;
  std::array<Slot, 2> slots_;  // one is filled while the other is written
  size_t filling_ = 0;
};

}  // namespace internal

template <typename Response>
grpc::ServerWriteReactor<Response>* RunServerStream(Runtime& runtime,
                                                    grpc::CallbackServerContext* context,
                                                    const Method& method, Dispatch dispatch,
                                                    StreamProducer<Response> next) {
  // Owns itself; deleted in OnDone.
  return new internal::ServerStream<Response>(runtime, context, method, dispatch, std::move(next));
}

}  // namespace indicast::rpc
