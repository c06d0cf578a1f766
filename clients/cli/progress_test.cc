#include "clients/cli/progress.h"

#include <sstream>
#include <string>

#include "clients/cli/output/text_width.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::cli {
namespace {

using output::Language;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ProgressTest : public ::testing::Test {
 protected:
  Progress::Options Shown() {
    Progress::Options options;
    options.shown = true;
    options.clock = &clock_;
    options.ticking = false;
    return options;
  }

  FakeClock clock_{absl::UnixEpoch()};
  std::ostringstream err_;
};

TEST_F(ProgressTest, SaysNothingInTheFirstSecond) {
  Progress progress(err_, Shown());
  {
    const Progress::Phase phase = progress.Begin({"读取", "reading"}, 10);
    clock_.Advance(absl::Milliseconds(999));
    phase.Advance(5);
  }
  EXPECT_THAT(err_.str(), IsEmpty());
}

TEST_F(ProgressTest, ShowsCountRateAndTimeLeftAndWipesItself) {
  Progress progress(err_, Shown());
  {
    const Progress::Phase phase = progress.Begin({"读取", "reading"}, 400);
    clock_.Advance(absl::Seconds(3));
    phase.Advance(120);
    EXPECT_EQ(err_.str(), "\rreading 120/400, 40/s, 7 s left");
    clock_.Advance(absl::Milliseconds(50));
    phase.Advance(121);  // too soon to be drawn
    EXPECT_THAT(err_.str(), EndsWith("7 s left"));
  }
  EXPECT_THAT(err_.str(), EndsWith("\r" + std::string(31, ' ') + "\r"));
}

TEST_F(ProgressTest, AShorterLineCoversTheLongerOne) {
  Progress progress(err_, Shown());
  const Progress::Phase phase = progress.Begin({"读取", "reading"}, 400);
  clock_.Advance(absl::Seconds(3));
  phase.Advance(120);
  clock_.Advance(absl::Seconds(7));
  phase.Advance(400);
  EXPECT_THAT(err_.str(), EndsWith("\rreading 400/400, 40/s          "));
}

TEST_F(ProgressTest, SpeaksChineseAndShowsOnlyTimeWithoutATotal) {
  Progress::Options options = Shown();
  options.language = Language::kChinese;
  Progress progress(err_, options);
  const Progress::Phase phase = progress.Begin({"等待指标库", "waiting for the store"});
  clock_.Advance(absl::Seconds(61));
  progress.Tick();
  EXPECT_EQ(err_.str(), "\r等待指标库,1分1秒");
}

TEST_F(ProgressTest, KeepsWithinTheTerminal) {
  Progress::Options options = Shown();
  options.columns = 20;
  Progress progress(err_, options);
  const Progress::Phase phase = progress.Begin({"", "waiting for something long"});
  clock_.Advance(absl::Seconds(2));
  progress.Tick();
  EXPECT_LT(output::DisplayWidth(err_.str().substr(1)), 20);
}

TEST_F(ProgressTest, WithoutATerminalIsALineNowAndThen) {
  Progress::Options options = Shown();
  options.terminal = false;
  Progress progress(err_, options);
  {
    const Progress::Phase phase = progress.Begin({"", "reading"}, 100);
    for (int second = 1; second <= 10; ++second) {
      clock_.Advance(absl::Seconds(1));
      phase.Advance(second);
    }
  }
  EXPECT_EQ(err_.str(),
            "reading 1/100, 1.0/s, 1 min 39 s left\nreading 6/100, 1.0/s, 1 min 34 s left\n");
}

TEST_F(ProgressTest, NotShownIsSilent) {
  Progress::Options options = Shown();
  options.shown = false;
  Progress progress(err_, options);
  const Progress::Phase phase = progress.Begin({"", "reading"}, 100);
  clock_.Advance(absl::Seconds(10));
  phase.Advance(5);
  EXPECT_THAT(err_.str(), IsEmpty());
}

// A stream buffer that says when something was drawn.
class Watched final : public std::stringbuf {
 public:
  bool AwaitDrawing() {
    std::unique_lock<std::mutex> lock(mutex_);
    return drawn_.wait_for(lock, std::chrono::seconds(30), [this] { return is_drawn_; });
  }

 private:
  int sync() override {
    const std::lock_guard<std::mutex> lock(mutex_);
    is_drawn_ = true;
    drawn_.notify_all();
    return 0;
  }
  std::mutex mutex_;
  std::condition_variable drawn_;
  bool is_drawn_ = false;
};

TEST_F(ProgressTest, DrawsByItselfWhileTheWorkIsSilent) {
  Watched buffer;
  std::ostream err(&buffer);
  Progress::Options options = Shown();
  options.ticking = true;
  Progress progress(err, options);
  {
    const Progress::Phase phase = progress.Begin({"", "waiting"});
    clock_.Advance(absl::Seconds(2));
    EXPECT_TRUE(buffer.AwaitDrawing());
  }
  EXPECT_THAT(buffer.str(), HasSubstr("waiting, 2 s"));
}

}  // namespace
}  // namespace indicast::cli
