#include "tests/integration/city_in_process.h"

#include <utility>
#include <vector>

#include "clients/cpp/data_folder.h"
#include "common/clock/clock.h"
#include "common/rpc/server.h"
#include "common/rpc/status_map.h"
#include "common/status/status_macros.h"
#include "grpcpp/grpcpp.h"
#include "projection-service/app/projector.h"
#include "projection-service/rpc/projection_service.h"
#include "projection-service/store_client/grpc_store_reader.h"
#include "store-service/app/store.h"
#include "store-service/backend/sqlite/sqlite_backend.h"
#include "store-service/rpc/services.h"

namespace indicast::testing {
namespace {

rpc::ServerOptions Options(const char* program) {
  rpc::ServerOptions options;
  options.program = program;
  options.admin_address = "";
  options.log_sink = [](absl::string_view) {};
  return options;
}

class City final : public CityInProcess {
 public:
  ~City() override {
    if (projection_server_ != nullptr) projection_server_->Drain();
    StopStore();
  }

  absl::Status Start() {
    ASSIGN_OR_RETURN(auto backend,
                     store::OpenSqlite({.directory = "", .in_memory = true, .accept_log = false}));
    ASSIGN_OR_RETURN(store_, store::Store::Open(std::move(backend)));
    ASSIGN_OR_RETURN(store_server_,
                     rpc::Server::Start(Options("indicast-store"), [this](rpc::Runtime& runtime) {
                       return store::MakeServices(*store_, runtime);
                     }));
    store_stub_ = store::v1::IndicatorStore::NewStub(store_server_->InProcessChannel());
    curation_stub_ = store::v1::IndicatorCuration::NewStub(store_server_->InProcessChannel());
    RETURN_IF_ERROR(Import());
    const std::string address = store_server_->address();
    ASSIGN_OR_RETURN(auto channel, projection::MakeStoreChannel(address));
    reader_ = projection::MakeGrpcStoreReader(std::move(channel), address, SystemClock());
    projector_ = std::make_unique<projection::Projector>(*reader_, "test");
    ASSIGN_OR_RETURN(
        projection_server_,
        rpc::Server::Start(Options("indicast-projection"), [this](rpc::Runtime& runtime) {
          std::vector<std::unique_ptr<grpc::Service>> services;
          services.push_back(projection::MakeProjectionService(runtime, *projector_));
          return services;
        }));
    projection_stub_ = projection::v1::Projection::NewStub(projection_server_->InProcessChannel());
    return absl::OkStatus();
  }

  store::v1::IndicatorStore::Stub& store() override { return *store_stub_; }
  store::v1::IndicatorCuration::Stub& curation() override { return *curation_stub_; }
  projection::v1::Projection::Stub& projection() override { return *projection_stub_; }

  void StopStore() override {
    if (store_server_ != nullptr) store_server_->Drain();
    store_server_ = nullptr;
  }

 private:
  absl::Status Import() {
    ASSIGN_OR_RETURN(client::DataFolder folder,
                     client::ReadDataFolder(INDICAST_SOURCE_DIR "/data/changsha"));
    folder.request.set_request_id("shipped-data");
    folder.request.set_reason("test");
    grpc::ClientContext context;
    store::v1::ImportRecordsResponse response;
    return rpc::FromGrpcStatus(curation_stub_->ImportRecords(&context, folder.request, &response));
  }

  std::unique_ptr<store::Store> store_;
  std::unique_ptr<rpc::Server> store_server_;
  std::unique_ptr<store::v1::IndicatorStore::Stub> store_stub_;
  std::unique_ptr<store::v1::IndicatorCuration::Stub> curation_stub_;
  std::unique_ptr<projection::StoreReader> reader_;
  std::unique_ptr<projection::Projector> projector_;
  std::unique_ptr<rpc::Server> projection_server_;
  std::unique_ptr<projection::v1::Projection::Stub> projection_stub_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<CityInProcess>> CityInProcess::Start() {
  auto city = std::make_unique<City>();
  RETURN_IF_ERROR(city->Start());
  return city;
}

}  // namespace indicast::testing
