// The real `indicast-store backup`, `verify` and `restore` beside a real store that many clients
// write to. docs/runbook.md has the same commands; runbook_test runs them.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "store-service/backend/sqlite/testing/store_files.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

using ::indicast::store::QuerySql;
using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr int kWriters = 24;
constexpr int kBackups = 4;

Finished RunOperation(std::vector<std::string> arguments) {
  Command command;
  command.program = ProgramPath("indicast-store");
  command.arguments = std::move(arguments);
  return RunToEnd(command).value();
}

// "revision: 3" as {"revision", "3"}.
std::map<std::string, std::string> Lines(const std::string& out) {
  std::map<std::string, std::string> lines;
  for (const absl::string_view line : absl::StrSplit(out, '\n', absl::SkipEmpty())) {
    lines.insert(
        std::pair<std::string, std::string>(absl::StrSplit(line, absl::MaxSplits(": ", 1))));
  }
  return lines;
}

struct Taken {
  std::string path;
  int64_t revision = 0;
  std::string checksum;
};

class BackupProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(services_, Start(""));
    ASSERT_OK_AND_ASSIGN(data_, ReadImport("data/changsha"));
    ASSERT_THAT(services_.store->ImportRecords(data_), IsOk());
    for (const auto& o : data_.observations()) {
      const bool level = o.series().measure() == type::v1::MEASURE_LEVEL;
      if (level && !o.evidence().has_quote()) figure_ = o;
    }
  }

  static absl::StatusOr<LoadedServices> Start(const std::string& directory) {
    ServiceOptions options;
    options.data_directory = directory;
    options.projection = false;
    return StartEmpty(options);
  }

  const std::string& directory() const { return services_.processes->data_directory(); }

  store::v1::ImportRecordsRequest OneFigure(const std::string& id) const {
    store::v1::ImportRecordsRequest request;
    request.set_request_id(id);
    request.set_reason("one more");
    auto* o = request.add_observations();
    *o = figure_;
    o->mutable_series()->set_scope(id);
    return request;
  }

  // One client of many: imports, one after the other, until told to stop.
  void Write(int writer) {
    client::ConnectOptions connect;
    connect.address = services_.processes->store_address().address;
    connect.deadline = absl::Seconds(60);
    const auto client = client::StoreClient::Connect(connect);
    ASSERT_THAT(client, IsOk());
    for (int i = 0; !stop_; ++i) {
      ++in_flight_;
      EXPECT_THAT((*client)->ImportRecords(OneFigure(absl::StrCat("w", writer, "-", i))), IsOk());
      --in_flight_;
      ++acknowledged_;
    }
  }

  void AwaitAcknowledged(int64_t count) {
    const absl::Time deadline = absl::Now() + absl::Seconds(60);
    while (acknowledged_ < count && absl::Now() < deadline) {
      most_in_flight_ = std::max<int>(most_in_flight_, in_flight_);
      absl::SleepFor(absl::Milliseconds(1));
    }
    ASSERT_GE(acknowledged_, count) << "the writers stand still";
  }

  void TakeBackup(const std::string& path, std::vector<Taken>& backups) {
    const int64_t before = acknowledged_;
    const Finished finished = RunOperation({"backup", "--data-dir", directory(), "--to", path});
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_EQ(finished.err, "") << "progress is for terminals";
    std::map<std::string, std::string> lines = Lines(finished.out);
    EXPECT_EQ(lines["backup"], path);
    EXPECT_TRUE(lines.count("size") == 1 && lines.count("time") == 1) << finished.out;
    Taken taken = {path, 0, lines["checksum"]};
    ASSERT_TRUE(absl::SimpleAtoi(lines["revision"], &taken.revision)) << finished.out;
    // The first revision is the data set; every acknowledged figure is one more.
    EXPECT_GE(taken.revision, 1 + before) << "acknowledged before the backup, and not in it";
    backups.push_back(taken);
  }

  // The state of a revision as clients see it.
  static std::string AnswersAt(const client::StoreClient& client, int64_t revision) {
    store::v1::StreamObservationsRequest request;
    request.mutable_as_of()->set_revision(revision);
    std::string answers;
    EXPECT_THAT(client.StreamObservations(request,
                                          [&](const store::v1::StreamObservationsResponse& part) {
                                            for (const auto& o : part.observations())
                                              answers += o.SerializeAsString();
                                            return absl::OkStatus();
                                          }),
                IsOk());
    return answers;
  }

  // Restores a backup, serves it, and holds its answers against those of the store it came from.
  void ServeAndCompare(const Taken& taken) {
    const std::string restored = taken.path + "-restored";
    const Finished finished =
        RunOperation({"restore", "--from", taken.path, "--data-dir", restored});
    ASSERT_EQ(finished.exit_code, 0) << finished.err;
    ASSERT_OK_AND_ASSIGN(const LoadedServices again, Start(restored));
    const auto info = again.store->GetServerInfo();
    ASSERT_THAT(info, IsOk());
    EXPECT_EQ(info->head().revision(), taken.revision);
    const std::string answers = AnswersAt(*again.store, taken.revision);
    EXPECT_TRUE(answers == AnswersAt(*services_.store, taken.revision));
    EXPECT_FALSE(answers.empty());
    EXPECT_THAT(again.store->ImportRecords(OneFigure("after-the-restore")), IsOk());
  }

  LoadedServices services_;
  store::v1::ImportRecordsRequest data_;
  store::v1::Observation figure_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> in_flight_ = 0;
  int most_in_flight_ = 0;  // as the test saw it
  std::atomic<int64_t> acknowledged_ = 0;
};

