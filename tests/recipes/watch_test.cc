// R8: watchers with filters of every kind on the real store, which reconnect at random revisions,
// read slowly, and lose the store again and again, while two writers write. What they were told is
// held against the log.
//
// INDICAST_WATCH_SECONDS (default 5), INDICAST_KILL_SEED.
#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "store-service/backend/sqlite/testing/store_files.h"
#include "tests/recipes/measure.h"
#include "tests/recipes/store_under_test.h"
#include "tests/recipes/watch_validators.h"

namespace indicast::testing {
namespace {

using ::testing::IsEmpty;

constexpr int kWatchers = 8;
constexpr int kLarge = 2200;  // figures of a revision that comes in parts

// Writes revisions of all sizes; figures are corrected again and again.
class Writer {
 public:
  Writer(const StoreUnderTest& store, int number, unsigned seed, const std::atomic<bool>& stop)
      : store_(store), number_(number), random_(seed), stop_(stop) {}

  void Run() {
    for (int count = 1; !stop_; ++count) {
      const auto request = Make(count);
      const absl::Time limit = absl::Now() + absl::Minutes(1);
      while (true) {
        const absl::Status written = store_.client()->ImportRecords(request).status();
        if (written.ok()) break;
        if (!IsUnanswered(written) || absl::Now() > limit) {
          ADD_FAILURE() << written;
          return;
        }
        absl::SleepFor(absl::Milliseconds(2));
      }
    }
  }

 private:
  int Pick(int count) { return std::uniform_int_distribution<>(0, count - 1)(random_); }

  store::v1::ImportRecordsRequest Make(int count) {
    auto request = EmptyImport(absl::StrCat("writer-", number_, "-", count));
    if (Pick(10) == 0) {
      auto& area = *request.add_areas();
      area.set_id(absl::StrCat("district-", number_, "-", Pick(5)));
      area.mutable_name()->set_zh(absl::StrCat("区", count));
      area.mutable_name()->set_en(absl::StrCat("District ", count));
      area.set_parent("changsha");
    }
    const bool large = Pick(1000) == 0 || count == 20;
    const int figures = large ? kLarge : 1 + Pick(4);
    const int first = Pick(40);
    for (int i = 0; i < figures; ++i) {
      *request.add_observations() =
          store_.Figure(static_cast<size_t>(first + i) % 3,
                        absl::StrCat("writer-", number_, "-", (first + i) / 1000),
                        1000 + (first + i) % 1000, count);
    }
    return request;
  }

  const StoreUnderTest& store_;
  const int number_;
  std::mt19937 random_;
  const std::atomic<bool>& stop_;
};

// Ends a connection from within.
absl::Status Enough() { return absl::AbortedError("enough"); }

class Watcher {
 public:
  // Number 1 reads slowly, with pauses of up to `pause`.
  Watcher(const StoreUnderTest& store, int number, absl::Duration pause, unsigned seed,
          const std::atomic<bool>& stop)
      : store_(store), slow_(number == 1), pause_(pause), random_(seed), stop_(stop) {
    request_.set_bookmark_interval(1 + Pick(30));
    request_.set_include_records(number % 2 == 1);
    auto& filter = *request_.mutable_filter();
    const auto indicator = [&](size_t i) { return store.patterns()[i].series().indicator(); };
    if (number == 2 || number == 6) filter.add_indicators(indicator(0));
    if (number == 3) {
      filter.add_indicators(indicator(1));
      filter.add_indicators(indicator(2));
      filter.add_areas("changsha");
    }
    if (number == 4) filter.add_kinds(store::v1::RECORD_KIND_AREA);
    if (number == 5) filter.add_areas("district-0-1");
    if (number == 6 || number == 7) filter.add_kinds(store::v1::RECORD_KIND_OBSERVATION);
  }

