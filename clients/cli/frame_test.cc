// The frame of the command line: options, suggestions, errors, exit codes, sessions. No services.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/cli.h"
#include "clients/cli/context.h"
#include "clients/cli/errors.h"
#include "clients/cli/global_options.h"
#include "clients/cli/session.h"
#include "clients/cli/suggest.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "nlohmann/json.hpp"

namespace indicast::cli {
namespace {

namespace fs = std::filesystem;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using output::Format;
using output::Language;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

struct Result {
  ExitCode code = ExitCode::kDone;
  std::string out;
  std::string err;
};

Result RunWith(const std::vector<std::string>& arguments, const Environment& environment = {}) {
  std::ostringstream out;
  std::ostringstream err;
  const ExitCode code = Run(arguments, environment, out, err);
  return {code, out.str(), err.str()};
}

std::string FreshDirectory() {
  const fs::path path =
      fs::path(::testing::TempDir()) /
      absl::StrCat("frame_", getpid(), "_",
                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
  fs::remove_all(path);
  fs::create_directories(path);
  return path.string();
}

TEST(SuggestTest, FindsSwappedMissingAndWrongLetters) {
  const std::vector<std::string> commands = {"status", "scenario", "import", "indicator"};
  EXPECT_THAT(Nearest("statsu", commands), ElementsAre("status"));
  EXPECT_THAT(Nearest("imort", commands), ElementsAre("import"));
  EXPECT_THAT(Nearest("inport", commands), ElementsAre("import"));
  EXPECT_THAT(Nearest("ind", commands), ElementsAre("indicator"));
  EXPECT_THAT(Nearest("xyzzy", commands), IsEmpty());
  EXPECT_THAT(Nearest("", commands), IsEmpty());
  EXPECT_THAT(Nearest(std::string(1000, 'a'), commands), IsEmpty());
}

TEST(SuggestTest, PutsTheNearestFirstAndStopsAtThree) {
  EXPECT_THAT(Nearest("gdp", {"gdp4", "gdp", "gdps", "gdp-growth"}),
              ElementsAre("gdp", "gdp4", "gdps"));
}

TEST(EarlyOptionsTest, LanguagePrefersFlagThenVariableThenLocale) {
  Environment environment;
  EXPECT_EQ(EarlyOptions({}, environment).language, Language::kEnglish);
  environment.variables["LANG"] = "zh_CN.UTF-8";
  EXPECT_EQ(EarlyOptions({}, environment).language, Language::kChinese);
  environment.variables["LC_ALL"] = "C.UTF-8";
  EXPECT_EQ(EarlyOptions({}, environment).language, Language::kEnglish);
  environment.variables["INDICAST_LANG"] = "zh";
  EXPECT_EQ(EarlyOptions({}, environment).language, Language::kChinese);
  EXPECT_EQ(EarlyOptions({"status", "--lang", "en"}, environment).language, Language::kEnglish);
  EXPECT_EQ(EarlyOptions({"--lang=en", "status"}, environment).language, Language::kEnglish);
  EXPECT_EQ(EarlyOptions({"--lang", "auto"}, environment).language, Language::kChinese);
  EXPECT_EQ(EarlyOptions({"--", "--lang", "en"}, environment).language, Language::kChinese);
}

TEST(EarlyOptionsTest, FormatIsFoundInEveryNotation) {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"x", "-o", "json"},
                                                    {"-ojson"},
                                                    {"-o=json"},
                                                    {"--output=json"},
                                                    {"--output", "json"}}) {
    EXPECT_EQ(EarlyOptions(arguments, {}).format, Format::kJson) << arguments[0];
  }
  EXPECT_EQ(EarlyOptions({"-o", "csv"}, {}).format, Format::kCsv);
}

TEST(AsOfTest, ReadsDatesRevisionsAndBoth) {
  ASSERT_OK_AND_ASSIGN(const auto date, ParseAsOf("2023-02-15"));
  EXPECT_EQ(date.publication_date(), "2023-02-15");
  EXPECT_FALSE(date.has_revision());
  ASSERT_OK_AND_ASSIGN(const auto both, ParseAsOf("12,2023-02-15"));
  EXPECT_EQ(both.revision(), 12);
  EXPECT_EQ(both.publication_date(), "2023-02-15");
  for (const char* text : {"", "x", "2023-13-01", "2023-02-30", "-1", "1,2", "1,2,3", "1,"}) {
    EXPECT_FALSE(ParseAsOf(text).ok()) << text;
  }
}

