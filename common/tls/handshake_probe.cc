#include "common/tls/handshake_probe.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/status/error.h"

namespace indicast::tls {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSsl {
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

struct Host {
  std::string name;  // empty: a Unix socket
  std::string port;
  std::string unix_path;
};

Host HostOf(absl::string_view address) {
  if (absl::ConsumePrefix(&address, "unix:")) return {"", "", std::string(address)};
  for (const char* scheme : {"dns:///", "ipv4:", "ipv6:"}) absl::ConsumePrefix(&address, scheme);
  const size_t colon = address.rfind(':');
  if (colon == absl::string_view::npos) return {};
  absl::string_view name = address.substr(0, colon);
  if (absl::ConsumePrefix(&name, "[")) absl::ConsumeSuffix(&name, "]");
  return {std::string(name), std::string(address.substr(colon + 1)), ""};
}

// While one lives, writing to a socket that the other side closed is an error of this thread and
// not the end of the process: OpenSSL writes without MSG_NOSIGNAL.
class NoBrokenPipe {
 public:
  NoBrokenPipe() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~NoBrokenPipe() {
    const timespec now{};
    while (!was_pending_ && sigtimedwait(&pipe_, nullptr, &now) == SIGPIPE) {
    }
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  NoBrokenPipe(const NoBrokenPipe&) = delete;
  NoBrokenPipe& operator=(const NoBrokenPipe&) = delete;

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

// A connected socket with time limits; closes itself. fd() < 0: nobody there.
class Connection {
 public:
  Connection(const Host& host, absl::Duration limit) {
    if (!host.unix_path.empty()) {
      sockaddr_un peer{};
      peer.sun_family = AF_UNIX;
      if (host.unix_path.size() >= sizeof peer.sun_path) return;
      std::memcpy(peer.sun_path, host.unix_path.data(), host.unix_path.size());
      Try(AF_UNIX, reinterpret_cast<const sockaddr*>(&peer), sizeof peer, limit);
      return;
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    if (getaddrinfo(host.name.c_str(), host.port.c_str(), &hints, &list) != 0) return;
    for (const addrinfo* info = list; info != nullptr && fd_ < 0; info = info->ai_next) {
      Try(info->ai_family, info->ai_addr, info->ai_addrlen, limit);
    }
    freeaddrinfo(list);
  }
  ~Connection() {
    if (fd_ >= 0) close(fd_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  int fd() const { return fd_; }

 private:
  void Try(int family, const sockaddr* peer, socklen_t size, absl::Duration limit) {
    const int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return;
    const timeval wait = absl::ToTimeval(limit);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);  // connect heeds it too
    if (connect(fd, peer, size) == 0) {
      fd_ = fd;
    } else {
      close(fd);
    }
  }

  int fd_ = -1;
};

// What the handshake came to.
enum class Outcome { kWorks, kUnknown, kNotTls, kServerNotTrusted, kRefused };

constexpr char kWantsCertificate[] = "it wants a client certificate and got none";

class Handshake {
 public:
  Handshake(const ProbeTarget& target, const Host& host, int fd) : context_(Context(target)) {
    if (context_ == nullptr) return;
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), fd);
    SSL_set_app_data(ssl_.get(), this);
    SSL_set_cert_cb(ssl_.get(), &Handshake::OnCertificateWanted, this);
    expected_ = target.server_name.empty() ? host.name : target.server_name;
    if (!target.files.has_value()) return;
    SSL_set_verify(ssl_.get(), SSL_VERIFY_PEER, &Handshake::OnVerified);
    in6_addr ignored{};
    if (inet_pton(AF_INET, expected_.c_str(), &ignored) == 1 ||
        inet_pton(AF_INET6, expected_.c_str(), &ignored) == 1) {
      X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl_.get()), expected_.c_str());
    } else {
      SSL_set1_host(ssl_.get(), expected_.c_str());
      SSL_ctrl(ssl_.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
               expected_.data());
    }
  }

  Outcome Run() {
    if (ssl_ == nullptr) return Outcome::kUnknown;
    ERR_clear_error();
    const int connected = SSL_connect(ssl_.get());
    if (connected != 1) return Failed(connected);
    // In TLS 1.3 a server judges the client after the client's part is done. One that accepts us
    // sends its HTTP/2 settings, another one an alert, or it just hangs up.
    char byte = 0;
    const int got = SSL_peek(ssl_.get(), &byte, 1);
    if (got == 1) return Outcome::kWorks;
    const int error = SSL_get_error(ssl_.get(), got);
    if (error == SSL_ERROR_WANT_READ) return Outcome::kUnknown;
    Heard();
    return Outcome::kRefused;
  }

  const std::string& cause() const { return cause_; }
  const std::string& expected() const { return expected_; }
  const CertificateFacts& server() const { return server_; }
  std::string OwnFacts() const {
    const X509* own = SSL_get_certificate(ssl_.get());
    return own == nullptr ? "no certificate" : Describe(FactsOf(*own));
  }
  bool NameMismatch() const {
    const auto result = SSL_get_verify_result(ssl_.get());
    return result == X509_V_ERR_HOSTNAME_MISMATCH || result == X509_V_ERR_IP_ADDRESS_MISMATCH;
  }

 private:
  static std::unique_ptr<SSL_CTX, FreeContext> Context(const ProbeTarget& target) {
    std::unique_ptr<SSL_CTX, FreeContext> context(SSL_CTX_new(TLS_client_method()));
    if (context == nullptr) return nullptr;
    constexpr unsigned char kAlpn[] = {2, 'h', '2'};
    SSL_CTX_set_alpn_protos(context.get(), kAlpn, sizeof kAlpn);
    if (!target.files.has_value()) return context;
    const Files& files = *target.files;
    if (SSL_CTX_load_verify_locations(context.get(), files.ca.c_str(), nullptr) != 1) {
      return nullptr;
    }
    if (!files.certificate.empty() &&
        (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1 ||
         SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1)) {
      return nullptr;
    }
    return context;
  }

