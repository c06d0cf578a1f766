// The one unary wrapper and the one stream wrapper. Every method of both services goes through them;
// handlers hold no rules. In order: request id and trace, deadline left, authenticate, authorize,
// admit, run (convert, app call), map status, log, metrics, audit.
//
//   grpc::ServerUnaryReactor* GetIndicator(grpc::CallbackServerContext* context,
//                                          const GetIndicatorRequest* request,
//                                          GetIndicatorResponse* response) override {
//     return runtime_.Unary(context, kGetIndicator, Dispatch::kInline,
//                           [this, request, response](CallContext& call) -> absl::Status { ... });
//   }
//
// Dispatch::kInline runs in the reaction and must not block; kStorage and kCompute run on the bounded
// pool of that name and are refused with RESOURCE_EXHAUSTED (SERVER_BUSY) when its queue is full.
// `run` is called at most once; request and response live until the RPC is finished, which happens
// exactly once on every path (also on cancel, full queue and shutdown).
#pragma once

#include <functional>
#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "grpcpp/support/server_callback.h"

namespace indicast::rpc {

enum class Dispatch { kInline, kStorage, kCompute };

// A method and what the log and the policy know of it. Define one constant a method.
struct Method {
  const char* service;  // "indicast.store.v1.IndicatorStore"
  const char* name;     // "GetIndicator"
  bool write = false;   // logged always, needs the right to write
};

class Runtime;  // server.h

// Answers a unary call.
grpc::ServerUnaryReactor* RunUnary(Runtime& runtime, grpc::CallbackServerContext* context,
                                   const Method& method, Dispatch dispatch,
                                   absl::AnyInvocable<absl::Status(CallContext&)> run);

// Produces the messages of a server stream: `next` fills the message and returns true while there is
// one, false at the end, or an error. Called on the pool of `dispatch`, one call in flight, each
// after the previous message was written (one write in flight; a slow reader slows its producer and
// holds no pool thread meanwhile).
template <typename Response>
using StreamProducer =
    absl::AnyInvocable<absl::StatusOr<bool>(CallContext& call, Response& message)>;

template <typename Response>
grpc::ServerWriteReactor<Response>* RunServerStream(Runtime& runtime,
                                                    grpc::CallbackServerContext* context,
                                                    const Method& method, Dispatch dispatch,
                                                    StreamProducer<Response> next);

}  // namespace indicast::rpc
