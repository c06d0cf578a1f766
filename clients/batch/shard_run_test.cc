#include "clients/batch/shard_run.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/batch/scripted_source.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/testing/status_matchers.h"
#include "common/testing/temporary_directory.h"

namespace indicast::batch {
namespace {

namespace fs = std::filesystem;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class ShardRunTest : public ::testing::Test {
 protected:
  ShardRunOptions Options(const Shard& shard = {}) {
    ShardRunOptions options;
    options.folder = folder_.path();
    options.shard = shard;
    options.checkpoint_interval = absl::ZeroDuration();
    options.patience = absl::Milliseconds(1);
    options.tell = [this](const Text& text) { told_.push_back(text.en); };
    options.on_progress = [this](int64_t rows) { progress_.push_back(rows); };
    return options;
  }

  absl::StatusOr<ShardEnd> Run(const ShardRunOptions& options) {
    return ShardRun(job_, options, source_, stop_).Run();
  }

  // Ends the call before the row, as the network or the service would.
  void FailAt(int64_t index, const absl::Status& failure) {
    source_.before_row = [index, failure](int64_t at) {
      return at == index ? failure : absl::OkStatus();
    };
  }
  void FailNoMore() {
    source_.before_row = [](int64_t) { return absl::OkStatus(); };
  }

  std::vector<std::string> Names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  std::string Path(const std::string& name) const { return folder_.path() + "/" + name; }
  std::string Rows() const { return ReadFile(Path("shard-0-of-1.csv")); }

  // The rows of an undisturbed run elsewhere.
  std::string Expected() {
    const testing::TemporaryDirectory folder;
    ScriptedSource source;
    StopRequest stop;
    ShardRunOptions options;
    options.folder = folder.path();
    EXPECT_THAT(ShardRun(job_, options, source, stop).Run(), IsOkAndHolds(ShardEnd::kEvaluated));
    return ReadFile(folder.path() + "/shard-0-of-1.csv");
  }

