// Failing and full disks: what was acknowledged stays, what was refused for want of space was not
// written, and after a failed sync nothing is written any more.
#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/backup.h"
#include "store-service/backend/sqlite/testing/disk_faults.h"
#include "store-service/backend/sqlite/testing/store_files.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Call = DiskFaults::Call;

class DiskFaultTest : public ::testing::Test {
 protected:
  void SetUp() override {
    FillStore(path(), {SampleBatch(1)});
    Open();
  }

  const std::string& path() const { return directory_.path(); }

  void Open() {
    store_.reset();
    ASSERT_OK_AND_ASSIGN(store_, OpenDirectoryForTest(path()));
  }

  Revision Head() { return store_->Stats()->head; }

  // Restarts on a good disk: every batch up to `acknowledged` is there, at most one more; that one
  // can be repeated with its request id.
  void RestartAndRepeat(Revision acknowledged) {
    faults_.Heal();
    Open();
    EXPECT_GE(Head(), acknowledged);
    EXPECT_LE(Head(), acknowledged + 1);
    ASSERT_OK_AND_ASSIGN(const AppendResult result,
                         store_->Append(Next(acknowledged), acknowledged));
    EXPECT_EQ(result.revision, acknowledged + 1);
    ASSERT_OK_AND_ASSIGN(const auto log, store_->ReadLog(0, 10000));
    ASSERT_EQ(static_cast<Revision>(log.size()), acknowledged + 1);
    for (const LogEntry& entry : log) {
      EXPECT_TRUE(entry.batch.records == Next(entry.revision - 1).records) << entry.revision;
    }
  }

  // The batch that follows `head`.
  static WriteBatch Next(Revision head) { return SampleBatch(static_cast<int>(head) + 1); }

  indicast::testing::TemporaryDirectory directory_{FastRoot()};
  DiskFaults faults_{directory_.path()};
  std::unique_ptr<StoreBackend> store_;
};

TEST_F(DiskFaultTest, AnAppendIsOnDiskBeforeItIsAcknowledged) {
  ASSERT_THAT(store_->Append(Next(1), 1), IsOk());  // the first one also makes SQLite's log
  faults_.TakeCalls();
  ASSERT_THAT(store_->Append(Next(2), 2), IsOk());
  std::vector<std::string> calls = faults_.TakeCalls();
  EXPECT_THAT(calls, Contains("write indicast.db-wal"));
  std::erase(calls, "write indicast.db-wal");
  EXPECT_THAT(calls, ElementsAre("write head.next", "sync head.next", "sync indicast.db-wal",
                                 "rename head", "sync ."));
}

TEST_F(DiskFaultTest, AFailedSyncEndsWriting) {
  for (const std::string file : {"head.next", "indicast.db-wal", "."}) {
    // The first append after opening also makes the write-ahead log.
    ASSERT_THAT(store_->Append(Next(Head()), Head()), IsOk());
    const Revision acknowledged = Head();
    faults_.FailFile(file, Call::kSync, EIO);
    EXPECT_THAT(store_->Append(Next(acknowledged), acknowledged), HasReason("STORE_READ_ONLY"));
    EXPECT_TRUE(faults_.failed()) << file;
    EXPECT_THAT(store_->Stats()->write_failure, HasReason("STORE_READ_ONLY"));
    // No second try that could seem to succeed, neither now nor when the store is closed.
    faults_.TakeCalls();
    EXPECT_THAT(store_->Append(Next(acknowledged), acknowledged), HasReason("STORE_READ_ONLY"));
    EXPECT_THAT(store_->ReadLog(0, 10000), IsOkAndHolds(SizeIs(acknowledged)));
    EXPECT_EQ(Head(), acknowledged);
    store_.reset();
    EXPECT_THAT(faults_.TakeCalls(), IsEmpty());
    RestartAndRepeat(acknowledged);
  }
}

TEST_F(DiskFaultTest, AFailedWriteEndsWriting) {
  int failures = 0;
  while (true) {
    const Revision acknowledged = Head();
    faults_.Fail(Call::kWrite, failures + 1, EIO);
    const auto result = store_->Append(Next(acknowledged), acknowledged);
    if (!faults_.failed()) break;
    ++failures;
    EXPECT_THAT(result, HasReason("STORE_READ_ONLY"));
    EXPECT_THAT(store_->Append(Next(acknowledged), acknowledged), HasReason("STORE_READ_ONLY"));
    RestartAndRepeat(acknowledged);
  }
  EXPECT_GT(failures, 3);
}

TEST_F(DiskFaultTest, AFailedRenameLeavesTheRevisionUnacknowledgedUntilRestart) {
  faults_.Fail(Call::kRename, 1, EIO);
  const auto result = store_->Append(Next(1), 1);
  EXPECT_THAT(result, HasReason("STORE_READ_ONLY"));
  EXPECT_THAT(std::string(result.status().message()), HasSubstr("revision 2 is written"));
  EXPECT_EQ(Head(), 1);
  EXPECT_THAT(store_->ReadLog(0, 10), IsOkAndHolds(SizeIs(1)));
  faults_.Heal();
  Open();
  EXPECT_EQ(Head(), 2);
  ASSERT_OK_AND_ASSIGN(const AppendResult again, store_->Append(Next(1), 1));
  EXPECT_TRUE(again.repeated);
}

