#include "common/tls/credentials.h"

#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::tls {
namespace {

constexpr size_t kMaxFileBytes = 1 << 20;
// What OpenSSL asks for at its default security level on Debian 12, level 2.
constexpr int kLeastSecurityBits = 112;

absl::Status Refuse(absl::string_view reason, absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason, message);
}

// A file that closes itself.
class OpenFile {
 public:
  explicit OpenFile(const std::string& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenFile() {
    if (fd_ >= 0) close(fd_);
  }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status Unreadable(absl::string_view what, absl::string_view why) {
  return Refuse("TLS_FILE_UNREADABLE",
                absl::StrCat("cannot read ", what, ": ", why, "; check path, owner and mode"));
}

// A key is its owner's alone. One that belongs to root may be read by a group, which is how
// secrets are mounted for a service without privileges; PostgreSQL draws the same line.
absl::Status CheckKeyMode(const struct stat& file, absl::string_view what) {
  const mode_t allowed = file.st_uid == 0 ? 0740 : 0700;
  const mode_t mode = file.st_mode & 0777;
  if ((mode & ~allowed) == 0) return absl::OkStatus();
  return Refuse("TLS_KEY_EXPOSED",
                absl::StrFormat("%s may be read or changed by others (mode %04o); run: chmod 600, "
                                "or 640 when root owns it",
                                what, mode));
}

absl::StatusOr<std::string> ReadPem(const std::string& path, absl::string_view what, bool is_key) {
  const OpenFile file(path);
  if (file.fd() < 0) return Unreadable(what, std::strerror(errno));
  struct stat info {};
  if (fstat(file.fd(), &info) != 0) return Unreadable(what, std::strerror(errno));
  if (!S_ISREG(info.st_mode)) return Unreadable(what, "not a file");
  if (is_key) RETURN_IF_ERROR(CheckKeyMode(info, what));
  std::string content(kMaxFileBytes + 1, '\0');
  size_t size = 0;
  while (size < content.size()) {
    const ssize_t got = read(file.fd(), &content[size], content.size() - size);
    if (got < 0) return Unreadable(what, std::strerror(errno));
    if (got == 0) break;
    size += static_cast<size_t>(got);
  }
  if (size > kMaxFileBytes) return Unreadable(what, "more than 1 MiB");
  content.resize(size);
  return content;
}

absl::Status Unfit(absl::string_view what, const CertificateFacts& facts, absl::string_view why) {
  return Refuse("TLS_CERTIFICATE_UNFIT", absl::StrCat(what, " (", Shorten(facts.subject, 120), ") ",
                                                      why, "; issue another one"));
}

absl::Status CheckStrength(const X509& certificate, const CertificateFacts& facts,
                           absl::string_view what) {
  const EVP_PKEY* key = X509_get0_pubkey(&certificate);
  const int bits = key == nullptr ? 0 : EVP_PKEY_get_security_bits(key);
  if (bits >= kLeastSecurityBits) return absl::OkStatus();
  return Unfit(what, facts,
               "has too weak a key (at least EC P-256, Ed25519 or RSA with 2048 bits)");
}

// Own certificate and intermediate ones: in time, each signed by the next, the first fit for its
// side.
absl::StatusOr<CertificateFacts> CheckChain(const std::vector<Certificate>& chain, Side side,
                                            absl::Time now, const std::string& what) {
  for (size_t i = 0; i < chain.size(); ++i) {
    const CertificateFacts facts = FactsOf(*chain[i]);
    RETURN_IF_ERROR(CheckTime(facts, now, what));
    RETURN_IF_ERROR(CheckStrength(*chain[i], facts, what));
    if (i == 0) continue;
    if (X509_check_issued(chain[i].get(), chain[i - 1].get()) != X509_V_OK ||
        X509_verify(chain[i - 1].get(), X509_get0_pubkey(chain[i].get())) != 1) {
      return Unfit(what, facts,
                   "did not issue the certificate before it: the own one comes first, then each "
                   "issuer in turn");
    }
  }
  CertificateFacts own = FactsOf(*chain[0]);
  const int purpose = side == Side::kServer ? X509_PURPOSE_SSL_SERVER : X509_PURPOSE_SSL_CLIENT;
  if (X509_check_purpose(chain[0].get(), purpose, 0) != 1) {
    return Unfit(what, own,
                 side == Side::kServer ? "may not identify a server (extended key usage)"
                                       : "may not identify a client (extended key usage)");
  }
  return own;
}

absl::Status ReadIdentity(const Files& files, Side side, absl::Time now, Credentials& out) {
  const std::string what = absl::StrCat("certificate ", files.certificate);
  const std::string key_what = absl::StrCat("private key ", files.key);
  ASSIGN_OR_RETURN(out.certificate, ReadPem(files.certificate, what, /*is_key=*/false));
  ASSIGN_OR_RETURN(const std::vector<Certificate> chain, ParseCertificates(out.certificate, what));
  ASSIGN_OR_RETURN(out.key, ReadPem(files.key, key_what, /*is_key=*/true));
  ASSIGN_OR_RETURN(const PrivateKey key, ParsePrivateKey(out.key, key_what));
  if (X509_check_private_key(chain[0].get(), key.get()) != 1) {
    return Refuse("TLS_KEY_MISMATCH", absl::StrCat(key_what, " is not the key of ", what, " (",
                                                   Shorten(FactsOf(*chain[0]).subject, 120),
                                                   "); give the two that were made together"));
  }
  ASSIGN_OR_RETURN(out.own, CheckChain(chain, side, now, what));
  return absl::OkStatus();
}

absl::Status ReadCa(const Files& files, absl::Time now, Credentials& out) {
  const std::string what = absl::StrCat("CA certificate ", files.ca);
  ASSIGN_OR_RETURN(out.ca, ReadPem(files.ca, what, /*is_key=*/false));
  ASSIGN_OR_RETURN(const std::vector<Certificate> all, ParseCertificates(out.ca, what));
  out.ca_not_after = absl::InfiniteFuture();
  for (const Certificate& ca : all) {
    const CertificateFacts facts = FactsOf(*ca);
    RETURN_IF_ERROR(CheckTime(facts, now, what));
    RETURN_IF_ERROR(CheckStrength(*ca, facts, what));
    if (X509_check_ca(ca.get()) == 0) return Unfit(what, facts, "is not a CA");
    out.ca_not_after = std::min(out.ca_not_after, facts.not_after);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Credentials> ReadCredentials(const Files& files, Side side, absl::Time now) {
  Credentials credentials;
  if (!files.certificate.empty() || !files.key.empty() || side == Side::kServer) {
    RETURN_IF_ERROR(ReadIdentity(files, side, now, credentials));
  }
  RETURN_IF_ERROR(ReadCa(files, now, credentials));
  return credentials;
}

}  // namespace indicast::tls
