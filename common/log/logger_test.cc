#include "common/log/logger.h"

#include <condition_variable>
#include <mutex>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "nlohmann/json.hpp"

namespace indicast {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

// Keeps lines; can hold the writer until told to go on.
class Sink {
 public:
  LogSink Function() {
    return [this](absl::string_view line) {
      std::unique_lock lock(mutex_);
      ++entered_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return !held_; });
      lines_.emplace_back(line);
    };
  }
  void Hold(bool held) {
    const std::lock_guard lock(mutex_);
    held_ = held;
    changed_.notify_all();
  }
  void WaitUntilEntered() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return entered_ > 0; });
  }
  std::vector<std::string> lines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int entered_ = 0;
  bool held_ = false;
  std::vector<std::string> lines_;
};

LoggerOptions OptionsFor(Sink& sink, const Clock& clock) {
  return {.service = "indicast-store",
          .version = "1.2.3",
          .level = LogLevel::kInfo,
          .queue_limit = 4,
          .sink = sink.Function(),
          .clock = &clock};
}

const absl::Time kStart = absl::FromUnixMillis(1700000000123);

TEST(LoggerTest, WritesOneJsonObjectALineWithTheFieldsInOrder) {
  Sink sink;
  const FakeClock clock(kStart);
  Logger logger(OptionsFor(sink, clock));
  logger.Log(
      LogLevel::kWarning, "call",
      {{"rpc", std::string("/a/B")}, {"dur_ms", 1.5}, {"revision", int64_t{7}}, {"ok", true}});
  logger.Flush();
  EXPECT_THAT(sink.lines(),
              ElementsAre("{\"ts\":\"2023-11-14T22:13:20.123Z\",\"level\":\"warning\","
                          "\"msg\":\"call\",\"service\":\"indicast-store\",\"version\":\"1.2.3\","
                          "\"rpc\":\"/a/B\",\"dur_ms\":1.5,\"revision\":7,\"ok\":true}\n"));
}

TEST(LoggerTest, AHostileTextStaysOneLineOfValidJson) {
  Sink sink;
  const FakeClock clock(kStart);
  Logger logger(OptionsFor(sink, clock));
  logger.Log(LogLevel::kInfo, "a\n\"b\\\x01\xff 长沙", {});
  logger.Flush();
  ASSERT_THAT(sink.lines(), SizeIs(1));
  const std::string line = sink.lines()[0];
  EXPECT_EQ(line.find('\n'), line.size() - 1);
  EXPECT_EQ(nlohmann::json::parse(line)["msg"], "a\n\"b\\\x01\xEF\xBF\xBD 长沙");
}

TEST(LoggerTest, IgnoresEventsBelowTheLevel) {
  Sink sink;
  const FakeClock clock(kStart);
  Logger logger(OptionsFor(sink, clock));
  logger.Log(LogLevel::kDebug, "quiet");
  logger.Log(LogLevel::kInfo, "loud");
  logger.Flush();
  EXPECT_THAT(sink.lines(), SizeIs(1));
}

TEST(LoggerTest, AStuckSinkCostsEventsNotTimeAndTheLossIsTold) {
  Sink sink;
  const FakeClock clock(kStart);
  Logger logger(OptionsFor(sink, clock));
  sink.Hold(true);
  logger.Log(LogLevel::kInfo, "first");
  sink.WaitUntilEntered();
  for (int i = 0; i < 10; ++i) logger.Log(LogLevel::kInfo, "more");  // 4 fit
  EXPECT_EQ(logger.dropped(), 6U);
  sink.Hold(false);
  logger.Flush();
  const std::vector<std::string> lines = sink.lines();
  ASSERT_THAT(lines, SizeIs(6));
  EXPECT_EQ(nlohmann::json::parse(lines[5])["msg"], "log events dropped");
  EXPECT_EQ(nlohmann::json::parse(lines[5])["count"], 6);
}

TEST(LoggerTest, TheDestructorWritesWhatWasAccepted) {
  Sink sink;
  const FakeClock clock(kStart);
  { Logger(OptionsFor(sink, clock)).Log(LogLevel::kInfo, "last words"); }
  EXPECT_THAT(sink.lines(), SizeIs(1));
}

}  // namespace
}  // namespace indicast
