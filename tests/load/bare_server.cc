// The peer of the load comparison: a callback server as bare as gRPC allows, which decodes
// GetObservationRequest and fills GetObservationResponse from a constant. Also the two small
// clients that the comparison needs.
//
//   indicast-bare-server request <file>            writes a POST body for h2load
//   indicast-bare-server ask <address> <file>      calls GetObservation, writes the decoded answer
//   indicast-bare-server serve <file>              answers with the content of the file; prints the
//                                                  address, ends on SIGTERM
//   indicast-bare-server serve-wrapped <file>      the same behind the runtime's unary wrapper
#include <grpcpp/grpcpp.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "absl/strings/string_view.h"
#include "common/rpc/handlers.h"
#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/io/zero_copy_stream_impl_lite.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "indicast/type/v1/vocabulary.pb.h"

ABSL_FLAG(std::string, indicator, "gdp", "indicator to ask for");
ABSL_FLAG(std::string, area, "changsha", "area to ask for");
ABSL_FLAG(std::string, measure, "GROWTH", "LEVEL, GROWTH or CHANGE");
ABSL_FLAG(std::string, price_basis, "CONSTANT", "CURRENT, CONSTANT, NOT_APPLICABLE or UNSTATED");
ABSL_FLAG(std::string, period, "2023", "period to ask for");

namespace indicast {
namespace {

using store::v1::GetObservationRequest;
using store::v1::GetObservationResponse;
using store::v1::IndicatorStore;

int Fail(absl::string_view what, absl::string_view detail) {
  std::cerr << "indicast-bare-server: " << what << ": " << detail << "\n";
  return 1;
}

bool MakeRequest(GetObservationRequest& request) {
  auto* series = request.mutable_series();
  series->set_indicator(absl::GetFlag(FLAGS_indicator));
  series->set_area(absl::GetFlag(FLAGS_area));
  type::v1::Measure measure{};
  type::v1::PriceBasis basis{};
  if (!type::v1::Measure_Parse("MEASURE_" + absl::GetFlag(FLAGS_measure), &measure) ||
      !type::v1::PriceBasis_Parse("PRICE_BASIS_" + absl::GetFlag(FLAGS_price_basis), &basis)) {
    return false;
  }
  series->set_measure(measure);
  series->set_price_basis(basis);
  request.mutable_period()->set_text(absl::GetFlag(FLAGS_period));
  return true;
}

bool WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out << bytes;
  return static_cast<bool>(out.flush());
}

// The same message gives the same bytes.
std::string Deterministic(const google::protobuf::MessageLite& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream out(&stream);
    out.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&out);
  }
  return bytes;
}

// The body of a gRPC POST: not compressed, length in four bytes, message.
int WriteRequest(const std::string& path) {
  GetObservationRequest request;
  if (!MakeRequest(request)) return Fail("bad flag", "--measure or --price_basis");
  const std::string message = request.SerializeAsString();
  std::string body(1, '\0');
  for (const int shift : {24, 16, 8, 0}) {
    body.push_back(static_cast<char>((message.size() >> shift) & 0xFF));
  }
  return WriteFile(path, body + message) ? 0 : Fail("cannot write", path);
}

int Ask(const std::string& address, const std::string& path) {
  GetObservationRequest request;
  if (!MakeRequest(request)) return Fail("bad flag", "--measure or --price_basis");
  const auto stub =
      IndicatorStore::NewStub(grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  GetObservationResponse response;
  const grpc::Status status = stub->GetObservation(&context, request, &response);
  if (!status.ok()) return Fail("GetObservation", status.error_message());
  return WriteFile(path, Deterministic(response)) ? 0 : Fail("cannot write", path);
}

class BareStore final : public IndicatorStore::CallbackService {
 public:
  explicit BareStore(const GetObservationResponse& answer) : answer_(answer) {}

  grpc::ServerUnaryReactor* GetObservation(grpc::CallbackServerContext* context,
                                           const GetObservationRequest*,
                                           GetObservationResponse* response) override {
    *response = answer_;
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

 private:
  const GetObservationResponse& answer_;
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

int ServeBare(const GetObservationResponse& answer) {
  BareStore service(answer);
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
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
  if (words.size() == 2 && words[0] == "request") return WriteRequest(words[1]);
  if (words.size() == 3 && words[0] == "ask") return Ask(words[1], words[2]);
  if (words.size() == 2 && (words[0] == "serve" || words[0] == "serve-wrapped")) {
    std::ifstream in(words[1], std::ios::binary);
    GetObservationResponse answer;
    if (!in || !answer.ParseFromIstream(&in)) return Fail("cannot read", words[1]);
    return words[0] == "serve" ? ServeBare(answer) : ServeWrapped(answer);
  }
  std::cerr << "usage: indicast-bare-server request FILE | ask ADDRESS FILE | serve FILE | "
               "serve-wrapped FILE\n";
  return 2;
}

}  // namespace
}  // namespace indicast

int main(int argc, char** argv) {
  indicast::rpc::BlockSignals();
  return indicast::Run(absl::ParseCommandLine(argc, argv));
}
