// StoreReader over the store's gRPC API. See store_reader.h for threads and errors.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "common/clock/clock.h"
#include "common/rpc/channel_tls.h"
#include "projection-service/store_client/store_reader.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace indicast::projection {

// A channel to the store: "host:port" or "unix:/path", without TLS of this machine only. Cheap;
// connects when first used and again when the store returns. kInvalidArgument (ADDRESS_INVALID),
// kFailedPrecondition (INSECURE_ADDRESS) in clear beyond this machine, and the errors of
// rpc::MakeChannelCredentials at the time of `clock`.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeStoreChannel(
    const std::string& address, const std::optional<rpc::ChannelTls>& tls = std::nullopt,
    const Clock& clock = SystemClock());

// `address` is what messages and GetServerInfo say, `tls` that of the channel. Calls without a
// deadline get one of 30 seconds from `clock`, which must outlive the reader.
std::unique_ptr<StoreReader> MakeGrpcStoreReader(std::shared_ptr<grpc::Channel> channel,
                                                 std::string address, const Clock& clock,
                                                 std::optional<rpc::ChannelTls> tls = std::nullopt);

}  // namespace indicast::projection
