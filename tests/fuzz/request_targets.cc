// Requests of every reading method, of a scenario to create and of a revision to revert, against
// the real services in this process; the first byte chooses the method.

#include <grpcpp/grpcpp.h>

#include <iterator>
#include <memory>
#include <type_traits>

#include "absl/time/clock.h"
#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "indicast/store/v1/scenario_store_service.grpc.pb.h"
#include "store-service/app/test_import.h"
#include "store-service/rpc/services.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

namespace pb = ::indicast::store::v1;

// One store with a little of everything, for the life of the process.
class Service {
 public:
  Service() {
    store_ = store::Store::Open(store::testing::MemoryBackend(), SystemClock()).value();
    REQUIRE(store_->Import(store::testing::BaseImport()).ok());
    rpc::ServerOptions options;
    options.program = "fuzz";
    options.admin_address = "";
    options.storage_threads = 1;
    options.compute_threads = 1;
    options.log_sink = [](absl::string_view) {};
    server_ = rpc::Server::Start(options, [this](rpc::Runtime& runtime) {
                return store::MakeServices(*store_, runtime);
              }).value();
    indicators = pb::IndicatorStore::NewStub(server_->InProcessChannel());
    curation = pb::IndicatorCuration::NewStub(server_->InProcessChannel());
    scenarios = pb::ScenarioStore::NewStub(server_->InProcessChannel());
  }

  std::unique_ptr<pb::IndicatorStore::Stub> indicators;
  std::unique_ptr<pb::IndicatorCuration::Stub> curation;
  std::unique_ptr<pb::ScenarioStore::Stub> scenarios;

 private:
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<rpc::Server> server_;
};

Service& TheService() {
  static Service* const service = new Service;
  return *service;
}

// A request is answered or is the caller's mistake, and then says which.
void RequireAnswer(const grpc::Status& status) {
  const absl::Status mapped = rpc::FromGrpcStatus(status);
  switch (mapped.code()) {
    case absl::StatusCode::kOk:
      return;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kOutOfRange:
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAborted:
      REQUIRE(!DetailOf(mapped).reason.empty());
      return;
    default:
      REQUIRE(mapped.ok());
  }
}

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(10)));
}

template <typename Stub, typename Request, typename Response>
void Try(Stub& stub, grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
         absl::string_view bytes) {
  Request request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  if constexpr (std::is_same_v<Request, pb::CreateScenarioRequest> ||
                std::is_same_v<Request, pb::RevertRevisionRequest>) {
    request.set_validate_only(true);
  }
  grpc::ClientContext context;
  SetDeadline(context);
  Response response;
  RequireAnswer((stub.*method)(&context, request, &response));
}

template <typename Request, typename Response>
void TryStream(std::unique_ptr<grpc::ClientReader<Response>> (pb::IndicatorStore::Stub::*method)(
                   grpc::ClientContext*, const Request&),
               absl::string_view bytes) {
  Request request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return;
  grpc::ClientContext context;
  SetDeadline(context);
  const auto reader = (*TheService().indicators.*method)(&context, request);
  Response response;
  bool stopped = false;
  while (reader->Read(&response)) {
    // A watch goes on for ever.
    if constexpr (std::is_same_v<Response, pb::WatchResponse>) {
      if (!response.has_bookmark()) continue;
      context.TryCancel();
      stopped = true;
    }
  }
  const grpc::Status status = reader->Finish();
  if (!stopped) RequireAnswer(status);
}

using Method = void (*)(absl::string_view bytes);

template <auto kMethod>
void Read(absl::string_view bytes) {
  Try(*TheService().indicators, kMethod, bytes);
}

template <auto kMethod>
void ReadScenarios(absl::string_view bytes) {
  Try(*TheService().scenarios, kMethod, bytes);
}

template <auto kMethod>
void Curate(absl::string_view bytes) {
  Try(*TheService().curation, kMethod, bytes);
}

template <auto kMethod>
void ReadStream(absl::string_view bytes) {
  TryStream(kMethod, bytes);
}

using Indicators = pb::IndicatorStore::Stub;
using Scenarios = pb::ScenarioStore::Stub;

// Inputs are kept by these numbers: add at the end.
constexpr Method kMethods[] = {
    Read<&Indicators::GetIndicator>,
    Read<&Indicators::ListIndicators>,
    Read<&Indicators::SearchIndicators>,
    Read<&Indicators::ListAreas>,
    Read<&Indicators::ListUnits>,
    Read<&Indicators::GetObservation>,
    Read<&Indicators::ListObservations>,
    Read<&Indicators::ListObservationHistory>,
    Read<&Indicators::ListTargets>,
    Read<&Indicators::GetDocument>,
    Read<&Indicators::ListDocuments>,
    Read<&Indicators::GetEvidence>,
    Read<&Indicators::ListConflicts>,
    Read<&Indicators::BatchGetObservations>,
    Read<&Indicators::DiffObservations>,
    Read<&Indicators::ListAvailability>,
    ReadStream<&Indicators::StreamObservations>,
    ReadStream<&Indicators::ExportObservations>,
    ReadStream<&Indicators::Watch>,
    ReadScenarios<&Scenarios::GetScenario>,
    ReadScenarios<&Scenarios::ListScenarios>,
    ReadScenarios<&Scenarios::DiffScenarios>,
    ReadScenarios<&Scenarios::CreateScenario>,
    Read<&Indicators::CompareObservations>,
    Read<&Indicators::ListSilentSeries>,
    Read<&Indicators::GetServerInfo>,
    Curate<&pb::IndicatorCuration::Stub::RevertRevision>,
};

}  // namespace

void FuzzStoreRequest(absl::string_view input) {
  if (input.empty()) return;
  const auto method = static_cast<unsigned char>(input[0]) % std::size(kMethods);
  kMethods[method](input.substr(1));
}

}  // namespace indicast::fuzz