  void Run() {
    chains_.emplace_back();
    int64_t after = 0;
    while (!stop_) {
      if (Pick(12) == 0 && after > 0) {
        after = std::uniform_int_distribution<int64_t>(0, after)(random_);
        chains_.emplace_back();
      }
      after = Connect(after, /*end=*/0);
    }
  }
  // To the newest revision, once nothing is written any more.
  void Finish() {
    const auto info = store_.client()->GetServerInfo();
    ASSERT_THAT(info, IsOk());
    Connect(chains_.back().empty() ? 0 : chains_.back().back().resume, info->head().revision());
  }

  // Streams that continue one another.
  const std::vector<std::vector<Stream>>& chains() const { return chains_; }
  int too_slow() const { return too_slow_; }

 private:
  int Pick(int count) { return std::uniform_int_distribution<>(0, count - 1)(random_); }

  // `end`: the newest revision, to go on until it was reached; 0: for some time.
  int64_t Connect(int64_t after, int64_t end) {
    const bool to_the_end = end > 0;
    Stream stream;
    stream.request = request_;
    stream.request.set_start_after_revision(after);
    const size_t most = to_the_end ? SIZE_MAX : static_cast<size_t>(1 + Pick(400));
    const absl::Duration limit = absl::Milliseconds(to_the_end ? 60000 : 100 + Pick(1500));
    const auto client = store_.client();
    const client::WatchEnd ended = client->Watch(
        stream.request,
        [&](const store::v1::WatchResponse& response) {
          stream.responses.push_back(response);
          if (slow_ && !to_the_end) ReadSlowly();
          const bool arrived = to_the_end && response.bookmark().revision() == end;
          return arrived || stream.responses.size() >= most ? Enough() : absl::OkStatus();
        },
        nullptr, slow_ && !to_the_end ? pause_ + limit : limit);
    EXPECT_TRUE(ended.status == Enough() || IsUnanswered(ended.status) ||
                DetailOf(ended.status).reason == "WATCH_TOO_SLOW")
        << ended.status;
    if (DetailOf(ended.status).reason == "WATCH_TOO_SLOW") ++too_slow_;
    // A store that is being started again needs a moment.
    if (stream.responses.empty()) absl::SleepFor(absl::Milliseconds(5));
    stream.resume = ResumeOf(stream, after);
    // The client says so too where the server ended it.
    if (ended.status != Enough()) {
      EXPECT_EQ(ended.resume_revision.value_or(after), stream.resume);
    }
    after = stream.resume;
    chains_.back().push_back(std::move(stream));
    return after;
  }

  // What came last as a whole.
  static int64_t ResumeOf(const Stream& stream, int64_t after) {
    for (const auto& response : stream.responses) {
      if (response.has_bookmark()) {
        after = response.bookmark().revision();
      } else if (response.revision().last_part()) {
        after = response.revision().info().revision();
      }
    }
    return after;
  }

  void ReadSlowly() { absl::SleepFor(Pick(100) == 0 ? pause_ : absl::Milliseconds(Pick(3))); }

  const StoreUnderTest& store_;
  const bool slow_;
  const absl::Duration pause_;
  std::mt19937 random_;
  const std::atomic<bool>& stop_;
  store::v1::WatchRequest request_;
  std::vector<std::vector<Stream>> chains_;
  int too_slow_ = 0;
};

class WatchRecipeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(store_, StoreUnderTest::Start());
    const absl::Duration pause = absl::Seconds(seconds_) * 0.4;
    for (int i = 0; i < kWatchers; ++i) {
      watchers_.push_back(
          std::make_unique<Watcher>(*store_, i, pause, static_cast<unsigned>(random_()), stop_));
    }
    for (int i = 0; i < 2; ++i) {
      writers_.push_back(
          std::make_unique<Writer>(*store_, i, static_cast<unsigned>(random_()), stop_));
    }
  }

