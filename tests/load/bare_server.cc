// The peer of the load comparisons: a callback server as bare as gRPC allows, which decodes the
// request and fills the answer from a constant.
//
//   indicast-bare-server serve DIRECTORY           answers with the messages in the directory:
//                                                  GetObservation, BatchGetObservations (one each)
//                                                  and StreamObservations (each after its length),
//                                                  and CompareScenarios of the projection service,
//                                                  whichever are there; prints the address, ends on
//                                                  SIGTERM
//   indicast-bare-server serve-ready DIRECTORY     the same, but the parts of the stream are not
//                                                  filled: the messages of the start are sent
//   indicast-bare-server serve-wrapped DIRECTORY   GetObservation behind the runtime's unary
//   wrapper
#include <grpcpp/grpcpp.h>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/flags/parse.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/rpc/handlers.h"
#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "common/status/status_macros.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "tests/load/calls.h"

namespace indicast::load {
namespace {

using store::v1::BatchGetObservationsRequest;
using store::v1::BatchGetObservationsResponse;
using store::v1::GetObservationRequest;
using store::v1::GetObservationResponse;
using store::v1::IndicatorStore;
using store::v1::StreamObservationsRequest;
using store::v1::StreamObservationsResponse;

int Fail(absl::string_view what, absl::string_view detail) {
  std::cerr << "indicast-bare-server: " << what << ": " << detail << "\n";
  return 1;
}

struct Answers {
  GetObservationResponse point;
  BatchGetObservationsResponse batch;
  std::vector<StreamObservationsResponse> parts;
  projection::v1::CompareScenariosResponse comparison;
};

template <typename Message>
absl::Status Load(const std::string& path, Message& message) {
  const absl::StatusOr<std::string> bytes = ReadFile(path);
  if (!bytes.ok()) return absl::OkStatus();  // not there: not served
  return message.ParseFromString(*bytes)
             ? absl::OkStatus()
             : absl::DataLossError(absl::StrCat(path, " is no message of its kind"));
}

absl::StatusOr<Answers> LoadAnswers(const std::string& directory) {
  Answers answers;
  RETURN_IF_ERROR(Load(directory + "/GetObservation", answers.point));
  RETURN_IF_ERROR(Load(directory + "/BatchGetObservations", answers.batch));
  RETURN_IF_ERROR(Load(directory + "/CompareScenarios", answers.comparison));
  const absl::StatusOr<std::string> parts = ReadFile(directory + "/StreamObservations");
  if (!parts.ok()) return answers;
  ASSIGN_OR_RETURN(const std::vector<std::string> messages, SplitDelimited(*parts));
  answers.parts.reserve(messages.size());
  for (const std::string& message : messages) {
    if (!answers.parts.emplace_back().ParseFromString(message)) {
      return absl::DataLossError("StreamObservations holds what is no part");
    }
  }
  return answers;
}

class PartWriter final : public grpc::ServerWriteReactor<StreamObservationsResponse> {
 public:
  PartWriter(const std::vector<StreamObservationsResponse>& parts, bool fill)
      : parts_(parts), fill_(fill) {
    WriteNext();
  }
  void OnWriteDone(bool ok) override {
    if (ok) {
      WriteNext();
    } else {
      Finish(grpc::Status::CANCELLED);
    }
  }
  void OnDone() override { delete this; }

 private:
  void WriteNext() {
    if (next_ == parts_.size()) {
      Finish(grpc::Status::OK);
    } else if (fill_) {
      part_ = parts_[next_++];
      StartWrite(&part_);
    } else {
      StartWrite(&parts_[next_++]);
    }
  }

  const std::vector<StreamObservationsResponse>& parts_;
  const bool fill_;
  StreamObservationsResponse part_;
  size_t next_ = 0;
};

class BareStore final : public IndicatorStore::CallbackService {
 public:
  BareStore(const Answers& answers, bool fill_parts) : answers_(answers), fill_parts_(fill_parts) {}

  grpc::ServerUnaryReactor* GetObservation(grpc::CallbackServerContext* context,
                                           const GetObservationRequest*,
                                           GetObservationResponse* response) override {
    *response = answers_.point;
    return Finished(context);
  }

