#include "common/rpc/channel_tls.h"

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/support/channel_arguments.h>

#include <algorithm>

#include "common/status/status_macros.h"
#include "common/tls/handshake_probe.h"

namespace indicast::rpc {

namespace grpc_tls = ::grpc::experimental;

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> MakeChannelCredentials(
    const ChannelTls& options, absl::Time now, grpc::ChannelArguments& arguments) {
  ASSIGN_OR_RETURN(const tls::Credentials checked,
                   tls::ReadCredentials(options.files, tls::Side::kClient, now));
  const auto seconds = static_cast<unsigned int>(
      std::max<int64_t>(1, absl::ToInt64Seconds(options.reload_interval)));
  grpc_tls::TlsChannelCredentialsOptions tls;
  if (checked.HasIdentity()) {
    tls.set_certificate_provider(std::make_shared<grpc_tls::FileWatcherCertificateProvider>(
        options.files.key, options.files.certificate, options.files.ca, seconds));
    tls.watch_identity_key_cert_pairs();
  } else {
    tls.set_certificate_provider(
        std::make_shared<grpc_tls::FileWatcherCertificateProvider>(options.files.ca, seconds));
  }
  tls.watch_root_certs();
  if (!options.server_name.empty()) arguments.SetSslTargetNameOverride(options.server_name);
  return grpc_tls::TlsCredentials(tls);
}

absl::Status ExplainUnavailable(const std::string& address, const std::optional<ChannelTls>& tls) {
  tls::ProbeTarget target;
  target.address = address;
  if (tls.has_value()) {
    target.server_name = tls->server_name;
    target.files = tls->files;
  }
  return tls::ExplainConnection(target, absl::Seconds(1));
}

}  // namespace indicast::rpc
