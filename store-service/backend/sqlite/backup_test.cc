// Backups are the log of one moment, also while others write; damage is found and named; nothing
// half-made stays behind.
#include "store-service/backend/sqlite/backup.h"

#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/migrations.h"
#include "store-service/backend/sqlite/testing/store_files.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using Code = absl::StatusCode;

class BackupTest : public ::testing::Test {
 protected:
  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }

  // The names in the test's directory, sorted.
  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(directory_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  absl::StatusOr<LogReport> Verify(const std::string& name) {
    return VerifyDirectory(Path(name), {});
  }

  const indicast::testing::TemporaryDirectory directory_{FastRoot()};
  const std::string store_ = Path("store");
};

TEST_F(BackupTest, ABackupOfAnOpenStoreIsItsLogAndIsServedAgain) {
  ASSERT_OK_AND_ASSIGN(auto store, OpenDirectoryForTest(store_));
  Revision head = 0;
  for (const WriteBatch& batch : SmallLog()) ASSERT_THAT(store->Append(batch, head++), IsOk());
  ASSERT_OK_AND_ASSIGN(const LogReport report, BackUp(store_, Path("backup"), {}));
  EXPECT_EQ(report.head.revision, 3);
  EXPECT_EQ(report.head.checksum, store->Stats()->head_checksum);
  EXPECT_THAT(Names(), ElementsAre("backup", "store"));
  // The store goes on; the backup does not.
  ASSERT_THAT(store->Append(SampleBatch(4), 3), IsOk());
  ASSERT_OK_AND_ASSIGN(const LogReport verified, Verify("backup"));
  EXPECT_EQ(verified.head, report.head);
  EXPECT_EQ(verified.acknowledged, report.head);
  EXPECT_EQ(verified.schema_version, Migrations().back().version);
  EXPECT_GT(verified.records, 6);
  ASSERT_OK_AND_ASSIGN(const LogReport restored, Restore(Path("backup"), Path("again"), {}));
  EXPECT_EQ(restored.head, report.head);
  ASSERT_OK_AND_ASSIGN(const auto again, OpenDirectoryForTest(Path("again")));
  ASSERT_OK_AND_ASSIGN(const auto log, again->ReadLog(0, 10));
  ASSERT_OK_AND_ASSIGN(const auto original, store->ReadLog(0, 3));
  ASSERT_THAT(log, SizeIs(3));
  for (size_t i = 0; i < log.size(); ++i) {
    EXPECT_EQ(log[i].checksum, original[i].checksum);
    EXPECT_TRUE(log[i].batch.records == original[i].batch.records);
  }
  EXPECT_THAT(again->Append(SampleBatch(4), 3), IsOk());
}

// Appends one batch whenever it is asked to, on a thread of its own. It does not write by itself:
// checking a log takes the longer the more there is, and would never catch up with it.
class AskedWriter {
 public:
  explicit AskedWriter(StoreBackend& store)
      : store_(store), head_(store.Stats()->head), thread_([this] { Run(); }) {}
  AskedWriter(const AskedWriter&) = delete;
  AskedWriter& operator=(const AskedWriter&) = delete;
  ~AskedWriter() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      stop_ = true;
    }
    moved_.notify_all();
    thread_.join();
  }

  // Returns once the log has moved on, false when a batch was turned away.
  bool WriteOne() {
    std::unique_lock<std::mutex> lock(mutex_);
    const Revision before = head_;
    asked_ = true;
    moved_.notify_all();
    moved_.wait(lock, [&] { return head_ > before || failed_; });
    return !failed_;
  }
  Revision head() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return head_;
  }

 private:
  void Run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (true) {
      moved_.wait(lock, [this] { return asked_ || stop_; });
      if (stop_) return;
      asked_ = false;
      const Revision head = head_;
      lock.unlock();
      const bool ok = store_.Append(SampleBatch(static_cast<int>(head) + 1, 20), head).ok();
      lock.lock();
      if (ok) ++head_;
      failed_ = failed_ || !ok;
      moved_.notify_all();
    }
  }

  StoreBackend& store_;
  std::mutex mutex_;
  std::condition_variable moved_;
  Revision head_;        // guarded by mutex_
  bool asked_ = false;   // guarded by mutex_
  bool stop_ = false;    // guarded by mutex_
  bool failed_ = false;  // guarded by mutex_
  std::thread thread_;   // last: it uses the members above
};

