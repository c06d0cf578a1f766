// Typed access to the projection service. Rules, errors and thread safety as in store_client.h.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/connect.h"
#include "indicast/projection/v1/projection_service.pb.h"

namespace indicast::client {

class ProjectionClient {
 public:
  // The errors of MakeChannel.
  static absl::StatusOr<std::unique_ptr<ProjectionClient>> Connect(const ConnectOptions& options);
  // On a channel the caller made, for example of an in-process server.
  ProjectionClient(const std::shared_ptr<grpc::Channel>& channel, const ConnectOptions& options);
  ~ProjectionClient();
  ProjectionClient(const ProjectionClient&) = delete;
  ProjectionClient& operator=(const ProjectionClient&) = delete;
  // A client on the same connection for calls that may take longer, or must not.
  std::unique_ptr<ProjectionClient> WithDeadline(absl::Duration deadline) const;

  absl::StatusOr<projection::v1::GetServerInfoResponse> GetServerInfo() const;
  absl::StatusOr<projection::v1::ProjectResponse> Project(
      const projection::v1::ProjectRequest& request) const;
  absl::StatusOr<projection::v1::CompareScenariosResponse> CompareScenarios(
      const projection::v1::CompareScenariosRequest& request) const;
  absl::StatusOr<projection::v1::SeekTargetsResponse> SeekTargets(
      const projection::v1::SeekTargetsRequest& request) const;
  absl::StatusOr<projection::v1::CheckPlanResponse> CheckPlan(
      const projection::v1::CheckPlanRequest& request) const;
  absl::StatusOr<projection::v1::AnalyzeSensitivityResponse> AnalyzeSensitivity(
      const projection::v1::AnalyzeSensitivityRequest& request) const;
  absl::StatusOr<projection::v1::TrackYearResponse> TrackYear(
      const projection::v1::TrackYearRequest& request) const;
  absl::StatusOr<projection::v1::DecomposeGrowthResponse> DecomposeGrowth(
      const projection::v1::DecomposeGrowthRequest& request) const;
  // Streams: every message goes to `on_part`, which may end the call by an error; that error is
  // returned. The deadline holds for the whole stream (WithDeadline).
  absl::Status Simulate(
      const projection::v1::SimulateRequest& request,
      const std::function<absl::Status(const projection::v1::SimulateResponse&)>& on_part) const;
  absl::Status Sweep(
      const projection::v1::SweepRequest& request,
      const std::function<absl::Status(const projection::v1::SweepResponse&)>& on_part) const;

 private:
  struct Stubs;
  ProjectionClient(std::shared_ptr<Stubs> stubs, ConnectOptions options);

  std::shared_ptr<Stubs> stubs_;
  ConnectOptions options_;
};

}  // namespace indicast::client
