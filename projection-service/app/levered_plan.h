// A plan with levers: prepared as PreparePlan does, the levers' indicators among it, stretch
// targets set aside unless the call asked for them.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/engine/plan_problem.h"

namespace indicast::projection {

// Fields of errors: those of PreparePlan, and "levers[1].price".
absl::StatusOr<PlanSetting> PrepareLeveredPlan(Projector& projector, PlanQuestion question,
                                               const std::vector<PlanGoal>& goals,
                                               const std::vector<PlanLever>& levers,
                                               const rpc::CallContext& call);

// `setting` and `levers` must outlive the parts.
PlanParts PartsOf(const PlanSetting& setting, const std::vector<PlanLever>& levers);

// The error of a method with the fields of its structure below "frame".
absl::Status PrefixStructure(const absl::Status& status);

// The common part of an answer; `method` and the texts of goals and levers go into the receipt.
PlanAnswerContext ContextOf(const PlanSetting& setting, absl::string_view method,
                            const std::vector<PlanGoal>& goals,
                            const std::vector<PlanLever>& levers,
                            std::vector<LocalizedText> more_assumptions);

}  // namespace indicast::projection
