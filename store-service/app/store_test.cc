#include "store-service/app/store.h"

#include <atomic>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/app/test_import.h"
#include "store-service/backend/faulty/faulty_backend.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

// A backend that the test still reaches after the store has taken it.
class SharedBackend final : public StoreBackend {
 public:
  explicit SharedBackend(std::shared_ptr<FaultyBackend> shared) : shared_(std::move(shared)) {}
  absl::StatusOr<AppendResult> Append(const WriteBatch& batch, Revision expected) override {
    return shared_->Append(batch, expected);
  }
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Revision after, int limit) override {
    return shared_->ReadLog(after, limit);
  }
  absl::StatusOr<Revision> WaitPast(Revision revision, absl::Duration timeout) override {
    return shared_->WaitPast(revision, timeout);
  }
  absl::StatusOr<BackendStats> Stats() override { return shared_->Stats(); }

 private:
  const std::shared_ptr<FaultyBackend> shared_;
};

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() : backend_(std::make_shared<FaultyBackend>(MemoryBackend())), store_(Open()) {}

  // A store on the one log, as another process or after a restart.
  std::unique_ptr<Store> Open() {
    return Store::Open(std::make_unique<SharedBackend>(backend_), clock_).value();
  }

  ImportRequest Correction(std::string id, absl::string_view value) {
    ImportRequest request = TestRequest(std::move(id));
    request.observations = {TestObservation("2022", value)};
    return request;
  }

  std::string Growth2022() {
    const auto view = store_->snapshot()->Preferred(GrowthOf("gdp"), Span("2022"));
    return view.has_value() ? view->observation->value->ToString() : "none";
  }

  FakeClock clock_{absl::FromUnixNanos(1700000000123456789)};
  std::shared_ptr<FaultyBackend> backend_;
  std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, AnImportIsOneRevisionWithItsAuthorAndReason) {
  EXPECT_EQ(store_->snapshot()->revision(), 0);
  ASSERT_OK_AND_ASSIGN(const ImportResult result, store_->Import(BaseImport()));
  EXPECT_TRUE(result.changed);
  EXPECT_EQ(result.report.added, 20);
  EXPECT_EQ(result.head.revision, 1);
  EXPECT_EQ(result.head.author, "curator");
  EXPECT_EQ(result.head.reason, "first load");
  EXPECT_EQ(result.head.commit_time, absl::FromUnixMicros(1700000000123456));
  EXPECT_EQ(store_->snapshot()->revision(), 1);
  EXPECT_EQ(Growth2022(), "4.5");
  EXPECT_EQ(store_->backend_name(), "sqlite");
}

TEST_F(StoreTest, ARestartReplaysTheLog) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ASSERT_THAT(store_->Import(Correction("fix", "4.4")), IsOk());
  const auto before = store_->snapshot();
  store_ = Open();
  const auto after = store_->snapshot();
  EXPECT_EQ(after->revision(), 2);
  EXPECT_EQ(after->checksum(), before->checksum());
  EXPECT_EQ(after->info(1).commit_time, before->info(1).commit_time);
  EXPECT_EQ(Growth2022(), "4.4");
  EXPECT_EQ(*after->FindDocument("report"), *before->FindDocument("report"));
}

TEST_F(StoreTest, AReaderKeepsItsSnapshot) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  const auto before = store_->snapshot();
  ASSERT_THAT(store_->Import(Correction("fix", "4.4")), IsOk());
  EXPECT_EQ(before->Preferred(GrowthOf("gdp"), Span("2022"))->observation->value->ToString(),
            "4.5");
  EXPECT_EQ(Growth2022(), "4.4");
}

TEST_F(StoreTest, ARepeatedDataSetMakesNoRevision) {
  ASSERT_THAT(store_->Import(BaseImport("first")), IsOk());
  ASSERT_OK_AND_ASSIGN(const ImportResult again, store_->Import(BaseImport("second")));
  EXPECT_FALSE(again.changed);
  EXPECT_EQ(again.report.unchanged, 20);
  EXPECT_EQ(again.head.revision, 1);
  EXPECT_EQ(store_->snapshot()->revision(), 1);
}

TEST_F(StoreTest, ValidateOnlyReportsAndWritesNothing) {
  ImportRequest request = BaseImport("dry");
  request.validate_only = true;
  ASSERT_OK_AND_ASSIGN(const ImportResult dry, store_->Import(request));
  EXPECT_TRUE(dry.changed);
  EXPECT_EQ(dry.report.added, 20);
  EXPECT_EQ(dry.head.revision, 0);
  EXPECT_EQ(store_->snapshot()->revision(), 0);
  request.validate_only = false;
  EXPECT_THAT(store_->Import(request), IsOk());
  EXPECT_EQ(store_->snapshot()->revision(), 1);
}

