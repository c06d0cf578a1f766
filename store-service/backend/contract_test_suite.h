// What every backend promises. A backend's test includes this and adds one instantiation:
//   INSTANTIATE_TEST_SUITE_P(SqliteFile, StoreBackendContract, ::testing::Values(...));
// A backend that outlives its process gives Reopen(), the others nullptr.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "store-service/backend/store_backend.h"
#include "store-service/domain/sample_records.h"

namespace indicast::store {

// One store for the length of a test.
class BackendHome {
 public:
  virtual ~BackendHome() = default;
  // The first call opens an empty store; later ones open what the last left behind, once that is
  // destroyed.
  virtual absl::StatusOr<std::unique_ptr<StoreBackend>> Open() = 0;
  virtual bool durable() const = 0;
};

struct ContractCase {
  std::string name;
  std::function<std::unique_ptr<BackendHome>()> make_home;
  friend void PrintTo(const ContractCase& c, std::ostream* os) { *os << c.name; }
};

inline std::string ContractCaseName(const ::testing::TestParamInfo<ContractCase>& info) {
  return info.param.name;
}

class StoreBackendContract : public ::testing::TestWithParam<ContractCase> {
 protected:
  using Code = absl::StatusCode;

  void SetUp() override {
    home_ = GetParam().make_home();
    ASSERT_OK_AND_ASSIGN(backend_, home_->Open());
  }

  void Reopen() {
    backend_.reset();
    ASSERT_OK_AND_ASSIGN(backend_, home_->Open());
  }

  std::vector<LogEntry> WholeLog() {
    auto log = backend_->ReadLog(0, 10000);
    EXPECT_THAT(log, indicast::testing::IsOk());
    return log.ok() ? *std::move(log) : std::vector<LogEntry>();
  }

  // The log holds exactly these batches, in this order, with the right chain.
  void ExpectLog(const std::vector<WriteBatch>& batches) {
    const std::vector<LogEntry> log = WholeLog();
    ASSERT_EQ(log.size(), batches.size());
    std::string previous = GenesisChecksum();
    for (size_t i = 0; i < log.size(); ++i) {
      const WriteBatch& got = log[i].batch;
      EXPECT_EQ(log[i].revision, static_cast<Revision>(i + 1));
      EXPECT_EQ(got.request_id, batches[i].request_id);
      EXPECT_EQ(got.request_digest, batches[i].request_digest);
      EXPECT_EQ(got.author, batches[i].author);
      EXPECT_EQ(got.reason, batches[i].reason);
      EXPECT_EQ(got.commit_time, batches[i].commit_time);
      EXPECT_TRUE(got.records == batches[i].records) << "revision " << log[i].revision;
      EXPECT_EQ(log[i].checksum, ChainChecksum(log[i], previous));
      previous = log[i].checksum;
    }
  }

