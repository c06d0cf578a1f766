#include "store-service/rpc/scenario_service.h"

#include "common/rpc/handlers.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

constexpr char kService[] = "indicast.store.v1.ScenarioStore";
constexpr rpc::Method kGetScenario = {kService, "GetScenario"};
constexpr rpc::Method kListScenarios = {kService, "ListScenarios"};

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

}  // namespace indicast::store
