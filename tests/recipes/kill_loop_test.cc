// R1: two writers against the real store, kill -9 at random moments, round after round. Each writer
// logs what it sends and what is acknowledged, synced to disk before it goes on. After each restart
// every acknowledged write is there once, at the revision that was acknowledged, and no write is
// there in part; what was sent and not acknowledged is sent again with the same id and written once
// in all.
//
// INDICAST_KILL_ROUNDS (default 6), INDICAST_KILL_SEED.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "tests/recipes/measure.h"
#include "tests/recipes/store_under_test.h"

namespace indicast::testing {
namespace {

constexpr int kRoundsOnOneStore = 50;  // each round reads the whole log of its acknowledgements
constexpr int kFigures = 3;            // of one write

store::v1::ImportRecordsRequest WriteOf(const StoreUnderTest& store, const std::string& id) {
  store::v1::ImportRecordsRequest request = EmptyImport(id);
  for (int i = 0; i < kFigures; ++i) {
    *request.add_observations() = store.Figure(static_cast<size_t>(i), id, 2000 + i, i);
  }
  return request;
}

std::set<std::string> KeysOf(const StoreUnderTest& store, const std::string& id) {
  std::set<std::string> keys;
  const auto request = WriteOf(store, id);
  for (const auto& figure : request.observations()) keys.insert(WatchKey(figure));
  return keys;
}

// Lines that are on disk before the writer goes on.
class SyncedLog {
 public:
  explicit SyncedLog(std::string path)
      : path_(std::move(path)),
        fd_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {}
  SyncedLog(const SyncedLog&) = delete;
  SyncedLog& operator=(const SyncedLog&) = delete;
  ~SyncedLog() { ::close(fd_); }

  void Add(const std::string& line) {
    const std::string whole = line + "\n";
    EXPECT_EQ(::write(fd_, whole.data(), whole.size()), static_cast<ssize_t>(whole.size()));
    EXPECT_EQ(::fsync(fd_), 0);
  }
  const std::string& path() const { return path_; }

 private:
  const std::string path_;
  const int fd_;
};

class Writer {
 public:
  Writer(StoreUnderTest& store, const std::string& name, const std::string& directory)
      : store_(store), name_(name), log_(absl::StrCat(directory, "/", name)) {}

  // Writes until a call is not answered.
  void Run() {
    const auto client = store_.client();
    while (true) {
      if (!pending_.has_value()) {
        pending_ = absl::StrCat(name_, "-", ++count_);
        log_.Add(absl::StrCat("sent ", *pending_));
      } else {
        ++repeated_;
      }
      const auto response = client->ImportRecords(WriteOf(store_, *pending_));
      if (!response.ok()) {
        EXPECT_TRUE(IsUnanswered(response.status())) << response.status();
        return;
      }
      log_.Add(absl::StrCat("acknowledged ", *pending_, " ", response->head().revision()));
      pending_.reset();
    }
  }

  const std::string& log_path() const { return log_.path(); }
  int repeated() const { return repeated_; }