  std::unique_ptr<BackendHome> home_;
  std::unique_ptr<StoreBackend> backend_;
};

TEST_P(StoreBackendContract, StartsEmpty) {
  ASSERT_OK_AND_ASSIGN(const BackendStats stats, backend_->Stats());
  EXPECT_EQ(stats.head, 0);
  EXPECT_EQ(stats.head_checksum, GenesisChecksum());
  EXPECT_THAT(stats.write_failure, indicast::testing::IsOk());
  EXPECT_FALSE(stats.name.empty());
  ExpectLog({});
}

TEST_P(StoreBackendContract, RevisionsHaveNoGaps) {
  std::vector<WriteBatch> batches;
  for (int i = 0; i < 20; ++i) {
    batches.push_back(SampleBatch(i));
    ASSERT_OK_AND_ASSIGN(const AppendResult result, backend_->Append(batches.back(), i));
    EXPECT_EQ(result.revision, i + 1);
    EXPECT_FALSE(result.repeated);
    ASSERT_OK_AND_ASSIGN(const BackendStats stats, backend_->Stats());
    EXPECT_EQ(stats.head, i + 1);
    EXPECT_EQ(stats.head_checksum, result.checksum);
  }
  ExpectLog(batches);
}

TEST_P(StoreBackendContract, EveryKindOfRecordComesBackAsWritten) {
  WriteBatch batch = SampleBatch(1);
  batch.records = SampleRecords();
  WriteBatch reversed = SampleBatch(2);
  reversed.records = {batch.records.rbegin(), batch.records.rend()};
  ASSERT_THAT(backend_->Append(batch, 0), indicast::testing::IsOk());
  ASSERT_THAT(backend_->Append(reversed, 1), indicast::testing::IsOk());
  ExpectLog({batch, reversed});
  if (home_->durable()) {
    Reopen();
    ExpectLog({batch, reversed});
  }
}

TEST_P(StoreBackendContract, TextsComeBackByteForByte) {
  WriteBatch batch = SampleBatch(1, 1);
  batch.author = std::string("a\0b", 3);
  batch.reason = "\xff\xfe not UTF-8, '\"; DROP TABLE revisions; --";
  batch.request_digest = "";
  batch.commit_time = absl::FromUnixNanos(-1);
  Observation observation = SampleObservation(2023, "0.000000000000000000");
  observation.published_text = std::string("\0", 1);
  observation.note = {" trailing ", "\r\n"};
  batch.records = {observation};
  ASSERT_THAT(backend_->Append(batch, 0), indicast::testing::IsOk());
  ExpectLog({batch});
}

TEST_P(StoreBackendContract, StaleRevisionIsAbortedAndWritesNothing) {
  ASSERT_THAT(backend_->Append(SampleBatch(1), 0), indicast::testing::IsOk());
  for (const Revision expected : {-1, 0, 2, 100}) {
    const auto result = backend_->Append(SampleBatch(2), expected);
    EXPECT_THAT(result, indicast::testing::StatusIs(Code::kAborted)) << expected;
    EXPECT_THAT(result, indicast::testing::HasReason("REVISION_MOVED"));
  }
  ExpectLog({SampleBatch(1)});
}

TEST_P(StoreBackendContract, RepeatedRequestAnswersItsFirstRevision) {
  ASSERT_OK_AND_ASSIGN(const AppendResult first, backend_->Append(SampleBatch(1), 0));
  ASSERT_THAT(backend_->Append(SampleBatch(2), 1), indicast::testing::IsOk());
  for (const Revision expected : {0, 2, 7}) {
    ASSERT_OK_AND_ASSIGN(const AppendResult again, backend_->Append(SampleBatch(1), expected));
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.revision, 1);
    EXPECT_EQ(again.checksum, first.checksum);
  }
  ExpectLog({SampleBatch(1), SampleBatch(2)});
}

TEST_P(StoreBackendContract, RequestIdWithOtherContentIsRefused) {
  ASSERT_THAT(backend_->Append(SampleBatch(1), 0), indicast::testing::IsOk());
  WriteBatch reused = SampleBatch(2);
  reused.request_id = SampleBatch(1).request_id;
  const auto result = backend_->Append(reused, 1);
  EXPECT_THAT(result, indicast::testing::StatusIs(Code::kInvalidArgument));
  EXPECT_THAT(result, indicast::testing::HasReason("REQUEST_ID_REUSED"));
  ExpectLog({SampleBatch(1)});
}

TEST_P(StoreBackendContract, IncompleteBatchesAreRefused) {
  WriteBatch batch = SampleBatch(1);
  batch.records.clear();
  EXPECT_THAT(backend_->Append(batch, 0), indicast::testing::HasField("records"));
  batch = SampleBatch(1);
  batch.request_id.clear();
  EXPECT_THAT(backend_->Append(batch, 0), indicast::testing::HasField("request_id"));
  for (const absl::Time time :
       {absl::InfiniteFuture(), absl::InfinitePast(), absl::FromUnixSeconds(int64_t{1} << 40)}) {
    batch = SampleBatch(1);
    batch.commit_time = time;
    EXPECT_THAT(backend_->Append(batch, 0), indicast::testing::HasField("commit_time"));
  }
  ExpectLog({});
}

