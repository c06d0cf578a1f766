// Error details on the wire: what a client makes of the bytes of a broken or hostile server.

#include <string>

#include "common/rpc/status_map.h"
#include "common/status/error.h"
#include "grpcpp/support/status.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {

void FuzzStatusDetails(absl::string_view input) {
  const grpc::Status wire(grpc::StatusCode::INVALID_ARGUMENT, "message", std::string(input));
  const absl::Status status = rpc::FromGrpcStatus(wire);
  REQUIRE(status.code() == absl::StatusCode::kInvalidArgument);
  const grpc::Status again = rpc::ToGrpcStatus(status, "request");
  REQUIRE(again.error_code() == grpc::StatusCode::INVALID_ARGUMENT);
  REQUIRE(again.error_message().size() <= rpc::kMaxMessageBytes);
  REQUIRE(again.error_details().size() <= rpc::kMaxDetailBytes);
  REQUIRE(rpc::FromGrpcStatus(again).code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace indicast::fuzz
