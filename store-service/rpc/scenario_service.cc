#include "store-service/rpc/scenario_service.h"

#include "common/rpc/handlers.h"
#include "common/status/status_macros.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

constexpr char kService[] = "indicast.store.v1.ScenarioStore";
constexpr rpc::Method kGetScenario = {kService, "GetScenario"};
constexpr rpc::Method kListScenarios = {kService, "ListScenarios"};
constexpr rpc::Method kDiffScenarios = {kService, "DiffScenarios"};
constexpr rpc::Method kCreateScenario = {kService, "CreateScenario", true};

}  // namespace

ScenarioService::ScenarioService(Store& store, rpc::Runtime& runtime)
    : store_(store), runtime_(runtime) {}

grpc::ServerUnaryReactor* ScenarioService::GetScenario(grpc::CallbackServerContext* context,
                                                       const v1::GetScenarioRequest* request,
                                                       v1::GetScenarioResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kGetScenario, rpc::Dispatch::kInline,
      [this, request, response](rpc::CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* ScenarioService::ListScenarios(grpc::CallbackServerContext* context,
                                                         const v1::ListScenariosRequest* request,
                                                         v1::ListScenariosResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListScenarios, rpc::Dispatch::kStorage,
      [this, request, response](rpc::CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* ScenarioService::DiffScenarios(grpc::CallbackServerContext* context,
                                                         const v1::DiffScenariosRequest* request,
                                                         v1::DiffScenariosResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kDiffScenarios, rpc::Dispatch::kStorage,
      [this, request, response](rpc::CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* ScenarioService::CreateScenario(grpc::CallbackServerContext* context,
                                                          const v1::CreateScenarioRequest* request,
                                                          v1::CreateScenarioResponse* response) {
  return rpc::RunUnary(runtime_, context, kCreateScenario, rpc::Dispatch::kStorage,
                       [this, request, response](rpc::CallContext& call) -> absl::Status {
                         RETURN_IF_ERROR(Create(store_, *request, call.principal, response));
                         if (!request->validate_only()) call.revision = response->revision();
                         return absl::OkStatus();
                       });
}

}  // namespace indicast::store
