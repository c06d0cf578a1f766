#include "clients/batch/merge.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "clients/batch/folder_state.h"
#include "clients/batch/part_file.h"
#include "clients/batch/scripted_source.h"
#include "clients/batch/shard_run.h"
#include "common/digest/digest.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"

namespace indicast::batch {
namespace {

namespace fs = std::filesystem;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class MergeTest : public ::testing::Test {
 protected:
  void Evaluate(const std::string& folder, const Shard& shard) {
    ShardRunOptions options;
    options.folder = folder;
    options.shard = shard;
    EXPECT_THAT(ShardRun(job_, options, source_, stop_).Run(), IsOk());
  }
  void EvaluateAll(const std::string& folder, int64_t count) {
    fs::create_directory(folder);
    for (int64_t i = 0; i < count; ++i) Evaluate(folder, {i, count});
  }

  absl::StatusOr<MergeEnd> MergeFolder(const std::string& folder, bool force = false) {
    auto shards = FindShards(folder);
    if (!shards.ok()) return shards.status();
    MergeOptions options;
    options.output = Path("merged.csv");
    options.force = force;
    return Merge(*shards, options);
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }

  testing::TemporaryDirectory folder_;
  Job job_ = ScriptedJob();
  ScriptedSource source_;
  StopRequest stop_;
};

TEST_F(MergeTest, AnySplitGivesTheSameBytesAndReceipt) {
  std::string rows;
  std::string receipt;
  for (const int64_t count : {1, 2, 4, 13}) {
    const std::string folder = Path(absl::StrCat("of", count));
    EvaluateAll(folder, count);
    EXPECT_THAT(MergeFolder(folder, /*force=*/true), IsOkAndHolds(MergeEnd::kMerged));
    if (rows.empty()) {
      rows = ReadFile(Path("merged.csv"));
      receipt = ReadFile(Path("merged.receipt.json"));
      EXPECT_EQ(rows, ReadFile(folder + "/shard-0-of-1.csv"));
    }
    EXPECT_EQ(ReadFile(Path("merged.csv")), rows) << count;
    EXPECT_EQ(ReadFile(Path("merged.receipt.json")), receipt) << count;
  }
  ASSERT_OK_AND_ASSIGN(const Receipt merged, ParseReceipt(receipt));
  EXPECT_EQ(merged.sha256, Sha256Hex(rows));
  EXPECT_EQ(merged.not_evaluated, 11);
}

TEST_F(MergeTest, ShardsWithoutRowsAreNoGap) {
  job_.points = 3;
  source_.points = 3;
  EvaluateAll(Path("of1"), 1);
  EvaluateAll(Path("of5"), 5);
  EXPECT_THAT(MergeFolder(Path("of5")), IsOkAndHolds(MergeEnd::kMerged));
  EXPECT_EQ(ReadFile(Path("merged.csv")), ReadFile(Path("of1") + "/shard-0-of-1.csv"));
}

TEST_F(MergeTest, DoesNothingTwiceAndReplacesNothingUnasked) {
  EvaluateAll(Path("a"), 2);
  EXPECT_THAT(MergeFolder(Path("a")), IsOkAndHolds(MergeEnd::kMerged));
  EXPECT_THAT(MergeFolder(Path("a")), IsOkAndHolds(MergeEnd::kWasDone));
  std::ofstream(Path("merged.csv")) << "other\n";
  EXPECT_THAT(MergeFolder(Path("a")), HasReason("OUTPUT_NOT_CREATED"));
  EXPECT_EQ(ReadFile(Path("merged.csv")), "other\n");
  EXPECT_THAT(MergeFolder(Path("a"), /*force=*/true), IsOkAndHolds(MergeEnd::kMerged));
}

TEST_F(MergeTest, NamesTheShardsThatAreMissing) {
  fs::create_directory(Path("a"));
  EXPECT_THAT(MergeFolder(Path("a")), HasReason("SHARDS_NOT_FOUND"));
  EXPECT_THAT(MergeFolder(Path("none")), HasReason("SHARDS_NOT_FOUND"));
  for (const int64_t i : {1, 3}) Evaluate(Path("a"), {i, 5});
  EXPECT_THAT(MergeFolder(Path("a")),
              AllOf(HasReason("SHARDS_MISSING"),
                    StatusIs(absl::StatusCode::kNotFound,
                             HasSubstr("shards 0, 2, 4 of 5 are missing, rows [0, 200), [400, "
                                       "600), [800, 1000)"))));
  EXPECT_FALSE(fs::exists(Path("merged.csv")));
}

TEST_F(MergeTest, RefusesTwoSplitsAtOnce) {
  EvaluateAll(Path("a"), 2);
  Evaluate(Path("a"), {1, 4});
  EXPECT_THAT(MergeFolder(Path("a")), HasReason("SHARDS_OVERLAP"));
}

TEST_F(MergeTest, RefusesReceiptsThatDoNotBelongTogether) {
  EvaluateAll(Path("a"), 2);
  const auto refuses = [this](const std::string& what) {
    EXPECT_THAT(MergeFolder(Path("a")),
                AllOf(HasReason("RECEIPTS_DIFFER"),
                      StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(what))));
  };
  const auto evaluate_again = [this] {
    for (const char* name : {"/shard-1-of-2.csv", "/shard-1-of-2.receipt.json"}) {
      fs::remove(Path("a") + name);
    }
    Evaluate(Path("a"), {1, 2});
  };
  source_.data_revision = 13;
  evaluate_again();
  refuses("service.data_revision: 12, 13");
  source_.data_revision = 12;
  source_.build = "2.0";
  evaluate_again();
  refuses("service.build: \"1.0 (abc)\", \"2.0\"");
  source_.build = "1.0 (abc)";
  job_.seed = 8;
  evaluate_again();
  refuses("job_hash");
}

TEST_F(MergeTest, RefusesDamagedShards) {
  EvaluateAll(Path("a"), 2);
  const std::string rows = Path("a") + "/shard-1-of-2.csv";
  const std::string good = ReadFile(rows);
  std::string bad = good;
  bad[bad.size() / 2] ^= 1;
  std::ofstream(rows, std::ios::binary) << bad;
  EXPECT_THAT(MergeFolder(Path("a")), HasReason("SHARD_DAMAGED"));
  std::ofstream(rows, std::ios::binary) << good << "\n";
  EXPECT_THAT(MergeFolder(Path("a")), HasReason("SHARD_DAMAGED"));
  EXPECT_FALSE(fs::exists(Path("merged.csv")));
  EXPECT_FALSE(fs::exists(Path(".merged.csv.tmp")));
  std::ofstream(rows, std::ios::binary) << good;
  std::ofstream(Path("a") + "/shard-1-of-2.receipt.json") << "{}";
  EXPECT_THAT(MergeFolder(Path("a")), HasReason("SHARD_DAMAGED"));
  fs::copy_file(Path("a") + "/shard-0-of-2.receipt.json", Path("a") + "/shard-1-of-2.receipt.json",
                fs::copy_options::overwrite_existing);
  EXPECT_THAT(MergeFolder(Path("a")), HasReason("SHARD_DAMAGED"));
}

TEST_F(MergeTest, StatusTellsDoneRunningStoppedAndMissing) {
  fs::create_directory(Path("a"));
  ASSERT_OK_AND_ASSIGN(auto none, ReadFolder(Path("a")));
  EXPECT_EQ(ToText(none, Language::kEnglish), "no shards\n");
  Evaluate(Path("a"), {1, 6});
  source_.before_row = [](int64_t at) {
    return at == 400 ? absl::NotFoundError("gone") : absl::OkStatus();
  };
  ShardRunOptions options;
  options.folder = Path("a");
  options.shard = {2, 6};
  EXPECT_FALSE(ShardRun(job_, options, source_, stop_).Run().ok());
  ASSERT_OK_AND_ASSIGN(const PartFile held, PartFile::Open(Path("a") + "/shard-5-of-6.part"));
  ASSERT_OK_AND_ASSIGN(const auto shards, ReadFolder(Path("a")));
  EXPECT_EQ(ToText(shards, Language::kEnglish),
            "0/6  missing\n"
            "1/6  done  167/167 rows, not evaluated 2\n"
            "2/6  stopped  67/167 rows, not evaluated 1\n"
            "3-4/6  missing\n"
            "5/6  running  0 rows\n"
            "done 1, running 1, stopped 1, missing 3; 234 rows\n");
  EXPECT_EQ(ToJson(shards)["shards"][5]["state"], "running");
  EXPECT_THAT(ToText(shards, Language::kChinese), HasSubstr("3-4/6  缺少\n"));
}

}  // namespace
}  // namespace indicast::batch
