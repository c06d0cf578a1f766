// The process ends at a named point of an append or of opening: all or nothing of the append is
// there afterwards, and everything that was acknowledged.
#include <csignal>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gtest/gtest.h"
#include "tests/crash/crash_batch.h"
#include "tests/crash/crashed_store.h"

namespace indicast::store {
namespace {

constexpr int kKilled = 128 + SIGKILL;

struct CrashCase {
  std::string point;  // name[:pass]
  Revision acknowledged = 0;
  bool written = false;  // the append after the acknowledged one is in the log
};

class CrashPointTest : public ::testing::TestWithParam<CrashCase> {};

TEST_P(CrashPointTest, LeavesAllOrNothing) {
  const CrashCase& c = GetParam();
  const indicast::testing::TemporaryDirectory directory;
  ASSERT_OK_AND_ASSIGN(const auto writer, StartWriter(directory.path(), 20, c.point));
  ASSERT_OK_AND_ASSIGN(const int exit_code, writer->Wait(absl::Seconds(60)));
  ASSERT_EQ(exit_code, kKilled) << "the point was not reached: " << writer->Stderr();
  ASSERT_EQ(LastAcknowledged(writer->Stdout()), c.acknowledged);
  EXPECT_EQ(ExpectWholeLog(directory.path(), c.acknowledged), c.acknowledged + (c.written ? 1 : 0));
}

std::vector<CrashCase> AllCases() {
  std::vector<CrashCase> cases = {{"open-migrated", 0, false}, {"open-head-prepared", 0, false}};
  // The first append, one with a log beside it, and the large one.
  for (const int pass : {1, 3, 8}) {
    for (const char* point : {"append-begin", "append-head-prepared"}) {
      cases.push_back({absl::StrCat(point, ":", pass), pass - 1, false});
    }
    for (const char* point : {"append-committed", "append-published"}) {
      cases.push_back({absl::StrCat(point, ":", pass), pass - 1, true});
    }
  }
  // After the first record, in the middle, after the last one of each kind of batch.
  int64_t records = 0;
  for (Revision revision = 1; revision <= 8; ++revision) {
    const auto size = static_cast<int64_t>(CrashBatch(revision).records.size());
    if (revision == 1 || revision == 8) {
      for (const int64_t nth : {int64_t{1}, size / 2, size}) {
        cases.push_back({absl::StrCat("append-inserting:", records + nth), revision - 1, false});
      }
    }
    records += size;
  }
  return cases;
}

std::string NameOfCase(const ::testing::TestParamInfo<CrashCase>& info) {
  return absl::StrReplaceAll(info.param.point, {{"-", "_"}, {":", "_"}});
}

INSTANTIATE_TEST_SUITE_P(Points, CrashPointTest, ::testing::ValuesIn(AllCases()), NameOfCase);

// Crash after crash on one store, each at another point.
TEST(CrashPoints, OneAfterAnotherOnOneStore) {
  const indicast::testing::TemporaryDirectory directory;
  Revision acknowledged = 0;
  for (const char* point :
       {"open-migrated", "append-committed:2", "append-head-prepared", "append-published:3",
        "append-inserting:4", "append-committed", "append-begin:2", "append-head-prepared:2"}) {
    ASSERT_OK_AND_ASSIGN(const auto writer, StartWriter(directory.path(), 20, point));
    ASSERT_OK_AND_ASSIGN(const int exit_code, writer->Wait(absl::Seconds(60)));
    ASSERT_EQ(exit_code, kKilled) << point << writer->Stderr();
    acknowledged = LastAcknowledged(writer->Stdout(), acknowledged);
    ExpectWholeLog(directory.path(), acknowledged);
    ++acknowledged;  // the check went on by one
  }
}

}  // namespace
}  // namespace indicast::store
