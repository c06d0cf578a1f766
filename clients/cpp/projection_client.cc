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
    : stubs_(std::make_unique<Stubs>(Stubs{pb::Projection::NewStub(channel)})), options_(options) {}

ProjectionClient::~ProjectionClient() = default;

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

absl::Status ProjectionClient::Sweep(
    const pb::SweepRequest& request,
    const std::function<absl::Status(const pb::SweepResponse&)>& on_part) const {
  grpc::ClientContext context;
  const std::string request_id = Prepare(context, options_);
  const auto reader = stubs_->projection->Sweep(&context, request);
  pb::SweepResponse part;
  absl::Status stopped;
  while (stopped.ok() && reader->Read(&part)) stopped = on_part(part);
  if (!stopped.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!stopped.ok()) return stopped;
  return status.ok() ? absl::OkStatus() : ToStatus(status, request_id, options_);
}

}  // namespace indicast::client
