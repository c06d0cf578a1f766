#include "clients/cpp/projection_client.h"

#include <utility>

#include "clients/cpp/call.h"
#include "grpcpp/channel.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"

namespace indicast::client {

namespace pb = ::indicast::projection::v1;
using Stub = pb::Projection::Stub;

struct ProjectionClient::Stubs {
  std::unique_ptr<Stub> projection;
};

absl::StatusOr<std::unique_ptr<ProjectionClient>> ProjectionClient::Connect(
    const ConnectOptions& options) {
  auto channel = MakeChannel(options);
  if (!channel.ok()) return channel.status();
  return std::make_unique<ProjectionClient>(*std::move(channel), options);
}

ProjectionClient::ProjectionClient(const std::shared_ptr<grpc::Channel>& channel,
                                   const ConnectOptions& options)
    : stubs_(std::make_shared<Stubs>(Stubs{pb::Projection::NewStub(channel)})), options_(options) {}

ProjectionClient::ProjectionClient(std::shared_ptr<Stubs> stubs, ConnectOptions options)
    : stubs_(std::move(stubs)), options_(std::move(options)) {}

ProjectionClient::~ProjectionClient() = default;

std::unique_ptr<ProjectionClient> ProjectionClient::WithDeadline(absl::Duration deadline) const {
  ConnectOptions options = options_;
  options.deadline = deadline;
  return std::unique_ptr<ProjectionClient>(new ProjectionClient(stubs_, std::move(options)));
}

absl::StatusOr<pb::GetServerInfoResponse> ProjectionClient::GetServerInfo() const {
  return CallUnary<pb::GetServerInfoResponse>(*stubs_->projection, &Stub::GetServerInfo,
                                              pb::GetServerInfoRequest(), options_);
}

absl::StatusOr<pb::ProjectResponse> ProjectionClient::Project(
    const pb::ProjectRequest& request) const {
  return CallUnary<pb::ProjectResponse>(*stubs_->projection, &Stub::Project, request, options_);
}

absl::StatusOr<pb::CompareScenariosResponse> ProjectionClient::CompareScenarios(
    const pb::CompareScenariosRequest& request) const {
  return CallUnary<pb::CompareScenariosResponse>(*stubs_->projection, &Stub::CompareScenarios,
                                                 request, options_);
}

absl::StatusOr<pb::SeekTargetsResponse> ProjectionClient::SeekTargets(
    const pb::SeekTargetsRequest& request) const {
  return CallUnary<pb::SeekTargetsResponse>(*stubs_->projection, &Stub::SeekTargets, request,
                                            options_);
}

absl::StatusOr<pb::CheckPlanResponse> ProjectionClient::CheckPlan(
    const pb::CheckPlanRequest& request) const {
  return CallUnary<pb::CheckPlanResponse>(*stubs_->projection, &Stub::CheckPlan, request, options_);
}

absl::StatusOr<pb::AnalyzeSensitivityResponse> ProjectionClient::AnalyzeSensitivity(
    const pb::AnalyzeSensitivityRequest& request) const {
  return CallUnary<pb::AnalyzeSensitivityResponse>(*stubs_->projection, &Stub::AnalyzeSensitivity,
                                                   request, options_);
}

absl::StatusOr<pb::TrackYearResponse> ProjectionClient::TrackYear(
    const pb::TrackYearRequest& request) const {
  return CallUnary<pb::TrackYearResponse>(*stubs_->projection, &Stub::TrackYear, request, options_);
}

absl::StatusOr<pb::DecomposeGrowthResponse> ProjectionClient::DecomposeGrowth(
    const pb::DecomposeGrowthRequest& request) const {
  return CallUnary<pb::DecomposeGrowthResponse>(*stubs_->projection, &Stub::DecomposeGrowth,
                                                request, options_);
}

absl::Status ProjectionClient::Simulate(
    const pb::SimulateRequest& request,
    const std::function<absl::Status(const pb::SimulateResponse&)>& on_part) const {
  return CallStream(*stubs_->projection, &Stub::Simulate, request, on_part, options_);
}

absl::Status ProjectionClient::Sweep(
    const pb::SweepRequest& request,
    const std::function<absl::Status(const pb::SweepResponse&)>& on_part) const {
  return CallStream(*stubs_->projection, &Stub::Sweep, request, on_part, options_);
}

}  // namespace indicast::client
