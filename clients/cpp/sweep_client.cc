#include "clients/cpp/sweep_client.h"

#include <string>
#include <utility>

#include "clients/cpp/call.h"
#include "google/protobuf/arena.h"
#include "grpcpp/channel.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"

namespace indicast::client {

namespace pb = ::indicast::projection::v1;

struct SweepClient::Stubs {
  std::unique_ptr<pb::Projection::Stub> projection;
};

absl::StatusOr<std::unique_ptr<SweepClient>> SweepClient::Connect(const ConnectOptions& options) {
  auto channel = MakeChannel(options);
  if (!channel.ok()) return channel.status();
  return std::make_unique<SweepClient>(*std::move(channel), options);
}

SweepClient::SweepClient(const std::shared_ptr<grpc::Channel>& channel,
                         const ConnectOptions& options)
    : stubs_(std::make_unique<Stubs>(Stubs{pb::Projection::NewStub(channel)})), options_(options) {}

SweepClient::~SweepClient() = default;

absl::Status SweepClient::Sweep(
    const pb::SweepRequest& request,
    const std::function<absl::Status(const pb::SweepResponse&)>& on_part, WatchStop* stop) const {
  grpc::ClientContext context;
  const std::string request_id = Prepare(context, options_);
  if (stop != nullptr && !stop->Attach(&context)) context.TryCancel();
  const auto reader = stubs_->projection->Sweep(&context, request);
  absl::Status ended;
  // A part is thousands of small messages: on an arena they cost no allocation each.
  google::protobuf::Arena arena;
  for (;;) {
    auto* part = google::protobuf::Arena::CreateMessage<pb::SweepResponse>(&arena);
    if (!reader->Read(part)) break;
    ended = on_part(*part);
    if (!ended.ok()) break;
    arena.Reset();
  }
  if (!ended.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (stop != nullptr) stop->Detach();
  if (!ended.ok() || status.ok()) return ended;
  return ToStatus(status, request_id, options_);
}

}  // namespace indicast::client
