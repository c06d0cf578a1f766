#include "tests/integration/shell_page.h"

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/integration/process.h"

namespace indicast::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(ShellPage, TakesScriptsAndWhatIsShownInOrder) {
  ASSERT_OK_AND_ASSIGN(
      const auto blocks,
      ReadShellPage("# A\n```sh\ncat <<EOF\na b\nEOF\n```\nso:\n```text\na b\n\n```\n"
                    "```sh\ntrue\n```\n"));
  ASSERT_THAT(blocks, SizeIs(2));
  EXPECT_EQ(blocks[0].line, 3);
  EXPECT_EQ(blocks[0].script, "cat <<EOF\na b\nEOF\n");
  EXPECT_THAT(blocks[0].shown, ElementsAre("a b"));
  EXPECT_EQ(blocks[1].script, "true\n");
  EXPECT_THAT(blocks[1].shown, SizeIs(0));
}

TEST(ShellPage, RefusesWhatNobodyWouldCheck) {
  struct Case {
    const char* page;
    const char* fault;
  };
  for (const Case& c :
       {Case{"", "line 1: the page has no"}, Case{"a\n```sh\ntrue\n", "line 2"},
        Case{"```csv\na\n```\n", "line 1: 'csv'"}, Case{"```\na\n```\n", "neither sh nor text"},
        Case{"```text\na\n```\n", "without a script"},
        Case{"```sh\na\n```\n```text\nb\n```\n```text\nc\n```\n", "line 7"},
        Case{"```sh\n```sh\n```\n", "line 2: a block begins inside"}}) {
    EXPECT_THAT(ReadShellPage(c.page),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(c.fault)))
        << c.page;
  }
}

TEST(ShellPage, ShownLinesMustBeThereInOrder) {
  const std::string output = "head\nGDP   5.2  met  1\nmade at 12:00 by us\n";
  EXPECT_EQ(FirstLineNotIn(output, {}), "");
  EXPECT_EQ(FirstLineNotIn(output, {"GDP 5.2 met", "made at ... by us"}), "");
  EXPECT_EQ(FirstLineNotIn(output, {"GDP 5.3"}), "GDP 5.3");
  EXPECT_EQ(FirstLineNotIn(output, {"made at", "GDP"}), "GDP");
  EXPECT_EQ(FirstLineNotIn(output, {"head", "head"}), "head");
  EXPECT_EQ(FirstLineNotIn(output, {"made ... them"}), "made ... them");
}

TEST(ShellPage, TheScriptStopsAtTheFirstFailureAndEndsItsJobs) {
  const std::string folder = NewDirectory("page");
  const std::vector<ShellBlock> blocks = {
      {1, "sleep 600 &\necho $! >" + folder + "/job\necho one\n", {}},
      {5, "echo two >&2\nfalse\necho three\n", {}},
      {9, "echo four\n", {}}};
  ASSERT_OK_AND_ASSIGN(const Finished finished,
                       RunToEnd({"/bin/bash", {"-c", ScriptOf(blocks, folder)}, {}}));
  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(ReadFile(folder + "/0"), "one\n");
  EXPECT_EQ(ReadFile(folder + "/1"), "two\n");
  EXPECT_EQ(ReadFile(folder + "/2"), "");
  const std::string job = ReadFile(folder + "/job");
  EXPECT_NE(job, "");
  EXPECT_EQ(ReadFile(absl::StrCat("/proc/", job.substr(0, job.find('\n')), "/stat")), "");
}

}  // namespace
}  // namespace indicast::testing