TEST(ExitCodeTest, FollowsReasonThenCode) {
  const auto code_of = [](absl::StatusCode code, const char* reason = "X") {
    return ExitCodeOf(Error(code, reason, "m"));
  };
  EXPECT_EQ(ExitCodeOf(absl::OkStatus()), ExitCode::kDone);
  EXPECT_EQ(ExitCodeOf(UsageError("m")), ExitCode::kUsage);
  EXPECT_EQ(code_of(absl::StatusCode::kInvalidArgument), ExitCode::kBadData);
  EXPECT_EQ(code_of(absl::StatusCode::kInvalidArgument, "RULE_INVALID"), ExitCode::kUsage);
  EXPECT_EQ(code_of(absl::StatusCode::kNotFound), ExitCode::kNotFound);
  EXPECT_EQ(code_of(absl::StatusCode::kOutOfRange), ExitCode::kNotFound);
  EXPECT_EQ(code_of(absl::StatusCode::kUnavailable), ExitCode::kUnavailable);
  EXPECT_EQ(code_of(absl::StatusCode::kInternal), ExitCode::kInternal);
  EXPECT_EQ(code_of(absl::StatusCode::kDataLoss), ExitCode::kInternal);
  EXPECT_EQ(code_of(absl::StatusCode::kAborted), ExitCode::kTryAgain);
  EXPECT_EQ(code_of(absl::StatusCode::kDeadlineExceeded), ExitCode::kTryAgain);
  EXPECT_EQ(code_of(absl::StatusCode::kPermissionDenied), ExitCode::kNotAllowed);
  EXPECT_EQ(code_of(absl::StatusCode::kFailedPrecondition, "INSECURE_ADDRESS"),
            ExitCode::kConfiguration);
  EXPECT_EQ(code_of(absl::StatusCode::kFailedPrecondition, "CONFIGURATION_SESSION"),
            ExitCode::kConfiguration);
  EXPECT_EQ(code_of(absl::StatusCode::kFailedPrecondition, "NO_DATA"), ExitCode::kBadData);
}

TEST(PrintErrorTest, JsonIsOneLineWithEveryPart) {
  std::ostringstream err;
  ErrorDetail detail{
      "FIELD_INVALID", {{"request_id", "r1"}}, {{"observations[3].unit", "no \"x\""}}};
  PrintError(ErrorWithDetail(absl::StatusCode::kInvalidArgument, "bad\nunit \xFF", detail),
             {Format::kJson, Language::kEnglish, false}, err);
  const std::string line = err.str();
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  const auto error = nlohmann::json::parse(line)["error"];
  EXPECT_EQ(error["code"], "INVALID_ARGUMENT");
  EXPECT_EQ(error["reason"], "FIELD_INVALID");
  EXPECT_EQ(error["fields"][0]["field"], "observations[3].unit");
  EXPECT_EQ(error["request_id"], "r1");
  EXPECT_EQ(error["exit_code"], 65);
}

TEST(PrintErrorTest, PeopleSeeWhatWhyNextAndRequestId) {
  const absl::Status status =
      ErrorWithDetail(absl::StatusCode::kUnavailable, "no service answers at a:1",
                      {"SERVICE_UNREACHABLE", {{"request_id", "r1"}}, {}});
  std::ostringstream en;
  PrintError(status, {Format::kTable, Language::kEnglish, false}, en);
  EXPECT_EQ(en.str(),
            "error SERVICE_UNREACHABLE: the service does not answer: no service answers at a:1\n"
            "next: start the services with: indicast up, or name their addresses with --store and "
            "--projection\nrequest id: r1\n");
  std::ostringstream zh;
  PrintError(status, {Format::kTable, Language::kChinese, true}, zh);
  EXPECT_THAT(zh.str(), HasSubstr("\x1b[1;31m错误\x1b[0m SERVICE_UNREACHABLE: 服务没有应答"));
  EXPECT_THAT(zh.str(), HasSubstr("请求号:r1"));
}