  void RunFor(absl::Duration duration) {
    std::vector<std::thread> threads;
    for (const auto& writer : writers_) {
      threads.emplace_back([running = writer.get()] { running->Run(); });
    }
    for (const auto& watcher : watchers_) {
      threads.emplace_back([running = watcher.get()] { running->Run(); });
    }
    const absl::Time end = absl::Now() + duration;
    // Long enough between two kills for a slow reader to be left behind.
    const absl::Duration between = duration * 0.45;
    while (absl::Now() + between < end) {
      absl::SleepFor(between);
      store_->Kill();
      ++kills_;
      const absl::Status restarted = store_->Restart();
      EXPECT_THAT(restarted, IsOk());
      if (!restarted.ok()) break;
    }
    absl::SleepFor(std::max(end - absl::Now(), absl::ZeroDuration()));
    stop_ = true;
    for (std::thread& thread : threads) thread.join();
    for (const auto& watcher : watchers_) watcher->Finish();
  }

  Log ReadLog() {
    EXPECT_THAT(store_->Stop(), IsOk());
    const auto backend = store::OpenDirectoryForTest(store_->data_directory());
    EXPECT_THAT(backend, IsOk());
    std::vector<store::LogEntry> entries;
    while (backend.ok()) {
      const auto read = (*backend)->ReadLog(static_cast<int64_t>(entries.size()), 1000);
      EXPECT_THAT(read, IsOk());
      if (!read.ok() || read->empty()) break;
      entries.insert(entries.end(), read->begin(), read->end());
    }
    return ToLog(entries);
  }

  void Validate(const Stream& stream, const Log& log) {
    EXPECT_THAT(BreaksOrder(stream), IsEmpty());
    EXPECT_THAT(BreaksUniqueness(stream), IsEmpty());
    EXPECT_THAT(BreaksAtomicity(stream, log), IsEmpty());
    EXPECT_THAT(BreaksReliability(stream, log), IsEmpty());
    EXPECT_THAT(BreaksBookmarks(stream, log), IsEmpty());
    EXPECT_THAT(BreaksFilter(stream, log), IsEmpty());
    EXPECT_THAT(BreaksPreviousVersions(stream, log), IsEmpty());
    if (!stream.responses.empty()) ++streams_;
    for (const auto& response : stream.responses) {
      ++(response.has_bookmark() ? bookmarks_ : parts_);
    }
  }

  const int seconds_ = FromEnvironment("INDICAST_WATCH_SECONDS", 5);
  std::mt19937 random_{static_cast<unsigned>(FromEnvironment("INDICAST_KILL_SEED", 1))};
  std::atomic<bool> stop_{false};
  std::unique_ptr<StoreUnderTest> store_;
  std::vector<std::unique_ptr<Watcher>> watchers_;
  std::vector<std::unique_ptr<Writer>> writers_;
  int kills_ = 0;
  int64_t streams_ = 0;
  int64_t parts_ = 0;
  int64_t bookmarks_ = 0;
};

TEST_F(WatchRecipeTest, EveryPromiseHoldsAgainstTheLog) {
  RunFor(absl::Seconds(seconds_));
  const Log log = ReadLog();
  EXPECT_GT(log.size(), 50u) << "too little was written";
  int too_slow = 0;
  for (const auto& watcher : watchers_) {
    too_slow += watcher->too_slow();
    for (const std::vector<Stream>& chain : watcher->chains()) {
      for (const Stream& stream : chain) Validate(stream, log);
      EXPECT_THAT(BreaksResumption(chain, log), IsEmpty());
      if (HasFailure()) return;
    }
    EXPECT_EQ(watcher->chains().back().back().resume, log.rbegin()->first);
  }
  EXPECT_GT(streams_, kWatchers);
  EXPECT_GT(bookmarks_, 0);
  if (HasFailure()) return;
  ReportRecipe("R8", absl::StrCat(seconds_, " s, ", log.size(), " revisions, ", kWatchers,
                                  " watchers, ", streams_, " connections, ", parts_, " parts and ",
                                  bookmarks_, " bookmarks, ", too_slow, " ended as too slow, ",
                                  kills_, " kills, no promise broken"));
}

}  // namespace
}  // namespace indicast::testing
