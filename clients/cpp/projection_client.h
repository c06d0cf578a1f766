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
  // Hands every part of the stream to `on_part`, which may stop it by an error; that error is
  // returned.
  absl::Status Sweep(
      const projection::v1::SweepRequest& request,
      const std::function<absl::Status(const projection::v1::SweepResponse&)>& on_part) const;

 private:
  struct Stubs;
  std::unique_ptr<Stubs> stubs_;
  ConnectOptions options_;
};

}  // namespace indicast::client
