#include "common/rpc/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>

#include "common/rpc/server.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::rpc {
namespace {

// Receives what is sent to `name` ('@': abstract), as a service manager does.
class Manager {
 public:
  explicit Manager(const std::string& name) : fd_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    EXPECT_EQ(bind(fd_, reinterpret_cast<const sockaddr*>(&address),
                   static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size())),
              0);
    EXPECT_EQ(setenv("NOTIFY_SOCKET", name.c_str(), 1), 0);
  }
  ~Manager() {
    unsetenv("NOTIFY_SOCKET");
    close(fd_);
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  // The next message that is there already.
  std::string Message() const {
    std::string text(64, '\0');
    const ssize_t size = recv(fd_, text.data(), text.size(), MSG_DONTWAIT);
    return size < 0 ? "" : text.substr(0, static_cast<size_t>(size));
  }

 private:
  const int fd_;
};

TEST(ServiceManager, AMessageArrivesOnASocketFile) {
  const testing::TemporaryDirectory directory;
  const Manager manager(directory.path() + "/notify");
  EXPECT_THAT(NotifyServiceManager("READY=1"), testing::IsOk());
  EXPECT_EQ(manager.Message(), "READY=1");
}

TEST(ServiceManager, AMessageArrivesOnAnAbstractSocket) {
  const Manager manager("@indicast-test-" + std::to_string(getpid()));
  EXPECT_THAT(NotifyServiceManager("STOPPING=1"), testing::IsOk());
  EXPECT_EQ(manager.Message(), "STOPPING=1");
}

TEST(ServiceManager, WithoutAServiceManagerNothingIsSent) {
  unsetenv("NOTIFY_SOCKET");
  EXPECT_THAT(NotifyServiceManager("READY=1"), testing::IsOk());
}

TEST(ServiceManager, ANameThatIsNoSocketIsAnError) {
  for (const std::string& name : {std::string("relative"), "/" + std::string(200, 'x')}) {
    ASSERT_EQ(setenv("NOTIFY_SOCKET", name.c_str(), 1), 0);
    EXPECT_EQ(NotifyServiceManager("READY=1").code(), absl::StatusCode::kInvalidArgument);
  }
  ASSERT_EQ(setenv("NOTIFY_SOCKET", "/no/such/socket", 1), 0);
  EXPECT_EQ(NotifyServiceManager("READY=1").code(), absl::StatusCode::kUnavailable);
  unsetenv("NOTIFY_SOCKET");
}

TEST(ServiceManagerDeathTest, AServiceThatWaitsForItsEndIsReadyAndThenStopping) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        const testing::TemporaryDirectory directory;
        const Manager manager(directory.path() + "/notify");
        BlockSignals();
        kill(getpid(), SIGTERM);
        WaitForSignal();
        const bool told = manager.Message() == "READY=1" && manager.Message() == "STOPPING=1";
        _exit(told ? 0 : 1);
      },
      ::testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace indicast::rpc
