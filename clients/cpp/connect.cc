#include "clients/cpp/connect.h"

#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "clients/cpp/call.h"
#include "common/rpc/channel_tls.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "grpcpp/channel.h"
#include "grpcpp/create_channel.h"
#include "grpcpp/security/credentials.h"
#include "grpcpp/support/channel_arguments.h"

namespace indicast::client {
namespace {

// A document text may hold 4 MiB and is answered in one message.
constexpr int kMaxResponseBytes = 64 << 20;

// Whole services, then the one method among them that writes: the closer name wins.
constexpr char kMethodConfig[] = R"json("methodConfig": [{
    "name": [
      {"service": "indicast.store.v1.IndicatorStore"},
      {"service": "indicast.store.v1.ScenarioStore"},
      {"service": "indicast.projection.v1.Projection"}
    ],
    "retryPolicy": {
      "maxAttempts": 4,
      "initialBackoff": "0.1s",
      "maxBackoff": "2s",
      "backoffMultiplier": 2.0,
      "retryableStatusCodes": ["UNAVAILABLE"]
    }
  }, {
    "name": [{"service": "indicast.store.v1.ScenarioStore", "method": "CreateScenario"}]
  }])json";

std::string ServiceConfig(const std::string& address) {
  const bool many = absl::StartsWith(address, "dns:");
  return absl::StrCat("{", many ? R"("loadBalancingConfig": [{"round_robin": {}}], )" : "",
                      kMethodConfig, "}");
}

struct HostPort {
  std::string host;
  std::string port;
};

// Splits "host:port" and "[::1]:port"; empty parts when absent.
HostPort SplitHostPort(absl::string_view address) {
  absl::ConsumePrefix(&address, "dns:///");
  absl::ConsumePrefix(&address, "ipv4:");
  absl::ConsumePrefix(&address, "ipv6:");
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos) return {std::string(address), ""};
  absl::string_view host = address.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return {std::string(host), std::string(address.substr(colon + 1))};
}

absl::Status CheckAddress(const std::string& address, bool tls) {
  if (absl::StartsWith(address, "unix:")) return absl::OkStatus();
  const HostPort parts = SplitHostPort(address);
  int port = 0;
  if (parts.host.empty() || !absl::SimpleAtoi(parts.port, &port) || port < 1 || port > 65535) {
    return Error(
        absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID",
        absl::StrCat("'", Shorten(address),
                     "' is not an address; write host:port (port 1..65535) or unix:/path"));
  }
  if (!tls && !IsLocalAddress(address)) {
    return Error(
        absl::StatusCode::kFailedPrecondition, "INSECURE_ADDRESS",
        absl::StrCat("refusing a connection in clear to ", Shorten(address),
                     "; without TLS only loopback addresses and Unix sockets are allowed"));
  }
  return absl::OkStatus();
}

absl::Status CheckComplete(const TlsOptions& tls) {
  const auto missing = [](absl::string_view what) {
    return Error(absl::StatusCode::kInvalidArgument, "TLS_INCOMPLETE",
                 absl::StrCat("TLS needs ", what));
  };
  if (tls.ca.empty()) return missing("the file with the CA of the service");
  if (tls.certificate.empty() && !tls.key.empty()) return missing("the certificate of the key");
  if (tls.key.empty() && !tls.certificate.empty()) return missing("the key of the certificate");
  return absl::OkStatus();
}

rpc::ChannelTls ChannelTlsOf(const TlsOptions& tls) {
  return {.files = {.certificate = tls.certificate, .key = tls.key, .ca = tls.ca},
          .server_name = tls.server_name};
}

}  // namespace

bool IsLocalAddress(const std::string& address) {
  if (absl::StartsWith(address, "unix:")) return true;
  const std::string host = absl::AsciiStrToLower(SplitHostPort(address).host);
  if (host == "localhost" || host == "::1") return true;
  // 127.x.y.z in digits only: a name such as 127.example.com resolves elsewhere.
  return absl::StartsWith(host, "127.") && host.find_first_not_of("0123456789.") == host.npos;
}

std::optional<TlsOptions> TlsFromEnvironment(
    const std::function<std::string(const std::string& name)>& get) {
  TlsOptions tls{get("INDICAST_TLS_CA"), get("INDICAST_TLS_CERTIFICATE"), get("INDICAST_TLS_KEY"),
                 get("INDICAST_TLS_SERVER_NAME")};
  const bool none =
      tls.ca.empty() && tls.certificate.empty() && tls.key.empty() && tls.server_name.empty();
  return none ? std::nullopt : std::make_optional(std::move(tls));
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const ConnectOptions& options) {
  RETURN_IF_ERROR(CheckAddress(options.address, options.tls.has_value()));
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxResponseBytes);
  arguments.SetServiceConfigJSON(ServiceConfig(options.address));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10000);
  // A proxy of the surroundings must never see a local connection.
  if (IsLocalAddress(options.address)) arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  std::shared_ptr<grpc::ChannelCredentials> credentials = grpc::InsecureChannelCredentials();
  if (options.tls.has_value()) {
    RETURN_IF_ERROR(CheckComplete(*options.tls));
    ASSIGN_OR_RETURN(credentials, rpc::MakeChannelCredentials(ChannelTlsOf(*options.tls),
                                                              absl::Now(), arguments));
  }
  return grpc::CreateCustomChannel(options.address, credentials, arguments);
}

absl::Status WhyUnavailable(const ConnectOptions& options) {
  if (options.address.empty()) return absl::OkStatus();
  std::optional<rpc::ChannelTls> tls;
  if (options.tls.has_value()) tls = ChannelTlsOf(*options.tls);
  return rpc::ExplainUnavailable(options.address, tls);
}

std::string NewRequestId() {
  std::random_device device;
  const uint64_t high = device();
  const uint64_t low = device();
  return absl::StrFormat("%016x", (high << 32) ^ low);
}

}  // namespace indicast::client
