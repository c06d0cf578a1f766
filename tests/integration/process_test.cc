#include "tests/integration/process.h"

#include <signal.h>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::testing {
namespace {

using ::testing::HasSubstr;

Command Shell(const std::string& script) { return {"/bin/sh", {"-c", script}, {}}; }

TEST(Process, RunsToItsEndAndKeepsBothStreams) {
  ASSERT_OK_AND_ASSIGN(const Finished finished,
                       RunToEnd(Shell("echo out; echo err >&2; echo \"$GIVEN\"; exit 3")));
  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_EQ(finished.out, "out\n\n");
  EXPECT_EQ(finished.err, "err\n");
}

TEST(Process, DoesNotInheritTheEnvironmentOfTheTest) {
  setenv("INDICAST_STORE", "leaked", 1);
  Command command = Shell("echo \"[$INDICAST_STORE][$GIVEN]\"");
  command.environment["GIVEN"] = "yes";
  ASSERT_OK_AND_ASSIGN(const Finished finished, RunToEnd(command));
  unsetenv("INDICAST_STORE");
  EXPECT_EQ(finished.out, "[][yes]\n");
}

TEST(Process, TerminateGivesTheProgramTheChanceToEndWell) {
  const std::string ready = NewDirectory("ready") + "/file";
  ASSERT_OK_AND_ASSIGN(const auto process,
                       Process::Start(Shell("trap 'exit 7' TERM; echo up > " + ready +
                                            "; while :; do sleep 0.01; done")));
  EXPECT_THAT(AwaitFile(ready, *process), IsOk());
  EXPECT_THAT(process->Terminate(), IsOkAndHolds(7));
  EXPECT_FALSE(process->IsRunning());
}

TEST(Process, KillDoesNot) {
  ASSERT_OK_AND_ASSIGN(const auto process,
                       Process::Start(Shell("trap '' TERM; while :; do sleep 0.01; done")));
  process->Kill();
  EXPECT_FALSE(process->IsRunning());
  EXPECT_THAT(process->Wait(absl::ZeroDuration()), IsOkAndHolds(128 + SIGKILL));
}

TEST(Process, AProgramThatEndsBeforeItIsReadyShowsItsWords) {
  ASSERT_OK_AND_ASSIGN(const auto process, Process::Start(Shell("echo broken >&2; exit 1")));
  EXPECT_THAT(AwaitFile("/nonexistent/file", *process),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("broken")));
}

TEST(Process, AProgramThatIsNotThereIsAnError) {
  EXPECT_THAT(RunToEnd({"/nonexistent/program", {}, {}}), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace indicast::testing
