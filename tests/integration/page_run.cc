#include "tests/integration/page_run.h"

#include <filesystem>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "tests/integration/service_processes.h"
#include "tests/integration/shell_page.h"

namespace indicast::testing {
namespace {

constexpr absl::Duration kRunLimit = absl::Seconds(120);

}  // namespace

void ExpectPageRuns(const std::string& page, size_t least_blocks) {
  ASSERT_OK_AND_ASSIGN(const std::vector<ShellBlock> blocks,
                       ReadShellPage(ReadFile(SourcePath(page))));
  ASSERT_GE(blocks.size(), least_blocks);
  const std::string folder = NewDirectory("page");
  const std::string outputs = NewDirectory("page-output");
  for (const char* name : {"data", "deploy"}) {
    std::filesystem::create_symlink(SourcePath(name), absl::StrCat(folder, "/", name));
  }
  Command command;
  command.program = "/bin/bash";
  command.arguments = {"-c", absl::StrCat("cd '", folder, "'\n", ScriptOf(blocks, outputs))};
  command.environment = {{"HOME", folder}, {"PATH", ProgramPath("") + ":/usr/bin:/bin"}};
  ASSERT_OK_AND_ASSIGN(const Finished finished, RunToEnd(command, kRunLimit));
  for (size_t i = 0; i < blocks.size(); ++i) {
    const std::string output = ReadFile(absl::StrCat(outputs, "/", i));
    EXPECT_EQ(FirstLineNotIn(output, blocks[i].shown), "")
        << page << ", block of line " << blocks[i].line << ", gave:\n"
        << output;
  }
  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

}  // namespace indicast::testing
