// Peers that are no TLS servers; the handshakes themselves are tested where there is a real one
// (common/rpc/tls_test.cc).
#include "common/tls/handshake_probe.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <functional>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "common/tls/testing/test_ca.h"

namespace indicast::tls {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;

// Listens on a Unix socket and hands each connection to `serve`, which must not close it.
class Peer {
 public:
  Peer(const std::string& path, std::function<void(int)> serve)
      : fd_(socket(AF_UNIX, SOCK_STREAM, 0)), serve_(std::move(serve)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(fd_, 8), 0);
    thread_ = std::thread([this] {
      for (int one = 0; (one = accept(fd_, nullptr, nullptr)) >= 0;) {
        serve_(one);
        close(one);
      }
    });
  }
  ~Peer() {
    shutdown(fd_, SHUT_RDWR);
    thread_.join();
    close(fd_);
  }

 private:
  const int fd_;
  const std::function<void(int)> serve_;
  std::thread thread_;
};

class HandshakeProbeTest : public ::testing::Test {
 protected:
  HandshakeProbeTest() {
    target_.address = absl::StrCat("unix:", path_);
    target_.files = testing::WriteFiles(directory_.path(), ca_.Issue(), ca_.pem());
  }
  absl::Status Explain() const { return ExplainConnection(target_, absl::Seconds(5)); }

  indicast::testing::TemporaryDirectory directory_;
  const std::string path_ = directory_.path() + "/peer";
  testing::TestCa ca_;
  ProbeTarget target_;
};

TEST_F(HandshakeProbeTest, NobodyThereIsNoNews) {
  EXPECT_THAT(Explain(), IsOk());
  for (const char* address : {"127.0.0.1:1", "", "nonsense", "unix:", "[::1]:1"}) {
    target_.address = address;
    EXPECT_THAT(Explain(), IsOk()) << address;
  }
}

TEST_F(HandshakeProbeTest, WhoeverHangsUpAtOnceSpeaksNoTlsAndKillsNobody) {
  const auto before = std::signal(SIGPIPE, SIG_DFL);
  const Peer peer(path_, [](int) {});
  for (int i = 0; i < 200; ++i) EXPECT_THAT(Explain(), HasReason("TLS_NOT_SPOKEN"));
  std::signal(SIGPIPE, before);
}

TEST_F(HandshakeProbeTest, OtherWordsAreNoTls) {
  const Peer peer(path_, [](int fd) {
    char hello[16];
    EXPECT_GT(read(fd, hello, sizeof hello), 0);
    constexpr char kWords[] = "HTTP/1.1 400 Bad Request\r\n\r\n";
    EXPECT_GT(write(fd, kWords, sizeof kWords - 1), 0);
  });
  EXPECT_THAT(Explain(), HasReason("TLS_NOT_SPOKEN"));
  target_.files.reset();
  EXPECT_THAT(Explain(), IsOk()) << "in clear to a port in clear";
}

TEST_F(HandshakeProbeTest, SilenceEndsAtTheLimit) {
  const Peer peer(path_, [](int fd) {
    char byte = 0;
    while (read(fd, &byte, 1) > 0) {
    }
  });
  EXPECT_THAT(ExplainConnection(target_, absl::Milliseconds(50)), IsOk());
}

}  // namespace
}  // namespace indicast::tls