TEST_F(StoreTest, BadRecordsWriteNothing) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ImportRequest request = Correction("bad", "4.4");
  request.observations.push_back(TestObservation("2023", "5"));
  request.observations[1].unit = "cny";
  const auto result = store_->Import(request);
  EXPECT_THAT(result, HasReason("UNIT_MISMATCH"));
  EXPECT_THAT(result, HasField("observations[1].unit"));
  EXPECT_EQ(store_->snapshot()->revision(), 1);
  EXPECT_EQ(Growth2022(), "4.5");
}

TEST_F(StoreTest, TheSameRequestIdGivesTheFirstAnswer) {
  ASSERT_OK_AND_ASSIGN(const ImportResult first, store_->Import(BaseImport()));
  ASSERT_OK_AND_ASSIGN(const ImportResult fixed, store_->Import(Correction("fix", "4.4")));
  ASSERT_EQ(fixed.report.changed, 1);
  for (const bool restarted : {false, true}) {
    if (restarted) store_ = Open();
    ASSERT_OK_AND_ASSIGN(const ImportResult base_again, store_->Import(BaseImport()));
    EXPECT_EQ(base_again.head.revision, 1);
    EXPECT_TRUE(base_again.changed);
    EXPECT_EQ(base_again.report, first.report);
    ASSERT_OK_AND_ASSIGN(const ImportResult fix_again, store_->Import(Correction("fix", "4.4")));
    EXPECT_EQ(fix_again.head.revision, 2);
    EXPECT_EQ(fix_again.report, fixed.report);
    EXPECT_EQ(store_->snapshot()->revision(), 2);
    EXPECT_EQ(Growth2022(), "4.4") << "the repeated base import must not undo the correction";
  }
}

TEST_F(StoreTest, ARepeatOfARequestThatWroteNothingWritesNothing) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ASSERT_OK_AND_ASSIGN(const ImportResult first, store_->Import(Correction("same", "4.5")));
  ASSERT_FALSE(first.changed);
  ASSERT_THAT(store_->Import(Correction("fix", "4.4")), IsOk());
  ASSERT_OK_AND_ASSIGN(const ImportResult again, store_->Import(Correction("same", "4.5")));
  EXPECT_FALSE(again.changed);
  EXPECT_EQ(again.head.revision, 1);
  EXPECT_EQ(Growth2022(), "4.4");
  EXPECT_THAT(store_->Import(Correction("same", "4.6")), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(StoreTest, OtherContentUnderAKnownIdIsRefused) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  for (const bool restarted : {false, true}) {
    if (restarted) store_ = Open();
    const auto result = store_->Import(Correction("base", "4.4"));
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(result, HasReason("REQUEST_ID_REUSED"));
    EXPECT_THAT(result, HasField("request_id"));
    EXPECT_EQ(store_->snapshot()->revision(), 1);
  }
}

TEST_F(StoreTest, ExpectedRevisionGuardsAgainstLostWrites) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  ImportRequest request = Correction("fix", "4.4");
  request.expected_revision = 0;
  EXPECT_THAT(store_->Import(request), HasReason("REVISION_MOVED"));
  EXPECT_THAT(store_->Import(request), StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(Growth2022(), "4.5");
  request.expected_revision = 1;
  EXPECT_THAT(store_->Import(request), IsOk());
  // The answer to a retry comes before the check: the head has moved by the first attempt.
  EXPECT_THAT(store_->Import(request), IsOk());
  EXPECT_EQ(store_->snapshot()->revision(), 2);
}

TEST_F(StoreTest, AFullDiskWritesNothingAndIsNotForEver) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  backend_->FailAppend(1,
                       {Error(absl::StatusCode::kResourceExhausted, "DISK_FULL", "no space"), {}});
  EXPECT_THAT(store_->Import(Correction("fix", "4.4")), HasReason("DISK_FULL"));
  EXPECT_EQ(Growth2022(), "4.5");
  EXPECT_THAT(store_->Import(Correction("fix", "4.4")), IsOk());
  EXPECT_EQ(Growth2022(), "4.4");
}

TEST_F(StoreTest, ALostAnswerIsFoundByTheRetry) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  backend_->FailAppend(1, {{}, absl::UnavailableError("connection lost")});
  EXPECT_THAT(store_->Import(Correction("fix", "4.4")), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_OK_AND_ASSIGN(const ImportResult retry, store_->Import(Correction("fix", "4.4")));
  EXPECT_EQ(retry.head.revision, 2);
  EXPECT_EQ(retry.report.changed, 1);
  EXPECT_EQ(store_->snapshot()->revision(), 2);
  EXPECT_EQ(Growth2022(), "4.4");
}

