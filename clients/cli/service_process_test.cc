#include "clients/cli/service_process.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"

namespace indicast::cli {
namespace {

namespace fs = std::filesystem;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

// Children are shell scripts: what is tested is how they are started, watched and ended.
class ServiceProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = absl::StrCat(::testing::TempDir(), "/service_process_", getpid(), "_",
                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  ServiceProcess::Options Script(const std::string& text) const {
    return {"the-service", "/bin/sh", {"-c", text}, folder_ + "/address.json", folder_ + "/log"};
  }

  static void AwaitEnd(ServiceProcess& process) {
    while (process.IsRunning()) absl::SleepFor(absl::Milliseconds(5));
  }

  std::string folder_;
};

TEST_F(ServiceProcessTest, ReadsTheAddressOnceItIsWritten) {
  std::ofstream(folder_ + "/address.json") << R"({"address":"127.0.0.1:9"})";  // of an earlier run
  ASSERT_OK_AND_ASSIGN(auto process,
                       ServiceProcess::Start(Script(absl::StrCat(
                           R"(echo '{"address":"127.0.0.1:1"}' > )", folder_, "/t && mv ", folder_,
                           "/t ", folder_, "/address.json && exec sleep 1000"))));
  EXPECT_THAT(process->AwaitAddress(absl::Seconds(30)), IsOkAndHolds("127.0.0.1:1"));
  EXPECT_TRUE(process->IsRunning());
}

TEST_F(ServiceProcessTest, ShowsTheEndOfTheLogWhenTheStartFails) {
  ASSERT_OK_AND_ASSIGN(auto process,
                       ServiceProcess::Start(Script("echo fine; echo port in use >&2; exit 3")));
  EXPECT_THAT(process->AwaitAddress(absl::Seconds(30)),
              AllOf(HasReason("SERVICE_NOT_STARTED"),
                    StatusIs(absl::StatusCode::kUnavailable,
                             HasSubstr("ended with code 3: fine | port in use"))));
}

TEST_F(ServiceProcessTest, GivesUpOnAServiceThatNeverServes) {
  ASSERT_OK_AND_ASSIGN(auto process, ServiceProcess::Start(Script("exec sleep 1000")));
  EXPECT_THAT(process->AwaitAddress(absl::Milliseconds(50)), HasReason("SERVICE_NOT_STARTED"));
}

TEST_F(ServiceProcessTest, EndsOnTheSignalSentAndKnowsTheCode) {
  ASSERT_OK_AND_ASSIGN(auto process, ServiceProcess::Start(Script("exec sleep 1000")));
  process->Signal(SIGTERM);
  AwaitEnd(*process);
  EXPECT_EQ(process->exit_code(), 128 + SIGTERM);
}

TEST_F(ServiceProcessTest, LivesInAProcessGroupOfItsOwn) {
  ASSERT_OK_AND_ASSIGN(
      auto process,
      ServiceProcess::Start(Script(absl::StrCat(R"(echo '{"address":"x"}' > )", folder_,
                                                "/address.json; exec sleep 1000"))));
  ASSERT_THAT(process->AwaitAddress(absl::Seconds(30)), IsOkAndHolds("x"));
  EXPECT_EQ(getpgid(process->pid()), process->pid());
}

TEST_F(ServiceProcessTest, IsKilledWithItsOwner) {
  pid_t pid = 0;
  {
    ASSERT_OK_AND_ASSIGN(auto process, ServiceProcess::Start(Script("exec sleep 1000")));
    pid = process->pid();
  }
  EXPECT_NE(kill(pid, 0), 0);
}

TEST_F(ServiceProcessTest, FindsProgramsBesideItselfThenInPath) {
  const auto make = [](const std::string& path) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << "#!/bin/sh\n";
    chmod(path.c_str(), 0755);
  };
  make(folder_ + "/path/prog");
  Environment environment;
  environment.program_path = folder_ + "/bin/indicast";
  environment.variables["PATH"] = "/nonexistent:" + folder_ + "/path";
  EXPECT_THAT(FindProgram("prog", environment), IsOkAndHolds(folder_ + "/path/prog"));
  make(folder_ + "/bin/prog");
  EXPECT_THAT(FindProgram("prog", environment), IsOkAndHolds(folder_ + "/bin/prog"));
  EXPECT_THAT(FindProgram("other", environment), HasReason("PROGRAM_NOT_FOUND"));
}

}  // namespace
}  // namespace indicast::cli
