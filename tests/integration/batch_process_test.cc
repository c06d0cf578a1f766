// indicast-batch as processes against the real services and the shipped data: any split and any
// kill end in the same bytes, and what goes wrong ends in the exit code of the table.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "nlohmann/json.hpp"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr absl::Duration kLimit = absl::Minutes(4);

// 100 x 100 points; growth from -110 to -100 % is none.
constexpr char kJob[] = R"json({
  "name": "trade and output", "scenario": "plan", "area": "changsha", "horizon": 2024,
  "design": "grid",
  "factors": [{"indicator": "imports-exports", "low": -110, "high": -11, "step": 1},
              {"indicator": "gdp", "low": 0, "high": 9.9, "step": 0.1}],
  "outputs": {"indicators": ["gdp", "imports-exports", "household-income"]}})json";
constexpr int64_t kPoints = 10'000;
constexpr int64_t kInfeasible = 1'100;
// Ten times as many: enough to be interrupted in the middle.
constexpr int64_t kLongPoints = 99'100;

class BatchProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = NewDirectory("batch");
    ServiceOptions options;
    options.projection_address = absl::StrCat("unix:", folder_, "/projection.sock");
    ASSERT_OK_AND_ASSIGN(services_, StartEmpty(options));
    ASSERT_OK_AND_ASSIGN(const auto import, ReadImport("data/changsha"));
    ASSERT_OK_AND_ASSIGN(const auto imported, services_.store->ImportRecords(import));
    ASSERT_TRUE(imported.changed());
    nlohmann::json job = nlohmann::json::parse(kJob);
    std::ofstream(folder_ + "/job.json") << job.dump();
    job["factors"][0]["step"] = 0.1;
    std::ofstream(folder_ + "/long.json") << job.dump();
    for (const char* name : {"/long.json", "/job.json"}) {
      const Finished plan = Batch({"plan", folder_ + name});
      ASSERT_EQ(plan.exit_code, 0) << plan.err;
      planned_ = plan.out;
    }
  }

  Command BatchCommand(std::vector<std::string> arguments) const {
    return {ProgramPath("indicast-batch"),
            std::move(arguments),
            {{"INDICAST_PROJECTION", services_.processes->projection_address().address}}};
  }
  Finished Batch(const std::vector<std::string>& arguments) const {
    auto finished = RunToEnd(BatchCommand(arguments), kLimit);
    EXPECT_THAT(finished, IsOk());
    return finished.ok() ? *finished : Finished{-1, "", ""};
  }
  std::vector<std::string> RunArguments(const std::string& folder, const std::string& shard,
                                        const std::string& job = "job") const {
    return {"run", Pinned(job), "--output", folder, "--shard", shard, "--checkpoint-every", "0"};
  }
  std::string Pinned(const std::string& job) const { return folder_ + "/" + job + ".pinned.json"; }
  std::string NewFolder(const std::string& name) const {
    fs::create_directory(folder_ + "/" + name);
    return folder_ + "/" + name;
  }

  // All shards of a split, one process after the other, merged.
  std::string Merged(const std::string& name, int count, const std::string& job = "job") {
    const std::string folder = NewFolder(name);
    for (int i = 0; i < count; ++i) {
      const Finished run = Batch(RunArguments(folder, absl::StrCat(i, "/", count), job));
      EXPECT_EQ(run.exit_code, 0) << run.err;
    }
    return MergedIn(folder);
  }
  std::string MergedIn(const std::string& folder) {
    const Finished merge = Batch({"merge", folder, "--output", folder + "/merged.csv"});
    EXPECT_EQ(merge.exit_code, 0) << merge.err;
    return ReadFile(folder + "/merged.csv");
  }

  // The only shard of the long job, with some rows on the disk and most of them to come.
  std::unique_ptr<Process> StartedIn(const std::string& folder) {
    auto process = Process::Start(BatchCommand(RunArguments(folder, "0/1", "long")));
    EXPECT_THAT(process, IsOk());
    EXPECT_THAT(AwaitFile(folder + "/shard-0-of-1.checkpoint.json", **process), IsOk());
    return *std::move(process);
  }
  static int64_t RowsOnDisk(const std::string& folder) {
    const auto json =
        nlohmann::json::parse(ReadFile(folder + "/shard-0-of-1.checkpoint.json"), nullptr, false);
    return json.is_object() ? json.value("next_index", int64_t{0}) : 0;
  }

  std::string folder_;
  LoadedServices services_;
  std::string planned_;
};

