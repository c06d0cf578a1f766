#include "projection-service/rpc/store_watch.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <vector>

#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::projection {
namespace {

using ::testing::ElementsAre;

// Answers or not, as told.
class SwitchedStore final : public StoreReader {
 public:
  absl::StatusOr<int64_t> ReadHead(const rpc::CallContext& call) override {
    deadline_given = call.deadline != absl::InfiniteFuture();
    if (!up) return Error(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE", "down");
    return ++head;
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
  std::atomic<bool> deadline_given{false};
  std::atomic<int64_t> head{0};

 private:
  const std::string address_ = "switched";
};

// The changes that a watch reported.
class Changes {
 public:
  void Add(bool reachable) {
    const std::lock_guard<std::mutex> lock(mutex_);
    seen_.push_back(reachable);
    grown_.notify_all();
  }
  std::vector<bool> Await(size_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    grown_.wait(lock, [&] { return seen_.size() >= count; });
    return seen_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable grown_;
  std::vector<bool> seen_;
};

TEST(StoreWatchTest, KnowsTheFirstAnswerOnReturnAndReportsChangesOnly) {
  SwitchedStore store;
  Changes changes;
  StoreWatch::Options options;
  options.interval = absl::Milliseconds(1);
  options.on_change = [&](bool reachable) { changes.Add(reachable); };
  const auto watch = StoreWatch::Start(store, options);
  EXPECT_TRUE(watch->reachable());
  EXPECT_GE(watch->revision(), 1);
  EXPECT_TRUE(store.deadline_given);
  store.up = false;
  changes.Await(2);
  EXPECT_FALSE(watch->reachable());
  store.up = true;
  EXPECT_THAT(changes.Await(3), ElementsAre(true, false, true));
}

TEST(StoreWatchTest, AStoreThatIsDownFromTheStartIsReportedAtOnce) {
  SwitchedStore store;
  store.up = false;
  Changes changes;
  StoreWatch::Options options;
  options.interval = absl::Hours(1);
  options.on_change = [&](bool reachable) { changes.Add(reachable); };
  const auto watch = StoreWatch::Start(store, options);
  EXPECT_FALSE(watch->reachable());
  EXPECT_THAT(changes.Await(1), ElementsAre(false));
  watch->Stop();  // does not wait for the interval
}

}  // namespace
}  // namespace indicast::projection
