#include "store-service/main/operations.h"

#include <signal.h>

#include <filesystem>
#include <sstream>

#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/testing/store_files.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

absl::StatusOr<OperationCall> Parse(const std::vector<absl::string_view>& arguments) {
  return ParseOperation(arguments, Language::kEnglish);
}

TEST(ParseOperationTest, FlagsInEitherSpelling) {
  ASSERT_OK_AND_ASSIGN(OperationCall call, Parse({"backup", "--data-dir", "d", "--to=b"}));
  EXPECT_EQ(call.operation, Operation::kBackup);
  EXPECT_EQ(call.from, "d");
  EXPECT_EQ(call.to, "b");
  ASSERT_OK_AND_ASSIGN(call, Parse({"restore", "--data_dir=d", "--from", "b", "--lang=zh"}));
  EXPECT_EQ(call.operation, Operation::kRestore);
  EXPECT_EQ(call.from, "b");
  EXPECT_EQ(call.to, "d");
  EXPECT_EQ(call.language, Language::kChinese);
  ASSERT_OK_AND_ASSIGN(call, Parse({"verify", "--data-dir=d"}));
  EXPECT_EQ(call.from, "d");
  EXPECT_FALSE(call.help);
  ASSERT_OK_AND_ASSIGN(call, Parse({"verify", "--help"}));
  EXPECT_TRUE(call.help);
}

TEST(ParseOperationTest, WhatIsWrongIsNamedWithTheNextStep) {
  const auto refused = [](const std::vector<absl::string_view>& arguments, const char* words) {
    const auto call = Parse(arguments);
    EXPECT_THAT(call, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(words)));
    EXPECT_THAT(call, HasReason("CONFIGURATION_INVALID"));
  };
  refused({"bakup"}, "unknown command 'bakup'; did you mean 'backup'?");
  refused({"ver"}, "did you mean 'verify'?");
  refused({"sing"}, "there is backup, verify, restore");
  refused({"verify"}, "--data-dir is required");
  refused({"backup", "--data-dir=d"}, "--to is required");
  refused({"restore", "--data-dir=d"}, "--from is required");
  refused({"backup", "--data-dri=d"}, "did you mean '--data-dir'?");
  refused({"verify", "--to=d"}, "unknown flag '--to' of verify");
  refused({"verify", "--data-dir"}, "--data-dir: want a value");
  refused({"verify", "--data-dir="}, "--data-dir is empty");
  refused({"verify", "--data-dir=a", "--data-dir=b"}, "given twice");
  refused({"verify", "d"}, "unexpected argument 'd'");
  refused({"verify", "--data-dir=a", "--lang=fr"}, "--lang=fr: want zh or en");
}

TEST(OperationHelpTest, EveryOperationHasAnExampleInBothLanguages) {
  for (const Operation operation : {Operation::kBackup, Operation::kVerify, Operation::kRestore}) {
    const std::string english = OperationHelp(operation, Language::kEnglish);
    const std::string chinese = OperationHelp(operation, Language::kChinese);
    for (const std::string& help : {english, chinese}) {
      EXPECT_THAT(help, AllOf(HasSubstr("\n  indicast-store "), HasSubstr("--data-dir DIR")));
    }
    EXPECT_THAT(english, Not(HasSubstr("目录")));
    EXPECT_THAT(chinese, HasSubstr("数据目录"));
  }
  EXPECT_THAT(OperationsOverview(), AllOf(HasSubstr("indicast-store restore"), HasSubstr("备份")));
}

TEST(RunOperationTest, AMissingDirectoryIsExitCode66) {
  OperationCall call;
  call.from = ::testing::TempDir() + "/there-is-no-store";
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(RunOperation(call, /*err_is_terminal=*/true, out, err), 66);
  EXPECT_EQ(out.str(), "");
  EXPECT_THAT(err.str(), AllOf(HasSubstr("indicast-store: "), HasSubstr(call.from)));
}

class RunOnStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FillStore(directory_.path() + "/store", SmallLog());
    call_.operation = Operation::kBackup;
    call_.from = directory_.path() + "/store";
    call_.to = directory_.path() + "/backups/one";
  }

  int Run(bool err_is_terminal) { return RunOperation(call_, err_is_terminal, out_, err_); }

  indicast::testing::TemporaryDirectory directory_;
  OperationCall call_;
  std::ostringstream out_;
  std::ostringstream err_;
};

TEST_F(RunOnStoreTest, ProgressIsDrawnOnATerminalAndWiped) {
  EXPECT_EQ(Run(/*err_is_terminal=*/true), 0);
  EXPECT_THAT(err_.str(), AllOf(HasSubstr("copying pages"), HasSubstr("verifying revisions 3/3"),
                                ::testing::EndsWith("\r\x1b[K")));
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("revision: 3\n"), HasSubstr("checksum: "),
                                HasSubstr(" bytes\n"), HasSubstr("time: ")));
}

TEST_F(RunOnStoreTest, OtherwiseThereIsNoneAndTheWordsAreThoseAskedFor) {
  call_.language = Language::kChinese;
  EXPECT_EQ(Run(/*err_is_terminal=*/false), 0);
  EXPECT_EQ(err_.str(), "");
  EXPECT_THAT(out_.str(), AllOf(HasSubstr("备份: " + call_.to), HasSubstr("修订: 3\n")));
}

TEST_F(RunOnStoreTest, ASignalEndsItAndLeavesNothing) {
  sigset_t interrupt;
  sigemptyset(&interrupt);
  sigaddset(&interrupt, SIGINT);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &interrupt, nullptr), 0);
  ASSERT_EQ(raise(SIGINT), 0);
  EXPECT_EQ(Run(/*err_is_terminal=*/true), 130);
  int taken = 0;
  ASSERT_EQ(sigwait(&interrupt, &taken), 0);
  EXPECT_TRUE(std::filesystem::is_empty(directory_.path() + "/backups"));
  EXPECT_THAT(err_.str(), HasSubstr("indicast-store: ended by a signal"));
}

}  // namespace
}  // namespace indicast::store