TEST_F(BackupTest, WritersGoOnDuringBackupsAndEachBackupIsOneMoment) {
  ASSERT_OK_AND_ASSIGN(auto store, OpenDirectoryForTest(store_));
  ASSERT_THAT(store->Append(SampleBatch(1, 6000), 0), IsOk());
  AskedWriter writer(*store);
  // The log moves on in each step of the copy, and at each step of a check of the running store.
  int steps = 0;
  const OperationProgress with_writes = [&](OperationStep step, int64_t, int64_t) {
    if (step == OperationStep::kCopyPages) ++steps;
    EXPECT_TRUE(writer.WriteOne()) << "a writer was turned away";
    return absl::OkStatus();
  };
  for (int i = 0; i < 5; ++i) {
    const Revision before = writer.head();
    const std::string name = absl::StrCat("backup-", i);
    const auto report = BackUp(store_, Path(name), with_writes);
    ASSERT_THAT(report, IsOk());
    EXPECT_GE(report->head.revision, before);
    EXPECT_LT(report->head.revision, writer.head());
    const auto log = store->ReadLog(report->head.revision - 1, 1);
    EXPECT_TRUE(log.ok() && log->front().checksum == report->head.checksum) << "no prefix";
    const auto verified = Verify(name);
    EXPECT_TRUE(verified.ok() && verified->head == report->head) << verified.status();
    EXPECT_THAT(VerifyDirectory(store_, with_writes), IsOk());
  }
  EXPECT_GE(steps, 10) << "the store is too small: nothing came between two steps";
}

TEST_F(BackupTest, AStoreThatWasKilledIsBackedUpWithItsWriteAheadLog) {
  {
    ASSERT_OK_AND_ASSIGN(const auto store, OpenDirectoryForTest(Path("running")));
    for (int i = 1; i <= 3; ++i) ASSERT_THAT(store->Append(SampleBatch(i), i - 1), IsOk());
    std::filesystem::create_directory(store_);
    for (const char* file : {"/indicast.db", "/indicast.db-wal", "/head"}) {
      std::filesystem::copy_file(Path("running") + file, store_ + file);
    }
  }
  const std::string database = ReadFileForTest(store_ + "/indicast.db");
  ASSERT_OK_AND_ASSIGN(const LogReport report, BackUp(store_, Path("backup"), {}));
  EXPECT_EQ(report.head.revision, 3);
  EXPECT_TRUE(ReadFileForTest(store_ + "/indicast.db") == database);
}

TEST_F(BackupTest, VerifyingABackupLeavesNoFilesBehind) {
  FillStore(store_, SmallLog());
  ASSERT_THAT(BackUp(store_, Path("back up?#%20"), {}), IsOk());
  const std::string database = ReadFileForTest(Path("back up?#%20/indicast.db"));
  ASSERT_THAT(Verify("back up?#%20"), IsOk());
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(Path("back up?#%20"))) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, ::testing::UnorderedElementsAre("head", "indicast.db"));
  EXPECT_TRUE(ReadFileForTest(Path("back up?#%20/indicast.db")) == database);
}

