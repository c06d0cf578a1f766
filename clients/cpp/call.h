// One blocking call, unary or reading a stream, with the metadata and deadline of a client. Private
// to clients/cpp: including it costs a gRPC compile.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/connect.h"
#include "grpcpp/client_context.h"
#include "grpcpp/support/status.h"
#include "grpcpp/support/sync_stream.h"

namespace indicast::client {

// Fills deadline, accept-language and x-request-id; returns the request id.
std::string Prepare(grpc::ClientContext& context, const ConnectOptions& options);

// The server's error with its typed detail and metadata["request_id"]. `status` is not OK.
absl::Status ToStatus(const grpc::Status& status, const std::string& request_id,
                      const ConnectOptions& options);

// Why nothing answers at the address, by a connection of its own (TLS_REQUIRED, TLS_CLIENT_REFUSED
// and so on); OK when it cannot tell.
absl::Status WhyUnavailable(const ConnectOptions& options);

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

// Hands every message of the stream to `on_part`, which may stop it by an error; that error is
// returned.
template <typename Part>
absl::Status ReadStream(grpc::ClientContext& context, grpc::ClientReader<Part>& reader,
                        const std::function<absl::Status(const Part&)>& on_part,
                        const std::string& request_id, const ConnectOptions& options) {
  Part part;
  absl::Status stopped;
  while (stopped.ok() && reader.Read(&part)) stopped = on_part(part);
  if (!stopped.ok()) context.TryCancel();
  const grpc::Status status = reader.Finish();
  if (!stopped.ok()) return stopped;
  return status.ok() ? absl::OkStatus() : ToStatus(status, request_id, options);
}

// A whole call of a method with a stream of answers.
template <typename Part, typename Stub, typename Request>
absl::Status CallStream(
    Stub& stub,
    std::unique_ptr<grpc::ClientReader<Part>> (Stub::*method)(grpc::ClientContext*, const Request&),
    const Request& request, const std::function<absl::Status(const Part&)>& on_part,
    const ConnectOptions& options) {
  grpc::ClientContext context;
  const std::string request_id = Prepare(context, options);
  const auto reader = (stub.*method)(&context, request);
  return ReadStream(context, *reader, on_part, request_id, options);
}

}  // namespace indicast::client
