#include "common/rpc/server_tls.h"

#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/tls/client_verifier.h"
#include "common/tls/memory_file.h"

namespace indicast::rpc {
namespace {

namespace grpc_tls = ::grpc::experimental;

constexpr absl::Duration kWarnBefore = absl::Hours(14 * 24);
constexpr unsigned int kProviderSeconds = 1;  // the least that gRPC's provider takes

std::vector<LogField> FieldsOf(const tls::Credentials& credentials) {
  const auto text = [](absl::Time time) {
    return absl::FormatTime(absl::RFC3339_sec, time, absl::UTCTimeZone());
  };
  return {{"subject", credentials.own.subject},
          {"issuer", credentials.own.issuer},
          {"serial", credentials.own.serial},
          {"not_after", text(credentials.own.not_after)},
          {"client_ca_not_after", text(credentials.ca_not_after)}};
}

// Judges the certificates of clients. gRPC may hold it a little longer than its owner lives: after
// Close it refuses everybody and touches nothing else.
class ClientJudge {
 public:
  ClientJudge(std::unique_ptr<tls::ClientVerifier> first, Logger& logger, const Clock& clock)
      : logger_(&logger), clock_(&clock), verifier_(std::move(first)) {}

  void Use(std::unique_ptr<tls::ClientVerifier> verifier) {
    const std::lock_guard lock(mutex_);
    verifier_ = std::move(verifier);
  }

  void Close() {
    const std::lock_guard lock(mutex_);
    verifier_ = nullptr;
  }

  grpc::Status Judge(const std::string& chain) const {
    const std::lock_guard lock(mutex_);
    if (verifier_ == nullptr) return {grpc::StatusCode::UNAVAILABLE, "the server has ended"};
    const absl::Status verdict = verifier_->Verify(chain, clock_->Now());
    if (verdict.ok()) return grpc::Status::OK;
    const ErrorDetail detail = DetailOf(verdict);
    std::vector<LogField> fields = {{"reason", detail.reason}};
    for (const char* key : {"cause", "subject", "issuer", "not_after"}) {
      const auto found = detail.metadata.find(key);
      if (found != detail.metadata.end()) fields.push_back({key, Shorten(found->second, 200)});
    }
    logger_->Log(LogLevel::kWarning, "TLS client refused", std::move(fields));
    return {grpc::StatusCode::UNAUTHENTICATED, std::string(verdict.message())};
  }

 private:
  Logger* const logger_;
  const Clock* const clock_;
  mutable std::mutex mutex_;
  std::unique_ptr<tls::ClientVerifier> verifier_;  // guarded by mutex_; null once closed
};

// How gRPC asks the judge, at the end of each handshake and before any call.
class JudgeOfHandshakes final : public grpc_tls::ExternalCertificateVerifier {
 public:
  explicit JudgeOfHandshakes(std::shared_ptr<const ClientJudge> judge) : judge_(std::move(judge)) {}

  // True: decided at once.
  bool Verify(grpc_tls::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)>, grpc::Status* status) override {
    *status = judge_->Judge(ChainOf(*request));
    return true;
  }
  void Cancel(grpc_tls::TlsCustomVerificationCheckRequest*) override {}

 private:
  // OpenSSL leaves a client's own certificate out of what it calls the chain.
  static std::string ChainOf(const grpc_tls::TlsCustomVerificationCheckRequest& request) {
    const grpc::string_ref own = request.peer_cert();
    const grpc::string_ref chain = request.peer_cert_full_chain();
    return absl::StrCat(absl::string_view(own.data(), own.size()), "\n",
                        absl::string_view(chain.data(), chain.size()));
  }

  const std::shared_ptr<const ClientJudge> judge_;
};

// Key and chain in one text: gRPC picks each from it.
std::string IdentityText(const tls::Credentials& credentials) {
  return absl::StrCat(credentials.key, "\n", credentials.certificate);
}

class ReloadingServerTls final : public ServerTls {
 public:
  ReloadingServerTls(Logger& logger, const Clock& clock) : logger_(logger), clock_(clock) {}

  ~ReloadingServerTls() override {
    watched_ = nullptr;
    if (judge_ != nullptr) judge_->Close();
  }

