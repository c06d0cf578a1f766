// Watch over an in-process channel or loopback, on the real runtime and backend.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/testing/status_matchers.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/services.h"

namespace indicast::store {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using namespace testing;  // NOLINT(google-build-using-namespace): the builders of this test

v1::WatchRequest After(int64_t revision) {
  v1::WatchRequest request;
  request.set_start_after_revision(revision);
  return request;
}

// One Watch call; nothing in it waits longer than a minute.
class Call {
 public:
  Call(v1::IndicatorStore::Stub& stub, const v1::WatchRequest& request) {
    context_.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
    reader_ = stub.Watch(&context_, request);
  }

  // nullopt at the end.
  std::optional<v1::WatchResponse> Read() {
    v1::WatchResponse response;
    if (!reader_->Read(&response)) return std::nullopt;
    return response;
  }
  // The bookmark that says that everything written so far has come.
  bool ReadToBookmark() {
    for (auto response = Read(); response.has_value(); response = Read()) {
      if (response->has_bookmark()) return true;
    }
    return false;
  }
  void Cancel() { context_.TryCancel(); }
  absl::Status Finish() { return rpc::FromGrpcStatus(reader_->Finish()); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchResponse>> reader_;
};

int64_t ResumeRevision(const absl::Status& status) {
  int64_t revision = -1;
  const auto metadata = DetailOf(status).metadata;
  const auto found = metadata.find("resume_revision");
  if (found == metadata.end() || !absl::SimpleAtoi(found->second, &revision)) return -1;
  return revision;
}

class WatchServiceTest : public ::testing::Test {
 protected:
  void SetUp() override { Start({}); }
  void TearDown() override {
    if (server_ != nullptr) server_->Drain();
  }

  void Start(const WatchHub::Limits& limits) {
    stub_ = nullptr;
    if (server_ != nullptr) server_->Drain();
    server_ = nullptr;
    store_ = Store::Open(MemoryBackend(), SystemClock(), limits).value();
    rpc::ServerOptions options;
    options.program = "watch-service-test";
    options.admin_address = "";
    options.storage_threads = 1;
    options.log_sink = [](absl::string_view) {};
    ASSERT_OK_AND_ASSIGN(server_, rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
                           return MakeServices(*store_, runtime);
                         }));
    stub_ = v1::IndicatorStore::NewStub(server_->InProcessChannel());
    ASSERT_THAT(store_->Import(BaseImport()), IsOk());
  }

  // A revision with so many new areas.
  void Write(const std::string& id, int areas = 1) {
    ImportRequest request = TestRequest(absl::StrCat("write-", id));
    for (int i = 0; i < areas; ++i) request.areas.push_back(TestArea(absl::StrCat(id, "-", i)));
    ASSERT_THAT(store_->Import(request), IsOk());
  }

  std::unique_ptr<Store> store_;
  std::unique_ptr<rpc::Server> server_;
  std::unique_ptr<v1::IndicatorStore::Stub> stub_;
};

