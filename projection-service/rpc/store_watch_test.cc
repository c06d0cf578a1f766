#include "projection-service/rpc/store_watch.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::projection {
namespace {

using ::testing::ElementsAre;
using ::testing::Eq;
using ::testing::Optional;

constexpr absl::Duration kNever = absl::Hours(1);

absl::Status EndedAt(absl::StatusCode code, const std::string& reason, int64_t resume) {
  return Error(code, reason, "ended", {{"resume_revision", absl::StrCat(resume)}});
}

// Answers or not, as told; its streams go on as the test says.
class SwitchedStore final : public StoreReader {
 public:
  absl::StatusOr<int64_t> ReadHead(const rpc::CallContext& call) override {
    deadline_given = call.deadline != absl::InfiniteFuture();
    ++questions;
    if (!up) return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "down");
    return head.load();
  }

  absl::Status FollowHead(std::optional<int64_t> after, const std::function<void(int64_t)>& tell,
                          const std::stop_token& stop) override {
    if (!followable) return absl::UnimplementedError("an older store");
    std::unique_lock<std::mutex> lock(mutex_);
    starts_.push_back(after);
    moved_.notify_all();
    while (true) {
      moved_.wait(lock, stop, [this] { return !script_.empty(); });
      if (stop.stop_requested()) return absl::CancelledError("stopped");
      const Step step = script_.front();
      script_.pop_front();
      if (!step.end.ok()) return step.end;
      head = step.revision;
      lock.unlock();
      tell(step.revision);
      lock.lock();
    }
  }

  // What the stream does next.
  void Write(int64_t revision) { Add({revision, absl::OkStatus()}); }
  void End(absl::Status status) { Add({0, std::move(status)}); }
  // Where the first `count` streams began.
  std::vector<std::optional<int64_t>> AwaitStarts(size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    moved_.wait(lock, [&] { return starts_.size() >= count; });
    return starts_;
  }

  absl::StatusOr<Catalogue> ReadCatalogue(const PinnedState&, const rpc::CallContext&) override {
    return Catalogue();
  }
  absl::StatusOr<std::vector<Figure>> ReadFigures(const PinnedState&, const std::string&, int,
                                                  const Catalogue&,
                                                  const rpc::CallContext&) override {
    return std::vector<Figure>();
  }
  absl::StatusOr<std::vector<ScenarioLayer>> ReadScenario(const PinnedState&, const std::string&,
                                                          const rpc::CallContext&) override {
    return std::vector<ScenarioLayer>();
  }
  const std::string& address() const override { return address_; }

  std::atomic<bool> up{true};
  std::atomic<bool> followable{true};
  std::atomic<bool> deadline_given{false};
  std::atomic<int64_t> head{1};
  std::atomic<int> questions{0};

 private:
  struct Step {
    int64_t revision = 0;
    absl::Status end;
  };

  void Add(Step step) {
    const std::lock_guard<std::mutex> lock(mutex_);
    script_.push_back(std::move(step));
    moved_.notify_all();
  }

  const std::string address_ = "switched";
  std::mutex mutex_;
  std::condition_variable_any moved_;
  std::deque<Step> script_;                     // guarded by mutex_
  std::vector<std::optional<int64_t>> starts_;  // guarded by mutex_
};

// What a watch reported.
template <typename T>
class Seen {
 public:
  void Add(T value) {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen_.push_back(value);
    grown_.notify_all();
  }
  std::vector<T> Await(size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    grown_.wait(lock, [&] { return seen_.size() >= count; });
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable grown_;
  std::vector<T> seen_;
};

class StoreWatchTest : public ::testing::Test {
 protected:
  std::unique_ptr<StoreWatch> Start(absl::Duration interval) {
    StoreWatch::Options options;
    options.interval = interval;
    options.first_pause = absl::Milliseconds(1);
    options.on_change = [this](bool reachable) { changes_.Add(reachable); };
    options.on_revision = [this](int64_t revision) { revisions_.Add(revision); };
    return StoreWatch::Start(store_, options);
  }

