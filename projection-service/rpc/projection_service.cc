#include "projection-service/rpc/projection_service.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/rpc/handlers.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "indicast_version.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/rpc/convert_plan.h"
#include "projection-service/rpc/convert_seek.h"
#include "projection-service/rpc/convert_track.h"
#include "projection-service/rpc/simulate_method.h"
#include "projection-service/rpc/sweep_method.h"

namespace indicast::projection {
namespace {

constexpr char kService[] = "indicast.projection.v1.Projection";
constexpr rpc::Method kProject{kService, "Project"};
constexpr rpc::Method kCompareScenarios{kService, "CompareScenarios"};
constexpr rpc::Method kSeekTargets{kService, "SeekTargets"};
constexpr rpc::Method kCheckPlan{kService, "CheckPlan"};
constexpr rpc::Method kTrackYear{kService, "TrackYear"};
constexpr rpc::Method kDecomposeGrowth{kService, "DecomposeGrowth"};
constexpr rpc::Method kGetServerInfo{kService, "GetServerInfo"};
constexpr rpc::Method kSweep{kService, "Sweep"};
constexpr rpc::Method kSimulate{kService, "Simulate"};
constexpr rpc::Method kAnalyzeSensitivity{kService, "AnalyzeSensitivity"};

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

  grpc::ServerUnaryReactor* SeekTargets(grpc::CallbackServerContext* context,
                                        const v1::SeekTargetsRequest* request,
                                        v1::SeekTargetsResponse* response) override {
    return rpc::RunUnary(
        runtime_, context, kSeekTargets, rpc::Dispatch::kCompute,
        [this, request, response](rpc::CallContext& call) -> absl::Status {
          ASSIGN_OR_RETURN(PlanQuestion question, PlanQuestionFromProto(request->frame()));
          ASSIGN_OR_RETURN(const std::vector<PlanGoal> goals, GoalsFromProto(request->goals()));
          ASSIGN_OR_RETURN(const std::vector<PlanLever> levers, LeversFromProto(request->levers()));
          ASSIGN_OR_RETURN(
              const SeekAnswer answer,
              projection::SeekTargets(projector_, std::move(question), goals, levers, call));
          ToProto(answer, *response);
          return absl::OkStatus();
        });
  }

  grpc::ServerUnaryReactor* TrackYear(grpc::CallbackServerContext* context,
                                      const v1::TrackYearRequest* request,
                                      v1::TrackYearResponse* response) override {
    return rpc::RunUnary(runtime_, context, kTrackYear, rpc::Dispatch::kCompute,
                         [this, request, response](rpc::CallContext& call) -> absl::Status {
                           ASSIGN_OR_RETURN(const TrackQuestion question,
                                            TrackQuestionFromProto(*request));
                           ASSIGN_OR_RETURN(const TrackAnswer answer,
                                            projection::TrackYear(projector_, question, call));
                           ToProto(answer, *response);
                           return absl::OkStatus();
                         });
  }

  grpc::ServerUnaryReactor* DecomposeGrowth(grpc::CallbackServerContext* context,
                                            const v1::DecomposeGrowthRequest* request,
                                            v1::DecomposeGrowthResponse* response) override {
    return rpc::RunUnary(
        runtime_, context, kDecomposeGrowth, rpc::Dispatch::kCompute,
        [this, request, response](rpc::CallContext& call) -> absl::Status {
          ASSIGN_OR_RETURN(const DecomposeQuestion question, DecomposeQuestionFromProto(*request));
          ASSIGN_OR_RETURN(const DecomposeAnswer answer,
                           projection::DecomposeGrowth(projector_, question, call));
          ToProto(answer, *response);
          return absl::OkStatus();
        });
  }

  grpc::ServerWriteReactor<v1::SweepResponse>* Sweep(grpc::CallbackServerContext* context,
                                                     const v1::SweepRequest* request) override {
    return rpc::RunServerStream<v1::SweepResponse>(runtime_, context, kSweep,
                                                   rpc::Dispatch::kCompute,
                                                   MakeSweepProducer(projector_, *request));
  }

  grpc::ServerUnaryReactor* CheckPlan(grpc::CallbackServerContext* context,
                                      const v1::CheckPlanRequest* request,
                                      v1::CheckPlanResponse* response) override {
    return rpc::RunUnary(
        runtime_, context, kCheckPlan, rpc::Dispatch::kCompute,
        [this, request, response](rpc::CallContext& call) -> absl::Status {
          ASSIGN_OR_RETURN(PlanQuestion question, PlanQuestionFromProto(request->frame()));
          ASSIGN_OR_RETURN(const std::vector<PlanGoal> goals, GoalsFromProto(request->goals()));
          ASSIGN_OR_RETURN(const std::vector<PlanLever> levers, LeversFromProto(request->levers()));
          ASSIGN_OR_RETURN(
              const CheckAnswer answer,
              projection::CheckPlan(projector_, std::move(question), goals, levers, call));
          ToProto(answer, *response);
          return absl::OkStatus();
        });
  }

  grpc::ServerWriteReactor<v1::SimulateResponse>* Simulate(
      grpc::CallbackServerContext* context, const v1::SimulateRequest* request) override {
    return rpc::RunServerStream<v1::SimulateResponse>(runtime_, context, kSimulate,
                                                      rpc::Dispatch::kCompute,
                                                      MakeSimulateProducer(projector_, *request));
  }

  grpc::ServerUnaryReactor* AnalyzeSensitivity(grpc::CallbackServerContext* context,
                                               const v1::AnalyzeSensitivityRequest* request,
                                               v1::AnalyzeSensitivityResponse* response) override {
    return rpc::RunUnary(
        runtime_, context, kAnalyzeSensitivity, rpc::Dispatch::kCompute,
        [this, request, response](rpc::CallContext& call) -> absl::Status {
          ASSIGN_OR_RETURN(PlanSensitivityQuestion question, SensitivityFromProto(*request));
          ASSIGN_OR_RETURN(const PlanSensitivityAnswer answer,
                           AnalyzePlanSensitivity(projector_, std::move(question), call));
          ToProto(answer, *response);
          return absl::OkStatus();
        });
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