TEST_F(BackupTest, AnOlderSchemaIsVerifiedAndCopiedAsItIs) {
  for (const std::string version : {"1", "2"}) {
    SCOPED_TRACE(version);
    const std::string kept = INDICAST_SOURCE_DIR "/tests/data-folders/schema-" + version + "/";
    const std::string store = Path("store-" + version);
    const std::string again = Path("again-" + version);
    std::filesystem::create_directory(store);
    RunSql(store, ReadFileForTest(kept + "indicast.sql"));
    WriteFileForTest(store + "/head", ReadFileForTest(kept + "head"));
    ASSERT_OK_AND_ASSIGN(const LogReport report, BackUp(store, Path("backup-" + version), {}));
    EXPECT_EQ(absl::StrCat(report.schema_version), version);
    EXPECT_EQ(report.head.revision, 2);
    ASSERT_THAT(Restore(Path("backup-" + version), again, {}), IsOk());
    EXPECT_THAT(QuerySql(again, "PRAGMA user_version"), ElementsAre(version));
    ASSERT_OK_AND_ASSIGN(const auto opened, OpenDirectoryForTest(again));
    EXPECT_EQ(opened->Stats()->head, 2);
  }
}

// --- What is refused -----------------------------------------------------------------------------

TEST_F(BackupTest, WhatIsThereIsNotReplaced) {
  FillStore(store_, SmallLog());
  ASSERT_THAT(BackUp(store_, Path("backup"), {}), IsOk());
  EXPECT_THAT(BackUp(store_, Path("backup") + "/", {}), HasReason("DIRECTORY_EXISTS"));
  EXPECT_THAT(BackUp(store_, store_, {}), HasReason("DIRECTORY_EXISTS"));
  EXPECT_THAT(Restore(Path("backup"), store_, {}),
              StatusIs(Code::kAlreadyExists,
                       AllOf(HasSubstr("is not empty"),
                             HasSubstr(absl::StrCat("mv ", store_, " ", store_, ".old")))));
  WriteFileForTest(Path("file"), "x");
  EXPECT_THAT(Restore(Path("backup"), Path("file"), {}), HasReason("DIRECTORY_EXISTS"));
  EXPECT_THAT(ReadFileForTest(Path("file")), "x");
  std::filesystem::create_directory(Path("empty"));
  EXPECT_THAT(Restore(Path("backup"), Path("empty") + "/", {}), IsOk());
  EXPECT_THAT(Names(), ElementsAre("backup", "empty", "file", "store"));
}

TEST_F(BackupTest, WhatHoldsNoStoreIsRefused) {
  std::filesystem::create_directory(store_);
  for (const std::string& name : {std::string("nowhere"), std::string("store")}) {
    EXPECT_THAT(BackUp(Path(name), Path("backup"), {}), HasReason("DATA_DIR_NOT_FOUND"));
    EXPECT_THAT(Verify(name), HasReason("DATA_DIR_NOT_FOUND"));
    EXPECT_THAT(Restore(Path(name), Path("again"), {}), HasReason("DATA_DIR_NOT_FOUND"));
  }
  EXPECT_THAT(Names(), ElementsAre("store"));
  EXPECT_TRUE(std::filesystem::is_empty(store_));
}

TEST_F(BackupTest, StoppedAtAnyStepNothingIsThere) {
  FillStore(store_, SmallLog());
  for (const OperationStep stop_at : {OperationStep::kCopyPages, OperationStep::kVerifyRevisions}) {
    bool reached = false;
    const auto stop = [&](OperationStep step, int64_t done, int64_t total) {
      EXPECT_LE(done, total);
      if (step != stop_at) return absl::OkStatus();
      reached = true;
      return absl::CancelledError("stopped");
    };
    EXPECT_THAT(BackUp(store_, Path("backup"), stop), StatusIs(Code::kCancelled, "stopped"));
    EXPECT_TRUE(reached);
    EXPECT_THAT(Names(), ElementsAre("store"));
  }
}

// --- Damage --------------------------------------------------------------------------------------

struct Damage {
  const char* sql;
  const char* words;
};

