// ClientVerifier: whether a server accepts the certificate that a client showed. OpenSSL's own
// check, called by us and not by the library under the RPC layer because that one says neither
// whose certificate it refuses nor why.
//
// Immutable after Create, thread-safe. Cost of Verify: parsing and one signature check for each
// certificate of the chain.
#pragma once

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "common/tls/certificate.h"

struct x509_store_st;

namespace indicast::tls {

class ClientVerifier {
 public:
  // From the PEM text of one or more CA certificates. kInvalidArgument (TLS_FILE_INVALID).
  static absl::StatusOr<std::unique_ptr<ClientVerifier>> Create(const std::string& ca_pem);
  ~ClientVerifier();
  ClientVerifier(const ClientVerifier&) = delete;
  ClientVerifier& operator=(const ClientVerifier&) = delete;

  // `chain_pem`: the client's certificate, then any intermediate ones. kUnauthenticated with the
  // reason TLS_CLIENT_REFUSED and the metadata "cause", "subject", "issuer", "not_after".
  absl::Status Verify(const std::string& chain_pem, absl::Time now) const;

 private:
  explicit ClientVerifier(x509_store_st* store) : store_(store) {}

  x509_store_st* const store_;
};

}  // namespace indicast::tls
