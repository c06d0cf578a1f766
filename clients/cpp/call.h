// One blocking unary call with the metadata and deadline of a client. Private to clients/cpp:
// including it costs a gRPC compile.
#pragma once

#include <chrono>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/connect.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"

namespace indicast::client {

// Fills deadline, accept-language and x-request-id; returns the request id.
std::string Prepare(grpc::ClientContext& context, const ConnectOptions& options);

// The server's error with its typed detail and metadata["request_id"]. `status` is not OK.
absl::Status ToStatus(const grpc::Status& status, const std::string& request_id,
                      const ConnectOptions& options);

template <typename Response, typename Stub, typename Request>
absl::StatusOr<Response> CallUnary(Stub& stub,
                                   grpc::Status (Stub::*method)(grpc::ClientContext*,
                                                                const Request&, Response*),
                                   const Request& request, const ConnectOptions& options) {
  grpc::ClientContext context;
  const std::string request_id = Prepare(context, options);
  Response response;
  const grpc::Status status = (stub.*method)(&context, request, &response);
  if (!status.ok()) return ToStatus(status, request_id, options);
  return response;
}

}  // namespace indicast::client