TEST_F(BackupTest, EveryKindOfDamageIsNamed) {
  FillStore(store_, SmallLog());
  const Damage damages[] = {
      {"UPDATE observation_versions SET value = '1' WHERE revision = 2", "revision 2"},
      {"UPDATE revisions SET author = 'x' WHERE revision = 3", "revision 3"},
      {"DELETE FROM revisions WHERE revision = 2", "revision 2: is missing"},
      {"DELETE FROM observation_versions WHERE revision = 1 AND position = 0", "revision 1"},
      {"DELETE FROM revisions WHERE revision = 3;"
       "DELETE FROM observation_versions WHERE revision = 3",
       "revision 3 was acknowledged"},
      {"UPDATE observation_versions SET revision = 9 WHERE revision = 3", "revision 3"},
      {"DROP VIEW current_unit", "current_unit"},
      {"CREATE TRIGGER t AFTER INSERT ON revisions BEGIN SELECT 1; END", "trigger"},
      {"PRAGMA application_id=1", "not a database of this program"},
  };
  for (const Damage& damage : damages) {
    SCOPED_TRACE(damage.sql);
    std::filesystem::remove_all(Path("damaged"));
    std::filesystem::copy(store_, Path("damaged"));
    RunSql(Path("damaged"), damage.sql);
    const auto damaged = Verify("damaged");
    EXPECT_THAT(damaged, StatusIs(Code::kDataLoss, AllOf(HasSubstr(Path("damaged/indicast.db")),
                                                         HasSubstr(damage.words))));
    // No backup of it, and the message names what can be looked at.
    const auto backup = BackUp(Path("damaged"), Path("backup"), {});
    EXPECT_THAT(backup, StatusIs(Code::kDataLoss,
                                 AllOf(HasSubstr(Path("damaged/indicast.db")),
                                       HasSubstr(damage.words), Not(HasSubstr(".partial")))));
    EXPECT_THAT(Restore(Path("damaged"), Path("again"), {}), StatusIs(Code::kDataLoss));
    EXPECT_THAT(Names(), ElementsAre("damaged", "store"));
  }
}

TEST_F(BackupTest, ADamagedMissingOrForeignHeadFileIsNamed) {
  FillStore(store_, SmallLog());
  const std::string head = store_ + "/head";
  const std::string sound = ReadFileForTest(head);
  WriteFileForTest(head, sound + "x");
  EXPECT_THAT(Verify("store"), StatusIs(Code::kDataLoss, HasSubstr(head)));
  std::filesystem::remove(head);
  EXPECT_THAT(Verify("store"), StatusIs(Code::kDataLoss, HasSubstr("head is missing")));
  FillStore(Path("other"), {SampleBatch(7), SampleBatch(8), SampleBatch(9)});
  WriteFileForTest(head, ReadFileForTest(Path("other/head")));
  EXPECT_THAT(Verify("store"),
              StatusIs(Code::kDataLoss, HasSubstr("revision 3: is not the one that was")));
  std::filesystem::remove(store_ + "/indicast.db");
  EXPECT_THAT(Verify("store"), StatusIs(Code::kDataLoss, HasSubstr("missing or empty")));
}

// The offsets are those of sqlite_corruption_test: a flipped byte is found or changes nothing.
TEST_F(BackupTest, AFlippedByteOfABackupIsFoundOrHarmless) {
  constexpr size_t kStride = 997;
  FillStore(store_, SmallLog());
  ASSERT_OK_AND_ASSIGN(const LogReport sound, BackUp(store_, Path("backup"), {}));
  const std::string bytes = ReadFileForTest(Path("backup/indicast.db"));
  int found = 0;
  for (size_t offset = 0; offset < bytes.size(); offset += kStride) {
    std::string damaged = bytes;
    damaged[offset] = static_cast<char>(damaged[offset] ^ 0x41);
    WriteFileForTest(Path("backup/indicast.db"), damaged);
    const auto report = Verify("backup");
    if (report.ok()) {
      EXPECT_EQ(report->head, sound.head) << offset;
      EXPECT_EQ(report->records, sound.records) << offset;
    } else {
      ++found;
      EXPECT_THAT(report, HasReason("STORE_CORRUPT")) << offset;
    }
  }
  EXPECT_GT(found, 10);
}

}  // namespace
}  // namespace indicast::store
