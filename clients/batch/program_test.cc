#include "clients/batch/program.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "absl/strings/str_split.h"
#include "clients/batch/command_line.h"
#include "clients/batch/errors.h"
#include "clients/batch/help.h"
#include "clients/batch/progress.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"

namespace indicast::batch {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;

constexpr char kJob[] = R"({"design": "grid", "data_revision": 1,
  "factors": [{"indicator": "a", "values": [1]}]})";

class ProgramTest : public ::testing::Test {
 protected:
  ExitCode Run(const std::vector<std::string>& arguments) {
    out_.str("");
    err_.str("");
    StopRequest stop;
    return RunProgram(arguments, {[this](const char* name) -> std::optional<std::string> {
                                    const auto found = variables_.find(name);
                                    if (found == variables_.end()) return std::nullopt;
                                    return found->second;
                                  },
                                  false, out_, err_, stop});
  }
  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_.path() + "/" + name) << text;
    return folder_.path() + "/" + name;
  }

  testing::TemporaryDirectory folder_;
  std::map<std::string, std::string> variables_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(ProgramTest, ShowsHelpAndVersion) {
  EXPECT_EQ(Run({}), ExitCode::kDone);
  EXPECT_THAT(out_.str(), HasSubstr("Usage: indicast-batch COMMAND"));
  EXPECT_EQ(Run({"run", "--help"}), ExitCode::kDone);
  EXPECT_THAT(out_.str(), HasSubstr("--shard i/n"));
  EXPECT_EQ(Run({"--lang", "zh", "merge", "-h"}), ExitCode::kDone);
  EXPECT_THAT(out_.str(), HasSubstr("用法: indicast-batch merge"));
  EXPECT_EQ(Run({"--version"}), ExitCode::kDone);
  EXPECT_THAT(out_.str(), ::testing::StartsWith("indicast-batch 0."));
}

TEST_F(ProgramTest, RefusesAWrongCommandLine) {
  const std::string job = Write("job.json", kJob);
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"rnu", job},
           {"run", job},
           {"run", "--output", "x"},
           {"run", job, "--output", folder_.path(), "--shard", "5/4"},
           {"run", job, "--output", folder_.path(), "--patience", "long"},
           {"run", job, "--output", folder_.path(), "--timeout", "0"},
           {"run", job, "--output", folder_.path(), "--json"},
           {"run", job, "extra", "--output", folder_.path()},
           {"merge", "a", "--output"},
           {"status"},
           {"--lang", "fr", "status", "."}}) {
    EXPECT_EQ(Run(arguments), ExitCode::kUsage) << arguments[0] << err_.str();
    EXPECT_THAT(err_.str(), HasSubstr("error USAGE: "));
    EXPECT_EQ(out_.str(), "");
  }
}

TEST_F(ProgramTest, TellsWhatIsWrongWithAJobInTheLanguageOfTheUser) {
  const std::string job =
      Write("job.json", R"({"design": "grid", "factors": [{"indicator": "a", "values": [1]},
                      {"indicator": "b", "values": [1]}, {"indicator": "c", "low": 1, "high": 0,
                       "step": 1}]})");
  EXPECT_EQ(Run({"plan", job, "--projection", "127.0.0.1:1"}), ExitCode::kBadData);
  EXPECT_EQ(err_.str(),
            "error JOB_FILE_INVALID: factors[2].high: must not be below low, which is 1\n"
            "next: correct the places above; docs/batch.md has the format\n");
  variables_["LANG"] = "zh_CN.UTF-8";
  EXPECT_EQ(Run({"plan", job, "--projection", "127.0.0.1:1"}), ExitCode::kBadData);
  EXPECT_THAT(err_.str(), HasSubstr("错误 JOB_FILE_INVALID:factors[2].high: 不得低于 low(1)"));
  EXPECT_EQ(Run({"--lang=en", "run", job, "--output", folder_.path()}), ExitCode::kBadData);
  EXPECT_EQ(Run({"plan", folder_.path() + "/none.json"}), ExitCode::kNotFound);
}

