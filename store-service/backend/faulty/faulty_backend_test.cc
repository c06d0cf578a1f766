#include "store-service/backend/faulty/faulty_backend.h"

#include <memory>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {
namespace {

using ::indicast::testing::IsOk;
using ::indicast::testing::IsOkAndHolds;
using ::indicast::testing::StatusIs;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FaultyBackendTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SqliteOptions options;
    options.in_memory = true;
    ASSERT_OK_AND_ASSIGN(std::unique_ptr<StoreBackend> sqlite, OpenSqlite(options));
    backend_ = std::make_unique<FaultyBackend>(std::move(sqlite));
  }

  std::unique_ptr<FaultyBackend> backend_;
};

TEST_F(FaultyBackendTest, FailureBeforeTheCommitWritesNothing) {
  backend_->FailAppend(1, {absl::UnavailableError("cut"), absl::OkStatus()});
  EXPECT_THAT(backend_->Append(SampleBatch(1), 0), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(backend_->ReadLog(0, 10), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(backend_->Append(SampleBatch(1), 0), IsOk());
}

TEST_F(FaultyBackendTest, LostAnswerIsFoundAgainByTheRequestId) {
  backend_->FailAppend(2, {absl::OkStatus(), absl::UnavailableError("answer lost")});
  EXPECT_THAT(backend_->Append(SampleBatch(1), 0), IsOk());
  EXPECT_THAT(backend_->Append(SampleBatch(2), 1), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(backend_->ReadLog(0, 10), IsOkAndHolds(SizeIs(2)));
  ASSERT_OK_AND_ASSIGN(const AppendResult again, backend_->Append(SampleBatch(2), 1));
  EXPECT_TRUE(again.repeated);
  EXPECT_EQ(again.revision, 2);
}

TEST_F(FaultyBackendTest, HookRunsBeforeTheCall) {
  int calls = 0;
  backend_->SetHook([&] {
    ++calls;
    const auto stats = backend_->WaitPast(0, absl::ZeroDuration());
    EXPECT_THAT(stats, IsOkAndHolds(0));
  });
  EXPECT_THAT(backend_->Append(SampleBatch(1), 0), IsOk());
  EXPECT_EQ(calls, 1);
}

TEST_F(FaultyBackendTest, UnreachableUntilToldOtherwise) {
  backend_->SetUnreachable(absl::UnavailableError("away"));
  EXPECT_THAT(backend_->Stats(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(backend_->ReadLog(0, 1), StatusIs(absl::StatusCode::kUnavailable));
  backend_->SetUnreachable(absl::OkStatus());
  EXPECT_THAT(backend_->Stats(), IsOk());
}

}  // namespace
}  // namespace indicast::store