TEST_F(StoreTest, AnotherProcessMayWriteInBetween) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  const std::unique_ptr<Store> other = Open();
  ASSERT_THAT(other->Import(Correction("fix", "4.4")), IsOk());
  ASSERT_THAT(store_->Import(Correction("better", "4.3")), IsOk());
  EXPECT_EQ(store_->snapshot()->revision(), 3);
  EXPECT_EQ(Growth2022(), "4.3");
  // The id of the other process is known too.
  EXPECT_THAT(store_->Import(Correction("fix", "9")), HasReason("REQUEST_ID_REUSED"));
}

// A backend whose disk fails when the test says so.
class FailingDisk final : public StoreBackend {
 public:
  explicit FailingDisk(const absl::Status& failure) : failure_(failure) {}
  absl::StatusOr<AppendResult> Append(const WriteBatch& batch, Revision expected) override {
    if (!failure_.ok()) return failure_;
    return memory_->Append(batch, expected);
  }
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Revision after, int limit) override {
    return memory_->ReadLog(after, limit);
  }
  absl::StatusOr<Revision> WaitPast(Revision revision, absl::Duration timeout) override {
    return memory_->WaitPast(revision, timeout);
  }
  absl::StatusOr<BackendStats> Stats() override {
    absl::StatusOr<BackendStats> stats = memory_->Stats();
    if (stats.ok()) stats->write_failure = failure_;
    return stats;
  }

 private:
  const std::unique_ptr<StoreBackend> memory_ = MemoryBackend();
  const absl::Status& failure_;
};

TEST_F(StoreTest, TheEndOfWritingIsToldOnce) {
  absl::Status failure;
  const auto store = Store::Open(std::make_unique<FailingDisk>(failure), clock_).value();
  std::vector<absl::Status> told;
  store->OnWritingEnded([&](const absl::Status& why) { told.push_back(why); });
  ASSERT_THAT(store->Import(BaseImport()), IsOk());
  EXPECT_TRUE(told.empty());
  EXPECT_TRUE(store->writable());
  failure = absl::UnavailableError("the disk failed");
  for (const char* id : {"a", "b"}) {
    EXPECT_THAT(store->Import(Correction(id, "7.7")), StatusIs(absl::StatusCode::kUnavailable));
  }
  EXPECT_EQ(told, std::vector<absl::Status>{failure});
  EXPECT_FALSE(store->writable());
  // Whoever listens late is told at once.
  store->OnWritingEnded([&](const absl::Status& why) { told.push_back(why); });
  EXPECT_EQ(told.size(), 2U);
}

TEST_F(StoreTest, ABrokenLogFailsTheOpen) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  backend_->SetUnreachable(Error(absl::StatusCode::kDataLoss, "STORE_CORRUPT", "revision 1"));
  EXPECT_THAT(Store::Open(std::make_unique<SharedBackend>(backend_)), HasReason("STORE_CORRUPT"));
}

// Acknowledges one revision more than it returns.
class ShortLog final : public StoreBackend {
 public:
  absl::StatusOr<AppendResult> Append(const WriteBatch&, Revision) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<std::vector<LogEntry>> ReadLog(Revision, int) override {
    return std::vector<LogEntry>();
  }
  absl::StatusOr<Revision> WaitPast(Revision, absl::Duration) override { return 1; }
  absl::StatusOr<BackendStats> Stats() override {
    BackendStats stats;
    stats.head = 1;
    return stats;
  }
};

TEST(StoreOpenTest, ALogThatEndsBeforeItsHeadFailsTheOpen) {
  EXPECT_THAT(Store::Open(std::make_unique<ShortLog>()), HasReason("STORE_CORRUPT"));
}

TEST_F(StoreTest, ReadersAndAWriterRunTogether) {
  ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  readers.reserve(4);
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      Revision last = 0;
      while (!stop.load()) {
        const auto snapshot = store_->snapshot();
        EXPECT_GE(snapshot->revision(), last);
        last = snapshot->revision();
        const auto view = snapshot->Preferred(GrowthOf("gdp"), Span("2022"));
        ASSERT_TRUE(view.has_value());
        // Revision n + 1 wrote the value n.
        if (last > 1) {
          EXPECT_EQ(view->observation->value->ToString(), absl::StrCat(last - 1));
        }
      }
    });
  }
  for (int i = 1; i <= 50; ++i) {
    ASSERT_THAT(store_->Import(Correction(absl::StrCat("fix-", i), absl::StrCat(i))), IsOk());
  }
  stop = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(store_->snapshot()->revision(), 51);
}

}  // namespace
}  // namespace indicast::store
