// Where results go: files, the pager, stdout.
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/cli.h"
#include "clients/cli/errors.h"
#include "clients/cli/pager.h"
#include "clients/cli/result_output.h"
#include "clients/cli/save_file.h"
#include "common/testing/status_matchers.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

namespace fs = std::filesystem;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using output::Language;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string Content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class ResultTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = absl::StrCat(::testing::TempDir(), "/result_", getpid(), "_",
                           ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string In(const std::string& name) const { return absl::StrCat(folder_, "/", name); }

  // `status` with addresses it refuses: it prints its document, then ends with kConfiguration.
  ExitCode Status(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(),
                     {"status", "--store", "192.0.2.1:1", "--projection", "192.0.2.1:2"});
    return Call(arguments);
  }

  ExitCode Call(const std::vector<std::string>& arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = cli::Run(arguments, environment_, out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  size_t Files() const {
    size_t count = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder_)) ++count;
    return count;
  }

  std::string folder_;
  Environment environment_;
  std::string out_;
  std::string err_;
};

TEST_F(ResultTest, TheExtensionSaysTheFormat) {
  EXPECT_EQ(Status({"--save", In("a.json")}), ExitCode::kConfiguration);
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_THAT(err_, HasSubstr(absl::StrCat("wrote ", In("a.json"))));
  EXPECT_THAT(err_, HasSubstr("error INSECURE_ADDRESS"));  // for people: nobody asked for json
  EXPECT_TRUE(nlohmann::json::accept(Content(In("a.json"))));
  Status({"--save", In("a.ndjson")});
  EXPECT_TRUE(absl::StartsWith(Content(In("a.ndjson")), "{\"table\":\"services\",\"row\":{"));
  Status({"--save", In("a.csv")});
  EXPECT_TRUE(absl::StartsWith(Content(In("a.csv")), "service,state,"));
  Status({"--save", In("a.md")});
  EXPECT_TRUE(absl::StartsWith(Content(In("a.md")), "| SERVICE | STATE |"));
  Status({"--save", In("a.txt")});
  EXPECT_TRUE(absl::StartsWith(Content(In("a.txt")), "SERVICE     STATE"));
  Status({"--save", In("a.dat"), "-o", "csv"});
  EXPECT_EQ(Content(In("a.dat")), Content(In("a.csv")));
  EXPECT_EQ(Files(), 6U);
}

TEST_F(ResultTest, ADashIsStdout) {
  Status({"--save", "-", "-o", "csv"});
  EXPECT_TRUE(absl::StartsWith(out_, "service,state,"));
}

TEST_F(ResultTest, ContradictionsAreUsageErrors) {
  EXPECT_EQ(Status({"--save", In("a.csv"), "-o", "json"}), ExitCode::kUsage);
  EXPECT_THAT(err_, HasSubstr("contradicts -o json"));
  EXPECT_NE(Status({"--save", In("b.csv"), "-o", "csv"}), ExitCode::kUsage);
  EXPECT_EQ(Status({"--save", In("a.json"), "--excel"}), ExitCode::kUsage);
  EXPECT_EQ(Status({"--save", In("a.xlsx")}), ExitCode::kUsage);
  EXPECT_THAT(err_, HasSubstr("--save NAME.csv --excel"));
  EXPECT_EQ(Status({"--force"}), ExitCode::kUsage);
  EXPECT_EQ(Files(), 1U);
}

TEST_F(ResultTest, ExcelGetsAByteOrderMark) {
  Status({"--save", In("a.csv"), "--excel"});
  EXPECT_TRUE(absl::StartsWith(Content(In("a.csv")), "\xEF\xBB\xBFservice,"));
}

TEST_F(ResultTest, FilesGetNeitherColourNorWrappingNorPager) {
  environment_.stdout_is_terminal = true;
  environment_.columns = 80;
  environment_.lines = 2;
  environment_.variables["INDICAST_PAGER"] = absl::StrCat("cat > ", In("paged"));
  Status({"--save", In("a.txt"), "--color", "always"});
  EXPECT_THAT(Content(In("a.txt")), Not(HasSubstr("\x1b")));
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_FALSE(fs::exists(In("paged")));
}