  grpc::ServerUnaryReactor* BatchGetObservations(grpc::CallbackServerContext* context,
                                                 const BatchGetObservationsRequest*,
                                                 BatchGetObservationsResponse* response) override {
    *response = answers_.batch;
    return Finished(context);
  }

  grpc::ServerWriteReactor<StreamObservationsResponse>* StreamObservations(
      grpc::CallbackServerContext*, const StreamObservationsRequest*) override {
    return new PartWriter(answers_.parts, fill_parts_);
  }

 private:
  static grpc::ServerUnaryReactor* Finished(grpc::CallbackServerContext* context) {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  const Answers& answers_;
  const bool fill_parts_;
};

class BareProjection final : public projection::v1::Projection::CallbackService {
 public:
  explicit BareProjection(const Answers& answers) : answers_(answers) {}

  grpc::ServerUnaryReactor* CompareScenarios(
      grpc::CallbackServerContext* context, const projection::v1::CompareScenariosRequest*,
      projection::v1::CompareScenariosResponse* response) override {
    *response = answers_.comparison;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const Answers& answers_;
};

class WrappedStore final : public IndicatorStore::CallbackService {
 public:
  WrappedStore(rpc::Runtime& runtime, const GetObservationResponse& answer)
      : runtime_(runtime), answer_(answer) {}

  grpc::ServerUnaryReactor* GetObservation(grpc::CallbackServerContext* context,
                                           const GetObservationRequest*,
                                           GetObservationResponse* response) override {
    static constexpr rpc::Method kGetObservation{"indicast.store.v1.IndicatorStore",
                                                 "GetObservation"};
    return rpc::RunUnary(runtime_, context, kGetObservation, rpc::Dispatch::kInline,
                         [this, response](rpc::CallContext&) -> absl::Status {
                           *response = answer_;
                           return absl::OkStatus();
                         });
  }

 private:
  rpc::Runtime& runtime_;
  const GetObservationResponse& answer_;
};

void Announce(const std::string& address) { std::cout << address << std::endl; }

int ServeBare(const Answers& answers, bool fill_parts) {
  BareStore service(answers, fill_parts);
  BareProjection projection(answers);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  builder.RegisterService(&projection);
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr || port == 0) return Fail("cannot listen", "127.0.0.1:0");
  Announce("127.0.0.1:" + std::to_string(port));
  rpc::WaitForSignal();
  server->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(1));
  return 0;
}

int ServeWrapped(const GetObservationResponse& answer) {
  rpc::ServerOptions options;
  options.program = "indicast-bare-server";
  options.admin_address = "";
  auto server = rpc::Server::Start(options, [&](rpc::Runtime& runtime) {
    std::vector<std::unique_ptr<grpc::Service>> services;
    services.push_back(std::make_unique<WrappedStore>(runtime, answer));
    return services;
  });
  if (!server.ok()) return Fail("cannot start", server.status().message());
  Announce((*server)->address());
  rpc::WaitForSignal();
  (*server)->Drain();
  return 0;
}

int Run(const std::vector<char*>& arguments) {
  const std::vector<std::string> words(arguments.begin() + 1, arguments.end());
  const bool ready = !words.empty() && words[0] == "serve-ready";
  const bool wrapped = !words.empty() && words[0] == "serve-wrapped";
  if (words.size() != 2 || (!ready && !wrapped && words[0] != "serve")) {
    std::cerr << "usage: indicast-bare-server serve|serve-ready|serve-wrapped DIRECTORY\n";
    return 2;
  }
  const absl::StatusOr<Answers> answers = LoadAnswers(words[1]);
  if (!answers.ok()) return Fail("cannot load", answers.status().message());
  return wrapped ? ServeWrapped(answers->point) : ServeBare(*answers, !ready);
}

}  // namespace
}  // namespace indicast::load

int main(int argc, char** argv) {
  indicast::rpc::BlockSignals();
  return indicast::load::Run(absl::ParseCommandLine(argc, argv));
}