  // Called for each certificate of the server; remembers the own one of the server.
  static int OnVerified(int accepted, X509_STORE_CTX* context) {
    const void* ssl = X509_STORE_CTX_get_ex_data(context, SSL_get_ex_data_X509_STORE_CTX_idx());
    auto* self = static_cast<Handshake*>(SSL_get_app_data(static_cast<const SSL*>(ssl)));
    if (const X509* shown = X509_STORE_CTX_get0_cert(context)) self->server_ = FactsOf(*shown);
    return accepted;
  }

  static int OnCertificateWanted(SSL*, void* self) {
    static_cast<Handshake*>(self)->wanted_ = true;
    return 1;
  }

  // What the other side said before it hung up, if it did.
  void Heard() {
    const int reason = ERR_GET_REASON(ERR_peek_error());
    if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
      const bool shown = SSL_get_certificate(ssl_.get()) != nullptr;
      if (wanted_ && !shown) cause_ = kWantsCertificate;
    } else {
      cause_ = AlertText();
    }
  }

  Outcome Failed(int result) {
    const int error = SSL_get_error(ssl_.get(), result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return Outcome::kUnknown;
    if (error != SSL_ERROR_SSL) return Outcome::kNotTls;  // closed, reset
    if (const auto verified = SSL_get_verify_result(ssl_.get()); verified != X509_V_OK) {
      cause_ = X509_verify_cert_error_string(verified);
      return Outcome::kServerNotTrusted;
    }
    const int reason = ERR_GET_REASON(ERR_peek_error());
    if (reason > SSL_AD_REASON_OFFSET) {
      Heard();
      return Outcome::kRefused;
    }
    return Outcome::kNotTls;
  }

  static std::string AlertText() {
    switch (ERR_GET_REASON(ERR_peek_error()) - SSL_AD_REASON_OFFSET) {
      case SSL_AD_CERTIFICATE_REQUIRED:
        return kWantsCertificate;
      case SSL_AD_CERTIFICATE_EXPIRED:
        return "it says that the certificate of this client has expired";
      case SSL_AD_UNKNOWN_CA:
        return "it does not know the CA of the certificate of this client";
      default: {
        const char* text = ERR_reason_error_string(ERR_peek_error());
        return text == nullptr ? "" : text;
      }
    }
  }

  std::unique_ptr<SSL_CTX, FreeContext> context_;
  std::unique_ptr<SSL, FreeSsl> ssl_;
  std::string expected_;
  std::string cause_;
  CertificateFacts server_;  // as far as it showed one
  bool wanted_ = false;      // it asked for a certificate
};

absl::Status NotTrusted(const ProbeTarget& target, const Handshake& handshake) {
  const std::string why =
      handshake.NameMismatch()
          ? absl::StrCat("it is for ", absl::StrJoin(handshake.server().names, ", "), ", not for ",
                         handshake.expected(),
                         "; use one of these names, or give the one to expect as server name")
          : absl::StrCat(handshake.cause(), " (", Describe(handshake.server()), "); check that ",
                         target.files->ca, " is the CA of the service");
  return Error(
      absl::StatusCode::kUnauthenticated, "TLS_SERVER_NOT_TRUSTED",
      absl::StrCat("the certificate that ", target.address, " shows is not trusted: ", why));
}

absl::Status Refused(const ProbeTarget& target, const Handshake& handshake) {
  std::string why = handshake.cause();
  if (why.empty() && !target.files->certificate.empty()) {
    why = absl::StrCat("it hung up after it saw the certificate (", handshake.OwnFacts(), ")");
  } else if (why.empty()) {
    why = "it hung up after the handshake";
  }
  return Error(absl::StatusCode::kUnauthenticated, "TLS_CLIENT_REFUSED",
               absl::StrCat(target.address, " refuses this client: ", why,
                            "; use a certificate from the CA that the service trusts"));
}

}  // namespace

absl::Status ExplainConnection(const ProbeTarget& target, absl::Duration limit) {
  const Host host = HostOf(target.address);
  if (host.name.empty() && host.unix_path.empty()) return absl::OkStatus();
  const Connection connection(host, limit);
  if (connection.fd() < 0) return absl::OkStatus();
  const NoBrokenPipe no_broken_pipe;
  Handshake handshake(target, host, connection.fd());
  const Outcome outcome = handshake.Run();
  ERR_clear_error();
  if (!target.files.has_value()) {
    // Whoever finishes a handshake, or refuses it in the words of TLS, speaks TLS.
    if (outcome != Outcome::kWorks && outcome != Outcome::kRefused) return absl::OkStatus();
    return Error(absl::StatusCode::kFailedPrecondition, "TLS_REQUIRED",
                 absl::StrCat(target.address,
                              " speaks TLS and this client spoke in clear; give it "
                              "the CA of the service, a certificate and its key"));
  }
  switch (outcome) {
    case Outcome::kServerNotTrusted:
      return NotTrusted(target, handshake);
    case Outcome::kRefused:
      return Refused(target, handshake);
    case Outcome::kNotTls:
      return Error(absl::StatusCode::kFailedPrecondition, "TLS_NOT_SPOKEN",
                   absl::StrCat(target.address,
                                " does not speak TLS; check the address, or call it without TLS"));
    default:
      return absl::OkStatus();
  }
}

}  // namespace indicast::tls
