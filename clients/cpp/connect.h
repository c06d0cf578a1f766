// How a client reaches a service: address, deadline, language, TLS, retries.
//
// Addresses: "host:port", "dns:///name:port" (calls go to all its addresses in turn), "unix:/path".
// Without TLS a connection is in clear and therefore refused beyond loopback and Unix sockets
// (kFailedPrecondition, INSECURE_ADDRESS).
// Calls that change nothing are repeated by the channel when the service is UNAVAILABLE: 4 tries in
// all, pauses of 0.1 s, 0.2 s, 0.4 s with jitter, always within the deadline of the call. Writes
// are not repeated. Thread-safe free functions; a Channel may be shared by any number of clients
// and threads.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace grpc {
class Channel;
}  // namespace grpc

namespace indicast::client {

// Mutual TLS: files in PEM, checked by MakeChannel. They are read again every ten seconds and used
// by new connections; replace certificate and key together (switch a link to their folder).
struct TlsOptions {
  std::string ca{};           // CA of the service. Required.
  std::string certificate{};  // of this client, then intermediate ones
  std::string key{};          // of the certificate; its owner's alone (mode 0600)
  std::string server_name{};  // expected in the service's certificate; empty: host of the address
};

struct ConnectOptions {
  std::string address;
  // For the whole call, retries included.
  absl::Duration deadline = absl::Seconds(10);
  // "zh" or "en"; sent as accept-language.
  std::string language = "en";
  // nullopt: in clear.
  std::optional<TlsOptions> tls = std::nullopt;
};

// What INDICAST_TLS_CA, INDICAST_TLS_CERTIFICATE, INDICAST_TLS_KEY and INDICAST_TLS_SERVER_NAME
// say; nullopt when none is set. `get` gives the value of a variable, empty when unset.
std::optional<TlsOptions> TlsFromEnvironment(
    const std::function<std::string(const std::string& name)>& get);

// Cheap: connects on the first call. kInvalidArgument for an address that is not one
// (ADDRESS_INVALID) or TLS options that miss a part (TLS_INCOMPLETE), kFailedPrecondition
// (INSECURE_ADDRESS), and what docs/tls.md lists for files that would not work.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const ConnectOptions& options);

// True for 127.0.0.0/8, ::1, localhost and Unix sockets.
bool IsLocalAddress(const std::string& address);

// 16 random hexadecimal digits, sent as x-request-id and named in errors.
std::string NewRequestId();

}  // namespace indicast::client
