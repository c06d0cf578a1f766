// R2: the process ends at a named point of opening, an append, a checkpoint or a backup: all or
// nothing of it is there afterwards, and everything that was acknowledged. Every point that the
// sources name is reached; a file counts them.
#include <csignal>
#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/backup.h"
#include "tests/crash/crash_batch.h"
#include "tests/crash/crashed_store.h"
#include "tests/recipes/measure.h"

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
  std::vector<CrashCase> cases = {{"migration-applied", 0, false},
                                  {"migration-applied:2", 0, false},
                                  {"open-migrated", 0, false},
                                  {"open-head-prepared", 0, false}};
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

TEST(CrashPoints, ACheckpointTakesNothingAway) {
  for (const char* point : {"checkpoint-begin", "checkpoint-done", "checkpoint-begin:3"}) {
    const indicast::testing::TemporaryDirectory directory;
    ASSERT_OK_AND_ASSIGN(const auto writer, StartWriter(directory.path(), 500, point));
    ASSERT_OK_AND_ASSIGN(const int exit_code, writer->Wait(absl::Seconds(60)));
    ASSERT_EQ(exit_code, kKilled) << point << writer->Stderr();
    // It comes after the commit and before the acknowledgement.
    const Revision acknowledged = LastAcknowledged(writer->Stdout());
    EXPECT_EQ(ExpectWholeLog(directory.path(), acknowledged), acknowledged + 1) << point;
  }
}

TEST(CrashPoints, ABackupIsThereWholeOrNotAtAll) {
  for (const char* point : {"backup-copied", "backup-verified", "backup-published"}) {
    const indicast::testing::TemporaryDirectory directory;
    const std::string store = directory.path() + "/store";
    const std::string backup = directory.path() + "/backup";
    ASSERT_OK_AND_ASSIGN(const auto writer, StartWriter(store, 10, point, backup));
    ASSERT_OK_AND_ASSIGN(const int exit_code, writer->Wait(absl::Seconds(60)));
    ASSERT_EQ(exit_code, kKilled) << point << writer->Stderr();
    const bool published = std::string(point) == "backup-published";
    EXPECT_EQ(std::filesystem::exists(backup), published) << point;
    if (!published) {
      // What is left of the first attempt is not in the way of the next.
      ASSERT_OK_AND_ASSIGN(const auto again, StartWriter(store, 0, "", backup));
      EXPECT_THAT(again->Wait(absl::Seconds(60)), indicast::testing::IsOkAndHolds(0));
    }
    const auto verified = VerifyDirectory(backup, {});
    EXPECT_THAT(verified, indicast::testing::IsOk()) << point;
    if (verified.ok()) {
      EXPECT_EQ(verified->head.revision, 10) << point;
    }
    EXPECT_EQ(ExpectWholeLog(store, 10), 10) << point;
  }
}

// The names of all points in the sources of the store.
std::set<std::string> PointsOfTheSources() {
  std::set<std::string> points;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(INDICAST_SOURCE_DIR "/store-service")) {
    if (entry.path().extension() != ".cc") continue;
    const std::string code = indicast::testing::ReadFile(entry.path());
    const std::string call = "CrashPoint(\"";
    for (size_t at = code.find(call); at != std::string::npos; at = code.find(call, at)) {
      at += call.size();
      points.insert(code.substr(at, code.find('"', at) - at));
    }
  }
  return points;
}

// After all tests of the process.
class EveryPointIsReached : public ::testing::Environment {
 public:
  void TearDown() override {
    if (::testing::GTEST_FLAG(filter) != "*") return;  // not all were to run
    std::istringstream counted(indicast::testing::ReadFile(CrashCounter()));
    std::map<std::string, int> reached;
    std::string point;
    int crashes = 0;
    while (counted >> point) {
      ++reached[point];
      ++crashes;
    }
    const std::set<std::string> points = PointsOfTheSources();
    EXPECT_GE(points.size(), 10u);
    for (const std::string& name : points) EXPECT_GT(reached[name], 0) << name;
    indicast::testing::ReportRecipe(
        "R2", absl::StrCat(points.size(), " named points, each reached, ", crashes, " crashes"));
  }
};

const ::testing::Environment* const kAtTheEnd =
    ::testing::AddGlobalTestEnvironment(new EveryPointIsReached);

}  // namespace
}  // namespace indicast::store
