// The use case of checking a plan: prepared, checked under the laws of growth, the receipt written.
//
// Thread-safe. Blocks on the store: run on the compute pool. Errors as PreparePlan, and
// kInvalidArgument with the field of a lever; kCancelled when the caller has gone. A plan that
// cannot be true is an answer.
#pragma once

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/app/projector.h"
#include "projection-service/engine/check_plan.h"

namespace indicast::projection {

struct CheckAnswer {
  PlanAnswerContext context;
  PlanCheck check;
  std::shared_ptr<const InputSet> inputs;
  int year = 0;
};

absl::StatusOr<CheckAnswer> CheckPlan(Projector& projector, PlanQuestion question,
                                      const std::vector<PlanGoal>& goals,
                                      const std::vector<PlanLever>& levers,
                                      const rpc::CallContext& call);

}  // namespace indicast::projection