TEST_F(BatchProcessTest, OneShardAndFourGiveTheSameBytes) {
  EXPECT_THAT(planned_, AllOf(HasSubstr("points    10000"), HasSubstr("data      revision 1")));
  const std::string one = Merged("one", 1);
  const std::vector<std::string> lines = absl::StrSplit(one, '\n');
  EXPECT_THAT(lines, SizeIs(kPoints + 2));
  EXPECT_THAT(lines[0], StartsWith("index,set.imports-exports.2024,set.gdp.2024,"));
  EXPECT_THAT(lines[1], HasSubstr("GROWTH_UNDEFINED"));
  EXPECT_EQ(Merged("four", 4), one);

  const auto receipt = nlohmann::json::parse(ReadFile(folder_ + "/four/merged.receipt.json"));
  EXPECT_EQ(receipt["rows_not_evaluated"], kInfeasible);
  EXPECT_EQ(receipt["origin"]["service"]["data_revision"], 1);
  EXPECT_EQ(ReadFile(folder_ + "/one/merged.receipt.json"),
            ReadFile(folder_ + "/four/merged.receipt.json"));
  const Finished again = Batch(RunArguments(folder_ + "/four", "2/4"));
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.out, HasSubstr("nothing to do"));
}

TEST_F(BatchProcessTest, AKilledShardGoesOnToTheSameBytes) {
  const std::string undisturbed = Merged("undisturbed", 1, "long");
  const std::string folder = NewFolder("killed");
  for (int round = 0; round < 3; ++round) {
    auto process = StartedIn(folder);
    process->Kill();
    EXPECT_GT(RowsOnDisk(folder), 0) << "the kill came too late to tell anything";
    EXPECT_LT(RowsOnDisk(folder), kLongPoints);
    EXPECT_THAT(Batch({"status", folder}).out, HasSubstr("0/1  stopped"));
  }
  const Finished again = Batch(RunArguments(folder, "0/1", "long"));
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("going on from the checkpoint"));
  EXPECT_EQ(MergedIn(folder), undisturbed);
}

TEST_F(BatchProcessTest, WaitsForAProjectionServiceThatIsKilledAndRestarted) {
  const std::string undisturbed = Merged("undisturbed", 1, "long");
  const std::string folder = NewFolder("waits");
  auto process = StartedIn(folder);
  services_.processes->projection().Kill();
  const absl::Time limit = absl::Now() + kLimit;
  while (!absl::StrContains(process->Stderr(), "does not answer") && process->IsRunning() &&
         absl::Now() < limit) {
    absl::SleepFor(absl::Milliseconds(5));
  }
  EXPECT_THAT(process->Stderr(), HasSubstr("the service does not answer; waiting up to 5m"));
  ASSERT_THAT(services_.processes->StartProjection(), IsOk());
  ASSERT_OK_AND_ASSIGN(const int exit_code, process->Wait(kLimit));
  EXPECT_EQ(exit_code, 0) << process->Stderr();
  EXPECT_THAT(process->Stderr(), HasSubstr("the service answers again"));
  EXPECT_EQ(MergedIn(folder), undisturbed);
}

TEST_F(BatchProcessTest, ATermSignalEndsWithTryAgainAndLosesNothing) {
  const std::string folder = NewFolder("term");
  auto process = StartedIn(folder);
  ASSERT_OK_AND_ASSIGN(const int exit_code, process->Terminate());
  EXPECT_EQ(exit_code, 75) << process->Stderr();
  EXPECT_THAT(process->Stderr(), HasSubstr("BATCH_INTERRUPTED"));
  const int64_t rows = RowsOnDisk(folder);
  const Finished again = Batch(RunArguments(folder, "0/1", "long"));
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(again.err, HasSubstr(absl::StrCat(rows, "/", kLongPoints, " rows are there")));
}

TEST_F(BatchProcessTest, WithoutAServiceItEndsWithUnavailableAfterItsPatience) {
  const std::string folder = NewFolder("gone");
  services_.processes->projection().Kill();
  std::vector<std::string> arguments = RunArguments(folder, "0/1");
  arguments.insert(arguments.end(), {"--patience", "300ms"});
  const Finished run = Batch(arguments);
  EXPECT_EQ(run.exit_code, 69);
  EXPECT_THAT(run.err, HasSubstr("nothing came for 300ms"));
}

