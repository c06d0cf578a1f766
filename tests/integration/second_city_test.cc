// docs/second-city.md, run as it stands: from an empty folder to the board of an invented city.
#include <signal.h>

#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"
#include "tests/integration/service_processes.h"
#include "tests/integration/shell_page.h"

namespace indicast::testing {
namespace {

constexpr absl::Duration kRunLimit = absl::Seconds(200);
constexpr absl::Duration kStopLimit = absl::Seconds(40);

std::string Page() { return ReadFile(SourcePath("docs/second-city.md")); }

// Ends the services of a run that broke off before it could.
void EndServices(const std::string& session_file) {
  const auto session = nlohmann::json::parse(ReadFile(session_file), nullptr, false);
  if (session.is_discarded() || !session.contains("pid")) return;
  const pid_t up = session["pid"].get<pid_t>();
  kill(up, SIGTERM);
  const absl::Time deadline = absl::Now() + kStopLimit;
  while (kill(up, 0) == 0 && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(20));
  if (kill(up, 0) == 0) kill(up, SIGKILL);  // the kernel then ends the services
}

struct PageRun {
  int exit_code = 0;
  std::vector<std::string> outputs;  // one a block that was reached
};

absl::StatusOr<PageRun> RunPage(const std::vector<ShellBlock>& blocks) {
  const std::string folder = NewDirectory("second-city");
  const std::string outputs = NewDirectory("second-city-output");
  Command command;
  // A process group of its own, so that whatever hangs can be ended with it.
  command.program = "/usr/bin/setsid";
  command.arguments = {"/bin/bash", "-c",
                       absl::StrCat("cd '", folder, "'\n", ScriptOf(blocks, outputs))};
  command.environment = {{"HOME", folder}, {"PATH", ProgramPath("") + ":/usr/bin:/bin"}};
  absl::StatusOr<std::unique_ptr<Process>> bash = Process::Start(command);
  if (!bash.ok()) return bash.status();
  absl::StatusOr<int> exit_code = (*bash)->Wait(kRunLimit);
  if (!exit_code.ok()) {
    kill(-(*bash)->pid(), SIGTERM);
    exit_code = (*bash)->Wait(kStopLimit);
    kill(-(*bash)->pid(), SIGKILL);
  }
  EndServices(folder + "/yunxi-2024/session.json");
  if (!exit_code.ok()) return exit_code.status();
  PageRun run;
  run.exit_code = *exit_code;
  for (size_t i = 0; i < blocks.size(); ++i) {
    run.outputs.push_back(ReadFile(absl::StrCat(outputs, "/", i)));
  }
  return run;
}

TEST(SecondCity, ThePageHasTenStepsAndSaysThatTheCityIsMadeUp) {
  const std::string page = Page();
  size_t at = 0;
  for (int step = 1; step <= 10; ++step) {
    at = page.find(absl::StrCat("\n## ", step, ". "), at);
    ASSERT_NE(at, std::string::npos) << "step " << step;
  }
  EXPECT_FALSE(absl::StrContains(page, "\n## 11."));
  for (const char* words : {"**made up**", "虚构的", "does not exist"}) {
    EXPECT_TRUE(absl::StrContains(page, words)) << words;
  }
}

TEST(SecondCity, EveryBlockRunsAndGivesWhatThePageShows) {
  ASSERT_OK_AND_ASSIGN(const std::vector<ShellBlock> blocks, ReadShellPage(Page()));
  ASSERT_GE(blocks.size(), 10U);
  ASSERT_OK_AND_ASSIGN(const PageRun run, RunPage(blocks));
  size_t reached = 0;
  for (size_t i = 0; i < blocks.size(); ++i) {
    if (!run.outputs[i].empty()) reached = i;
  }
  ASSERT_EQ(run.exit_code, 0) << "docs/second-city.md stops in or after the block of line "
                              << blocks[reached].line << ":\n"
                              << run.outputs[reached];
  for (size_t i = 0; i < blocks.size(); ++i) {
    EXPECT_EQ(FirstLineNotIn(run.outputs[i], blocks[i].shown), "")
        << "docs/second-city.md, block of line " << blocks[i].line << ", gave:\n"
        << run.outputs[i];
  }
}

}  // namespace
}  // namespace indicast::testing