TEST(PrintErrorTest, SaysWhatIsMissingInTheLanguageOfTheUser) {
  const absl::Status status =
      Error(absl::StatusCode::kNotFound, "SCENARIO_NOT_FOUND", "no scenario 'plam' at revision 1",
            {{"id", "plam"}, {"nearest", "plan,plain"}});
  std::ostringstream zh;
  PrintError(status, {Format::kTable, Language::kChinese, false}, zh);
  EXPECT_THAT(zh.str(), HasSubstr("SCENARIO_NOT_FOUND: 没有情景 plam。是否指 plan 或 plain?\n"));
  std::ostringstream json;
  PrintError(status, {Format::kJson, Language::kEnglish, false}, json);
  EXPECT_EQ(nlohmann::json::parse(json.str())["error"]["message"],
            "no scenario plam. Did you mean plan or plain?");
}

TEST(PrintErrorTest, SaysWhichThresholdsAnImportExceedsAndHowToConfirm) {
  const absl::Status status =
      Error(absl::StatusCode::kFailedPrecondition, "CONFIRMATION_NEEDED", "beyond",
            {{"plan", "abc"},
             {"max_replaced_count_limit", "0"},
             {"max_replaced_count_actual", "2"},
             {"max_replaced_count_key", "gdp|2023"}});
  std::ostringstream zh;
  PrintError(status, {Format::kTable, Language::kChinese, false}, zh);
  EXPECT_THAT(zh.str(), HasSubstr("超出无需确认的范围:替换撤回的数值 2(允许 0,首条 gdp|2023)"));
  EXPECT_THAT(zh.str(), HasSubstr("--confirm"));
  std::ostringstream en;
  PrintError(status, {Format::kTable, Language::kEnglish, false}, en);
  EXPECT_THAT(en.str(), HasSubstr("figures that --replace ends 2 (allowed 0, first gdp|2023)"));
}

TEST(PrintErrorTest, ListsEveryFieldAndNeverLetsControlCharactersThrough) {
  std::ostringstream err;
  PrintError(FieldErrors({{"a.csv:2 unit", "bad \x1b[2J"}, {"a.csv:3 value", "worse"}}),
             {Format::kTable, Language::kEnglish, false}, err);
  EXPECT_THAT(err.str(), HasSubstr("2 fields\n  a.csv:2 unit: bad "));
  EXPECT_THAT(err.str(), HasSubstr("\n  a.csv:3 value: worse\n"));
  EXPECT_THAT(err.str(), Not(HasSubstr("\x1b")));
}

TEST(RunTest, UsageErrorsEndWithTwoAndSuggest) {
  const Result command = RunWith({"statsu"});
  EXPECT_EQ(command.code, ExitCode::kUsage);
  EXPECT_THAT(command.out, IsEmpty());
  EXPECT_THAT(command.err, HasSubstr("no command statsu. Did you mean status?"));
  EXPECT_THAT(RunWith({"indicator", "shwo"}).err, HasSubstr("Did you mean show?"));
  EXPECT_THAT(RunWith({"status", "--verbos"}).err, HasSubstr("Did you mean --verbose"));
  EXPECT_THAT(RunWith({"status", "more"}).err, HasSubstr("unexpected argument more"));
  EXPECT_THAT(RunWith({"status", "import"}).err, HasSubstr("one command at a time"));
  EXPECT_THAT(RunWith({"indicator"}).err, HasSubstr("needs a command: list, search, show"));
  EXPECT_THAT(RunWith({"indicator", "show"}).err, HasSubstr("missing INDICATOR\n"));
  EXPECT_THAT(RunWith({"status", "--store"}).err, HasSubstr("--store needs a value\n"));
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"indicator"},
                                                    {"indicator", "show"},
                                                    {"status", "-o", "xml"},
                                                    {"status", "--timeout", "never"},
                                                    {"status", "--timeout", "0"},
                                                    {"status", "--timeout", "nan"},
                                                    {"status", "--as-of", "yesterday"},
                                                    {"observation", "list", "--period", "2023-13"},
                                                    {"evidence", "gdp"},
                                                    {"evidence", "gdp", "2023", "--target", "x"}}) {
    EXPECT_EQ(RunWith(arguments).code, ExitCode::kUsage) << arguments.back();
  }
}

