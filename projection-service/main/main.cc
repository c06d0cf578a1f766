// indicast-projection: flags, composition, signals.

#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/flags/usage.h"
#include "absl/flags/usage_config.h"
#include "absl/strings/str_cat.h"
#include "common/clock/clock.h"
#include "common/rpc/channel_tls.h"
#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "common/rpc/server_tls.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "grpcpp/channel.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "indicast_version.h"
#include "projection-service/app/projector.h"
#include "projection-service/rpc/input_refresh.h"
#include "projection-service/rpc/projection_service.h"
#include "projection-service/rpc/store_watch.h"
#include "projection-service/store_client/grpc_store_reader.h"

ABSL_FLAG(std::string, store, "127.0.0.1:50061",
          "address of the store: host:port, or unix:/path; without TLS on loopback only");
ABSL_FLAG(std::string, store_tls_ca, "",
          "PEM file with the CA of the store; when given the store is called over TLS");
ABSL_FLAG(std::string, store_tls_certificate, "",
          "PEM file with the certificate shown to the store; empty: that of --tls_certificate");
ABSL_FLAG(std::string, store_tls_key, "", "PEM file with its key; empty: that of --tls_key");
ABSL_FLAG(std::string, store_tls_server_name, "",
          "name to expect in the store's certificate; empty: the host of --store");
ABSL_FLAG(
    std::string, address, "127.0.0.1:50062",
    "where to listen: host:port (port 0: any free one), or unix:/path; without TLS on loopback "
    "only");
ABSL_FLAG(std::string, tls_certificate, "",
          "PEM file with the certificate of this service and those between it and its CA; with "
          "--tls_key and --tls_client_ca calls go over mutual TLS, and any address may be used");
ABSL_FLAG(std::string, tls_key, "", "PEM file with the key of --tls_certificate (mode 0600)");
ABSL_FLAG(std::string, tls_client_ca, "",
          "PEM file with the CA whose certificates clients must show");
ABSL_FLAG(absl::Duration, tls_reload_interval, absl::Seconds(10),
          "time between two looks whether the TLS files have changed (10ms..1h)");
ABSL_FLAG(absl::Duration, tls_connection_age, absl::Minutes(5),
          "age at which a TLS connection is asked to be opened again (1s..24h)");
ABSL_FLAG(std::string, admin_address, "127.0.0.1:0",
          "where /metrics, /livez and /readyz listen; empty: nowhere");
ABSL_FLAG(bool, admin_beyond_loopback, false, "let the admin port listen beyond loopback in clear");
ABSL_FLAG(std::string, address_file, "",
          "file that gets both addresses as JSON once the service listens");
ABSL_FLAG(int, compute_threads, 2, "threads that compute and wait for the store (1..256)");
ABSL_FLAG(int, queue_limit, 1024, "calls that may wait for a thread; more are refused");
ABSL_FLAG(absl::Duration, drain_delay, absl::ZeroDuration(),
          "time between health saying NOT_SERVING and closing connections");
ABSL_FLAG(absl::Duration, drain_grace, absl::Seconds(20), "time calls in flight get to finish");
ABSL_FLAG(absl::Duration, store_check_interval, absl::Seconds(1),
          "time between two checks whether the store answers");
ABSL_FLAG(double, log_read_sample, 0.0, "share of successful calls that are logged (0..1)");

