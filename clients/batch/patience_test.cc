#include "clients/batch/patience.h"

#include <string>
#include <thread>
#include <vector>

#include "common/status/error.h"
#include "common/testing/status_matchers.h"

namespace indicast::batch {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::SizeIs;

absl::Status Gone() {
  return Error(absl::StatusCode::kUnavailable, "SERVICE_UNREACHABLE", "nobody there");
}

class PatienceTest : public ::testing::Test {
 protected:
  Patience::Options Options() {
    Patience::Options options;
    options.limit = absl::Minutes(5);
    options.clock = &clock_;
    options.wait = [this](absl::Duration pause) {
      pauses_.push_back(absl::ToDoubleSeconds(pause));
      clock_.Advance(pause);
      return is_stopped_;
    };
    options.tell = [this](const Text& text) { told_.push_back(text.en); };
    return options;
  }

  FakeClock clock_{absl::UnixEpoch()};
  std::vector<double> pauses_;
  std::vector<std::string> told_;
  bool is_stopped_ = false;
};

TEST_F(PatienceTest, WaitsWithGrowingPausesUntilTheTimeIsOver) {
  Patience patience(Options());
  absl::Status status;
  while (status.ok()) status = patience.AfterFailure(Gone());
  EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kUnavailable, HasSubstr("nobody there")),
                            HasReason("SERVICE_UNREACHABLE")));
  EXPECT_EQ(clock_.Now(), absl::UnixEpoch() + absl::Minutes(5));
  EXPECT_THAT(pauses_.front(), AllOf(Ge(0.1), Le(0.2)));
  EXPECT_THAT(pauses_, Each(Le(10.0)));
  EXPECT_THAT(pauses_, SizeIs(AllOf(Ge(30U), Le(75U))));
  EXPECT_THAT(told_, SizeIs(1));
}

TEST_F(PatienceTest, StartsAnewWhenSomethingCame) {
  Patience patience(Options());
  EXPECT_THAT(patience.AfterFailure(Gone()), IsOk());
  clock_.Advance(absl::Minutes(4));
  patience.Progress();
  EXPECT_THAT(told_, SizeIs(2));
  clock_.Advance(absl::Minutes(4));
  EXPECT_THAT(patience.AfterFailure(Gone()), IsOk());
  EXPECT_THAT(pauses_.back(), Le(0.2));
  EXPECT_THAT(told_, SizeIs(3));
}

TEST_F(PatienceTest, GivesBackAtOnceWhatDoesNotPass) {
  Patience patience(Options());
  for (const auto& failure :
       {absl::InvalidArgumentError("x"), absl::NotFoundError("x"), absl::PermissionDeniedError("x"),
        absl::UnimplementedError("x"), absl::FailedPreconditionError("x"),
        Error(absl::StatusCode::kInternal, "INTERNAL_ERROR", "a bug")}) {
    EXPECT_EQ(patience.AfterFailure(failure), failure);
  }
  EXPECT_THAT(pauses_, SizeIs(0));
  for (const auto& failure :
       {absl::DeadlineExceededError("x"), absl::ResourceExhaustedError("x"),
        absl::CancelledError("x"), absl::AbortedError("x"), absl::UnknownError("stream removed"),
        absl::InternalError("received RST_STREAM")}) {
    EXPECT_THAT(patience.AfterFailure(failure), IsOk()) << failure;
  }
}

TEST_F(PatienceTest, AStopEndsTheWait) {
  is_stopped_ = true;
  Patience patience(Options());
  EXPECT_THAT(patience.AfterFailure(Gone()), HasReason("BATCH_INTERRUPTED"));
}

TEST(StopRequestTest, EndsAWaitOfAnotherThread) {
  StopRequest stop;
  EXPECT_FALSE(stop.WaitFor(absl::ZeroDuration()));
  std::thread other([&stop] { stop.Request(); });
  EXPECT_TRUE(stop.WaitFor(absl::Minutes(5)));
  other.join();
  EXPECT_TRUE(stop.requested());
  EXPECT_TRUE(stop.call()->stopped());
}

}  // namespace
}  // namespace indicast::batch
