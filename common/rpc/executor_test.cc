#include "common/rpc/executor.h"

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::rpc {
namespace {

// Opens once; std primitives, which ThreadSanitizer understands.
class Gate {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    opened_.notify_all();
  }
  void Wait() {
    std::unique_lock lock(mutex_);
    opened_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool open_ = false;
};

ExecutorOptions OptionsWith(int threads, size_t limit) {
  return {.name = "test", .threads = threads, .queue_limit = limit, .on_wait = nullptr};
}

TEST(ExecutorTest, RefusesBeyondTheLimitAndNeverRunsWhatItRefused) {
  Gate running;
  Gate go;
  std::atomic<int> ran{0};
  std::atomic<bool> refused_ran{false};
  {
    Executor executor(OptionsWith(1, 2));
    ASSERT_TRUE(executor.TrySubmit([&] {
      running.Open();
      go.Wait();
      ++ran;
    }));
    running.Wait();
    ASSERT_TRUE(executor.TrySubmit([&] { ++ran; }));
    ASSERT_TRUE(executor.TrySubmit([&] { ++ran; }));
    EXPECT_EQ(executor.waiting(), 2U);
    EXPECT_FALSE(executor.TrySubmit([&] { refused_ran = true; }));
    EXPECT_TRUE(executor.TryContinue([&] { ++ran; }));
    go.Open();
  }
  EXPECT_EQ(ran, 4);
  EXPECT_FALSE(refused_ran);
}

TEST(ExecutorTest, StopRunsWhatWasAcceptedAndRefusesTheRest) {
  Gate running;
  Gate go;
  std::atomic<int> ran{0};
  Executor executor(OptionsWith(1, 100));
  ASSERT_TRUE(executor.TrySubmit([&] {
    running.Open();
    go.Wait();
  }));
  running.Wait();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(executor.TrySubmit([&] { ++ran; }));
  std::thread stopper([&] { executor.Stop(); });
  while (executor.TryContinue([&] { ++ran; })) std::this_thread::yield();
  const int before = ran;
  EXPECT_EQ(before, 0);
  go.Open();
  stopper.join();
  EXPECT_GE(ran, 10);
  EXPECT_EQ(executor.waiting(), 0U);
  EXPECT_FALSE(executor.TrySubmit([&] { ++ran; }));
  executor.Stop();
}

TEST(ExecutorTest, EveryAcceptedTaskRunsExactlyOnceUnderContention) {
  constexpr int kProducers = 4;
  constexpr int kTasks = 2000;
  std::vector<std::atomic<int>> runs(kProducers * kTasks);
  std::vector<std::atomic<bool>> accepted(kProducers * kTasks);
  {
    Executor executor(OptionsWith(3, 16));
    std::vector<std::thread> producers;
    for (int p = 0; p < kProducers; ++p) {
      producers.emplace_back([&, p] {
        for (int i = 0; i < kTasks; ++i) {
          const auto index = static_cast<size_t>(p * kTasks + i);
          accepted[index] = executor.TrySubmit([&runs, index] { ++runs[index]; });
        }
      });
    }
    // Stopping in the middle must not lose or repeat a task.
    producers[0].join();
    executor.Stop();
    for (size_t p = 1; p < producers.size(); ++p) producers[p].join();
  }
  for (size_t i = 0; i < runs.size(); ++i) {
    ASSERT_EQ(runs[i], accepted[i] ? 1 : 0) << i;
  }
}

TEST(ExecutorTest, TellsHowLongEachTaskWaited) {
  Gate running;
  Gate go;
  std::mutex mutex;
  std::vector<absl::Duration> waits;
  ExecutorOptions options = OptionsWith(1, 10);
  options.on_wait = [&](absl::Duration wait) {
    const std::lock_guard lock(mutex);
    waits.push_back(wait);
  };
  Executor executor(std::move(options));
  ASSERT_TRUE(executor.TrySubmit([&] {
    running.Open();
    go.Wait();
  }));
  running.Wait();
  ASSERT_TRUE(executor.TrySubmit([] {}));
  go.Open();
  executor.Stop();
  ASSERT_EQ(waits.size(), 2U);
  EXPECT_GT(waits[1], absl::ZeroDuration());
}

TEST(ExecutorTest, AllThreadsWork) {
  // Three tasks that end only together need three threads.
  Executor executor(OptionsWith(3, 10));
  std::mutex mutex;
  std::condition_variable all;
  int arrived = 0;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(executor.TrySubmit([&] {
      std::unique_lock lock(mutex);
      ++arrived;
      all.notify_all();
      all.wait(lock, [&] { return arrived == 3; });
    }));
  }
  executor.Stop();
  EXPECT_EQ(arrived, 3);
}

}  // namespace
}  // namespace indicast::rpc