namespace indicast::projection {
namespace {

constexpr int kExitFailure = 1;
constexpr int kExitUsage = 2;
constexpr int kExitConfiguration = 78;  // as the store: flags and files that would not work

std::string BuildText() { return absl::StrCat(INDICAST_VERSION, " ", INDICAST_COMMIT); }

absl::StatusOr<rpc::ServerOptions> OptionsFromFlags() {
  rpc::ServerOptions options;
  ASSIGN_OR_RETURN(options.tls, rpc::TlsOptionsOf({absl::GetFlag(FLAGS_tls_certificate),
                                                   absl::GetFlag(FLAGS_tls_key),
                                                   absl::GetFlag(FLAGS_tls_client_ca)},
                                                  absl::GetFlag(FLAGS_tls_reload_interval),
                                                  absl::GetFlag(FLAGS_tls_connection_age)));
  options.program = "indicast-projection";
  options.address = absl::GetFlag(FLAGS_address);
  options.admin_address = absl::GetFlag(FLAGS_admin_address);
  options.admin_beyond_loopback = absl::GetFlag(FLAGS_admin_beyond_loopback);
  options.address_file = absl::GetFlag(FLAGS_address_file);
  options.compute_threads = absl::GetFlag(FLAGS_compute_threads);
  options.queue_limit = absl::GetFlag(FLAGS_queue_limit);
  options.drain_delay = absl::GetFlag(FLAGS_drain_delay);
  options.drain_grace = absl::GetFlag(FLAGS_drain_grace);
  options.log_read_sample = absl::GetFlag(FLAGS_log_read_sample);
  return options;
}

// How the store is called; nullopt: in clear.
absl::StatusOr<std::optional<rpc::ChannelTls>> StoreTlsFromFlags() {
  rpc::ChannelTls tls;
  tls.files.ca = absl::GetFlag(FLAGS_store_tls_ca);
  tls.files.certificate = absl::GetFlag(FLAGS_store_tls_certificate);
  tls.files.key = absl::GetFlag(FLAGS_store_tls_key);
  tls.server_name = absl::GetFlag(FLAGS_store_tls_server_name);
  tls.reload_interval = absl::GetFlag(FLAGS_tls_reload_interval);
  if (tls.files.certificate.empty() != tls.files.key.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "TLS_INCOMPLETE",
                 "--store_tls_certificate and --store_tls_key go together");
  }
  if (tls.files.ca.empty()) {
    if (tls.files.certificate.empty() && tls.server_name.empty()) return std::nullopt;
    return Error(absl::StatusCode::kInvalidArgument, "TLS_INCOMPLETE",
                 "to call the store over TLS give its CA as --store_tls_ca");
  }
  if (tls.files.certificate.empty()) {
    tls.files.certificate = absl::GetFlag(FLAGS_tls_certificate);
    tls.files.key = absl::GetFlag(FLAGS_tls_key);
  }
  return tls;
}

// Empty when the flags make sense.
std::string FlagError() {
  const int threads = absl::GetFlag(FLAGS_compute_threads);
  if (threads < 1 || threads > 256) return absl::StrCat("--compute_threads: ", threads);
  if (absl::GetFlag(FLAGS_queue_limit) < 1) return "--queue_limit: must be 1 or more";
  const double sample = absl::GetFlag(FLAGS_log_read_sample);
  if (!(sample >= 0 && sample <= 1)) return absl::StrCat("--log_read_sample: ", sample);
  if (absl::GetFlag(FLAGS_store_check_interval) < absl::Milliseconds(10)) {
    return "--store_check_interval: must be 10ms or more";
  }
  return "";
}

void AddMetrics(rpc::Runtime& runtime, const StoreWatch& watch, const Projector& projector) {
  runtime.metrics().AddGauge("indicast_projection_store_reachable",
                             "1 while the store answers, else 0.",
                             [&watch] { return watch.reachable() ? 1.0 : 0.0; });
  runtime.metrics().AddGauge("indicast_projection_store_revision",
                             "Newest revision of the store that was seen.",
                             [&watch] { return static_cast<double>(watch.revision()); });
  runtime.metrics().AddCounter(
      "indicast_projection_model_runs_total", "Scenarios projected by the model.",
      [&projector] { return static_cast<double>(projector.model_runs()); });
  runtime.metrics().AddCounter(
      "indicast_projection_input_loads_total", "Input sets read from the store, cached ones not.",
      [&projector] { return static_cast<double>(projector.input_loads()); });
}

absl::Status Serve() {
  const std::string store_address = absl::GetFlag(FLAGS_store);
  ASSIGN_OR_RETURN(const rpc::ServerOptions options, OptionsFromFlags());
  ASSIGN_OR_RETURN(const std::optional<rpc::ChannelTls> store_tls, StoreTlsFromFlags());
  ASSIGN_OR_RETURN(auto channel, MakeStoreChannel(store_address, store_tls, SystemClock()));
  const std::unique_ptr<StoreReader> store =
      MakeGrpcStoreReader(std::move(channel), store_address, SystemClock(), store_tls);
  Projector projector(*store, BuildText());
  std::unique_ptr<StoreWatch> watch;  // outlives the server, whose metrics read it
  ASSIGN_OR_RETURN(const std::unique_ptr<rpc::Server> server,
                   rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
                     std::vector<std::unique_ptr<grpc::Service>> services;
                     services.push_back(MakeProjectionService(runtime, projector));
                     return services;
                   }));
  InputRefresh refresh(server->runtime(), projector);
  StoreWatch::Options watch_options;
  watch_options.interval = absl::GetFlag(FLAGS_store_check_interval);
  watch_options.on_change = [&server, &store_address, &store_tls](bool reachable) {
    server->SetServing(reachable);
    server->runtime().logger().Log(reachable ? LogLevel::kInfo : LogLevel::kWarning,
                                   reachable ? "store reachable" : "store unreachable",
                                   {{"store", store_address}, {"tls", store_tls.has_value()}});
  };
  watch_options.on_revision = [&refresh](int64_t revision) { refresh.Want(revision); };
  watch = StoreWatch::Start(*store, std::move(watch_options));
  AddMetrics(server->runtime(), *watch, projector);
  rpc::WaitForSignal();
  watch->Stop();
  server->Drain();
  return absl::OkStatus();
}

}  // namespace
}  // namespace indicast::projection

int main(int argc, char** argv) {
  indicast::rpc::BlockSignals();
  absl::SetProgramUsageMessage(
      "Projections of a city's indicators toward its targets.\n"
      "  indicast-projection --store=127.0.0.1:50061 --address=127.0.0.1:50062");
  absl::FlagsUsageConfig usage;
  usage.version_string = [] {
    return absl::StrCat("indicast-projection ", indicast::projection::BuildText(), "\n");
  };
  absl::SetFlagsUsageConfig(usage);
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  std::string error = indicast::projection::FlagError();
  if (rest.size() > 1) error = absl::StrCat("unexpected argument: ", rest[1]);
  if (!error.empty()) {
    std::cerr << "indicast-projection: " << error << "\n";
    return indicast::projection::kExitUsage;
  }
  const absl::Status status = indicast::projection::Serve();
  if (status.ok()) return 0;
  std::cerr << "indicast-projection: " << status.message() << "\n";
  const bool configuration = absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status);
  return configuration ? indicast::projection::kExitConfiguration
                       : indicast::projection::kExitFailure;
}
