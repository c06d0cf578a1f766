#include "common/rpc/address.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/error.h"

namespace indicast::rpc {
namespace {

absl::Status Invalid(absl::string_view text, absl::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID",
               absl::StrCat("address '", Shorten(text), "': ", why,
                            "; expected host:port, [v6]:port or unix:/absolute/path"));
}

absl::Status InUse(const ListenAddress& address) {
  return Error(absl::StatusCode::kUnavailable, "ADDRESS_IN_USE",
               absl::StrCat("address ", address.ToString(),
                            " is in use; stop the other program or choose another address"));
}

// A socket that closes itself.
class Socket {
 public:
  explicit Socket(int family) : fd_(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  int fd() const { return fd_; }

 private:
  const int fd_;
};

// errno of binding as gRPC does; 0 when it works.
int TryBind(const addrinfo& info) {
  const Socket probe(info.ai_family);
  if (probe.fd() < 0) return errno;
  const int on = 1;
  setsockopt(probe.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(probe.fd(), info.ai_addr, info.ai_addrlen) != 0) return errno;
  return listen(probe.fd(), 1) == 0 ? 0 : errno;
}

using AddressList = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// Null when the host is not known.
AddressList Resolve(const ListenAddress& address) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  if (getaddrinfo(address.host.c_str(), absl::StrCat(address.port).c_str(), &hints, &list) != 0) {
    list = nullptr;
  }
  return {list, freeaddrinfo};
}

int TryBindTcp(const ListenAddress& address) {
  const AddressList all = Resolve(address);
  if (all == nullptr) return EADDRNOTAVAIL;
  for (const addrinfo* info = all.get(); info != nullptr; info = info->ai_next) {
    if (const int error = TryBind(*info); error != 0) return error;
  }
  return 0;
}

bool ConnectTo(int family, const sockaddr* peer, socklen_t size) {
  const Socket probe(family);
  return probe.fd() >= 0 && connect(probe.fd(), peer, size) == 0;
}

}  // namespace

bool ListenAddress::is_local() const {
  if (is_unix() || host == "localhost") return true;
  in_addr v4{};
  if (inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::string ListenAddress::ToString() const {
  if (is_unix()) return absl::StrCat("unix:", unix_path);
  return absl::StrContains(host, ':') ? absl::StrCat("[", host, "]:", port)
                                      : absl::StrCat(host, ":", port);
}

absl::StatusOr<ListenAddress> ParseListenAddress(absl::string_view text) {
  ListenAddress address;
  absl::string_view rest = text;
  if (absl::ConsumePrefix(&rest, "unix:")) {
    if (!absl::StartsWith(rest, "/")) return Invalid(text, "the path must be absolute");
    if (rest.size() >= sizeof(sockaddr_un{}.sun_path)) {
      return Invalid(text, absl::StrCat("the path has ", rest.size(), " bytes, at most ",
                                        sizeof(sockaddr_un{}.sun_path) - 1, " are allowed"));
    }
    address.unix_path = std::string(rest);
    return address;
  }
  const size_t colon = rest.rfind(':');
  if (colon == absl::string_view::npos) return Invalid(text, "the port is missing");
  absl::string_view host = rest.substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) {
    if (!absl::ConsumeSuffix(&host, "]")) return Invalid(text, "the bracket is not closed");
  } else if (absl::StrContains(host, ':')) {
    return Invalid(text, "an IPv6 address needs brackets");
  }
  if (host.empty()) return Invalid(text, "the host is missing");
  if (!absl::SimpleAtoi(rest.substr(colon + 1), &address.port) || address.port < 0 ||
      address.port > 65535) {
    return Invalid(text, "the port must be 0..65535");
  }
  address.host = std::string(host);
  return address;
}

absl::Status RequireLocal(const ListenAddress& address, absl::string_view what,
                          absl::string_view way_out) {
  if (address.is_local()) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "INSECURE_ADDRESS",
               absl::StrCat(what, " ", address.ToString(),
                            " would serve in clear text beyond this machine; ", way_out));
}

absl::Status RequireUnixPathFree(const ListenAddress& address) {
  if (!address.is_unix()) return absl::OkStatus();
  return TryConnect(address) ? InUse(address) : absl::OkStatus();
}

bool TryConnect(const ListenAddress& address) {
  if (address.is_unix()) {
    sockaddr_un peer{};
    peer.sun_family = AF_UNIX;
    std::memcpy(peer.sun_path, address.unix_path.data(), address.unix_path.size());
    return ConnectTo(AF_UNIX, reinterpret_cast<const sockaddr*>(&peer), sizeof peer);
  }
  const AddressList all = Resolve(address);
  for (const addrinfo* info = all.get(); info != nullptr; info = info->ai_next) {
    if (ConnectTo(info->ai_family, info->ai_addr, info->ai_addrlen)) return true;
  }
  return false;
}

absl::Status BindError(const ListenAddress& address) {
  if (address.is_unix()) {
    return Error(absl::StatusCode::kPermissionDenied, "ADDRESS_DENIED",
                 absl::StrCat("cannot listen on ", address.ToString(),
                              "; check that the folder exists and may be written"));
  }
  switch (const int error = TryBindTcp(address)) {
    case 0:
    case EADDRINUSE:
      return InUse(address);
    case EACCES:
    case EPERM:
      return Error(absl::StatusCode::kPermissionDenied, "ADDRESS_DENIED",
                   absl::StrCat("not allowed to listen on ", address.ToString(),
                                "; ports below 1024 need a privilege"));
    default:
      return Invalid(address.ToString(), std::strerror(error));
  }
}

}  // namespace indicast::rpc
