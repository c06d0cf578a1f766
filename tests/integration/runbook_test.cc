// docs/runbook.md, run as it stands in an empty folder: from the first start to a restored store.
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/integration/service_processes.h"
#include "tests/integration/shell_page.h"

namespace indicast::testing {
namespace {

constexpr absl::Duration kRunLimit = absl::Seconds(120);

std::string Page() { return ReadFile(SourcePath("docs/runbook.md")); }

TEST(Runbook, HasEverySituation) {
  for (const char* heading : {"## Start", "## Stop", "## Back up", "## Verify", "## Restore",
                              "## The disk is full", "## A sync failed"}) {
    EXPECT_TRUE(absl::StrContains(Page(), absl::StrCat("\n", heading, "\n"))) << heading;
  }
}

TEST(Runbook, EveryBlockRunsAndGivesWhatThePageShows) {
  ASSERT_OK_AND_ASSIGN(const std::vector<ShellBlock> blocks, ReadShellPage(Page()));
  ASSERT_GE(blocks.size(), 6U);
  const std::string folder = NewDirectory("runbook");
  const std::string outputs = NewDirectory("runbook-output");
  std::filesystem::create_symlink(SourcePath("data"), folder + "/data");
  Command command;
  command.program = "/bin/bash";
  command.arguments = {"-c", absl::StrCat("cd '", folder, "'\n", ScriptOf(blocks, outputs))};
  command.environment = {{"HOME", folder}, {"PATH", ProgramPath("") + ":/usr/bin:/bin"}};
  ASSERT_OK_AND_ASSIGN(const Finished finished, RunToEnd(command, kRunLimit));
  for (size_t i = 0; i < blocks.size(); ++i) {
    const std::string output = ReadFile(absl::StrCat(outputs, "/", i));
    EXPECT_EQ(FirstLineNotIn(output, blocks[i].shown), "")
        << "docs/runbook.md, block of line " << blocks[i].line << ", gave:\n"
        << output;
  }
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

}  // namespace
}  // namespace indicast::testing