TEST_F(BackupProcessTest, BackupsOfABusyStoreArePrefixesOfItsLogAndServeAgain) {
  const std::string place = NewDirectory("backups");
  std::vector<Taken> backups;
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (int i = 0; i < kWriters; ++i) writers.emplace_back([this, i] { Write(i); });
  for (int i = 0; i < kBackups; ++i) {
    AwaitAcknowledged(acknowledged_ + kWriters);
    TakeBackup(absl::StrCat(place, "/", i), backups);
    const Finished busy = RunOperation({"verify", "--data-dir", directory()});
    EXPECT_EQ(busy.exit_code, 0) << busy.err;
  }
  stop_ = true;
  for (std::thread& writer : writers) writer.join();
  EXPECT_GE(most_in_flight_, 20) << "the store was not busy";
  ASSERT_EQ(backups.size(), static_cast<size_t>(kBackups));
  EXPECT_LT(backups.front().revision, backups.back().revision);

  for (const Taken& taken : backups) {
    const Finished verified = RunOperation({"verify", "--data-dir", taken.path});
    EXPECT_EQ(verified.exit_code, 0) << verified.err;
    EXPECT_EQ(Lines(verified.out)["checksum"], taken.checksum);
    // A checksum covers all before it: one that is equal makes the backup a prefix.
    EXPECT_EQ(QuerySql(directory(), absl::StrCat("SELECT checksum FROM revisions WHERE revision = ",
                                                 taken.revision)),
              std::vector<std::string>{taken.checksum});
  }
  ASSERT_NO_FATAL_FAILURE(ServeAndCompare(backups.front()));
  ASSERT_NO_FATAL_FAILURE(ServeAndCompare(backups.back()));
}

TEST_F(BackupProcessTest, WhatIsThereIsKeptAndWhatIsWrongIsOneLine) {
  const std::string place = NewDirectory("backups");
  const std::string backup = place + "/one";
  ASSERT_EQ(RunOperation({"backup", "--data-dir", directory(), "--to", backup}).exit_code, 0);
  const Finished again = RunOperation({"backup", "--data-dir", directory(), "--to", backup});
  EXPECT_EQ(again.exit_code, 77);
  EXPECT_THAT(again.err, AllOf(HasSubstr("indicast-store: "), HasSubstr("exists already")));
  const Finished over = RunOperation({"restore", "--from", backup, "--data-dir", directory()});
  EXPECT_EQ(over.exit_code, 77);
  EXPECT_THAT(over.err, HasSubstr("move it aside"));
  EXPECT_EQ(RunOperation({"verify", "--data-dir", place + "/none"}).exit_code, 66);
  const Finished mistyped = RunOperation({"verfiy", "--data-dir", backup});
  EXPECT_EQ(mistyped.exit_code, 78);
  EXPECT_THAT(mistyped.err, HasSubstr("did you mean 'verify'?"));
  const Finished chinese = RunOperation({"restore", "--help", "--lang", "zh"});
  EXPECT_EQ(chinese.exit_code, 0);
  EXPECT_THAT(chinese.out, HasSubstr("由备份恢复数据目录"));
}

TEST_F(BackupProcessTest, AFlippedByteIsExitCode65OrHarmless) {
  const std::string backup = NewDirectory("backups") + "/one";
  ASSERT_EQ(RunOperation({"backup", "--data-dir", directory(), "--to", backup}).exit_code, 0);
  const std::string database = backup + "/indicast.db";
  const std::string bytes = ReadFile(database);
  const std::string checksum =
      Lines(RunOperation({"verify", "--data-dir", backup}).out)["checksum"];
  ASSERT_FALSE(checksum.empty());
  constexpr size_t kSamples = 60;
  int found = 0;
  for (size_t sample = 0; sample < kSamples; ++sample) {
    const size_t offset = sample * (bytes.size() / kSamples) + sample * 37 % 4096;
    std::string damaged = bytes;
    damaged[offset] = static_cast<char>(damaged[offset] ^ 0x24);
    std::ofstream(database, std::ios::binary) << damaged;
    const Finished verified = RunOperation({"verify", "--data-dir", backup});
    if (verified.exit_code == 0) {
      EXPECT_EQ(Lines(verified.out)["checksum"], checksum) << offset;
      continue;
    }
    ++found;
    EXPECT_EQ(verified.exit_code, 65) << offset << ": " << verified.err;
    EXPECT_THAT(verified.err, HasSubstr(database)) << offset;
  }
  EXPECT_GT(found, static_cast<int>(kSamples / 4));
}

}  // namespace
}  // namespace indicast::testing