TEST_F(BatchProcessTest, RefusesShardsFoldersAndJobsThatAreWrong) {
  const std::string folder = NewFolder("wrong");
  EXPECT_EQ(Batch(RunArguments(folder, "5/4")).exit_code, 2);
  EXPECT_EQ(Batch(RunArguments(folder_ + "/missing", "0/1")).exit_code, 73);
  EXPECT_EQ(Batch(RunArguments(folder_ + "/job.json", "0/1")).exit_code, 73);
  EXPECT_EQ(Batch({"run", folder_ + "/none.json", "--output", folder}).exit_code, 66);

  const auto refused = [this](const char* change, const std::string& field) {
    nlohmann::json job = nlohmann::json::parse(kJob);
    job.merge_patch(nlohmann::json::parse(change));
    std::ofstream(folder_ + "/bad.json") << job.dump();
    const Finished plan = Batch({"plan", folder_ + "/bad.json"});
    EXPECT_EQ(plan.exit_code, 65) << plan.err;
    EXPECT_THAT(plan.err, HasSubstr(field + ": "));
  };
  refused(R"({"factors": [{"indicator": "gdp", "low": 2, "high": 1, "step": 1}]})",
          "factors[0].high");
  // What only the service knows.
  refused(R"({"horizon": 2099})", "horizon");
  refused(R"({"factors": [{"indicator": "gdpp", "values": [1]}]})", "factors[0].indicator");
  refused(R"({"factors": [{"indicator": "gdp", "from_year": 2030, "values": [1]}]})",
          "factors[0].from_year");
  refused(R"({"outputs": {"targets": ["gdp-2024", "gdp-2042"]}})", "outputs.targets[1]");
  std::ofstream(folder_ + "/bad.json") << "{\"design\": grid}";
  EXPECT_THAT(Batch({"plan", folder_ + "/bad.json"}).err, HasSubstr("line 1, column 12: "));
}

TEST_F(BatchProcessTest, ShardsOfTwoStatesOfTheDataAreNotMerged) {
  const std::string folder = NewFolder("mixed");
  EXPECT_EQ(Batch(RunArguments(folder, "0/2")).exit_code, 0);
  ASSERT_OK_AND_ASSIGN(const auto import, ReadImport("data/examples/half-year-2024"));
  ASSERT_THAT(services_.store->ImportRecords(import), IsOk());
  // The pinned job still reads revision 1; a new plan reads revision 2.
  const Finished plan = Batch({"plan", folder_ + "/job.json", "--force"});
  ASSERT_EQ(plan.exit_code, 0) << plan.err;
  EXPECT_THAT(plan.out, HasSubstr("data      revision 2"));
  EXPECT_EQ(Batch(RunArguments(folder, "1/2")).exit_code, 0);
  const Finished merge = Batch({"merge", folder, "--output", folder + "/merged.csv"});
  EXPECT_EQ(merge.exit_code, 77) << merge.err;
  EXPECT_THAT(merge.err,
              AllOf(HasSubstr("RECEIPTS_DIFFER"), HasSubstr("service.data_revision: 1, 2")));
  EXPECT_FALSE(fs::exists(folder + "/merged.csv"));
  fs::remove(folder + "/shard-0-of-2.receipt.json");
  EXPECT_EQ(Batch({"merge", folder, "--output", folder + "/merged.csv"}).exit_code, 66);
}

TEST_F(BatchProcessTest, AFullDiskEndsTheShardAndRoomLetsItGoOn) {
  const std::string disk = NewFolder("disk");
  const std::string script = absl::StrCat(
      "mount -t tmpfs -o size=256k tmpfs ", disk, " || exit 99\n", ProgramPath("indicast-batch"),
      " run ", Pinned("job"), " --output ", disk, " --checkpoint-every 0 --quiet; echo first $?\n",
      "mount -o remount,size=64m ", disk, "\n", ProgramPath("indicast-batch"), " run ",
      Pinned("job"), " --output ", disk, " --quiet; echo second $?\n", "cp ", disk,
      "/shard-0-of-1.csv ", folder_, "/from-disk.csv\n");
  Command command = BatchCommand({"--mount", "/bin/sh", "-c", script});
  command.program = "/usr/bin/unshare";
  ASSERT_OK_AND_ASSIGN(const Finished run, RunToEnd(command, kLimit));
  if (::geteuid() != 0 || run.exit_code == 99) {
    GTEST_SKIP() << "no file system may be mounted here: " << run.err;
  }
  EXPECT_THAT(run.out, HasSubstr("first 74\n"));
  EXPECT_THAT(run.out, HasSubstr("second 0\n"));
  EXPECT_THAT(run.err, AllOf(HasSubstr("FILE_FAILED"), HasSubstr("No space left on device"),
                             HasSubstr("going on from the checkpoint")));
  EXPECT_EQ(ReadFile(folder_ + "/from-disk.csv"), Merged("undisturbed", 1));
}

}  // namespace
}  // namespace indicast::testing
