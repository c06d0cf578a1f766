// How a client reaches a service: address, deadline, language, retries.
//
// Addresses: "host:port", "dns:///name:port", "unix:/path". Connections are in clear for now and
// therefore refused beyond loopback and Unix sockets (kFailedPrecondition, INSECURE_ADDRESS).
// Reads are repeated by the channel when the service is UNAVAILABLE: 4 tries in all, pauses of
// 0.1 s, 0.2 s, 0.4 s with jitter, always within the deadline of the call. Writes are not repeated.
// Thread-safe free functions; a Channel may be shared by any number of clients and threads.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace indicast::client {

struct ConnectOptions {
  std::string address;
  // For the whole call, retries included.
  absl::Duration deadline = absl::Seconds(10);
  // "zh" or "en"; sent as accept-language.
  std::string language = "en";
};

// Cheap: connects on the first call. kInvalidArgument for an address that is not one.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const ConnectOptions& options);

// True for 127.0.0.0/8, ::1, localhost and Unix sockets.
bool IsLocalAddress(const std::string& address);

// 16 random hexadecimal digits, sent as x-request-id and named in errors.
std::string NewRequestId();

}  // namespace indicast::client
