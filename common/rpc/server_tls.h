// ServerTls: mutual TLS (1.2 or later) of a gRPC server. Thread-safe.
//
// The identity comes from WatchedCredentials: what the files hold is checked before gRPC sees it;
// new connections use it within a second, open ones keep theirs. Clients must show a certificate
// that the CA of the server issued; whoever does not is refused within the handshake, and logged
// with subject and cause.
#pragma once

#include <memory>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "common/log/logger.h"
#include "common/tls/credentials.h"
#include "common/tls/watched_credentials.h"

namespace grpc {
class ServerCredentials;
}  // namespace grpc

namespace indicast::rpc {

struct TlsOptions {
  tls::Files files{};
  absl::Duration reload_interval = absl::Seconds(10);
  // A connection is asked to end after about this time, so that its certificates are judged again;
  // calls go on over the next one.
  absl::Duration connection_age = absl::Minutes(5);
};

// The options of a command line: nullopt when all three paths are empty, else kInvalidArgument
// (TLS_INCOMPLETE) unless all are given, or when a duration is out of range.
absl::StatusOr<std::optional<TlsOptions>> TlsOptionsOf(const tls::Files& files,
                                                       absl::Duration reload_interval,
                                                       absl::Duration connection_age);

// The TLS side of one server. Outlives the server that uses its credentials.
class ServerTls {
 public:
  // The errors of tls::ReadCredentials. `logger` and `clock` outlive this object.
  static absl::StatusOr<std::unique_ptr<ServerTls>> Start(const TlsOptions& options, Logger& logger,
                                                          const Clock& clock);
  virtual ~ServerTls() = default;

  virtual std::shared_ptr<grpc::ServerCredentials> credentials() = 0;
  virtual const tls::WatchedCredentials& watched() const = 0;
};

}  // namespace indicast::rpc
