// StoreReader over the store's gRPC API. See store_reader.h for threads and errors.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/clock/clock.h"
#include "projection-service/store_client/store_reader.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace indicast::projection {

// A channel in clear to a store on this machine: "host:port" of loopback or "unix:/path". Cheap;
// connects when first used and again when the store returns. kInvalidArgument (ADDRESS_INVALID),
// kFailedPrecondition (INSECURE_ADDRESS) beyond this machine.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeStoreChannel(const std::string& address);

// `address` is what messages and GetServerInfo say. Calls without a deadline get one of 30 seconds
// from `clock`, which must outlive the reader.
std::unique_ptr<StoreReader> MakeGrpcStoreReader(std::shared_ptr<grpc::Channel> channel,
                                                 std::string address, const Clock& clock);

}  // namespace indicast::projection