TEST_F(WatchServiceTest, TellsAWholeRevisionThenWhereItStands) {
  Call call(*stub_, After(0));
  const auto first = call.Read();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->revision().info().revision(), 1);
  EXPECT_EQ(first->revision().info().author(), "curator");
  EXPECT_TRUE(first->revision().last_part());
  ASSERT_EQ(first->revision().changes_size(), 20);
  std::map<v1::RecordKind, int> kinds;
  for (const v1::RecordChange& change : first->revision().changes()) {
    ++kinds[change.kind()];
    EXPECT_EQ(change.record_case(), v1::RecordChange::RECORD_NOT_SET);
    EXPECT_EQ(change.previous_revision(), 0);
  }
  EXPECT_EQ(kinds[v1::RECORD_KIND_OBSERVATION], 3);
  EXPECT_EQ(kinds[v1::RECORD_KIND_SCENARIO], 2);
  EXPECT_EQ(call.Read()->bookmark().revision(), 1);
  Write("shanghai");
  const auto second = call.Read();
  EXPECT_EQ(second->revision().changes(0).key(), "shanghai-0");
  call.Cancel();
  EXPECT_THAT(call.Finish(), StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(WatchServiceTest, RecordsComeAsTheyAreAfterTheChange) {
  ImportRequest request = TestRequest("correction");
  request.observations = {TestObservation("2022", "4.6")};
  request.scenarios = {TestScenario("late", "hold")};
  ASSERT_THAT(store_->Import(request), IsOk());
  v1::WatchRequest watch = After(1);
  watch.set_include_records(true);
  Call call(*stub_, watch);
  const auto response = call.Read();
  ASSERT_TRUE(response.has_value());
  ASSERT_EQ(response->revision().changes_size(), 2);
  const v1::RecordChange& figure = response->revision().changes(0);
  EXPECT_EQ(figure.key(), "gdp.changsha.growth.constant.total|2022|reported|report");
  EXPECT_EQ(figure.previous_revision(), 1);
  EXPECT_EQ(figure.observation().value().text(), "4.6");
  EXPECT_EQ(figure.observation().revision(), 2);
  EXPECT_EQ(figure.observation().publication().date(), "2024-01-31");
  const v1::Scenario& scenario = response->revision().changes(1).scenario();
  EXPECT_EQ(scenario.id(), "late");
  EXPECT_EQ(scenario.content_hash().size(), 64);
}

TEST_F(WatchServiceTest, ALargeRevisionComesInPartsThatBelongTogether) {
  Write("many", 2500);
  Call call(*stub_, After(1));
  std::set<std::string> keys;
  for (const bool last : {false, false, true}) {
    const auto part = call.Read();
    ASSERT_TRUE(part.has_value());
    EXPECT_EQ(part->revision().info().revision(), 2);
    EXPECT_EQ(part->revision().last_part(), last);
    for (const auto& change : part->revision().changes()) keys.insert(change.key());
  }
  EXPECT_EQ(keys.size(), 2500);
  EXPECT_EQ(call.Read()->bookmark().revision(), 2);
}

TEST_F(WatchServiceTest, FiltersAndBookmarks) {
  v1::WatchRequest request = After(0);
  request.mutable_filter()->add_indicators("imports-exports");
  request.mutable_filter()->add_kinds(v1::RECORD_KIND_OBSERVATION);
  request.set_bookmark_interval(2);
  Call call(*stub_, request);
  const auto first = call.Read();
  ASSERT_EQ(first->revision().changes_size(), 1);
  EXPECT_EQ(call.Read()->bookmark().revision(), 1);
  for (const char* id : {"a", "b"}) Write(id);
  EXPECT_EQ(call.Read()->bookmark().revision(), 3);
}

TEST_F(WatchServiceTest, RefusesWhatItCannotWatch) {
  const auto refusal = [&](const v1::WatchRequest& request) {
    Call call(*stub_, request);
    EXPECT_FALSE(call.Read().has_value());
    return call.Finish();
  };
  EXPECT_THAT(refusal(After(2)), StatusIs(absl::StatusCode::kOutOfRange));
  EXPECT_THAT(refusal(After(2)), HasReason("REVISION_NOT_FOUND"));
  EXPECT_THAT(refusal(After(-1)), HasField("start_after_revision"));
  v1::WatchRequest request = After(0);
  request.set_bookmark_interval(10001);
  request.mutable_filter()->add_kinds(v1::RECORD_KIND_UNSPECIFIED);
  request.mutable_filter()->add_kinds(static_cast<v1::RecordKind>(99));
  for (int i = 0; i < 1001; ++i) request.mutable_filter()->add_areas("changsha");
  const absl::Status wrong = refusal(request);
  for (const char* field :
       {"bookmark_interval", "filter.kinds[0]", "filter.kinds[1]", "filter.areas"}) {
    EXPECT_THAT(wrong, HasField(field));
  }
}

TEST_F(WatchServiceTest, OnlySoManyMayWatch) {
  Start({.watchers = 2, .behind = 8, .recent_records = 100});
  Call first(*stub_, After(0));
  Call second(*stub_, After(0));
  EXPECT_TRUE(first.ReadToBookmark());
  EXPECT_TRUE(second.ReadToBookmark());
  Call third(*stub_, After(0));
  EXPECT_FALSE(third.Read().has_value());
  const absl::Status refused = third.Finish();
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(refused, HasReason("TOO_MANY_WATCHERS"));
}

TEST_F(WatchServiceTest, ThoseWhoWaitHoldNoThreadOfThePool) {
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < 100; ++i) {
    calls.push_back(std::make_unique<Call>(*stub_, v1::WatchRequest()));
    EXPECT_EQ(calls.back()->Read()->bookmark().revision(), 1);
  }
  EXPECT_EQ(store_->watch_hub().watchers(), 100);
  // Runs on the one thread of the storage pool.
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Minutes(1)));
  v1::ListAreasResponse areas;
  EXPECT_TRUE(stub_->ListAreas(&context, v1::ListAreasRequest(), &areas).ok());
  Write("news");
  for (const auto& call : calls) EXPECT_EQ(call->Read()->revision().info().revision(), 2);
}

