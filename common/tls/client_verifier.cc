#include "common/tls/client_verifier.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast::tls {
namespace {

constexpr int kSecurityLevel = 2;  // Debian's for connections

absl::Status Refused(absl::string_view cause, const CertificateFacts& facts) {
  return Error(
      absl::StatusCode::kUnauthenticated, "TLS_CLIENT_REFUSED",
      absl::StrCat("client certificate refused: ", cause, " (", Describe(facts), ")"),
      {{"cause", std::string(cause)},
       {"subject", facts.subject},
       {"issuer", facts.issuer},
       {"not_after", absl::FormatTime(absl::RFC3339_sec, facts.not_after, absl::UTCTimeZone())}});
}

struct FreeContext {
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
using VerifyContext = std::unique_ptr<X509_STORE_CTX, FreeContext>;

// The intermediate certificates; they stay owned by the chain.
struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

std::string CauseOf(X509_STORE_CTX* context) {
  switch (const int error = X509_STORE_CTX_get_error(context)) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return "it has expired";
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return "it is not valid yet";
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      return "its CA is not the one of --tls_client_ca";
    case X509_V_ERR_INVALID_PURPOSE:
      return "it may not identify a client (extended key usage)";
    default:
      return X509_verify_cert_error_string(error);
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<ClientVerifier>> ClientVerifier::Create(const std::string& ca_pem) {
  auto all = ParseCertificates(ca_pem, "the CA");
  if (!all.ok()) return all.status();
  X509_STORE* store = X509_STORE_new();
  for (const Certificate& ca : *all) X509_STORE_add_cert(store, ca.get());
  // An intermediate CA may be trusted alone.
  X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  return std::unique_ptr<ClientVerifier>(new ClientVerifier(store));
}

ClientVerifier::~ClientVerifier() { X509_STORE_free(store_); }

absl::Status ClientVerifier::Verify(const std::string& chain_pem, absl::Time now) const {
  auto chain = ParseCertificates(chain_pem, "the client's certificate");
  if (!chain.ok()) {
    return Error(absl::StatusCode::kUnauthenticated, "TLS_CLIENT_REFUSED",
                 chain.status().message());
  }
  const std::unique_ptr<STACK_OF(X509), FreeStack> others(sk_X509_new_null());
  for (size_t i = 1; i < chain->size(); ++i) sk_X509_push(others.get(), (*chain)[i].get());
  const VerifyContext context(X509_STORE_CTX_new());
  const bool ready =
      context != nullptr &&
      X509_STORE_CTX_init(context.get(), store_, chain->front().get(), others.get()) == 1 &&
      X509_STORE_CTX_set_default(context.get(), "ssl_client") == 1;
  if (!ready) {
    return Error(absl::StatusCode::kUnauthenticated, "TLS_CLIENT_REFUSED",
                 "the certificate of a client could not be checked");
  }
  X509_STORE_CTX_set_time(context.get(), 0, absl::ToTimeT(now));
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context.get()), kSecurityLevel);
  const bool accepted = X509_verify_cert(context.get()) == 1;
  ERR_clear_error();
  if (accepted) return absl::OkStatus();
  return Refused(CauseOf(context.get()), FactsOf(*chain->front()));
}

}  // namespace indicast::tls
