#include "common/rpc/server.h"

#include <fcntl.h>
#include <grpc/grpc.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/server_initializer.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <mutex>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/address.h"
#include "common/rpc/admin_server.h"
#include "common/rpc/grpc_log.h"
#include "common/rpc/health.h"
#include "common/rpc/runtime.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "google/protobuf/descriptor.h"
#include "nlohmann/json.hpp"

namespace indicast::rpc {
namespace {

// Tells the full names of the registered services.
class ServiceNames final : public grpc::ServerBuilderPlugin {
 public:
  explicit ServiceNames(std::vector<std::string>* out) : out_(out) {}
  std::string name() override { return "service_names"; }
  void InitServer(grpc::ServerInitializer*) override {}
  void Finish(grpc::ServerInitializer* server) override { *out_ = *server->GetServiceList(); }
  void ChangeArguments(const std::string&, void*) override {}

 private:
  std::vector<std::string>* const out_;
};

// Adds ServiceNames to one builder.
class ServiceNamesOption final : public grpc::ServerBuilderOption {
 public:
  explicit ServiceNamesOption(std::vector<std::string>* names) : names_(names) {}
  void UpdateArguments(grpc::ChannelArguments*) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    plugins->push_back(std::make_unique<ServiceNames>(names_));
  }

 private:
  std::vector<std::string>* const names_;
};

absl::Status CheckOptions(const ServerOptions& options) {
  const auto in_range = [](absl::string_view name, int64_t value, int64_t low,
                           int64_t high) -> absl::Status {
    if (value >= low && value <= high) return absl::OkStatus();
    return FieldError(name, absl::StrCat(value, " is not in ", low, "..", high));
  };
  RETURN_IF_ERROR(in_range("storage_threads", options.storage_threads, 1, 256));
  RETURN_IF_ERROR(in_range("compute_threads", options.compute_threads, 1, 256));
  RETURN_IF_ERROR(in_range("queue_limit", options.queue_limit, 1, 1 << 20));
  RETURN_IF_ERROR(in_range("stream_limit", options.stream_limit, 1, 1 << 20));
  return in_range("max_request_bytes", options.max_request_bytes, 1 << 10, 1 << 30);
}

// Figures and reasons: docs/adr/0004-server-runtime.md.
// A connection that is asked to end gets this long for the calls it still carries: streams that go
// on by themselves can be resumed.
constexpr absl::Duration kConnectionGrace = absl::Hours(1);

void Configure(grpc::ServerBuilder& builder, const ServerOptions& options) {
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 256);
  builder.SetMaxReceiveMessageSize(static_cast<int>(options.max_request_bytes));
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MAX_PINGS_WITHOUT_DATA, 0);
  // In clear there is no maximum age: its filter costs 6 % of the instructions of a small call, and
  // on loopback there is neither a certificate nor a balancer to refresh.
  if (!options.tls.has_value()) return;
  builder.AddChannelArgument(
      GRPC_ARG_MAX_CONNECTION_AGE_MS,
      static_cast<int>(absl::ToInt64Milliseconds(options.tls->connection_age)));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
                             static_cast<int>(absl::ToInt64Milliseconds(kConnectionGrace)));
}

const char* TypeOf(const google::protobuf::MethodDescriptor& method) {
  if (method.client_streaming()) {
    return method.server_streaming() ? "bidi_stream" : "client_stream";
  }
  return method.server_streaming() ? "server_stream" : "unary";
}

// Every series exists at zero before the first call.
void AddMethodMetrics(const std::vector<std::string>& services, Metrics& metrics) {
  for (const std::string& name : services) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    if (service == nullptr) continue;  // reflection: not ours, outside the wrappers
    for (int i = 0; i < service->method_count(); ++i) {
      const auto& method = *service->method(i);
      metrics.AddMethod(TypeOf(method), name, method.name());
    }
  }
}

// A reader sees the whole file or none.
absl::Status WriteFileAtomically(const std::string& path, const std::string& content) {
  const std::string temporary = absl::StrCat(path, ".tmp.", getpid());
  std::FILE* file = std::fopen(temporary.c_str(), "we");
  bool written = file != nullptr;
  if (written) {
    written = std::fwrite(content.data(), 1, content.size(), file) == content.size();
    written = std::fclose(file) == 0 && written;
  }
  if (written && std::rename(temporary.c_str(), path.c_str()) == 0) return absl::OkStatus();
  std::remove(temporary.c_str());
  return Error(absl::StatusCode::kFailedPrecondition, "ADDRESS_FILE_UNWRITABLE",
               absl::StrCat("cannot write the address file '", Shorten(path, 200),
                            "'; check that its folder exists and may be written"));
}