  absl::Status Begin(const TlsOptions& options) {
    tls::WatchedCredentials::Options watch;
    watch.files = options.files;
    watch.side = tls::Side::kServer;
    watch.interval = options.reload_interval;
    watch.clock = &clock_;
    watch.on_change = [this](const tls::WatchedCredentials::Shared& fresh) { return Take(*fresh); };
    watch.on_refusal = [this](const absl::Status& cause) {
      logger_.Log(LogLevel::kWarning, "TLS files not taken, the last good ones stay in use",
                  {{"reason", DetailOf(cause).reason}, {"error", std::string(cause.message())}});
    };
    ASSIGN_OR_RETURN(watched_, tls::WatchedCredentials::Start(std::move(watch)));
    return absl::OkStatus();
  }

  std::shared_ptr<grpc::ServerCredentials> credentials() override {
    grpc_tls::TlsServerCredentialsOptions options(provider_);
    options.watch_identity_key_cert_pairs();
    // The handshake still proves that the client holds the key of the certificate it shows; whether
    // the certificate is accepted is decided, before any call, by the judge.
    options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_BUT_DONT_VERIFY);
    options.set_certificate_verifier(
        grpc_tls::ExternalCertificateVerifier::Create<JudgeOfHandshakes>(judge_));
    options.set_check_call_host(false);
    return grpc_tls::TlsServerCredentials(options);
  }

  const tls::WatchedCredentials& watched() const override { return *watched_; }

 private:
  void WarnBeforeExpiry(const tls::Credentials& fresh) {
    const absl::Time first = std::min(fresh.own.not_after, fresh.ca_not_after);
    const absl::Duration left = first - clock_.Now();
    if (left >= kWarnBefore) return;
    logger_.Log(LogLevel::kWarning, "TLS certificate expires soon",
                {{"days_left", absl::FDivDuration(left, absl::Hours(24))}});
  }

  absl::Status Take(const tls::Credentials& fresh) {
    ASSIGN_OR_RETURN(auto verifier, tls::ClientVerifier::Create(fresh.ca));
    WarnBeforeExpiry(fresh);
    if (identity_ == nullptr) {
      ASSIGN_OR_RETURN(identity_, tls::MemoryFile::Create(IdentityText(fresh)));
      judge_ = std::make_shared<ClientJudge>(std::move(verifier), logger_, clock_);
      const std::string path = identity_->path();
      provider_ =
          std::make_shared<grpc_tls::FileWatcherCertificateProvider>(path, path, kProviderSeconds);
      logger_.Log(LogLevel::kInfo, "TLS credentials", FieldsOf(fresh));
      return absl::OkStatus();
    }
    RETURN_IF_ERROR(identity_->Replace(IdentityText(fresh)));
    judge_->Use(std::move(verifier));
    logger_.Log(LogLevel::kInfo, "TLS credentials reloaded", FieldsOf(fresh));
    return absl::OkStatus();
  }

  Logger& logger_;
  const Clock& clock_;
  std::shared_ptr<ClientJudge> judge_;
  std::unique_ptr<tls::MemoryFile> identity_;
  std::shared_ptr<grpc_tls::FileWatcherCertificateProvider> provider_;
  std::unique_ptr<tls::WatchedCredentials> watched_;  // last: its thread uses the members above
};

}  // namespace

absl::StatusOr<std::optional<TlsOptions>> TlsOptionsOf(const tls::Files& files,
                                                       absl::Duration reload_interval,
                                                       absl::Duration connection_age) {
  if (files == tls::Files{}) return std::nullopt;
  if (files.certificate.empty() || files.key.empty() || files.ca.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, "TLS_INCOMPLETE",
                 "TLS needs all of --tls_certificate, --tls_key and --tls_client_ca");
  }
  const auto out_of_range = [](absl::string_view flag, absl::Duration value,
                               absl::string_view range) {
    return Error(absl::StatusCode::kInvalidArgument, "CONFIGURATION_INVALID",
                 absl::StrCat("--", flag, "=", absl::FormatDuration(value), ": want ", range));
  };
  if (reload_interval < absl::Milliseconds(10) || reload_interval > absl::Hours(1)) {
    return out_of_range("tls_reload_interval", reload_interval, "10ms..1h");
  }
  if (connection_age < absl::Seconds(1) || connection_age > absl::Hours(24)) {
    return out_of_range("tls_connection_age", connection_age, "1s..24h");
  }
  return TlsOptions{files, reload_interval, connection_age};
}

absl::StatusOr<std::unique_ptr<ServerTls>> ServerTls::Start(const TlsOptions& options,
                                                            Logger& logger, const Clock& clock) {
  auto server = std::make_unique<ReloadingServerTls>(logger, clock);
  RETURN_IF_ERROR(server->Begin(options));
  return server;
}

}  // namespace indicast::rpc