TEST_F(ProgramTest, ARunIsPinnedAndKnowsItsServiceAndShard) {
  const std::string loose = Write("loose.json", R"({"design": "grid",
    "factors": [{"indicator": "a", "values": [1]}]})");
  EXPECT_EQ(Run({"run", loose, "--output", folder_.path(), "--projection", "127.0.0.1:1"}),
            ExitCode::kBadData);
  EXPECT_THAT(err_.str(), HasSubstr("data_revision: is missing"));
  const std::string job = Write("job.json", kJob);
  EXPECT_EQ(Run({"run", job, "--output", folder_.path()}), ExitCode::kConfiguration);
  EXPECT_THAT(err_.str(), HasSubstr("CONFIGURATION_ADDRESS"));
  EXPECT_EQ(Run({"run", job, "--output", folder_.path(), "--projection", "example.com:1"}),
            ExitCode::kConfiguration);
  variables_["INDICAST_PROJECTION"] = "127.0.0.1:1";
  variables_["JOB_COMPLETION_INDEX"] = "4";
  EXPECT_EQ(Run({"run", job, "--output", folder_.path()}), ExitCode::kConfiguration);
  variables_["JOB_COMPLETION_COUNT"] = "4";
  EXPECT_EQ(Run({"run", job, "--output", folder_.path()}), ExitCode::kConfiguration);
  variables_["JOB_COMPLETION_INDEX"] = "3";
  EXPECT_EQ(Run({"run", job, "--output", folder_.path(), "--patience", "0"}),
            ExitCode::kUnavailable);
  EXPECT_THAT(err_.str(), HasSubstr("SERVICE_UNREACHABLE"));
  EXPECT_EQ(Run({"run", job, "--output", folder_.path() + "/none"}), ExitCode::kCannotCreate);
}

TEST_F(ProgramTest, TakesTlsFromTheEnvironment) {
  variables_["INDICAST_PROJECTION"] = "127.0.0.1:1";
  variables_["INDICAST_TLS_CA"] = "/nowhere/ca.pem";
  const std::string job = Write("job.json", kJob);
  EXPECT_EQ(Run({"run", job, "--output", folder_.path(), "--shard", "0/1"}),
            ExitCode::kConfiguration)
      << err_.str();
  EXPECT_THAT(err_.str(), HasSubstr("TLS_"));
}

TEST_F(ProgramTest, MergeAndStatusNeedNoService) {
  EXPECT_EQ(Run({"status", folder_.path()}), ExitCode::kDone);
  EXPECT_EQ(out_.str(), "no shards\n");
  EXPECT_EQ(Run({"status", folder_.path(), "--json"}), ExitCode::kDone);
  EXPECT_EQ(out_.str(), "{\n  \"shards\": []\n}\n");
  EXPECT_EQ(Run({"status", folder_.path() + "/none"}), ExitCode::kNotFound);
  EXPECT_EQ(Run({"merge", folder_.path(), "--output", folder_.path() + "/m.csv"}),
            ExitCode::kNotFound);
  EXPECT_THAT(err_.str(), HasSubstr("SHARDS_NOT_FOUND"));
}

TEST_F(ProgramTest, SaysSoWhenTheResultCannotBeWritten) {
  out_.setstate(std::ios::badbit);
  StopRequest stop;
  EXPECT_EQ(RunProgram({"status", folder_.path()},
                       {[](const char*) { return std::nullopt; }, false, out_, err_, stop}),
            ExitCode::kInputOutput);
}

// The options that a help text explains: the words that begin with two hyphens after a margin.
std::set<std::string> OptionsIn(const std::string& help) {
  std::set<std::string> options;
  const std::vector<std::string> lines = absl::StrSplit(help, '\n');
  for (const std::string& line : lines) {
    if (line.rfind("      --", 0) != 0) continue;
    options.insert(line.substr(6, line.find(' ', 6) - 6));
  }
  return options;
}

