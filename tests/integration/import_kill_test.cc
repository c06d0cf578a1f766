// kill -9 of the real store process while it imports: after the restart all of it or nothing.
// INDICAST_KILL_ROUNDS sets the number of rounds (default 6).
#include <cstdlib>
#include <random>
#include <string>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/connect.h"
#include "common/testing/status_matchers.h"
#include "tests/integration/loaded_services.h"

namespace indicast::testing {
namespace {

constexpr int kFigures = 20000;

int Rounds() {
  int rounds = 6;
  if (const char* text = std::getenv("INDICAST_KILL_ROUNDS"); text != nullptr) {
    EXPECT_TRUE(absl::SimpleAtoi(text, &rounds)) << text;
  }
  return rounds;
}

// Figures of many series over many years, all in one transaction.
store::v1::ImportRecordsRequest LargeImport(const store::v1::ImportRecordsRequest& data,
                                            const std::string& id) {
  store::v1::ImportRecordsRequest request;
  request.set_request_id(id);
  request.set_reason("large import");
  store::v1::Observation figure;
  for (const auto& o : data.observations()) {
    if (!o.evidence().has_quote() && o.series().measure() == type::v1::MEASURE_LEVEL) figure = o;
  }
  for (int i = 0; i < kFigures; ++i) {
    auto* o = request.add_observations();
    *o = figure;
    o->mutable_series()->set_scope(absl::StrCat(id, "-", i / 1000));
    o->mutable_period()->set_text(absl::StrCat(1000 + i % 1000));
    o->mutable_value()->set_text(absl::StrCat(i));
  }
  return request;
}

// The store again, with a client on its new port.
absl::Status Restart(LoadedServices& services) {
  if (absl::Status status = services.processes->StartStore(); !status.ok()) return status;
  client::ConnectOptions connect;
  connect.address = services.processes->store_address().address;
  connect.deadline = absl::Seconds(60);
  auto client = client::StoreClient::Connect(connect);
  if (!client.ok()) return client.status();
  services.store = *std::move(client);
  return absl::OkStatus();
}

TEST(ImportKillTest, AfterARestartAllOfItOrNothing) {
  ServiceOptions options;
  options.projection = false;
  ASSERT_OK_AND_ASSIGN(LoadedServices services, StartEmpty(options));
  ASSERT_OK_AND_ASSIGN(const auto data, ReadImport("data/changsha"));
  ASSERT_THAT(services.store->ImportRecords(data), IsOk());

  // What an import takes here when nothing ends it.
  const absl::Time begin = absl::Now();
  ASSERT_THAT(services.store->ImportRecords(LargeImport(data, "whole")), IsOk());
  const double usual_ms = absl::ToDoubleMilliseconds(absl::Now() - begin);

  std::mt19937 random(20240131);
  int cut_short = 0;
  for (int round = 0; round < Rounds(); ++round) {
    ASSERT_OK_AND_ASSIGN(const auto before, services.store->GetServerInfo());
    const auto large = LargeImport(data, absl::StrCat("round-", round));
    absl::Status outcome;
    std::thread writer([&] { outcome = services.store->ImportRecords(large).status(); });
    // Somewhere between the arrival of the request and the usual end of an import.
    absl::SleepFor(
        absl::Milliseconds(std::uniform_real_distribution<>(0.1, 1.0)(random) * usual_ms));
    services.processes->store().Kill();
    writer.join();

    ASSERT_THAT(Restart(services), IsOk()) << "round " << round;
    ASSERT_OK_AND_ASSIGN(const auto info, services.store->GetServerInfo());
    const int64_t added = info.observation_count() - before.observation_count();
    EXPECT_TRUE(added == 0 || added == kFigures) << "round " << round << ": " << added;
    EXPECT_EQ(info.head().revision(), before.head().revision() + (added == 0 ? 0 : 1));
    if (outcome.ok()) {
      EXPECT_EQ(added, kFigures) << "round " << round << ": acknowledged and lost";
    }
    if (added == 0) ++cut_short;

    // The same request again: written once in all.
    ASSERT_THAT(services.store->ImportRecords(large), IsOk());
    ASSERT_OK_AND_ASSIGN(const auto after, services.store->GetServerInfo());
    EXPECT_EQ(after.head().revision(), before.head().revision() + 1);
    EXPECT_EQ(after.observation_count(), before.observation_count() + kFigures);
  }
  EXPECT_GT(cut_short, 0) << "no kill came before the commit: the test shows nothing";
  EXPECT_THAT(services.processes->Stop(), IsOk());
}

}  // namespace
}  // namespace indicast::testing
