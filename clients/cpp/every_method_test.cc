// The clients have a function for every method of the contracts.
#include <functional>
#include <string>
#include <vector>

#include "clients/cpp/projection_client.h"
#include "clients/cpp/store_client.h"
#include "clients/cpp/testing/counting_server.h"
#include "common/testing/status_matchers.h"

namespace indicast::client {
namespace {

using testing::CountingServer;

// What no client repeats, so that every call counts once.
grpc::Status Answer() { return {grpc::StatusCode::UNIMPLEMENTED, "counted"}; }

std::vector<std::string> Called(CountingServer& server) {
  std::vector<std::string> paths;
  for (const auto& [path, count] : server.calls()) {
    EXPECT_EQ(count, 1) << path;
    paths.push_back(path);
  }
  return paths;
}

const auto kTake = [](const auto&) { return absl::OkStatus(); };

TEST(EveryMethodTest, OfTheStore) {
  CountingServer server(Answer());
  ASSERT_OK_AND_ASSIGN(const auto client, StoreClient::Connect({.address = server.address()}));
  const std::vector<std::function<absl::Status()>> calls = {
      [&] { return client->GetServerInfo().status(); },
      [&] { return client->GetIndicator({}).status(); },
      [&] { return client->ListIndicators({}).status(); },
      [&] { return client->SearchIndicators({}).status(); },
      [&] { return client->ListAreas({}).status(); },
      [&] { return client->ListUnits({}).status(); },
      [&] { return client->GetObservation({}).status(); },
      [&] { return client->ListObservations({}).status(); },
      [&] { return client->StreamObservations({}, kTake); },
      [&] { return client->ListObservationHistory({}).status(); },
      [&] { return client->ListTargets({}).status(); },
      [&] { return client->GetDocument({}).status(); },
      [&] { return client->ListDocuments({}).status(); },
      [&] { return client->GetEvidence({}).status(); },
      [&] { return client->ListConflicts({}).status(); },
      [&] { return client->BatchGetObservations({}).status(); },
      [&] { return client->DiffObservations({}).status(); },
      [&] { return client->ListAvailability({}).status(); },
      [&] { return client->CompareObservations({}).status(); },
      [&] { return client->ListSilentSeries({}).status(); },
      [&] { return client->ExportObservations({}, kTake); },
      [&] { return client->Watch({}, kTake).status; },
      [&] { return client->ImportRecords({}).status(); },
      [&] { return client->ImportRecordStream([](auto&) { return false; }).status(); },
      [&] { return client->RevertRevision({}).status(); },
      [&] { return client->CreateScenario({}).status(); },
      [&] { return client->DiffScenarios({}).status(); },
      [&] { return client->GetScenario({}).status(); },
      [&] { return client->ListScenarios({}).status(); }};
  for (const auto& call : calls) {
    EXPECT_THAT(call(), indicast::testing::StatusIs(absl::StatusCode::kUnimplemented));
  }
  EXPECT_THAT(Called(server), ::testing::UnorderedElementsAreArray(testing::StoreMethods()));
}

TEST(EveryMethodTest, OfTheProjectionService) {
  CountingServer server(Answer());
  ASSERT_OK_AND_ASSIGN(const auto client, ProjectionClient::Connect({.address = server.address()}));
  const std::vector<std::function<absl::Status()>> calls = {
      [&] { return client->GetServerInfo().status(); },
      [&] { return client->Project({}).status(); },
      [&] { return client->CompareScenarios({}).status(); },
      [&] { return client->SeekTargets({}).status(); },
      [&] { return client->CheckPlan({}).status(); },
      [&] { return client->Simulate({}, kTake); },
      [&] { return client->AnalyzeSensitivity({}).status(); },
      [&] { return client->TrackYear({}).status(); },
      [&] { return client->DecomposeGrowth({}).status(); },
      [&] { return client->Sweep({}, kTake); }};
  for (const auto& call : calls) {
    EXPECT_THAT(call(), indicast::testing::StatusIs(absl::StatusCode::kUnimplemented));
  }
  EXPECT_THAT(Called(server), ::testing::UnorderedElementsAreArray(testing::ProjectionMethods()));
}

}  // namespace
}  // namespace indicast::client
