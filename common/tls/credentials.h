// TLS credentials from files: read and checked as a whole before anybody uses them.
//
//   ASSIGN_OR_RETURN(Credentials own, ReadCredentials(files, Side::kServer, clock.Now()));
//
// Checked: files readable, keys not open to others, PEM well-formed, the key that of the
// certificate, every certificate within its time, the chain in order, fit for its side and strong
// enough for OpenSSL's default level, the CA a CA. All errors name the file and the way out:
//   kFailedPrecondition  TLS_FILE_UNREADABLE, TLS_KEY_EXPOSED, TLS_KEY_MISMATCH,
//                        TLS_CERTIFICATE_EXPIRED, TLS_CERTIFICATE_NOT_YET_VALID,
//                        TLS_CERTIFICATE_UNFIT
//   kInvalidArgument     TLS_FILE_INVALID
// Thread-safe free functions; they read files.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/tls/certificate.h"

namespace indicast::tls {

// Paths of PEM files. A client without certificate leaves the first two empty.
struct Files {
  std::string certificate{};  // own, then the intermediate ones up to its CA
  std::string key{};          // of the certificate, without pass phrase
  std::string ca{};           // whose certificates of the other side are accepted

  bool operator==(const Files&) const = default;
};

struct Credentials {
  std::string certificate;  // PEM
  std::string key;          // PEM
  std::string ca;           // PEM
  CertificateFacts own;     // of the own certificate
  absl::Time ca_not_after;  // the earliest of the CA certificates

  bool HasIdentity() const { return !certificate.empty(); }
};

absl::StatusOr<Credentials> ReadCredentials(const Files& files, Side side, absl::Time now);

}  // namespace indicast::tls