 private:
  StoreUnderTest& store_;
  const std::string name_;
  SyncedLog log_;
  std::optional<std::string> pending_;  // sent and not acknowledged
  int count_ = 0;
  int repeated_ = 0;
};

struct Logged {
  std::set<std::string> sent;
  std::map<std::string, int64_t> acknowledged;  // by id
};

void ReadLogInto(const std::string& path, Logged& logged) {
  std::istringstream lines(ReadFile(path));
  std::string word;
  std::string id;
  while (lines >> word >> id) {
    if (word == "sent") {
      EXPECT_TRUE(logged.sent.insert(id).second);
      continue;
    }
    int64_t revision = 0;
    lines >> revision;
    // A write that was repeated is acknowledged once.
    EXPECT_TRUE(logged.acknowledged.emplace(id, revision).second) << id;
  }
}

struct Totals {
  int64_t sent = 0;
  int64_t acknowledged = 0;
  int64_t written_unacknowledged = 0;
  int64_t repeated = 0;
  absl::Duration longest_start;
};

class KillLoopTest : public ::testing::Test {
 protected:
  // Rounds on one new store.
  void RunRounds(int rounds) {
    ASSERT_OK_AND_ASSIGN(store_, StoreUnderTest::Start());
    const std::string directory = NewDirectory("writer-logs");
    Writer first(*store_, "first", directory);
    Writer second(*store_, "second", directory);
    for (int round = 0; round < rounds; ++round) {
      std::thread one([&] { first.Run(); });
      std::thread two([&] { second.Run(); });
      absl::SleepFor(absl::Milliseconds(std::uniform_int_distribution<>(50, 800)(random_)));
      store_->Kill();
      one.join();
      two.join();
      const absl::Time begin = absl::Now();
      ASSERT_THAT(store_->Restart(), IsOk()) << "round " << round;
      totals_.longest_start = std::max(totals_.longest_start, absl::Now() - begin);
      Logged logged;
      ReadLogInto(first.log_path(), logged);
      ReadLogInto(second.log_path(), logged);
      const int64_t open = Check(logged);
      if (HasFailure()) FAIL() << "round " << round;
      if (round + 1 < rounds) continue;
      totals_.sent += static_cast<int64_t>(logged.sent.size());
      totals_.acknowledged += static_cast<int64_t>(logged.acknowledged.size());
      totals_.written_unacknowledged += open;
    }
    totals_.repeated += first.repeated() + second.repeated();
    EXPECT_THAT(store_->Stop(), IsOk());
  }

  // Returns how many writes are in the log and were not acknowledged.
  int64_t Check(const Logged& logged) {
    const auto log = ReadKeys(*store_->client(), 1);
    EXPECT_THAT(log, IsOk());
    if (!log.ok()) return 0;
    std::map<std::set<std::string>, int64_t> revision_of;
    for (const auto& [revision, keys] : *log) {
      EXPECT_TRUE(revision_of.emplace(keys, revision).second) << "written twice: " << revision;
    }
    for (const std::string& id : logged.sent) {
      const auto written = revision_of.find(KeysOf(*store_, id));
      const auto acknowledged = logged.acknowledged.find(id);
      if (acknowledged != logged.acknowledged.end()) {
        if (written == revision_of.end()) {
          ADD_FAILURE() << id << " was acknowledged and is lost";
        } else {
          EXPECT_EQ(written->second, acknowledged->second) << id;
        }
      }
      if (written != revision_of.end()) revision_of.erase(written);
    }
    // What is left was never sent in this form: part of a write, or several in one.
    EXPECT_TRUE(revision_of.empty());
    return static_cast<int64_t>(log->size() - logged.acknowledged.size());
  }

  std::mt19937 random_{static_cast<unsigned>(FromEnvironment("INDICAST_KILL_SEED", 1))};
  std::unique_ptr<StoreUnderTest> store_;
  Totals totals_;
};

TEST_F(KillLoopTest, EveryAcknowledgedWriteIsThereOnce) {
  const int rounds = FromEnvironment("INDICAST_KILL_ROUNDS", 6);
  for (int done = 0; done < rounds; done += kRoundsOnOneStore) {
    RunRounds(std::min(kRoundsOnOneStore, rounds - done));
    if (HasFailure()) break;
  }
  EXPECT_GT(totals_.acknowledged, rounds) << "nothing was written between the kills";
  if (HasFailure()) return;
  ReportRecipe("R1", absl::StrCat(rounds, " rounds, ", totals_.sent, " writes sent, ",
                                  totals_.acknowledged, " acknowledged, 0 lost, ", totals_.repeated,
                                  " sent again after a kill, ", totals_.written_unacknowledged,
                                  " written and not yet acknowledged at the end, longest start ",
                                  absl::ToInt64Milliseconds(totals_.longest_start), " ms"));
}

}  // namespace
}  // namespace indicast::testing
