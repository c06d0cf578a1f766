#include "clients/batch/shard.h"

#include <map>
#include <string>

#include "common/testing/status_matchers.h"

namespace indicast::batch {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;

Variables In(std::map<std::string, std::string> environment) {
  return [environment](const char* name) -> std::optional<std::string> {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional<std::string>(found->second);
  };
}

TEST(ShardTest, AnySplitCoversEveryRowOnce) {
  for (const int64_t points : {1, 2, 7, 100, 10'000'000}) {
    for (const int64_t count : {1, 2, 3, 7, 64, 1000}) {
      int64_t at = 0;
      for (int64_t i = 0; i < count; ++i) {
        const IndexRange range = RangeOf({i, count}, points);
        ASSERT_EQ(range.begin, at) << i << "/" << count << " of " << points;
        ASSERT_GE(range.size(), points / count);
        ASSERT_LE(range.size(), points / count + 1);
        at = range.end;
      }
      ASSERT_EQ(at, points);
    }
  }
}

TEST(ShardTest, ReadsWhatIsWritten) {
  EXPECT_THAT(ParseShard("0/1"), IsOkAndHolds(Shard{0, 1}));
  EXPECT_THAT(ParseShard("3/4"), IsOkAndHolds(Shard{3, 4}));
  EXPECT_THAT(ParseShard("999999/1000000"), IsOkAndHolds(Shard{999'999, 1'000'000}));
  for (const char* text : {"5/4", "4/4", "-1/4", "0/0", "1", "", "/", "1/", "/4", "a/4", "1/b",
                           "1/4/2", " 1/4", "1/4 ", "+1/4", "0/1000001", "1.0/4"}) {
    EXPECT_THAT(ParseShard(text), HasReason("USAGE")) << text;
  }
  EXPECT_THAT(ParseShard("5/4"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("i from 0 to n-1")));
}

TEST(ShardTest, KnowsTheSchedulers) {
  EXPECT_THAT(ShardFromEnvironment(In({})), IsOkAndHolds(Shard{0, 1}));
  EXPECT_THAT(
      ShardFromEnvironment(In({{"JOB_COMPLETION_INDEX", "3"}, {"JOB_COMPLETION_COUNT", "8"}})),
      IsOkAndHolds(Shard{3, 8}));
  EXPECT_THAT(
      ShardFromEnvironment(In({{"SLURM_ARRAY_TASK_ID", "2"}, {"SLURM_ARRAY_TASK_COUNT", "4"}})),
      IsOkAndHolds(Shard{2, 4}));
  EXPECT_THAT(ShardFromEnvironment(In({{"SLURM_ARRAY_TASK_ID", "4"},
                                       {"SLURM_ARRAY_TASK_COUNT", "4"},
                                       {"SLURM_ARRAY_TASK_MIN", "1"}})),
              IsOkAndHolds(Shard{3, 4}));
  EXPECT_THAT(ShardFromEnvironment(In({{"SLURM_ARRAY_TASK_ID", "15"},
                                       {"SLURM_ARRAY_TASK_COUNT", "4"},
                                       {"SLURM_ARRAY_TASK_MIN", "10"},
                                       {"SLURM_ARRAY_TASK_STEP", "5"}})),
              IsOkAndHolds(Shard{1, 4}));
}

TEST(ShardTest, RefusesAnEnvironmentThatDoesNotFit) {
  const std::map<std::string, std::string> environments[] = {
      {{"JOB_COMPLETION_INDEX", "3"}},
      {{"JOB_COMPLETION_INDEX", "3"}, {"JOB_COMPLETION_COUNT", "3"}},
      {{"JOB_COMPLETION_INDEX", ""}, {"JOB_COMPLETION_COUNT", "3"}},
      {{"JOB_COMPLETION_INDEX", "x"}, {"JOB_COMPLETION_COUNT", "3"}},
      {{"SLURM_ARRAY_TASK_ID", "3"}},
      {{"SLURM_ARRAY_TASK_ID", "4"}, {"SLURM_ARRAY_TASK_COUNT", "4"}},
      {{"SLURM_ARRAY_TASK_ID", "1"},
       {"SLURM_ARRAY_TASK_COUNT", "4"},
       {"SLURM_ARRAY_TASK_MIN", "2"}},
      {{"SLURM_ARRAY_TASK_ID", "3"},
       {"SLURM_ARRAY_TASK_COUNT", "4"},
       {"SLURM_ARRAY_TASK_STEP", "2"}},
      {{"SLURM_ARRAY_TASK_ID", "3"},
       {"SLURM_ARRAY_TASK_COUNT", "4"},
       {"SLURM_ARRAY_TASK_STEP", "0"}},
  };
  for (const auto& environment : environments) {
    EXPECT_THAT(ShardFromEnvironment(In(environment)), HasReason("CONFIGURATION_SHARD"))
        << environment.begin()->second;
  }
}

}  // namespace
}  // namespace indicast::batch