TEST(RunTest, UsageErrorsSpeakChineseAndJson) {
  const Result result = RunWith({"statsu", "--lang", "zh", "-o", "json"});
  const auto error = nlohmann::json::parse(result.err)["error"];
  EXPECT_EQ(error["message"], "没有命令 statsu。是否指 status?");
  EXPECT_EQ(error["exit_code"], 2);
}

TEST(RunTest, HelpGoesToStdoutInBothLanguagesWithExamples) {
  const Result en = RunWith({"observation", "list", "--help"});
  EXPECT_EQ(en.code, ExitCode::kDone);
  EXPECT_THAT(en.out, HasSubstr("Usage: indicast observation list [INDICATOR]... [OPTIONS]"));
  EXPECT_THAT(en.out, HasSubstr("Examples:\n  #"));
  EXPECT_THAT(en.err, IsEmpty());
  const Result zh = RunWith({"help", "observation", "list", "--lang", "zh"});
  EXPECT_THAT(zh.out, HasSubstr("用法: indicast observation list [INDICATOR]... [选项]"));
  EXPECT_THAT(RunWith({}).out, HasSubstr("Commands:"));
  EXPECT_THAT(RunWith({"--version"}).out, HasSubstr("indicast "));
}

TEST(RunTest, WrongValuesOfFixedListsSuggest) {
  const Result format = RunWith({"status", "-o", "jsn"});
  EXPECT_EQ(format.code, ExitCode::kUsage);
  EXPECT_THAT(format.err, HasSubstr("no format jsn. Did you mean json"));
  EXPECT_THAT(format.err, HasSubstr("Use table, json, ndjson, csv, md"));
  EXPECT_THAT(RunWith({"status", "-o", "xml", "--lang", "zh"}).err,
              HasSubstr("没有格式 xml;可用 table、json、ndjson、csv、md"));
  EXPECT_THAT(RunWith({"status", "--lang", "zn"}).err, HasSubstr("Did you mean en or zh?"));
  EXPECT_THAT(RunWith({"status", "--color", "alway"}).err, HasSubstr("Did you mean always?"));
  EXPECT_THAT(RunWith({"observation", "list", "--measure", "growht"}).err,
              HasSubstr("no measure growht. Did you mean growth?"));
  EXPECT_THAT(RunWith({"status", "-o", ""}).err, HasSubstr("no format \"\""));
}

TEST(RunTest, ErrorsComeInTheFormatAskedFor) {
  const Result ndjson = RunWith({"statsu", "-o", "ndjson"});
  EXPECT_EQ(nlohmann::json::parse(ndjson.err)["error"]["exit_code"], 2);
  EXPECT_EQ(ndjson.err.find('\n'), ndjson.err.size() - 1);
  for (const char* format : {"md", "csv", "table"}) {
    EXPECT_THAT(RunWith({"statsu", "-o", format}).err, HasSubstr("error: no command statsu"));
  }
}

TEST(RunTest, ReportsAnOutputThatCannotBeWritten) {
  std::ostringstream out;
  std::ostringstream err;
  out.setstate(std::ios::badbit);
  EXPECT_EQ(cli::Run({"--version"}, {}, out, err), ExitCode::kInternal);
  EXPECT_THAT(err.str(), HasSubstr("OUTPUT_NOT_WRITTEN"));
}

