// Why a call over TLS, or in clear to a port that may want TLS, did not go through: one connection
// of its own, a handshake, and the reason in words. The RPC layer only says "unavailable".
// Thread-safe free function. Blocks for at most about `limit`.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "common/tls/credentials.h"

namespace indicast::tls {

struct ProbeTarget {
  std::string address;      // "host:port", "[v6]:port", "dns:///host:port" or "unix:/path"
  std::string server_name;  // expected in the certificate; empty: the host of the address
  // Paths as in ReadCredentials; nullopt: the caller speaks in clear.
  std::optional<Files> files;
};

// OK when it cannot tell, for example because nobody listens or the handshake works. Otherwise
//   kUnauthenticated     TLS_SERVER_NOT_TRUSTED, TLS_CLIENT_REFUSED
//   kFailedPrecondition  TLS_REQUIRED (in clear to a TLS port), TLS_NOT_SPOKEN (the reverse)
absl::Status ExplainConnection(const ProbeTarget& target, absl::Duration limit);

}  // namespace indicast::tls