TEST_F(ResultTest, AFileIsReplacedOnlyWithForceOrConsent) {
  std::ofstream(In("a.csv")) << "old";
  EXPECT_EQ(Status({"--save", In("a.csv")}), ExitCode::kNotAllowed);
  EXPECT_THAT(err_, HasSubstr("error FILE_EXISTS: "));
  EXPECT_THAT(err_, HasSubstr("--force"));
  EXPECT_EQ(Content(In("a.csv")), "old");

  environment_.stdin_is_terminal = environment_.stderr_is_terminal = true;
  for (const std::string answer : {"n\n", "", "yesterday\n"}) {
    std::istringstream in(answer);
    environment_.in = &in;
    EXPECT_EQ(Status({"--save", In("a.csv")}), ExitCode::kNotAllowed);
    EXPECT_THAT(err_, HasSubstr("Replace it? [y/N]"));
    EXPECT_EQ(Content(In("a.csv")), "old");
  }
  std::istringstream yes("Y\n");
  environment_.in = &yes;
  EXPECT_EQ(Status({"--save", In("a.csv"), "--no-input"}), ExitCode::kNotAllowed);
  EXPECT_THAT(err_, Not(HasSubstr("[y/N]")));
  EXPECT_EQ(Status({"--save", In("a.csv")}), ExitCode::kConfiguration);
  EXPECT_THAT(Content(In("a.csv")), HasSubstr("service,"));

  std::ofstream(In("a.csv")) << "old";
  EXPECT_EQ(Status({"--save", In("a.csv"), "--force", "--no-input"}), ExitCode::kConfiguration);
  EXPECT_THAT(Content(In("a.csv")), HasSubstr("service,"));
}

TEST_F(ResultTest, PlacesThatCannotBeWrittenAreSaidBeforeTheWork) {
  EXPECT_EQ(Call({"completion", "bash", "--save", In("none/a.bash")}), ExitCode::kNotFound);
  EXPECT_THAT(err_, HasSubstr("error FILE_NOT_WRITTEN: cannot write "));
  EXPECT_THAT(err_, HasSubstr("No such file or directory"));
  EXPECT_EQ(Call({"completion", "bash", "--save", folder_}), ExitCode::kInternal);
  std::ofstream(In("file")) << "x";
  EXPECT_EQ(Call({"completion", "bash", "--save", In("file/a")}), ExitCode::kNotFound);
  EXPECT_EQ(Call({"completion", "bash", "--save", "/dev/full"}), ExitCode::kTryAgain);
  EXPECT_EQ(Call({"completion", "bash", "--save", "/dev/null"}), ExitCode::kDone);
  EXPECT_EQ(Files(), 1U);
}

TEST_F(ResultTest, AFailedWriteLeavesTheOldFileAndNothingElse) {
  std::ofstream(In("a")) << "old";
  rlimit before = {};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  rlimit small = before;
  small.rlim_cur = 100;
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const absl::Status saved = SaveFile(In("a"), std::string(1000, 'x'), true, Language::kEnglish);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_THAT(saved, HasReason("FILE_NOT_WRITTEN"));
  EXPECT_EQ(Content(In("a")), "old");
  EXPECT_EQ(Files(), 1U);
}

