// X.509 certificates and private keys in PEM, as far as services and clients must know them.
// Thread-safe free functions; values own what they hold. Errors carry no secret.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

struct evp_pkey_st;
struct x509_st;

namespace indicast::tls {

struct FreeX509 {
  void operator()(x509_st* certificate) const;
};
using Certificate = std::unique_ptr<x509_st, FreeX509>;

struct FreeKey {
  void operator()(evp_pkey_st* key) const;
};
using PrivateKey = std::unique_ptr<evp_pkey_st, FreeKey>;

// What people want to know of a certificate.
struct CertificateFacts {
  std::string subject;             // "CN=store"
  std::string issuer;              // "CN=Indicast development CA"
  std::string serial;              // hexadecimal
  std::vector<std::string> names;  // subject alternative names: DNS, IP, URI
  absl::Time not_before;
  absl::Time not_after;
};

// The side of a connection that a certificate identifies.
enum class Side { kServer, kClient };

// All certificates of the text, in its order. kInvalidArgument (TLS_FILE_INVALID) when there is
// none or one of them cannot be read; `what` names the text in messages.
absl::StatusOr<std::vector<Certificate>> ParseCertificates(const std::string& pem,
                                                           absl::string_view what);

// The one private key of the text. kInvalidArgument (TLS_FILE_INVALID), also for a key under a pass
// phrase: nobody is there to type it.
absl::StatusOr<PrivateKey> ParsePrivateKey(const std::string& pem, absl::string_view what);

CertificateFacts FactsOf(const x509_st& certificate);

// "CN=store, issued by CN=Indicast development CA, valid until 2027-01-31T08:00:00+00:00".
std::string Describe(const CertificateFacts& facts);

// kFailedPrecondition (TLS_CERTIFICATE_EXPIRED, TLS_CERTIFICATE_NOT_YET_VALID).
absl::Status CheckTime(const CertificateFacts& facts, absl::Time now, absl::string_view what);

}  // namespace indicast::tls