TEST_F(DiskFaultTest, AFullDiskRefusesAndLaterAppendsSucceedWithoutRestart) {
  int failures = 0;
  while (true) {
    const Revision head = Head();
    faults_.Fail(Call::kWrite, failures + 1, ENOSPC, /*forever=*/true);
    const auto result = store_->Append(Next(head), head);
    if (!faults_.failed()) break;
    ++failures;
    EXPECT_THAT(result, HasReason("DISK_FULL"));
    EXPECT_THAT(store_->Append(Next(head), head), HasReason("DISK_FULL"));
    EXPECT_EQ(Head(), head);
    EXPECT_THAT(store_->ReadLog(0, 10000), IsOkAndHolds(SizeIs(head)));
    EXPECT_THAT(store_->Stats()->write_failure, IsOk());
    faults_.Heal();
    EXPECT_THAT(store_->Append(Next(head), head), IsOk());
    Open();
    EXPECT_EQ(Head(), head + 1);
  }
  EXPECT_GT(failures, 3);
}

TEST_F(DiskFaultTest, AFullDiskUnderALargeBatchRefusesIt) {
  const WriteBatch large = SampleBatch(2, 20000);
  for (const int n : {1, 100, 2000}) {
    faults_.Fail(Call::kWrite, n, ENOSPC, /*forever=*/true);
    EXPECT_THAT(store_->Append(large, 1), HasReason("DISK_FULL"));
    EXPECT_TRUE(faults_.failed()) << n;
  }
  faults_.Heal();
  EXPECT_THAT(store_->Append(large, 1), IsOk());
  Open();
  EXPECT_EQ(Head(), 2);
}

TEST_F(DiskFaultTest, AFailedCheckpointEndsWritingButKeepsTheAcknowledgedAppend) {
  const WriteBatch large = SampleBatch(2, 20000);
  faults_.FailFile("indicast.db", Call::kSync, EIO);
  ASSERT_THAT(store_->Append(large, 1), IsOk());
  ASSERT_TRUE(faults_.failed()) << "the batch is too small for a checkpoint";
  EXPECT_THAT(store_->Append(SampleBatch(3), 2), HasReason("STORE_READ_ONLY"));
  store_.reset();
  Open();
  EXPECT_EQ(Head(), 2);
}

TEST_F(DiskFaultTest, AFullDiskAtACheckpointDoesNotEndWriting) {
  faults_.FailFile("indicast.db", Call::kWrite, ENOSPC);
  ASSERT_THAT(store_->Append(SampleBatch(2, 20000), 1), IsOk());
  ASSERT_TRUE(faults_.failed()) << "the batch is too small for a checkpoint";
  EXPECT_THAT(store_->Append(SampleBatch(3), 2), IsOk());
  Open();
  EXPECT_EQ(Head(), 3);
}

TEST_F(DiskFaultTest, AStoreThatCouldNotBeMadeCanBeMadeLater) {
  store_.reset();
  for (const Call call : {Call::kWrite, Call::kRename}) {
    int n = 0;
    while (true) {
      faults_.Heal();
      const std::string fresh = absl::StrCat(path(), "/", static_cast<int>(call), "-", n);
      faults_.Fail(call, ++n, ENOSPC, /*forever=*/true);
      const auto store = OpenDirectoryForTest(fresh);
      EXPECT_EQ(store.ok(), !faults_.failed()) << store.status();
      const bool failed = faults_.failed();
      faults_.Heal();
      if (!failed) break;
      ASSERT_OK_AND_ASSIGN(const auto later, OpenDirectoryForTest(fresh));
      EXPECT_THAT(later->Append(SampleBatch(1), 0), IsOk());
    }
    EXPECT_GT(n, 1);
  }
}

// Every write, sync and rename of a backup in turn.
TEST_F(DiskFaultTest, ABackupThatCannotBeWrittenLeavesNothingBehind) {
  const std::string backup = path() + "/backups/one";
  std::filesystem::create_directory(path() + "/backups");
  for (const Call call : {Call::kWrite, Call::kSync, Call::kRename}) {
    int n = 0;
    while (true) {
      faults_.Fail(call, ++n, call == Call::kSync ? EIO : ENOSPC, /*forever=*/true);
      const auto report = BackUp(path(), backup, {});
      const bool failed = faults_.failed();
      faults_.Heal();
      if (!failed) break;
      EXPECT_THAT(report, HasReason(call == Call::kSync ? "STORE_READ_ONLY" : "DISK_FULL")) << n;
      // A backup is whole when it stands there, also when the last sync of the folder fails.
      if (!std::filesystem::is_empty(path() + "/backups")) {
        EXPECT_EQ(call, Call::kSync);
        EXPECT_THAT(VerifyDirectory(backup, {}), IsOk());
        std::filesystem::remove_all(backup);
        EXPECT_TRUE(std::filesystem::is_empty(path() + "/backups")) << n;
      }
      EXPECT_THAT(store_->Append(Next(Head()), Head()), IsOk()) << "the store goes on";
    }
    EXPECT_GT(n, 1);
    EXPECT_THAT(VerifyDirectory(backup, {}), IsOk());
    std::filesystem::remove_all(backup);
  }
}

}  // namespace
}  // namespace indicast::store
