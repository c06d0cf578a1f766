// Status on the wire: absl::Status with a typed detail (common/status/error.h) to grpc::Status with
// google.rpc details, and back. For servers and clients; needs no server runtime. Thread-safe free
// functions. Cost: none for OK; some small allocations for errors.
//
// Details are the bytes of google.rpc.Status with ErrorInfo, BadRequest and RequestInfo under the
// type URLs of google.rpc. They fit the 8 KiB that gRPC leaves for metadata: messages are cut at
// kMaxMessageBytes, and violations are left out from the end until the details fit kMaxDetailBytes;
// ErrorInfo.metadata["omitted_violations"] then says how many.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "grpcpp/support/status.h"

namespace indicast::rpc {

inline constexpr size_t kMaxMessageBytes = 600;
inline constexpr size_t kMaxDetailBytes = 4096;

// Key of the detail's metadata under which FromGrpcStatus keeps the request id of the server.
inline constexpr char kRequestIdKey[] = "request_id";

// `request_id` may be empty.
grpc::Status ToGrpcStatus(const absl::Status& status, absl::string_view request_id);

// Malformed details are ignored: code and message stay.
absl::Status FromGrpcStatus(const grpc::Status& status);

}  // namespace indicast::rpc
