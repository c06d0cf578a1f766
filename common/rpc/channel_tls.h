// TLS of a gRPC client: channel credentials from files, and why a call could not reach the service.
// Needs no server runtime. Thread-safe free functions.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/tls/credentials.h"

namespace grpc {
class ChannelArguments;
class ChannelCredentials;
}  // namespace grpc

namespace indicast::rpc {

struct ChannelTls {
  tls::Files files{};         // without certificate and key: this client shows none
  std::string server_name{};  // expected in the certificate; empty: the host of the address
  // The files are read again so often; new connections use what they hold then. Replace certificate
  // and key together, by switching a symbolic link or renaming their folder.
  absl::Duration reload_interval = absl::Seconds(10);
};

// Checks the files as tls::ReadCredentials does. `arguments` gets the name to expect, if any.
absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeChannelCredentials(
    const ChannelTls& options, absl::Time now, grpc::ChannelArguments& arguments);

// tls::ExplainConnection for a channel with these options; nullopt: in clear. At most a second.
absl::Status ExplainUnavailable(const std::string& address, const std::optional<ChannelTls>& tls);

}  // namespace indicast::rpc
