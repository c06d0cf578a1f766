#include "tests/crash/crashed_store.h"

#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/testing/status_matchers.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "tests/crash/crash_batch.h"

namespace indicast::store {
namespace {

void ExpectEntries(StoreBackend& store, Revision head) {
  Revision revision = 0;
  while (revision < head) {
    const auto entries = store.ReadLog(revision, 100);
    ASSERT_THAT(entries, indicast::testing::IsOk());
    ASSERT_FALSE(entries->empty());
    for (const LogEntry& entry : *entries) {
      ASSERT_EQ(entry.revision, ++revision);
      ASSERT_TRUE(entry.batch.records == CrashBatch(revision).records) << revision;
      ASSERT_EQ(entry.batch.request_id, CrashBatch(revision).request_id);
    }
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<indicast::testing::Process>> StartWriter(
    const std::string& directory, int count, const std::string& crash_at,
    const std::string& backup) {
  indicast::testing::Command command;
  command.program = INDICAST_CRASH_WRITER;
  command.arguments = {directory, absl::StrCat(count)};
  if (!backup.empty()) command.arguments.push_back(backup);
  if (!crash_at.empty()) command.environment["INDICAST_CRASH_AT"] = crash_at;
  command.environment["INDICAST_CRASH_COUNTER"] = CrashCounter();
  return indicast::testing::Process::Start(command);
}

const std::string& CrashCounter() {
  static const auto* const path =
      new std::string(indicast::testing::NewDirectory("crash-counter") + "/points");
  return *path;
}

Revision LastAcknowledged(const std::string& writer_output, Revision before) {
  // The part after the last line end is no whole line.
  const std::vector<absl::string_view> lines = absl::StrSplit(writer_output, '\n');
  if (lines.size() < 2) return before;
  Revision revision = -1;
  EXPECT_TRUE(absl::SimpleAtoi(lines[lines.size() - 2], &revision)) << writer_output;
  return revision;
}

Revision ExpectWholeLog(const std::string& directory, Revision acknowledged) {
  SqliteOptions options;
  options.directory = directory;
  const auto store = OpenSqlite(options);
  EXPECT_THAT(store, indicast::testing::IsOk());
  if (!store.ok()) return -1;
  const Revision end = (*store)->Stats()->head;
  EXPECT_GE(end, acknowledged) << "an acknowledged append is lost";
  EXPECT_LE(end, acknowledged + 1) << "an append was written twice";
  ExpectEntries(**store, end);
  const auto repeated = (*store)->Append(CrashBatch(acknowledged + 1), acknowledged);
  EXPECT_THAT(repeated, indicast::testing::IsOk());
  if (repeated.ok()) {
    EXPECT_EQ(repeated->revision, acknowledged + 1);
    EXPECT_EQ(repeated->repeated, end == acknowledged + 1);
  }
  return end;
}

}  // namespace indicast::store