  SwitchedStore store_;
  Seen<bool> changes_;
  Seen<int64_t> revisions_;
};

TEST_F(StoreWatchTest, KnowsTheFirstAnswerOnReturnAndReportsChangesOnly) {
  const auto watch = Start(absl::Milliseconds(1));
  EXPECT_TRUE(watch->reachable());
  EXPECT_EQ(watch->revision(), 1);
  EXPECT_TRUE(store_.deadline_given);
  store_.up = false;
  changes_.Await(2);
  EXPECT_FALSE(watch->reachable());
  store_.up = true;
  EXPECT_THAT(changes_.Await(3), ElementsAre(true, false, true));
}

TEST_F(StoreWatchTest, AStoreThatIsDownFromTheStartIsReportedAtOnce) {
  store_.up = false;
  const auto watch = Start(kNever);
  EXPECT_FALSE(watch->reachable());
  EXPECT_THAT(changes_.Await(1), ElementsAre(false));
  // It is followed from its newest revision on, and what that tells is asked about at once.
  EXPECT_THAT(store_.AwaitStarts(1), ElementsAre(std::nullopt));
  store_.up = true;
  store_.Write(8);
  EXPECT_THAT(changes_.Await(2), ElementsAre(false, true));
  EXPECT_EQ(watch->revision(), 8);
  watch->Stop();  // does not wait for the interval
}

TEST_F(StoreWatchTest, ARevisionIsToldAsItIsWrittenWithoutAQuestion) {
  const auto watch = Start(kNever);
  EXPECT_THAT(store_.AwaitStarts(1), ElementsAre(Optional(Eq(1))));
  store_.Write(1);  // where it stands
  store_.Write(2);
  store_.Write(3);
  EXPECT_THAT(revisions_.Await(3), ElementsAre(1, 2, 3));
  EXPECT_EQ(watch->revision(), 3);
  EXPECT_EQ(store_.questions, 1);
}

TEST_F(StoreWatchTest, AStreamThatEndsIsAskedAboutAtOnceAndResumedWhereItSays) {
  const auto watch = Start(kNever);
  store_.Write(4);
  store_.End(EndedAt(absl::StatusCode::kResourceExhausted, "WATCH_TOO_SLOW", 6));
  store_.AwaitStarts(2);
  store_.Write(7);
  revisions_.Await(3);
  store_.up = false;
  store_.End(EndedAt(absl::StatusCode::kUnavailable, "SERVER_DRAINING", 9));
  EXPECT_THAT(changes_.Await(2), ElementsAre(true, false));
  store_.AwaitStarts(3);
  store_.up = true;
  store_.Write(10);
  EXPECT_THAT(changes_.Await(3), ElementsAre(true, false, true));
  // A broken connection says nothing: on after the last revision told.
  store_.End(absl::UnavailableError("reset"));
  EXPECT_THAT(store_.AwaitStarts(4),
              ElementsAre(Optional(Eq(1)), Optional(Eq(6)), Optional(Eq(9)), Optional(Eq(10))));
}

TEST_F(StoreWatchTest, AStoreRestoredToAnOlderStateIsFollowedFromThere) {
  const auto watch = Start(kNever);
  store_.Write(9);
  revisions_.Await(2);
  store_.End(Error(absl::StatusCode::kOutOfRange, "REVISION_NOT_FOUND", "no revision 9 any more"));
  EXPECT_THAT(store_.AwaitStarts(2), ElementsAre(Optional(Eq(1)), std::nullopt));
  store_.Write(5);
  EXPECT_THAT(revisions_.Await(3), ElementsAre(1, 9, 5));
}

TEST_F(StoreWatchTest, AStoreWithoutWatchIsAskedForItsRevisions) {
  store_.followable = false;
  const auto watch = Start(absl::Milliseconds(1));
  revisions_.Await(1);
  store_.head = 2;
  EXPECT_THAT(revisions_.Await(2), ElementsAre(1, 2));
  watch->Stop();
}

TEST_F(StoreWatchTest, AStoreThatHangsIsUnreachableThoughItsStreamStands) {
  const auto watch = Start(absl::Milliseconds(1));
  store_.Write(2);
  revisions_.Await(2);
  store_.up = false;
  changes_.Await(2);
  EXPECT_FALSE(watch->reachable());
}

}  // namespace
}  // namespace indicast::projection
