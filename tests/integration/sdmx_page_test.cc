// docs/sdmx.md, run as it stands: files of two offices into a store, and its own export back.
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

std::string Page() { return ReadFile(SourcePath("docs/sdmx.md")); }

TEST(SdmxPage, ExplainsEveryPartAndSaysThatTheFilesAreMadeUp) {
  for (const char* words : {"## What is read", "## The mapping file", "## Actions", "**invented**",
                            "虚构", "sdmx-mapping.schema.json"}) {
    EXPECT_TRUE(absl::StrContains(Page(), words)) << words;
  }
}

TEST(SdmxPage, EveryBlockRunsAndGivesWhatThePageShows) {
  ASSERT_OK_AND_ASSIGN(const std::vector<ShellBlock> blocks, ReadShellPage(Page()));
  ASSERT_GE(blocks.size(), 5U);
  const std::string folder = NewDirectory("sdmx-page");
  const std::string outputs = NewDirectory("sdmx-page-output");
  std::filesystem::create_symlink(SourcePath("data"), folder + "/data");
  Command command;
  command.program = "/bin/bash";
  command.arguments = {"-c", absl::StrCat("cd '", folder, "'\n", ScriptOf(blocks, outputs))};
  command.environment = {{"HOME", folder}, {"PATH", ProgramPath("") + ":/usr/bin:/bin"}};
  ASSERT_OK_AND_ASSIGN(const Finished finished, RunToEnd(command, kRunLimit));
  for (size_t i = 0; i < blocks.size(); ++i) {
    const std::string output = ReadFile(absl::StrCat(outputs, "/", i));
    EXPECT_EQ(FirstLineNotIn(output, blocks[i].shown), "")
        << "docs/sdmx.md, block of line " << blocks[i].line << ", gave:\n"
        << output;
  }
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

}  // namespace
}  // namespace indicast::testing
