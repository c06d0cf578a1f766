// Listening addresses: parsing, the loopback rule, and why a bind failed. Thread-safe free
// functions.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::rpc {

struct ListenAddress {
  std::string host;       // numeric or a name; no brackets; empty for a Unix socket
  int port = 0;           // 0: any free one
  std::string unix_path;  // empty for TCP

  bool is_unix() const { return !unix_path.empty(); }
  // True for 127.0.0.0/8, ::1, localhost and Unix sockets.
  bool is_local() const;
  // "127.0.0.1:41234", "[::1]:41234" or "unix:/path".
  std::string ToString() const;
};

// Accepts "host:port", "[v6]:port" and "unix:/absolute/path". kInvalidArgument (ADDRESS_INVALID).
absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text);

// kFailedPrecondition (INSECURE_ADDRESS) unless the address is local.
absl::Status RequireLocal(const ListenAddress& address, absl::string_view what,
                          absl::string_view way_out);

// kUnavailable (ADDRESS_IN_USE) when somebody answers on the socket file. gRPC would take it over.
absl::Status RequireUnixPathFree(const ListenAddress& address);

// Connects and closes at once; true when somebody listens there.
bool TryConnect(const ListenAddress& address);

// Why the address could not be bound: ADDRESS_IN_USE, ADDRESS_DENIED or ADDRESS_INVALID.
absl::Status BindError(const ListenAddress& address);

}  // namespace indicast::rpc
