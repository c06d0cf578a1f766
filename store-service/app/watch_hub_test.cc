#include "store-service/app/watch_hub.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"
#include "store-service/app/watch_cursor.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

std::shared_ptr<const RevisionChanges> Changed(Revision revision, int records = 1) {
  std::vector<Record> all;
  for (int i = 0; i < records; ++i) all.emplace_back(TestArea(absl::StrCat("a", i)));
  return ChangesOf(TestEntry(revision, std::move(all)), *Snapshot::Empty());
}

struct Counting final : WatchListener {
  void Told() override { ++told; }
  std::atomic<int> told{0};
};

TEST(WatchHubTest, TellsThoseWhoAreThere) {
  WatchHub hub;
  const auto first = std::make_shared<Counting>();
  const auto second = std::make_shared<Counting>();
  ASSERT_THAT(hub.Add(first), IsOk());
  ASSERT_THAT(hub.Add(second), IsOk());
  EXPECT_EQ(hub.watchers(), 2);
  hub.Publish(Changed(1));
  EXPECT_EQ(hub.head(), 1);
  EXPECT_EQ(first->told, 0);  // the writer may hold a lock of its own
  hub.Notify();
  EXPECT_EQ(first->told, 1);
  hub.Remove(first.get());
  hub.Remove(first.get());
  hub.Advance(5);
  hub.Notify();
  EXPECT_EQ(first->told, 1);
  EXPECT_EQ(second->told, 2);
  EXPECT_EQ(hub.head(), 5);
}

TEST(WatchHubTest, AdmitsSoManyAndNoneAfterTheEnd) {
  WatchHub hub({.watchers = 2, .behind = 1, .recent_records = 1});
  const auto first = std::make_shared<Counting>();
  ASSERT_THAT(hub.Add(first), IsOk());
  ASSERT_THAT(hub.Add(std::make_shared<Counting>()), IsOk());
  const absl::Status refused = hub.Add(std::make_shared<Counting>());
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("TOO_MANY_WATCHERS"));
  hub.Remove(first.get());
  EXPECT_THAT(hub.Add(first), IsOk());
  hub.Close();
  EXPECT_TRUE(hub.closed());
  EXPECT_EQ(first->told, 1);
  EXPECT_THAT(hub.Add(std::make_shared<Counting>()), HasReason("SERVER_DRAINING"));
}

TEST(WatchHubTest, KeepsTheNewestRevisionsWithinItsLimit) {
  WatchHub hub({.watchers = 1, .behind = 1, .recent_records = 10});
  hub.Publish(Changed(1, 4));
  hub.Publish(Changed(2, 4));
  EXPECT_NE(hub.Recent(1), nullptr);
  hub.Publish(Changed(4, 4));  // 3 came from another process
  EXPECT_EQ(hub.Recent(1), nullptr);
  ASSERT_NE(hub.Recent(2), nullptr);
  EXPECT_EQ(hub.Recent(2)->entry.revision, 2);
  EXPECT_EQ(hub.Recent(3), nullptr);
  EXPECT_EQ(hub.Recent(4)->changes.size(), 4);
  EXPECT_EQ(hub.Recent(5), nullptr);
  hub.Publish(Changed(5, 100));  // too large, but the newest
  EXPECT_EQ(hub.Recent(4), nullptr);
  EXPECT_NE(hub.Recent(5), nullptr);
}

// Waits without a thread of the hub: told, it lets its own thread look.
class Waiting final : public WatchListener {
 public:
  void Told() override {
    const std::lock_guard lock(mutex_);
    told_ = true;
    wake_.notify_one();
  }
  // False when nobody tells within a minute.
  bool Await() {
    std::unique_lock lock(mutex_);
    const bool told =
        wake_.wait_for(lock, absl::ToChronoSeconds(absl::Minutes(1)), [this] { return told_; });
    told_ = false;
    return told;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool told_ = false;  // guarded by mutex_
};

// The revisions that a thread saw, until it had seen `last`.
std::vector<Revision> Follow(Store& store, Revision last) {
  const auto waiting = std::make_shared<Waiting>();
  std::vector<Revision> seen;
  absl::StatusOr<WatchCursor> cursor = WatchCursor::Start(store, {.start_after = 0, .filter = {}});
  if (!cursor.ok() || !store.watch_hub().Add(waiting).ok()) return seen;
  while (cursor->position() < last) {
    if (!cursor->HasNews() && !waiting->Await()) break;
    const auto step = cursor->Next();
    if (!step.ok()) break;
    if (step->has_value() && (*step)->changes != nullptr) seen.push_back((*step)->revision);
  }
  store.watch_hub().Remove(waiting.get());
  return seen;
}

TEST(WatchHubTest, FollowersOnThreadsSeeEveryRevisionInOrderWhileTwoWrite) {
  constexpr int kEach = 40;
  constexpr int kFollowers = 4;
  const FakeClock clock(absl::FromUnixSeconds(1700000000));
  const auto store =
      Store::Open(MemoryBackend(), clock, {.watchers = 8, .behind = 1, .recent_records = 6})
          .value();
  ASSERT_THAT(store->Import(BaseImport()), IsOk());
  const Revision last = 1 + 2 * kEach;
  std::vector<std::vector<Revision>> seen(kFollowers);
  std::vector<std::thread> threads;
  for (int i = 0; i < kFollowers; ++i) {
    threads.emplace_back([&, i] { seen[static_cast<size_t>(i)] = Follow(*store, last); });
  }
  for (int writer = 0; writer < 2; ++writer) {
    threads.emplace_back([&, writer] {
      for (int i = 0; i < kEach; ++i) {
        ImportRequest request = TestRequest(absl::StrCat("w", writer, "-", i));
        request.areas = {TestArea(absl::StrCat("area-", writer, "-", i))};
        EXPECT_THAT(store->Import(request), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::vector<Revision> all;
  for (Revision r = 1; r <= last; ++r) all.push_back(r);
  for (const auto& revisions : seen) EXPECT_EQ(revisions, all);
  EXPECT_EQ(store->watch_hub().watchers(), 0);
}

}  // namespace
}  // namespace indicast::store
