// The real store on a database it must not serve from: an exit code and one line that says what to
// do, nothing changed, no port opened. (Ports, locks and a changed figure: store_process_test.)
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/testing/store_files.h"
#include "store-service/domain/sample_records.h"
#include "tests/integration/process.h"
#include "tests/integration/service_processes.h"

namespace indicast::store {
namespace {

using ::indicast::testing::AwaitFile;
using ::indicast::testing::Command;
using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::Process;
using ::indicast::testing::ProgramPath;
using ::indicast::testing::RunToEnd;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class BadDatabaseTest : public ::testing::Test {
 protected:
  const std::string& directory() const { return directory_.path(); }
  std::string database() const { return directory() + "/indicast.db"; }
  std::string head() const { return directory() + "/head"; }
  std::string address_file() const { return directory() + ".address"; }

  Command StoreCommand(const std::string& data_dir, std::vector<std::string> flags = {}) const {
    Command command;
    command.program = ProgramPath("indicast-store");
    command.arguments = {"--data_dir=" + data_dir, "--address=127.0.0.1:0",
                         "--admin_address=", "--address_file=" + address_file()};
    command.arguments.insert(command.arguments.end(), flags.begin(), flags.end());
    return command;
  }

  void ExpectRefused(const std::string& data_dir, int exit_code,
                     const ::testing::Matcher<std::string>& line) {
    ASSERT_OK_AND_ASSIGN(const auto finished, RunToEnd(StoreCommand(data_dir)));
    EXPECT_EQ(finished.exit_code, exit_code);
    const std::vector<std::string> lines = absl::StrSplit(finished.err, '\n', absl::SkipEmpty());
    EXPECT_THAT(lines, ElementsAre(AllOf(StartsWith("indicast-store: "), line)));
    EXPECT_FALSE(std::filesystem::exists(address_file())) << "it served";
  }

  // A store with three revisions, the last two in the write-ahead log alone, as kill -9 leaves it.
  void FillAndKill() {
    indicast::testing::TemporaryDirectory running;
    ASSERT_OK_AND_ASSIGN(const auto store, OpenDirectoryForTest(running.path()));
    for (int i = 1; i <= 3; ++i) ASSERT_THAT(store->Append(SampleBatch(i), i - 1), IsOk());
    for (const char* file : {"/indicast.db", "/indicast.db-wal", "/head"}) {
      std::filesystem::copy_file(running.path() + file, directory() + file);
    }
  }

 private:
  indicast::testing::TemporaryDirectory directory_;
};

TEST_F(BadDatabaseTest, ADirectoryThatCannotBeMade) {
  WriteFileForTest(directory() + "/file", "");
  for (const std::string& path : {directory() + "/file", std::string("/proc/indicast")}) {
    ExpectRefused(path, 77, AllOf(HasSubstr(path), HasSubstr("directory it may write")));
  }
}

TEST_F(BadDatabaseTest, FilesOfOtherPrograms) {
  for (const std::string& content :
       {std::string("PK\x03\x04 something else entirely"), std::string(8192, '\0')}) {
    WriteFileForTest(database(), content);
    ExpectRefused(directory(), 65, HasSubstr(database()));
    EXPECT_TRUE(ReadFileForTest(database()) == content);
  }
}

TEST_F(BadDatabaseTest, ANewerDatabase) {
  FillStore(directory(), {SampleBatch(1)});
  RunSql(directory(),
         "INSERT INTO schema_migrations VALUES(99, 'from the future'); PRAGMA user_version=99");
  const std::string before = ReadFileForTest(database());
  ExpectRefused(directory(), 65, AllOf(HasSubstr("schema version 99"), HasSubstr("newer program")));
  EXPECT_TRUE(ReadFileForTest(database()) == before);
}

TEST_F(BadDatabaseTest, AFlippedBitInTheWriteAheadLogDoesNotShortenTheLogUnseen) {
  FillAndKill();
  const std::string wal = directory() + "/indicast.db-wal";
  const std::string good = ReadFileForTest(wal);
  std::string bad = good;
  bad[bad.size() - 100] = static_cast<char>(bad[bad.size() - 100] ^ 0x10);
  WriteFileForTest(wal, bad);
  ExpectRefused(directory(), 65,
                AllOf(HasSubstr("revision 2: is the end of the log"),
                      HasSubstr("revision 3 was acknowledged"), HasSubstr(head())));
  EXPECT_TRUE(ReadFileForTest(wal) == bad) << "the evidence is gone";
  WriteFileForTest(wal, good);
  ASSERT_OK_AND_ASSIGN(const auto store, OpenDirectoryForTest(directory()));
  EXPECT_EQ(store->Stats()->head, 3);
}

TEST_F(BadDatabaseTest, AMissingHeadFileUntilTheOperatorAcceptsTheLog) {
  FillStore(directory(), {SampleBatch(1), SampleBatch(2)});
  const std::string content = ReadFileForTest(head());
  std::filesystem::remove(head());
  ExpectRefused(directory(), 65, AllOf(HasSubstr(head()), HasSubstr("accept")));
  ASSERT_OK_AND_ASSIGN(const auto accepting,
                       Process::Start(StoreCommand(directory(), {"--accept_log"})));
  EXPECT_THAT(AwaitFile(address_file(), *accepting), IsOk());
  EXPECT_THAT(accepting->Terminate(), IsOkAndHolds(0));
  EXPECT_EQ(ReadFileForTest(head()), content);
  std::filesystem::remove(address_file());
}

}  // namespace
}  // namespace indicast::store
