#include <unistd.h>

#include <csignal>

#include "common/rpc/server.h"
#include "gtest/gtest.h"

namespace indicast::rpc {
namespace {

TEST(SignalsDeathTest, TheFirstSignalIsReturnedAndTheSecondEndsTheProcess) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        BlockSignals();
        kill(getpid(), SIGTERM);
        if (WaitForSignal() != SIGTERM) _exit(1);
        kill(getpid(), SIGINT);
        while (true) pause();
      },
      ::testing::ExitedWithCode(128 + SIGINT), "");
}

}  // namespace
}  // namespace indicast::rpc
