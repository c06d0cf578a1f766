// Typed access to the projection service. Rules, errors and thread safety as in store_client.h.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "clients/cpp/connect.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::client {

class ProjectionClient {
 public:
  // kInvalidArgument (ADDRESS_INVALID), kFailedPrecondition (INSECURE_ADDRESS).
  static absl::StatusOr<std::unique_ptr<ProjectionClient>> Connect(const ConnectOptions& options);
  // On a channel the caller made, for example of an in-process server.
  ProjectionClient(const std::shared_ptr<grpc::Channel>& channel, const ConnectOptions& options);
  ~ProjectionClient();
  ProjectionClient(const ProjectionClient&) = delete;
  ProjectionClient& operator=(const ProjectionClient&) = delete;

  absl::StatusOr<projection::v1::GetServerInfoResponse> GetServerInfo() const;
  absl::StatusOr<projection::v1::ProjectResponse> Project(
      const projection::v1::ProjectRequest& request) const;
  absl::StatusOr<projection::v1::CompareScenariosResponse> CompareScenarios(
      const projection::v1::CompareScenariosRequest& request) const;
  absl::StatusOr<projection::v1::TrackYearResponse> TrackYear(
      const projection::v1::TrackYearRequest& request) const;
  absl::StatusOr<projection::v1::DecomposeGrowthResponse> DecomposeGrowth(
      const projection::v1::DecomposeGrowthRequest& request) const;
  // Blocks until the result is there; progress comes on the calling thread. An answer without a
  // result is kInternal (ANSWER_INCOMPLETE).
  absl::StatusOr<projection::v1::SimulationResult> Simulate(
      const projection::v1::SimulateRequest& request,
      const std::function<void(const projection::v1::SimulationProgress&)>& on_progress) const;
  absl::StatusOr<projection::v1::AnalyzeSensitivityResponse> AnalyzeSensitivity(
      const projection::v1::AnalyzeSensitivityRequest& request) const;

 private:
  struct Stubs;
  std::unique_ptr<Stubs> stubs_;
  ConnectOptions options_;
};

}  // namespace indicast::client