  testing::TemporaryDirectory folder_;
  Job job_ = ScriptedJob();
  ScriptedSource source_;
  StopRequest stop_;
  std::vector<std::string> told_;
  std::vector<int64_t> progress_;
};

TEST_F(ShardRunTest, WritesRowsAndReceiptAndNothingElse) {
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_THAT(Names(), ::testing::ElementsAre("shard-0-of-1.csv", "shard-0-of-1.receipt.json"));
  const std::vector<std::string> lines = absl::StrSplit(Rows(), '\n');
  EXPECT_THAT(lines, SizeIs(1002));  // header, 1000 rows, nothing after the last line end
  EXPECT_THAT(lines[0], StartsWith("index,set.imports-exports.2024,"));
  EXPECT_THAT(lines[14], StartsWith("13,3,13.0,"));
  EXPECT_THAT(lines[98], HasSubstr("GROWTH_UNDEFINED"));
  ASSERT_OK_AND_ASSIGN(const Receipt receipt, ReadReceipt(Path("shard-0-of-1.receipt.json")));
  EXPECT_EQ(receipt.shard, (Shard{0, 1}));
  EXPECT_EQ(receipt.range, (IndexRange{0, 1000}));
  EXPECT_EQ(receipt.not_evaluated, 11);
  EXPECT_EQ(receipt.bytes, static_cast<int64_t>(Rows().size()));
  EXPECT_EQ(receipt.sha256, Sha256Hex(Rows()));
  EXPECT_EQ(receipt.origin["job_hash"], HashOf(job_));
  EXPECT_EQ(receipt.origin["service"]["data_revision"], 12);
  EXPECT_EQ(progress_.back(), 1000);
}

TEST_F(ShardRunTest, DoesNothingWhenTheShardIsDone) {
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  source_.requests.clear();
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kWasDone));
  EXPECT_THAT(source_.requests, IsEmpty());
  ShardRunOptions options = Options();
  options.force = true;
  EXPECT_THAT(Run(options), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_THAT(source_.requests, SizeIs(1));
}

TEST_F(ShardRunTest, EvaluatesAgainWhatIsNotWhatItsReceiptSays) {
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  std::fstream(Path("shard-0-of-1.csv"), std::ios::in | std::ios::out).seekp(200) << "9";
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_EQ(Rows(), Expected());
  EXPECT_THAT(told_, Contains(HasSubstr("not what its receipt says")));
  fs::remove(Path("shard-0-of-1.csv"));
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_EQ(Rows(), Expected());
}

TEST_F(ShardRunTest, LeavesTheShardOfAnotherJobAlone) {
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  job_.seed = 8;
  EXPECT_THAT(Run(Options()), HasReason("RECEIPTS_DIFFER"));
  ShardRunOptions options = Options();
  options.force = true;
  EXPECT_THAT(Run(options), IsOkAndHolds(ShardEnd::kEvaluated));
}

TEST_F(ShardRunTest, LeavesTheCheckpointOfAnotherJobAlone) {
  FailAt(500, absl::NotFoundError("gone"));
  EXPECT_THAT(Run(Options()), StatusIs(absl::StatusCode::kNotFound));
  const std::string checkpoint = ReadFile(Path("shard-0-of-1.checkpoint.json"));
  job_.seed = 8;
  EXPECT_THAT(Run(Options()), HasReason("RECEIPTS_DIFFER"));
  EXPECT_EQ(ReadFile(Path("shard-0-of-1.checkpoint.json")), checkpoint);
}

TEST_F(ShardRunTest, AServiceThatGivesHeadingsAloneEndsThePatience) {
  FailAt(0, absl::UnavailableError("falls over"));
  ShardRunOptions options = Options();
  options.patience = absl::Milliseconds(500);
  EXPECT_THAT(Run(options), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(ShardRunTest, GoesOnFromTheCheckpointToTheSameBytes) {
  FailAt(500, Error(absl::StatusCode::kNotFound, "REVISION_NOT_FOUND", "gone"));
  EXPECT_THAT(Run(Options()), HasReason("REVISION_NOT_FOUND"));
  EXPECT_THAT(Names(), ::testing::ElementsAre("shard-0-of-1.checkpoint.json", "shard-0-of-1.part"));
  // What a kill leaves behind the checkpoint.
  std::ofstream(Path("shard-0-of-1.part"), std::ios::app) << "500,0,half a li";
  FailNoMore();
  source_.requests.clear();
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_EQ(source_.requests.front().begin(), 500);
  EXPECT_EQ(Rows(), Expected());
  ASSERT_OK_AND_ASSIGN(const Receipt receipt, ReadReceipt(Path("shard-0-of-1.receipt.json")));
  EXPECT_EQ(receipt.not_evaluated, 11);
  EXPECT_THAT(told_, Contains(HasSubstr("500/1000 rows are there")));
}

TEST_F(ShardRunTest, ADamagedPartOrCheckpointIsNotContinued) {
  const auto stop_half_way = [this] {
    FailAt(500, absl::NotFoundError("gone"));
    EXPECT_THAT(Run(Options()), StatusIs(absl::StatusCode::kNotFound));
    FailNoMore();
    source_.requests.clear();
  };
  stop_half_way();
  std::fstream(Path("shard-0-of-1.part"), std::ios::in | std::ios::out).seekp(300) << "x";
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_EQ(source_.requests.front().begin(), 0);
  EXPECT_EQ(Rows(), Expected());

  for (const char* name : {"shard-0-of-1.csv", "shard-0-of-1.receipt.json"}) fs::remove(Path(name));
  stop_half_way();
  std::ofstream(Path("shard-0-of-1.checkpoint.json")) << "{\"format\": ";
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_EQ(source_.requests.front().begin(), 0);
  EXPECT_EQ(Rows(), Expected());
}

TEST_F(ShardRunTest, GoesOnWhenKilledBetweenTheTwoRenames) {
  FailAt(999, absl::NotFoundError("gone"));
  EXPECT_THAT(Run(Options()), StatusIs(absl::StatusCode::kNotFound));
  FailNoMore();
  fs::rename(Path("shard-0-of-1.part"), Path("shard-0-of-1.csv"));
  source_.requests.clear();
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_EQ(source_.requests.front().begin(), 999);
  EXPECT_EQ(Rows(), Expected());
}

TEST_F(ShardRunTest, ACompletePartNeedsNoRowMore) {
  // Rows are all there and the receipt cannot be written: its temporary name is a folder.
  fs::create_directory(Path(".shard-0-of-1.receipt.json.tmp"));
  EXPECT_THAT(Run(Options()), HasReason("OUTPUT_NOT_CREATED"));
  fs::remove(Path(".shard-0-of-1.receipt.json.tmp"));
  source_.requests.clear();
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  ASSERT_THAT(source_.requests, SizeIs(1));
  EXPECT_EQ(source_.requests[0].begin(), 999);  // for the heading alone
  EXPECT_EQ(Rows(), Expected());
}

TEST_F(ShardRunTest, WaitsForAServiceThatComesBack) {
  int failures = 0;
  source_.before_row = [&failures](int64_t at) {
    if (at % 300 != 299 || failures >= 5) return absl::OkStatus();
    ++failures;
    return absl::UnavailableError("restarting");
  };
  ShardRunOptions options = Options();
  options.patience = absl::Seconds(30);
  EXPECT_THAT(Run(options), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_EQ(failures, 5);
  EXPECT_EQ(Rows(), Expected());
}

TEST_F(ShardRunTest, ASlowServiceIsAskedForTheRestWithoutAWait) {
  source_.before_row = [this](int64_t at) {
    const bool is_late = at - source_.requests.back().begin() >= 100;
    return is_late ? absl::DeadlineExceededError("late") : absl::OkStatus();
  };
  ShardRunOptions options = Options();
  options.patience = absl::ZeroDuration();
  EXPECT_THAT(Run(options), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_THAT(source_.requests, SizeIs(10));
  EXPECT_EQ(Rows(), Expected());
}

TEST_F(ShardRunTest, KeepsWhatIsThereWhenThePatienceEnds) {
  FailAt(250, absl::UnavailableError("gone for good"));
  EXPECT_THAT(Run(Options()), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("gone for good")));
  ASSERT_OK_AND_ASSIGN(const Checkpoint checkpoint,
                       ReadCheckpoint(Path("shard-0-of-1.checkpoint.json")));
  EXPECT_EQ(checkpoint.next_index, 250);
}

TEST_F(ShardRunTest, AStopLeavesACheckpointOfAllThatCame) {
  source_.before_row = [this](int64_t at) {
    if (at != 123) return absl::OkStatus();
    stop_.Request();
    return absl::CancelledError("stopped");
  };
  ShardRunOptions options = Options();
  options.checkpoint_interval = absl::InfiniteDuration();
  EXPECT_THAT(Run(options),
              AllOf(StatusIs(absl::StatusCode::kCancelled), HasReason("BATCH_INTERRUPTED")));
  ASSERT_OK_AND_ASSIGN(const Checkpoint checkpoint,
                       ReadCheckpoint(Path("shard-0-of-1.checkpoint.json")));
  EXPECT_EQ(checkpoint.next_index, 123);
  EXPECT_EQ(checkpoint.bytes, static_cast<int64_t>(fs::file_size(Path("shard-0-of-1.part"))));
}

TEST_F(ShardRunTest, BeginsAnewWhenTheServiceIsAnotherOne) {
  FailAt(500, absl::NotFoundError("gone"));
  EXPECT_THAT(Run(Options()), StatusIs(absl::StatusCode::kNotFound));
  FailNoMore();
  source_.build = "1.1 (def)";
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
  EXPECT_THAT(told_, Contains(HasSubstr("evaluating the shard anew")));
  EXPECT_EQ(Rows(), Expected());
  ASSERT_OK_AND_ASSIGN(const Receipt receipt, ReadReceipt(Path("shard-0-of-1.receipt.json")));
  EXPECT_EQ(receipt.origin["service"]["build"], "1.1 (def)");
}

TEST_F(ShardRunTest, GivesUpOnAServiceThatNeverStaysTheSame) {
  // Two builds behind one name, and a connection that breaks all the time.
  source_.spoil = [calls = 0](projection::v1::SweepResponse& part) mutable {
    if (part.has_heading()) {
      part.mutable_heading()->mutable_context()->mutable_receipt()->set_build(
          ++calls % 2 == 0 ? "even" : "odd");
    }
  };
  FailAt(100, absl::UnavailableError("broken"));
  ShardRunOptions options = Options();
  options.patience = absl::Seconds(60);
  EXPECT_THAT(Run(options),
              AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("SERVICE_CHANGED")));
}

TEST_F(ShardRunTest, RefusesAnswersThatBreakTheContract) {
  const auto refuses = [this] { EXPECT_THAT(Run(Options()), HasReason("SWEEP_ANSWER_INVALID")); };
  source_.spoil = [](projection::v1::SweepResponse& part) {
    if (part.has_rows()) part.mutable_rows()->mutable_rows(0)->set_index(5);
  };
  refuses();
  source_.spoil = [](projection::v1::SweepResponse& part) {
    if (part.has_heading()) part.mutable_heading()->set_points(999);
  };
  refuses();
  source_.spoil = [](projection::v1::SweepResponse& part) {
    if (part.has_heading()) part.mutable_rows();
  };
  refuses();
  source_.spoil = [](projection::v1::SweepResponse& part) {
    if (part.has_rows() && part.rows().rows(0).index() > 900) part.mutable_rows()->Clear();
  };
  refuses();
  EXPECT_FALSE(fs::exists(Path("shard-0-of-1.csv")));
}

TEST_F(ShardRunTest, AShardWithoutRowsHasItsHeader) {
  job_.points = 2;
  source_.points = 2;
  EXPECT_THAT(Run(Options({0, 4})), IsOkAndHolds(ShardEnd::kEvaluated));
  const std::string rows = ReadFile(Path("shard-0-of-4.csv"));
  EXPECT_THAT(rows, AllOf(StartsWith("index,"), ::testing::EndsWith("reason_en\n")));
  ASSERT_OK_AND_ASSIGN(const Receipt receipt, ReadReceipt(Path("shard-0-of-4.receipt.json")));
  EXPECT_EQ(receipt.range, (IndexRange{0, 0}));
}

TEST_F(ShardRunTest, OneProcessAtATimeWorksOnAShard) {
  ASSERT_OK_AND_ASSIGN(std::optional<PartFile> held, PartFile::Open(Path("shard-0-of-1.part")));
  EXPECT_TRUE(IsHeld(Path("shard-0-of-1.part")));
  EXPECT_THAT(Run(Options()), AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("SHARD_BUSY")));
  held.reset();
  EXPECT_FALSE(IsHeld(Path("shard-0-of-1.part")));
  EXPECT_THAT(Run(Options()), IsOkAndHolds(ShardEnd::kEvaluated));
}

TEST_F(ShardRunTest, NeedsItsFolder) {
  ShardRunOptions options = Options();
  options.folder = Path("none");
  EXPECT_THAT(Run(options), HasReason("OUTPUT_NOT_CREATED"));
  std::ofstream(Path("file")) << "x";
  options.folder = Path("file");
  EXPECT_THAT(Run(options), HasReason("OUTPUT_NOT_CREATED"));
  EXPECT_THAT(source_.requests, IsEmpty());
}

}  // namespace
}  // namespace indicast::batch
