#include "projection-service/app/plan_checking.h"

#include <utility>

#include "common/status/status_macros.h"
#include "projection-service/app/levered_plan.h"
#include "projection-service/engine/historical_range.h"

namespace indicast::projection {

absl::StatusOr<CheckAnswer> CheckPlan(Projector& projector, PlanQuestion question,
                                      const std::vector<PlanGoal>& goals,
                                      const std::vector<PlanLever>& levers,
                                      const rpc::CallContext& call) {
  ASSIGN_OR_RETURN(const PlanSetting setting,
                   PrepareLeveredPlan(projector, std::move(question), goals, levers, call));
  CheckAnswer answer;
  auto check = CheckPlan(PartsOf(setting, levers), [&call] { return call.IsCancelled(); });
  if (!check.ok()) return PrefixStructure(check.status());
  answer.check = *std::move(check);
  answer.context = ContextOf(setting, "CheckPlan", goals, levers, answer.check.assumptions);
  answer.context.explanation = answer.check.explanation;
  answer.context.outlooks = answer.check.outlooks;
  answer.context.warnings = FindBeyondHistory(setting.inputs(), setting.goals.rows);
  answer.inputs = setting.baseline.inputs;
  answer.year = setting.year;
  return answer;
}

}  // namespace indicast::projection
