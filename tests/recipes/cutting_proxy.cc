#include "tests/recipes/cutting_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace indicast::testing {
namespace {

sockaddr_in Loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<uint16_t>(port));
  return address;
}

int ConnectTo(int port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = Loopback(port);
  if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  ::close(fd);
  return -1;
}

}  // namespace

absl::StatusOr<std::unique_ptr<CuttingProxy>> CuttingProxy::Start(const std::string& target) {
  int port = 0;
  if (!absl::SimpleAtoi(target.substr(target.rfind(':') + 1), &port)) {
    return absl::InvalidArgumentError(target);
  }
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = Loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listener, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
      ::listen(listener, 16) != 0 ||
      ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    ::close(listener);
    return absl::ErrnoToStatus(errno, "cannot listen");
  }
  std::unique_ptr<CuttingProxy> proxy(
      new CuttingProxy(listener, absl::StrCat("127.0.0.1:", ntohs(address.sin_port)), port));
  proxy->accepting_ = std::thread([raw = proxy.get()] { raw->Accept(); });
  return proxy;
}

CuttingProxy::~CuttingProxy() {
  stopping_ = true;
  ::shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  ::close(listener_);
  Cut();
  for (const auto& link : links_) {
    link->up.join();
    link->down.join();
    ::close(link->client);
    ::close(link->server);
  }
}

void CuttingProxy::Accept() {
  while (!stopping_) {
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) continue;
    const int server = ConnectTo(port_);
    if (server < 0) {
      ::close(client);
      continue;
    }
    auto link = std::make_unique<Link>();
    link->client = client;
    link->server = server;
    link->up = std::thread([this, client, server] { Pump(client, server, true); });
    link->down = std::thread([this, client, server] { Pump(server, client, false); });
    const std::lock_guard<std::mutex> lock(mutex_);
    links_.push_back(std::move(link));
  }
}

void CuttingProxy::Pump(int from, int to, bool requests) {
  std::array<char, 16384> data;
  while (true) {
    const ssize_t size = ::recv(from, data.data(), data.size(), 0);
    if (size <= 0) break;
    if (requests ? hold_requests_ : hold_answers_) {
      const std::lock_guard<std::mutex> lock(mutex_);
      held_ += size;
      grown_.notify_all();
    } else if (!PassOn(to, data.data(), size, requests)) {
      break;
    }
  }
  ::shutdown(from, SHUT_RDWR);
  ::shutdown(to, SHUT_RDWR);
}

bool CuttingProxy::PassOn(int to, const char* data, int64_t size, bool requests) {
  bool last = false;
  if (requests) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (passing_ >= 0) {
      size = std::min(size, passing_);
      passing_ -= size;
      last = passing_ == 0;
    }
  }
  while (size > 0) {
    const ssize_t sent = ::send(to, data, static_cast<size_t>(size), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data += sent;
    size -= sent;
  }
  return !last;
}

void CuttingProxy::CutAfter(int64_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  passing_ = bytes;
}

bool CuttingProxy::AwaitHeld(int64_t bytes, absl::Duration limit) {
  std::unique_lock<std::mutex> lock(mutex_);
  return grown_.wait_for(lock, absl::ToChronoMilliseconds(limit), [&] { return held_ >= bytes; });
}

void CuttingProxy::Cut() {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& link : links_) {
    ::shutdown(link->client, SHUT_RDWR);
    ::shutdown(link->server, SHUT_RDWR);
  }
}

void CuttingProxy::CutAndHeal() {
  Cut();
  const std::lock_guard<std::mutex> lock(mutex_);
  hold_requests_ = false;
  hold_answers_ = false;
  passing_ = -1;
  held_ = 0;
}

}  // namespace indicast::testing
