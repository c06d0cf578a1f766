#include "projection-service/app/target_seeking.h"

#include <utility>

#include "common/status/status_macros.h"
#include "projection-service/app/levered_plan.h"

namespace indicast::projection {

absl::StatusOr<SeekAnswer> SeekTargets(Projector& projector, PlanQuestion question,
                                       const std::vector<PlanGoal>& goals,
                                       const std::vector<PlanLever>& levers,
                                       const rpc::CallContext& call) {
  ASSIGN_OR_RETURN(const PlanSetting setting,
                   PrepareLeveredPlan(projector, std::move(question), goals, levers, call));
  SeekAnswer answer;
  auto outcome = SeekTargets(PartsOf(setting, levers), [&call] { return call.IsCancelled(); });
  if (!outcome.ok()) return PrefixStructure(outcome.status());
  answer.outcome = *std::move(outcome);
  answer.context = ContextOf(setting, "SeekTargets", goals, levers, answer.outcome.assumptions);
  answer.context.explanation = answer.outcome.explanation;
  answer.context.outlooks = answer.outcome.outlooks;
  answer.inputs = setting.baseline.inputs;
  answer.year = setting.year;
  return answer;
}

}  // namespace indicast::projection
