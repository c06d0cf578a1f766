// R7: four clients read and compare-and-set five figures of the real store while it is killed again
// and again; one order of all of it exists and agrees with real time.
//
// INDICAST_LINEARISABILITY_SECONDS (default 5), INDICAST_KILL_SEED.
#include <atomic>
#include <chrono>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/testing/status_matchers.h"
#include "tests/recipes/measure.h"
#include "tests/recipes/single_order.h"
#include "tests/recipes/store_under_test.h"

namespace indicast::testing {
namespace {

using ::testing::IsEmpty;

constexpr int kClients = 4;
constexpr int kKeys = 5;
constexpr int kYear = 2020;

int64_t Now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

class Client {
 public:
  Client(const StoreUnderTest& store, int number, unsigned seed, const std::atomic<bool>& stop)
      : store_(store), number_(number), random_(seed), stop_(stop) {}

  void Run() {
    while (!stop_) {
      const int key = std::uniform_int_distribution<>(0, kKeys - 1)(random_);
      const int64_t head = Read(key);
      if (head > 0 && random_() % 2 == 0) CompareAndSet(key, head);
    }
  }

  std::vector<Operation> history;
  int unanswered = 0;

 private:
  store::v1::Observation Figure(int key, int64_t value) const {
    return store_.Figure(0, absl::StrCat("register-", key), kYear, value);
  }

  // Waits for a store that is being started again.
  void AfterNoAnswer(const absl::Status& status) {
    EXPECT_TRUE(IsUnanswered(status)) << status;
    ++unanswered;
    absl::SleepFor(absl::Milliseconds(2));
  }

  // The revision of the answer, 0 when there was none.
  int64_t Read(int key) {
    const store::v1::Observation figure = Figure(key, 0);
    store::v1::GetObservationRequest request;
    *request.mutable_series() = figure.series();
    *request.mutable_period() = figure.period();
    Operation read;
    read.key = key;
    read.begin = Now();
    const auto response = store_.client()->GetObservation(request);
    read.end = Now();
    if (!response.ok()) {
      AfterNoAnswer(response.status());
      return 0;
    }
    EXPECT_TRUE(absl::SimpleAtoi(response->observation().value().text(), &read.value));
    read.revision = response->revision();
    history.push_back(read);
    return read.revision;
  }

  // Repeated with its id until it is answered, so that its outcome is known.
  void CompareAndSet(int key, int64_t expected) {
    Operation write;
    write.key = key;
    write.value = ++count_ * 10 + number_;
    write.expected = expected;
    auto request = EmptyImport(absl::StrCat("client-", number_, "-", count_));
    *request.add_observations() = Figure(key, write.value);
    request.set_expected_revision(expected);
    write.begin = Now();
    const absl::Time limit = absl::Now() + absl::Minutes(1);
    while (true) {
      if (absl::Now() > limit) {
        ADD_FAILURE() << "the store does not come back";
        return;
      }
      const auto response = store_.client()->ImportRecords(request);
      write.end = Now();
      if (response.ok()) {
        write.kind = Operation::Kind::kWrite;
        write.revision = response->head().revision();
        break;
      }
      if (absl::IsAborted(response.status())) {
        write.kind = Operation::Kind::kRefused;
        break;
      }
      AfterNoAnswer(response.status());
    }
    history.push_back(write);
  }

  const StoreUnderTest& store_;
  const int number_;
  std::mt19937 random_;
  const std::atomic<bool>& stop_;
  int64_t count_ = 0;
};

TEST(LinearisabilityTest, OneOrderOfAllOperationsExists) {
  const int seconds = FromEnvironment("INDICAST_LINEARISABILITY_SECONDS", 5);
  std::mt19937 random(static_cast<unsigned>(FromEnvironment("INDICAST_KILL_SEED", 1)));
  ASSERT_OK_AND_ASSIGN(const auto store, StoreUnderTest::Start());
  // Every register has a value before anybody reads it.
  std::vector<Operation> history;
  for (int key = 0; key < kKeys; ++key) {
    auto request = EmptyImport(absl::StrCat("register-", key));
    *request.add_observations() = store->Figure(0, absl::StrCat("register-", key), kYear, 1);
    Operation write;
    write.kind = Operation::Kind::kWrite;
    write.key = key;
    write.value = 1;
    write.begin = Now();
    ASSERT_OK_AND_ASSIGN(const auto response, store->client()->ImportRecords(request));
    write.end = Now();
    write.revision = response.head().revision();
    write.expected = write.revision - 1;
    history.push_back(write);
  }

  std::atomic<bool> stop{false};
  std::vector<std::unique_ptr<Client>> clients;
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) {
    clients.push_back(std::make_unique<Client>(*store, i, static_cast<unsigned>(random()), stop));
    threads.emplace_back([client = clients.back().get()] { client->Run(); });
  }
  const absl::Time end = absl::Now() + absl::Seconds(seconds);
  int kills = 0;
  while (absl::Now() < end) {
    absl::SleepFor(absl::Milliseconds(std::uniform_int_distribution<>(50, 800)(random)));
    store->Kill();
    ++kills;
    const absl::Status restarted = store->Restart();
    EXPECT_THAT(restarted, IsOk());
    if (!restarted.ok()) break;
  }
  stop = true;
  for (std::thread& thread : threads) thread.join();

  int unanswered = 0;
  for (const auto& client : clients) {
    history.insert(history.end(), client->history.begin(), client->history.end());
    unanswered += client->unanswered;
  }
  EXPECT_THAT(Contradictions(history, 1), IsEmpty());
  int64_t counts[3] = {};
  for (const Operation& o : history) ++counts[static_cast<int>(o.kind)];
  EXPECT_GT(counts[0], 100);
  EXPECT_GT(counts[1], 20);
  EXPECT_THAT(store->Stop(), IsOk());
  if (HasFailure()) return;
  ReportRecipe("R7",
               absl::StrCat(seconds, " s, ", kClients, " clients, ", kKeys, " keys, ", counts[0],
                            " reads, ", counts[1], " writes, ", counts[2], " refused, ", unanswered,
                            " calls without answer, ", kills, " kills, a single order exists"));
}

}  // namespace
}  // namespace indicast::testing