TEST_P(StoreBackendContract, ReadLogTakesItsLimits) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_THAT(backend_->Append(SampleBatch(i), i), indicast::testing::IsOk());
  }
  struct Case {
    Revision after;
    int limit;
    std::vector<Revision> revisions;
  };
  for (const Case& c : std::vector<Case>{{0, 2, {1, 2}},
                                         {2, 2, {3, 4}},
                                         {4, 10000, {5}},
                                         {5, 1, {}},
                                         {6, 1, {}},
                                         {int64_t{1} << 62, 10000, {}}}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<LogEntry> log, backend_->ReadLog(c.after, c.limit));
    std::vector<Revision> revisions;
    revisions.reserve(log.size());
    for (const LogEntry& entry : log) revisions.push_back(entry.revision);
    EXPECT_EQ(revisions, c.revisions) << c.after;
  }
  EXPECT_THAT(backend_->ReadLog(0, 0), indicast::testing::HasField("limit"));
  EXPECT_THAT(backend_->ReadLog(0, 10001), indicast::testing::HasField("limit"));
  EXPECT_THAT(backend_->ReadLog(-1, 1), indicast::testing::HasField("after"));
}

TEST_P(StoreBackendContract, LargeBatchIsOneRevision) {
  const WriteBatch batch = SampleBatch(1, 10000);
  ASSERT_THAT(backend_->Append(batch, 0), indicast::testing::IsOk());
  ExpectLog({batch});
}

TEST_P(StoreBackendContract, WaitPastReturnsAtOnceWhenTheHeadIsPast) {
  ASSERT_THAT(backend_->Append(SampleBatch(1), 0), indicast::testing::IsOk());
  EXPECT_THAT(backend_->WaitPast(0, absl::InfiniteDuration()), indicast::testing::IsOkAndHolds(1));
}

TEST_P(StoreBackendContract, WaitPastReturnsTheHeadAfterTheTimeout) {
  EXPECT_THAT(backend_->WaitPast(0, absl::Milliseconds(1)), indicast::testing::IsOkAndHolds(0));
  EXPECT_THAT(backend_->WaitPast(0, absl::Seconds(-1)), indicast::testing::IsOkAndHolds(0));
}

TEST_P(StoreBackendContract, WaitPastIsWokenByAnAppend) {
  std::thread waiter([&] {
    EXPECT_THAT(backend_->WaitPast(0, absl::InfiniteDuration()),
                indicast::testing::IsOkAndHolds(1));
  });
  EXPECT_THAT(backend_->Append(SampleBatch(1), 0), indicast::testing::IsOk());
  waiter.join();
}

TEST_P(StoreBackendContract, ConcurrentWritersAndReadersSeeOneOrder) {
  constexpr size_t kWriters = 4;
  constexpr size_t kAppendsEach = 10;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    Revision seen = 0;
    while (!done) {
      const auto log = backend_->ReadLog(0, 10000);
      ASSERT_THAT(log, indicast::testing::IsOk());
      ASSERT_GE(static_cast<Revision>(log->size()), seen);
      seen = static_cast<Revision>(log->size());
    }
  });
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (size_t w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (size_t i = 0; i < kAppendsEach; ++i) {
        absl::StatusOr<AppendResult> result = absl::AbortedError("first try");
        while (absl::IsAborted(result.status())) {
          const auto head = backend_->Stats();
          ASSERT_THAT(head, indicast::testing::IsOk());
          result = backend_->Append(SampleBatch(static_cast<int>(w * 1000 + i)), head->head);
        }
        EXPECT_THAT(result, indicast::testing::IsOk());
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  done = true;
  reader.join();
  const std::vector<LogEntry> log = WholeLog();
  ASSERT_EQ(log.size(), kWriters * kAppendsEach);
  std::vector<WriteBatch> batches;
  batches.reserve(log.size());
  for (const LogEntry& entry : log) batches.push_back(entry.batch);
  ExpectLog(batches);
}

TEST_P(StoreBackendContract, LogGoesOnAfterReopening) {
  if (!home_->durable()) GTEST_SKIP() << "nothing outlives this backend";
  std::vector<WriteBatch> batches;
  for (int i = 0; i < 6; ++i) {
    batches.push_back(SampleBatch(i));
    ASSERT_THAT(backend_->Append(batches.back(), i), indicast::testing::IsOk());
    if (i % 2 == 1) Reopen();
  }
  ASSERT_OK_AND_ASSIGN(const AppendResult again, backend_->Append(SampleBatch(0), 0));
  EXPECT_TRUE(again.repeated);
  ExpectLog(batches);
}

}  // namespace indicast::store