// Calls `bite` unless destroyed before the time is over.
class Watchdog {
 public:
  Watchdog(absl::Duration patience, std::function<void()> bite)
      : thread_([this, patience, bite = std::move(bite)] {
          std::unique_lock lock(mutex_);
          if (!wake_.wait_for(lock, absl::ToChronoNanoseconds(patience), [this] { return off_; })) {
            bite();
          }
        }) {}
  ~Watchdog() {
    {
      const std::lock_guard lock(mutex_);
      off_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool off_ = false;  // guarded by mutex_
  std::thread thread_;
};

// Closes the connections of a server that shuts down once no call has been in flight for a while.
class IdleCloser {
 public:
  IdleCloser(Runtime& runtime, grpc_server* server)
      : thread_([this, &runtime, server] { Watch(runtime, server); }) {}
  ~IdleCloser() {
    {
      const std::lock_guard lock(mutex_);
      off_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  void Watch(Runtime& runtime, grpc_server* server) {
    constexpr auto kStep = std::chrono::milliseconds(20);
    const auto enough = absl::ToChronoNanoseconds(runtime.options().drain_idle);
    auto busy = std::chrono::steady_clock::now();
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, kStep, [this] { return off_; })) {
      const auto now = std::chrono::steady_clock::now();
      if (runtime.CallsInFlight() > 0) busy = now;
      if (now - busy < enough) continue;
      grpc_server_cancel_all_calls(server);
      return;
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  bool off_ = false;  // guarded by mutex_
  std::thread thread_;
};

class ServerImpl final : public Server {
 public:
  explicit ServerImpl(const ServerOptions& options)
      : runtime_(options), grpc_log_(runtime_.logger()), health_(runtime_) {}
  ~ServerImpl() override { Drain(); }

  absl::Status Listen(const ServiceFactory& factory);

  std::string address() const override { return address_; }
  std::string admin_address() const override { return admin_address_; }
  std::shared_ptr<grpc::Channel> InProcessChannel() override {
    return server_->InProcessChannel(grpc::ChannelArguments());
  }
  void SetServing(bool serving) override {
    const std::lock_guard lock(serving_mutex_);
    if (!draining_) health_.SetServing(serving);
  }
  void SetServing(const std::string& service, bool serving) override {
    health_.SetServing(service, serving);
  }
  Runtime& runtime() override { return runtime_; }
  void Drain() override;

 private:
  absl::Status StartTls();
  absl::Status StartGrpc(const ListenAddress& address);
  absl::Status StartAdmin();
  absl::Status WriteAddressFile() const;
  void OnStuck();

  const ServerOptions& options() const { return runtime_.options(); }

  Runtime runtime_;
  GrpcLogRedirect grpc_log_;
  HealthService health_;
  std::unique_ptr<ServerTls> tls_;  // null: in clear
  std::vector<std::unique_ptr<grpc::Service>> services_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<AdminServer> admin_;
  std::string address_;
  std::string admin_address_;
  bool served_ = false;  // set before Start returns: a server that never served drains in silence
  std::once_flag drained_;
  std::mutex serving_mutex_;
  bool draining_ = false;  // guarded by serving_mutex_
};

absl::Status ServerImpl::Listen(const ServiceFactory& factory) {
  ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(options().address));
  if (options().tls.has_value()) {
    RETURN_IF_ERROR(StartTls());
  } else {
    RETURN_IF_ERROR(RequireLocal(address, "address",
                                 "use a loopback address or unix:/path, or TLS: --tls_certificate, "
                                 "--tls_key and --tls_client_ca"));
  }
  RETURN_IF_ERROR(RequireUnixPathFree(address));
  services_ = factory(runtime_);
  RETURN_IF_ERROR(StartGrpc(address));
  RETURN_IF_ERROR(StartAdmin());
  health_.SetServing(true);
  RETURN_IF_ERROR(WriteAddressFile());
  served_ = true;
  runtime_.logger().Log(
      LogLevel::kInfo, "serving",
      {{"address", address_}, {"admin", admin_address_}, {"tls", tls_ != nullptr}});
  return absl::OkStatus();
}

absl::Status ServerImpl::StartTls() {
  ASSIGN_OR_RETURN(tls_, ServerTls::Start(*options().tls, runtime_.logger(), runtime_.clock()));
  const tls::WatchedCredentials& watched = tls_->watched();
  Metrics& metrics = runtime_.metrics();
  metrics.AddGauge(
      "indicast_tls_certificate_not_after_timestamp_seconds",
      "When the certificate in use expires.", [&watched] {
        return absl::ToDoubleSeconds(watched.current()->own.not_after - absl::UnixEpoch());
      });
  metrics.AddGauge(
      "indicast_tls_client_ca_not_after_timestamp_seconds",
      "When the first of the CA certificates for clients expires.", [&watched] {
        return absl::ToDoubleSeconds(watched.current()->ca_not_after - absl::UnixEpoch());
      });
  metrics.AddCounter("indicast_tls_reloads_total", "Certificates taken from changed files.",
                     [&watched] { return static_cast<double>(watched.reloads()); });
  metrics.AddCounter("indicast_tls_reload_refusals_total",
                     "Changed files that were not taken because they would not work.",
                     [&watched] { return static_cast<double>(watched.refusals()); });
  return absl::OkStatus();
}

absl::Status ServerImpl::StartGrpc(const ListenAddress& address) {
  grpc::EnableDefaultHealthCheckService(false);
  // For every server of the process; linking the library does it too, unless the linker drops it.
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  grpc::ServerBuilder builder;
  Configure(builder, options());
  std::vector<std::string> names;
  builder.SetOption(std::make_unique<ServiceNamesOption>(&names));
  int port = 0;
  builder.AddListeningPort(
      address.ToString(), tls_ == nullptr ? grpc::InsecureServerCredentials() : tls_->credentials(),
      &port);
  builder.RegisterService(&health_);
  for (const auto& service : services_) builder.RegisterService(service.get());
  server_ = builder.BuildAndStart();
  if (server_ == nullptr || port == 0) {
    if (server_ != nullptr) server_->Shutdown(std::chrono::system_clock::now());
    server_ = nullptr;
    return BindError(address);
  }
  ListenAddress bound = address;
  if (!bound.is_unix()) bound.port = port;
  address_ = bound.ToString();
  AddMethodMetrics(names, runtime_.metrics());
  health_.Serve(names);
  return absl::OkStatus();
}

absl::Status ServerImpl::StartAdmin() {
  if (options().admin_address.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const ListenAddress address, ParseListenAddress(options().admin_address));
  if (!options().admin_beyond_loopback) {
    RETURN_IF_ERROR(RequireLocal(address, "admin address",
                                 "use a loopback address, or allow it explicitly "
                                 "(admin_beyond_loopback): it carries no data"));
  }
  ASSIGN_OR_RETURN(
      admin_, AdminServer::Start(address, {.metrics = [this] { return runtime_.metrics().Text(); },
                                           .ready = [this] { return health_.serving(); }}));
  admin_address_ = admin_->address();
  return absl::OkStatus();
}

absl::Status ServerImpl::WriteAddressFile() const {
  if (options().address_file.empty()) return absl::OkStatus();
  nlohmann::ordered_json content;
  content["address"] = address_;
  content["admin"] = admin_address_;
  return WriteFileAtomically(
      options().address_file,
      content.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n");
}

void ServerImpl::OnStuck() {
  if (options().on_stuck) return options().on_stuck();
  runtime_.logger().Log(LogLevel::kError, "a call did not end after its cancellation; giving up");
  runtime_.logger().Flush();
  _exit(1);
}

void ServerImpl::Drain() {
  std::call_once(drained_, [this] {
    {
      const std::lock_guard lock(serving_mutex_);
      draining_ = true;
      health_.SetServing(false);
    }
    if (server_ != nullptr) {
      if (served_) runtime_.logger().Log(LogLevel::kInfo, "draining");
      // Balancers see NOT_SERVING and turn away before connections close.
      absl::SleepFor(options().drain_delay);
      health_.EndWatches();
      runtime_.EndStreams();
      const Watchdog watchdog(options().drain_grace + options().drain_watchdog,
                              [this] { OnStuck(); });
      const IdleCloser closer(runtime_, server_->c_server());
      // One call with one deadline: a second one could not hasten the first.
      server_->Shutdown(absl::ToChronoTime(absl::Now() + options().drain_grace));
    }
    runtime_.StopPools();
    if (served_) runtime_.logger().Log(LogLevel::kInfo, "drained");
    admin_ = nullptr;
    runtime_.logger().Flush();
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options,
                                                      const ServiceFactory& factory) {
  RETURN_IF_ERROR(CheckOptions(options));
  auto server = std::make_unique<ServerImpl>(options);
  RETURN_IF_ERROR(server->Listen(factory));
  return server;
}

}  // namespace indicast::rpc
