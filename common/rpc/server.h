// Server runtime: pools, credentials, health, reflection, admin port, log, metrics, drain.
//
//   BlockSignals();                                    // before the first thread
//   ServerOptions options = ...;                       // from flags, in main/ only
//   ASSIGN_OR_RETURN(auto server, Server::Start(options, [&](Runtime& runtime) { return services;
//   })); WaitForSignal();                                   // blocks until SIGTERM or SIGINT
//   server->Drain();                                   // NOT_SERVING, grace, Shutdown, join
//
// Thread-safe unless stated. Start refuses: an address in clear beyond loopback or a Unix socket
// (FAILED_PRECONDITION, INSECURE_ADDRESS), TLS files that would not work (the errors of
// common/tls/credentials.h), a port in use (UNAVAILABLE, ADDRESS_IN_USE), an address
// it cannot parse or may not bind (INVALID_ARGUMENT, ADDRESS_INVALID; PERMISSION_DENIED,
// ADDRESS_DENIED).
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/clock/clock.h"
#include "common/log/logger.h"
#include "common/rpc/server_tls.h"

namespace grpc {
class Channel;
class Service;
}  // namespace grpc

namespace indicast::rpc {

class Runtime;

struct ServerOptions {
  std::string program;                        // "indicast-store"
  std::string address = "127.0.0.1:0";        // host:port, or unix:/path
  std::optional<TlsOptions> tls;              // nullopt: in clear, on this machine only
  std::string admin_address = "127.0.0.1:0";  // HTTP: /metrics /livez /readyz; empty: none
  bool admin_beyond_loopback = false;         // explicit leave to open the admin port in clear
  std::string address_file;                   // written atomically once serving; empty: none
  int storage_threads = 1;
  int compute_threads = 2;
  int queue_limit = 1024;  // waiting calls per pool
  int stream_limit = 256;  // open streams
  // A client stream that sends nothing for so long is ended.
  absl::Duration stream_idle_limit = absl::Seconds(60);
  int64_t max_request_bytes = 16 << 20;
  absl::Duration drain_delay = absl::Milliseconds(0);  // NOT_SERVING before connections close
  absl::Duration drain_grace = absl::Seconds(20);
  // Connections without a call for so long are closed during the grace: a client that does not read
  // never agrees to the end of its connection.
  absl::Duration drain_idle = absl::Seconds(1);
  double log_read_sample = 0.0;  // share of successful reads that are logged
  absl::Duration slow_call = absl::Seconds(1);
  // Drain gives up this long after drain_grace when a handler does not return, and calls on_stuck
  // (by default: one log line, then the process ends with status 1).
  absl::Duration drain_watchdog = absl::Seconds(5);
  std::function<void()> on_stuck;
  LogSink log_sink;  // standard error when empty
  const Clock* clock = &SystemClock();
};

class Server {
 public:
  // Builds the services with the runtime they will use, then listens; health becomes SERVING for
  // every service last. In-process tests use InProcessChannel().
  using ServiceFactory =
      std::function<std::vector<std::unique_ptr<grpc::Service>>(Runtime& runtime)>;
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const ServiceFactory& factory);
  virtual ~Server() = default;

  virtual std::string address() const = 0;        // "127.0.0.1:41234"
  virtual std::string admin_address() const = 0;  // empty when none
  virtual std::shared_ptr<grpc::Channel> InProcessChannel() = 0;
  // Sets readiness of all services (for example while the store is unreachable).
  virtual void SetServing(bool serving) = 0;
  // Readiness of one service by its full name, below that of all: one that cannot do its work says
  // NOT_SERVING while the process and the others go on.
  virtual void SetServing(const std::string& service, bool serving) = 0;
  virtual Runtime& runtime() = 0;
  // Health NOT_SERVING, drain_delay, Shutdown(now + grace), join pools. Idempotent; not from a
  // reaction.
  virtual void Drain() = 0;
};

// Blocks SIGTERM and SIGINT for the threads started later; call first in main().
void BlockSignals();
// Waits for SIGTERM or SIGINT (needs BlockSignals); a second one ends the process at once. Tells
// the service manager that the service is ready, and then that it stops.
int WaitForSignal();

}  // namespace indicast::rpc
