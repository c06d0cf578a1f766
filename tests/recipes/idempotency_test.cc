// R10: the connection is cut before the server gets the request, in the middle of it, or after it
// has answered; the client sends the request again with the same id. It is written once, and both
// say so. The same id with other content is refused.
//
// INDICAST_CUT_ROUNDS (default 30), INDICAST_KILL_SEED.
#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/cpp/connect.h"
#include "common/testing/status_matchers.h"
#include "tests/recipes/cutting_proxy.h"
#include "tests/recipes/measure.h"
#include "tests/recipes/store_under_test.h"

namespace indicast::testing {
namespace {

constexpr absl::Duration kLimit = absl::Seconds(30);
constexpr int kFigures = 50;

enum class Place { kBefore, kWithin, kAfter };

class IdempotencyTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_OK_AND_ASSIGN(store_, StoreUnderTest::Start()); }

  store::v1::ImportRecordsRequest Request(const std::string& id, int64_t value = 1) const {
    auto request = EmptyImport(id);
    for (int i = 0; i < kFigures; ++i) {
      *request.add_observations() = store_->Figure(0, id, 1000 + i, value);
    }
    return request;
  }

  // A client whose connections go through `proxy`.
  static std::unique_ptr<client::StoreClient> ClientOf(const CuttingProxy& proxy) {
    client::ConnectOptions connect;
    connect.address = proxy.address();
    connect.deadline = absl::Seconds(60);
    return client::StoreClient::Connect(connect).value();
  }

  // Asked past the proxy.
  int64_t Head() const {
    const auto info = store_->client()->GetServerInfo();
    EXPECT_THAT(info, IsOk());
    return info.ok() ? info->head().revision() : -1;
  }
  void AwaitHead(int64_t revision) const {
    const absl::Time deadline = absl::Now() + kLimit;
    while (Head() < revision) {
      ASSERT_LT(absl::Now(), deadline);
      absl::SleepFor(absl::Milliseconds(1));
    }
  }

  // Sends the request through a proxy that cuts the connection at `place`, then again. Returns
  // whether the first attempt was written.
  bool CutAndRepeat(Place place, const store::v1::ImportRecordsRequest& request) {
    const auto proxy = CuttingProxy::Start(store_->address().address);
    EXPECT_THAT(proxy, IsOk());
    if (!proxy.ok()) return false;
    const auto client = ClientOf(**proxy);
    EXPECT_THAT(client->GetServerInfo(), IsOk());  // the connection stands
    const int64_t before = Head();
    const auto size = static_cast<int64_t>(request.ByteSizeLong());
    if (place == Place::kBefore) (*proxy)->HoldRequests();
    if (place == Place::kAfter) (*proxy)->HoldAnswers();
    if (place == Place::kWithin) {
      (*proxy)->CutAfter(std::uniform_int_distribution<int64_t>(1, size + 200)(random_));
    }
    absl::Status first;
    std::thread call([&] { first = client->ImportRecords(request).status(); });
    if (place == Place::kBefore) {
      EXPECT_TRUE((*proxy)->AwaitHeld(size, kLimit));
    }
    if (place == Place::kAfter) {
      AwaitHead(before + 1);
      EXPECT_TRUE((*proxy)->AwaitHeld(1, kLimit));
    }
    if (place != Place::kWithin) (*proxy)->CutAndHeal();
    call.join();
    (*proxy)->CutAndHeal();
    if (place != Place::kWithin) {
      EXPECT_FALSE(first.ok()) << "the client learned of it";
    }
    if (!first.ok()) {
      EXPECT_TRUE(IsUnanswered(first)) << first;
    }
    const bool written = Head() == before + 1;
    if (place == Place::kBefore) {
      EXPECT_FALSE(written);
    }
    if (place == Place::kAfter) {
      EXPECT_TRUE(written);
    }
    Repeat(*client, request, before + 1);
    return written;
  }

  void Repeat(const client::StoreClient& client, const store::v1::ImportRecordsRequest& request,
              int64_t revision) {
    for (int i = 0; i < 2; ++i) {
      const auto again = Answered(client, request);
      ASSERT_THAT(again, IsOk());
      EXPECT_EQ(again->head().revision(), revision);
    }
    EXPECT_EQ(Head(), revision) << "written twice";
    auto other = request;
    other.mutable_observations(0)->mutable_value()->set_text("77");
    const auto refused = Answered(client, other);
    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(refused, HasReason("REQUEST_ID_REUSED"));
    EXPECT_EQ(Head(), revision);
  }

  // The channel may still find its connection cut, and waits before it makes another.
  static absl::StatusOr<store::v1::ImportRecordsResponse> Answered(
      const client::StoreClient& client, const store::v1::ImportRecordsRequest& request) {
    const absl::Time deadline = absl::Now() + kLimit;
    while (true) {
      auto response = client.ImportRecords(request);
      if (!absl::IsUnavailable(response.status()) || absl::Now() > deadline) return response;
      absl::SleepFor(absl::Milliseconds(5));
    }
  }

  std::mt19937 random_{static_cast<unsigned>(FromEnvironment("INDICAST_KILL_SEED", 1))};
  std::unique_ptr<StoreUnderTest> store_;
};

TEST_F(IdempotencyTest, ACutConnectionAndARepeatWriteOnce) {
  const int rounds = FromEnvironment("INDICAST_CUT_ROUNDS", 30);
  int written = 0;
  int not_written = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto place = static_cast<Place>(round % 3);
    const bool was = CutAndRepeat(place, Request(absl::StrCat("cut-", round)));
    ++(was ? written : not_written);
    if (HasFailure()) FAIL() << "round " << round;
  }
  EXPECT_GE(written, rounds / 3);
  EXPECT_GE(not_written, rounds / 3);
  // The log has each of them once.
  ASSERT_OK_AND_ASSIGN(const auto log, ReadKeys(*store_->client(), 1));
  EXPECT_EQ(log.size(), static_cast<size_t>(rounds));
  for (const auto& [revision, keys] : log)
    EXPECT_EQ(keys.size(), static_cast<size_t>(kFigures)) << revision;
  EXPECT_THAT(store_->Stop(), IsOk());
  if (HasFailure()) return;
  ReportRecipe("R10", absl::StrCat(rounds, " cuts, ", written, " after the write, ", not_written,
                                   " before it, each written once, other content refused"));
}

// The memory of ids is the log: it outlives the process.
TEST_F(IdempotencyTest, AnIdIsKnownAfterAKill) {
  const auto request = Request("before-the-kill");
  ASSERT_THAT(store_->client()->ImportRecords(request), IsOk());
  store_->Kill();
  ASSERT_THAT(store_->Restart(), IsOk());
  Repeat(*store_->client(), request, 2);
  EXPECT_THAT(store_->Stop(), IsOk());
}

}  // namespace
}  // namespace indicast::testing