TEST(SessionTest, KeepsAddressesReadableByItsOwnerOnly) {
  const std::string path = FreshDirectory() + "/below/session.json";
  ASSERT_THAT(WriteSession(path, {"127.0.0.1:1", "127.0.0.1:2", "/data", getpid()}), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto session, ReadSession(path));
  ASSERT_TRUE(session.has_value());
  EXPECT_EQ(session->store, "127.0.0.1:1");
  EXPECT_EQ(session->projection, "127.0.0.1:2");
  EXPECT_EQ(session->data_dir, "/data");
  struct stat info = {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
}

TEST(SessionTest, IgnoresTheSessionOfAProcessThatIsGone) {
  const std::string path = FreshDirectory() + "/session.json";
  // Beyond the largest process id of Linux (2^22).
  ASSERT_THAT(WriteSession(path, {"a:1", "a:2", "", 1 << 30}), IsOk());
  ASSERT_OK_AND_ASSIGN(const auto session, ReadSession(path));
  EXPECT_FALSE(session.has_value());
}

TEST(SessionTest, RefusesFilesThatAreNoSession) {
  const std::string path = FreshDirectory() + "/session.json";
  for (const char* content : {"", "[]", "{}", "{\"store\":1,\"projection\":\"b:2\",\"pid\":1}"}) {
    std::ofstream(path) << content;
    EXPECT_THAT(ReadSession(path), HasReason("CONFIGURATION_SESSION")) << content;
  }
  ASSERT_OK_AND_ASSIGN(const auto none, ReadSession(path + ".none"));
  EXPECT_FALSE(none.has_value());
}

TEST(AddressTest, FlagBeatsVariableBeatsSessionBeatsDefault) {
  const std::string path = FreshDirectory() + "/session.json";
  std::ostringstream out;
  const auto find = [&out](const Environment& environment, const std::string& session_file = "",
                           const std::string& store = "") {
    GlobalOptions options;
    options.session_file = session_file;
    options.store = store;
    return Context(environment, options, out, out).StoreAddress();
  };
  Environment environment;
  environment.variables["INDICAST_SESSION"] = path;
  ASSERT_OK_AND_ASSIGN(const FoundAddress fallback, find(environment));
  EXPECT_EQ(fallback.source, "default");
  ASSERT_THAT(WriteSession(path, {"127.0.0.1:11", "127.0.0.1:12", "", getpid()}), IsOk());
  ASSERT_OK_AND_ASSIGN(const FoundAddress session, find(environment));
  EXPECT_EQ(session.address, "127.0.0.1:11");
  environment.variables["INDICAST_STORE"] = "127.0.0.1:21";
  ASSERT_OK_AND_ASSIGN(const FoundAddress variable, find(environment));
  EXPECT_EQ(variable.address, "127.0.0.1:21");
  ASSERT_OK_AND_ASSIGN(const FoundAddress named, find(environment, path));
  EXPECT_EQ(named.address, "127.0.0.1:11");
  ASSERT_OK_AND_ASSIGN(const FoundAddress flag, find(environment, "", "127.0.0.1:31"));
  EXPECT_EQ(flag.address, "127.0.0.1:31");
  EXPECT_THAT(find(environment, path + ".none"), HasReason("CONFIGURATION_SESSION"));
}

TEST(StyleTest, NeedsATerminalAndNoObjection) {
  std::ostringstream out;
  const auto styled = [&out](const Environment& environment) {
    return Context(environment, {}, out, out).StyledOut();
  };
  Environment environment;
  EXPECT_FALSE(styled(environment));
  environment.stdout_is_terminal = true;
  EXPECT_TRUE(styled(environment));
  environment.variables["NO_COLOR"] = "1";
  EXPECT_FALSE(styled(environment));
  environment.variables = {{"TERM", "dumb"}};
  EXPECT_FALSE(styled(environment));
  const auto with = [&](ColorWhen color, Format format) {
    GlobalOptions options;
    options.color = color;
    options.format = format;
    return Context(environment, options, out, out).StyledOut();
  };
  EXPECT_TRUE(with(ColorWhen::kAlways, Format::kTable));
  EXPECT_FALSE(with(ColorWhen::kAlways, Format::kJson));
  EXPECT_FALSE(with(ColorWhen::kAlways, Format::kMarkdown));
  environment.variables.clear();
  EXPECT_TRUE(with(ColorWhen::kAuto, Format::kTable));
  EXPECT_FALSE(with(ColorWhen::kNever, Format::kTable));
}

}  // namespace
}  // namespace indicast::cli