TEST_F(ResultTest, ReplacingKeepsRightsAndLinks) {
  std::ofstream(In("real")) << "old";
  ASSERT_EQ(chmod(In("real").c_str(), 0640), 0);
  fs::create_symlink(In("real"), In("link"));
  EXPECT_THAT(SaveFile(In("link"), "new", true, Language::kEnglish), IsOk());
  EXPECT_TRUE(fs::is_symlink(In("link")));
  EXPECT_EQ(Content(In("real")), "new");
  struct stat info = {};
  ASSERT_EQ(stat(In("real").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0640U);
  // A file that came in between is not overwritten.
  EXPECT_THAT(SaveFile(In("real"), "newer", false, Language::kEnglish), HasReason("FILE_EXISTS"));
  EXPECT_EQ(Content(In("real")), "new");
  EXPECT_EQ(Files(), 2U);
}

class PagerTest : public ResultTest {
 protected:
  void SetUp() override {
    ResultTest::SetUp();
    environment_.stdout_is_terminal = true;
    environment_.columns = 80;
    environment_.lines = 5;
    environment_.variables["INDICAST_PAGER"] = absl::StrCat("cat > ", In("paged"));
  }
};

TEST_F(PagerTest, GetsWhatIsLongerThanTheScreen) {
  EXPECT_EQ(Call({"completion", "bash"}), ExitCode::kDone);
  EXPECT_THAT(out_, IsEmpty());
  EXPECT_THAT(Content(In("paged")), HasSubstr("complete -o default"));
  fs::remove(In("paged"));
  environment_.lines = 100;
  EXPECT_EQ(Call({"completion", "bash"}), ExitCode::kDone);
  EXPECT_THAT(out_, HasSubstr("complete -o default"));
  EXPECT_FALSE(fs::exists(In("paged")));
}

TEST_F(PagerTest, IsNeverUsedForProgramsPipesOrWhenRefused) {
  Call({"completion", "bash", "--no-pager"});
  EXPECT_THAT(out_, HasSubstr("complete -o default"));
  for (const char* format : {"json", "ndjson", "csv", "md"}) {
    Call({"completion", "bash", "-o", format});
    EXPECT_THAT(out_, HasSubstr("complete -o default")) << format;
  }
  environment_.stdout_is_terminal = false;
  Call({"completion", "bash"});
  EXPECT_THAT(out_, HasSubstr("complete -o default"));
  EXPECT_FALSE(fs::exists(In("paged")));
}

TEST_F(PagerTest, ThatCannotStartMakesRoomForStdout) {
  environment_.variables["INDICAST_PAGER"] = "/nonexistent/pager 2> /dev/null";
  EXPECT_EQ(Call({"completion", "bash"}), ExitCode::kDone);
  EXPECT_THAT(out_, HasSubstr("complete -o default"));
}

TEST_F(PagerTest, ThatIsLeftEarlyIsNoFailure) {
  EXPECT_TRUE(ShowInPager("head -c 1 > /dev/null", std::string(4 << 20, 'x')));
  EXPECT_TRUE(ShowInPager("exit 3", std::string(4 << 20, 'x')));
  EXPECT_FALSE(ShowInPager("exit 127", "x"));
}

TEST(PagerCommandTest, OwnVariableThenCommonOneThenLess) {
  Environment environment;
  EXPECT_EQ(PagerCommand(environment), "less -FIRX");
  environment.variables["PAGER"] = "more";
  EXPECT_EQ(PagerCommand(environment), "more");
  environment.variables["INDICAST_PAGER"] = "most -x";
  EXPECT_EQ(PagerCommand(environment), "most -x");
  environment.variables["INDICAST_PAGER"] = "";
  EXPECT_EQ(PagerCommand(environment), "");
  environment.variables = {{"PAGER", "cat"}};
  EXPECT_EQ(PagerCommand(environment), "");
}

TEST(ResultOutputTest, AFlushHandsOverAtOnce) {
  std::ostringstream out;
  ResultOutput paged(out);
  paged.ToPager(1, [](absl::string_view) {
    ADD_FAILURE() << "a pager";
    return true;
  });
  paged.stream() << "a\nb\nc\n";
  EXPECT_THAT(out.str(), IsEmpty());
  paged.stream().flush();
  EXPECT_EQ(out.str(), "a\nb\nc\n");
  paged.stream() << 'd';
  EXPECT_THAT(paged.Finish(), IsOk());
  EXPECT_EQ(out.str(), "a\nb\nc\nd");
}

TEST(ResultOutputTest, AFileIsSavedWholeAtEachFlushWithNewsAndItsErrorIsTold) {
  std::ostringstream out;
  std::vector<std::string> saved;
  ResultOutput file(out);
  file.ToFile([&](absl::string_view text) {
    saved.emplace_back(text);
    return saved.size() < 2 ? absl::OkStatus() : absl::InternalError("full");
  });
  file.stream() << "a";
  file.stream().flush();
  file.stream().flush();
  EXPECT_THAT(saved, ::testing::ElementsAre("a"));
  file.stream() << "b";
  EXPECT_FALSE(file.Finish().ok());
  EXPECT_THAT(saved, ::testing::ElementsAre("a", "ab"));
  EXPECT_THAT(out.str(), IsEmpty());
}

}  // namespace
}  // namespace indicast::cli
