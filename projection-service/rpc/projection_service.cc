#include "projection-service/rpc/projection_service.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/handlers.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "indicast_version.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/rpc/sweep_method.h"

namespace indicast::projection {
namespace {

constexpr char kService[] = "indicast.projection.v1.Projection";
constexpr rpc::Method kProject{kService, "Project"};
constexpr rpc::Method kCompareScenarios{kService, "CompareScenarios"};
constexpr rpc::Method kGetServerInfo{kService, "GetServerInfo"};
constexpr rpc::Method kSweep{kService, "Sweep"};

class ProjectionService final : public v1::Projection::CallbackService {
 public:
  ProjectionService(rpc::Runtime& runtime, Projector& projector)
      : runtime_(runtime), projector_(projector) {}

  grpc::ServerUnaryReactor* Project(grpc::CallbackServerContext* context,
                                    const v1::ProjectRequest* request,
                                    v1::ProjectResponse* response) override {
    return rpc::RunUnary(runtime_, context, kProject, rpc::Dispatch::kCompute,
                         [this, request, response](rpc::CallContext& call) -> absl::Status {
                           if (!request->has_scenario()) {
                             return FieldError("scenario", "is required");
                           }
                           ASSIGN_OR_RETURN(const ScenarioChoice scenario,
                                            ScenarioFromProto(request->scenario(), "scenario"));
                           ASSIGN_OR_RETURN(const Frame frame, FrameFromProto(*request));
                           ASSIGN_OR_RETURN(const ProjectionAnswer answer,
                                            projector_.Project(scenario, frame, call));
                           ToProto(answer, *response->mutable_result());
                           return absl::OkStatus();
                         });
  }

  grpc::ServerUnaryReactor* CompareScenarios(grpc::CallbackServerContext* context,
                                             const v1::CompareScenariosRequest* request,
                                             v1::CompareScenariosResponse* response) override {
    return rpc::RunUnary(
        runtime_, context, kCompareScenarios, rpc::Dispatch::kCompute,
        [this, request, response](rpc::CallContext& call) -> absl::Status {
          std::vector<ScenarioChoice> scenarios;
          for (int i = 0; i < request->scenarios_size(); ++i) {
            ASSIGN_OR_RETURN(
                ScenarioChoice scenario,
                ScenarioFromProto(request->scenarios(i), absl::StrCat("scenarios[", i, "]")));
            scenarios.push_back(std::move(scenario));
          }
          ASSIGN_OR_RETURN(const Frame frame, FrameFromProto(*request));
          ASSIGN_OR_RETURN(const Comparison comparison,
                           projector_.CompareScenarios(scenarios, frame, call));
          ToProto(comparison, *response);
          return absl::OkStatus();
        });
  }

  grpc::ServerWriteReactor<v1::SweepResponse>* Sweep(grpc::CallbackServerContext* context,
                                                     const v1::SweepRequest* request) override {
    return rpc::RunServerStream<v1::SweepResponse>(runtime_, context, kSweep,
                                                   rpc::Dispatch::kCompute,
                                                   MakeSweepProducer(projector_, *request));
  }

  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context,
                                          const v1::GetServerInfoRequest*,
                                          v1::GetServerInfoResponse* response) override {
    return rpc::RunUnary(runtime_, context, kGetServerInfo, rpc::Dispatch::kCompute,
                         [this, response](rpc::CallContext& call) -> absl::Status {
                           const ServerFacts facts = projector_.Describe(call);
                           response->set_version(INDICAST_VERSION);
                           response->set_commit(INDICAST_COMMIT);
                           response->set_model_version(kModelVersion);
                           response->set_store_address(facts.store_address);
                           response->set_store_reachable(facts.store_reachable);
                           response->set_store_revision(facts.store_revision);
                           return absl::OkStatus();
                         });
  }

 private:
  rpc::Runtime& runtime_;
  Projector& projector_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeProjectionService(rpc::Runtime& runtime, Projector& projector) {
  return std::make_unique<ProjectionService>(runtime, projector);
}

}  // namespace indicast::projection