TEST_F(WatchServiceTest, ADrainEndsThemWithThePlaceToResumeFrom) {
  // An in-process transport is closed by the shutdown itself, statuses under way included.
  grpc::ChannelArguments direct;
  direct.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const auto stub = v1::IndicatorStore::NewStub(
      grpc::CreateCustomChannel(server_->address(), grpc::InsecureChannelCredentials(), direct));
  Call waiting(*stub, After(0));
  EXPECT_TRUE(waiting.ReadToBookmark());
  const absl::Time before = absl::Now();
  server_->Drain();
  EXPECT_LT(absl::Now() - before, absl::Seconds(15));  // the grace is 20
  EXPECT_FALSE(waiting.Read().has_value());
  const absl::Status ended = waiting.Finish();
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(ended, HasReason("SERVER_DRAINING"));
  EXPECT_EQ(ResumeRevision(ended), 1);
  EXPECT_EQ(store_->watch_hub().watchers(), 0);
}

TEST_F(WatchServiceTest, ASlowReaderIsEndedWithThePlaceToResumeFrom) {
  constexpr int kMost = 20000;
  Start({.watchers = 4, .behind = 8, .recent_records = 100});
  Call slow(*stub_, After(1));
  EXPECT_TRUE(slow.ReadToBookmark());
  // The first message that nobody reads is in flight at some time.
  for (int i = 0; i < kMost && store_->watch_hub().slow() == 0; ++i) Write(absl::StrCat("w", i));
  Write("more");
  int64_t last = 1;
  for (auto response = slow.Read(); response.has_value(); response = slow.Read()) {
    EXPECT_EQ(response->revision().info().revision(), last + 1);
    last = response->revision().info().revision();
  }
  const absl::Status ended = slow.Finish();
  EXPECT_THAT(ended, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(ended, HasReason("WATCH_TOO_SLOW"));
  EXPECT_EQ(ResumeRevision(ended), last);
  EXPECT_LT(last, store_->snapshot()->revision());
  Call resumed(*stub_, After(last));
  EXPECT_EQ(resumed.Read()->revision().info().revision(), last + 1);
  EXPECT_TRUE(resumed.ReadToBookmark());
}

// Reads on, cancelling and resuming at random, until revision `last` was seen.
std::vector<int64_t> FollowWithBreaks(v1::IndicatorStore::Stub& stub, uint32_t seed, int64_t last) {
  std::mt19937 random(seed);
  std::vector<int64_t> seen;
  int64_t position = 0;
  while (position < last) {
    Call call(stub, After(position));
    const int reads = std::uniform_int_distribution<int>(1, 12)(random);
    for (int i = 0; i < reads && position < last; ++i) {
      const auto response = call.Read();
      if (!response.has_value()) break;
      if (response->has_bookmark()) {
        EXPECT_EQ(response->bookmark().revision(), position);
        continue;
      }
      position = response->revision().info().revision();
      seen.push_back(position);
    }
    call.Cancel();
    const absl::Status ended = call.Finish();
    if (absl::IsDeadlineExceeded(ended)) break;
  }
  return seen;
}

TEST_F(WatchServiceTest, ThoseWhoComeAndGoMissNothingWhileOthersWrite) {
  constexpr int kWritten = 150;
  constexpr int kFollowers = 4;
  Start({.watchers = 50, .behind = 1024, .recent_records = 5});
  std::vector<std::vector<int64_t>> seen(kFollowers);
  std::vector<std::thread> threads;
  for (uint32_t i = 0; i < kFollowers; ++i) {
    threads.emplace_back([&, i] { seen[i] = FollowWithBreaks(*stub_, i, 1 + kWritten); });
  }
  for (int i = 0; i < kWritten; ++i) Write(absl::StrCat("w", i));
  for (std::thread& thread : threads) thread.join();
  std::vector<int64_t> all;
  for (int64_t r = 1; r <= 1 + kWritten; ++r) all.push_back(r);
  for (const auto& revisions : seen) EXPECT_EQ(revisions, all);
  server_->Drain();
  EXPECT_EQ(store_->watch_hub().watchers(), 0);
}

}  // namespace
}  // namespace indicast::store
