// indicast.store.v1.ScenarioStore: reading, comparing and adding scenarios.
#pragma once

#include "common/rpc/runtime.h"
#include "indicast/store/v1/scenario_store_service.grpc.pb.h"
#include "store-service/app/store.h"

namespace indicast::store {

class ScenarioService final : public v1::ScenarioStore::CallbackService {
 public:
  ScenarioService(Store& store, rpc::Runtime& runtime);

  grpc::ServerUnaryReactor* GetScenario(grpc::CallbackServerContext* context,
                                        const v1::GetScenarioRequest* request,
                                        v1::GetScenarioResponse* response) override;
  grpc::ServerUnaryReactor* ListScenarios(grpc::CallbackServerContext* context,
                                          const v1::ListScenariosRequest* request,
                                          v1::ListScenariosResponse* response) override;
  grpc::ServerUnaryReactor* DiffScenarios(grpc::CallbackServerContext* context,
                                          const v1::DiffScenariosRequest* request,
                                          v1::DiffScenariosResponse* response) override;
  grpc::ServerUnaryReactor* CreateScenario(grpc::CallbackServerContext* context,
                                           const v1::CreateScenarioRequest* request,
                                           v1::CreateScenarioResponse* response) override;

 private:
  Store& store_;
  rpc::Runtime& runtime_;
};

}  // namespace indicast::store