TEST(HelpTest, BothLanguagesExplainTheOptionsThatAreTaken) {
  const std::map<std::string, std::set<std::string>> taken = {
      {"plan", {"--force", "--json", "--output", "--patience", "--projection", "--timeout"}},
      {"run",
       {"--checkpoint-every", "--force", "--output", "--patience", "--projection", "--quiet",
        "--shard", "--timeout"}},
      {"merge", {"--force", "--output", "--quiet"}},
      {"status", {"--json"}}};
  for (const auto& [command, options] : taken) {
    EXPECT_EQ(OptionsIn(HelpOf(command, Language::kEnglish)), options) << command;
    EXPECT_EQ(OptionsIn(HelpOf(command, Language::kChinese)), options) << command;
    for (const std::string& option : options) {
      // A flag with a value it does not take, or an option without one, is still known.
      const auto line = ParseCommandLine({command, "x", option}, Language::kEnglish);
      EXPECT_THAT(std::string(line.status().message()),
                  ::testing::Not(HasSubstr("no command, option or argument")))
          << command << option;
    }
  }
}

TEST(ExitCodeTest, FollowsTheTable) {
  const auto code = [](absl::StatusCode status, const char* reason) {
    return static_cast<int>(ExitCodeOf(Error(status, reason, "x")));
  };
  EXPECT_EQ(static_cast<int>(ExitCodeOf(absl::OkStatus())), 0);
  EXPECT_EQ(code(absl::StatusCode::kInvalidArgument, kUsage), 2);
  EXPECT_EQ(code(absl::StatusCode::kInvalidArgument, kJobFileInvalid), 65);
  EXPECT_EQ(code(absl::StatusCode::kDataLoss, kShardDamaged), 65);
  EXPECT_EQ(code(absl::StatusCode::kFailedPrecondition, "NO_DATA"), 65);
  EXPECT_EQ(code(absl::StatusCode::kNotFound, "SCENARIO_NOT_FOUND"), 66);
  EXPECT_EQ(code(absl::StatusCode::kNotFound, kShardsMissing), 66);
  EXPECT_EQ(code(absl::StatusCode::kUnavailable, "SERVICE_UNREACHABLE"), 69);
  EXPECT_EQ(code(absl::StatusCode::kInternal, kSweepAnswerInvalid), 70);
  EXPECT_EQ(code(absl::StatusCode::kUnimplemented, "X"), 70);
  EXPECT_EQ(code(absl::StatusCode::kNotFound, kOutputNotCreated), 73);
  EXPECT_EQ(code(absl::StatusCode::kResourceExhausted, kFileFailed), 74);
  EXPECT_EQ(code(absl::StatusCode::kCancelled, kBatchInterrupted), 75);
  EXPECT_EQ(code(absl::StatusCode::kAborted, kShardBusy), 75);
  EXPECT_EQ(code(absl::StatusCode::kFailedPrecondition, kReceiptsDiffer), 77);
  EXPECT_EQ(code(absl::StatusCode::kFailedPrecondition, kShardsOverlap), 77);
  EXPECT_EQ(code(absl::StatusCode::kUnauthenticated, "X"), 77);
  EXPECT_EQ(code(absl::StatusCode::kInvalidArgument, "ADDRESS_INVALID"), 78);
  EXPECT_EQ(code(absl::StatusCode::kFailedPrecondition, kConfigurationShard), 78);
}

TEST(ProgressTest, DrawsOverOnATerminalAndWritesLinesElsewhere) {
  FakeClock clock(absl::UnixEpoch());
  std::ostringstream err;
  {
    Progress bar(err, {Progress::Style::kBar, Language::kEnglish, &clock});
    bar.Advance(0, 200);
    clock.Advance(absl::Seconds(2));
    bar.Advance(100, 200);
    EXPECT_THAT(err.str(),
                HasSubstr("[############............] 100/200 rows 50%, 50/s, 2 s left"));
    bar.Say({"停", "a note"});
    EXPECT_THAT(err.str(), ::testing::EndsWith("\r\x1b[Ka note\n"));
  }
  err.str("");
  Progress lines(err, {Progress::Style::kLines, Language::kChinese, &clock});
  lines.Advance(500, 1000);
  clock.Advance(absl::Seconds(9));
  lines.Advance(600, 1000);
  EXPECT_EQ(err.str(), "");
  clock.Advance(absl::Seconds(1));
  lines.Advance(600, 1000);
  EXPECT_EQ(err.str(), "600/1000 行 60%,每秒 10,剩余 40秒\n");
}

}  // namespace
}  // namespace indicast::batch
