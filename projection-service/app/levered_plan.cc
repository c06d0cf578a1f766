#include "projection-service/app/levered_plan.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/app/target_seeking.h"
#include "projection-service/engine/issue.h"

namespace indicast::projection {
namespace {

// A published stretch target is nobody's condition; one that the call names with a force is.
void SetStretchAside(const std::vector<PlanGoal>& goals, PlanSetting& setting) {
  std::vector<GoalRow> kept;
  for (size_t i = 0; i < setting.goals.rows.size(); ++i) {
    GoalRow& row = setting.goals.rows[i];
    const bool forced = i < goals.size() && goals[i].force != GoalForce::kByKind;
    if (!row.stretch || forced) {
      kept.push_back(std::move(row));
      continue;
    }
    const Indicator& indicator = setting.inputs().indicators()[row.indicator];
    const Issue issue = MakeIssue(kStretchTarget);
    setting.goals.left_out.push_back({row.name, indicator.id, issue.code, issue.text});
  }
  setting.goals.rows = std::move(kept);
}

}  // namespace

absl::StatusOr<PlanSetting> PrepareLeveredPlan(Projector& projector, PlanQuestion question,
                                               const std::vector<PlanGoal>& goals,
                                               const std::vector<PlanLever>& levers,
                                               const rpc::CallContext& call) {
  if (levers.size() > kMaxLevers) {
    return FieldError(
        "levers", absl::StrCat("lists ", levers.size(), ", at most ", kMaxLevers, " are allowed"));
  }
  for (const PlanLever& lever : levers) question.also.push_back(lever.indicator);
  ASSIGN_OR_RETURN(PlanSetting setting, PreparePlan(projector, question, goals, call));
  if (const absl::Status valid = Validate(levers, setting.inputs()); !valid.ok()) {
    return PrefixField(valid, "levers");
  }
  SetStretchAside(goals, setting);
  return setting;
}

PlanParts PartsOf(const PlanSetting& setting, const std::vector<PlanLever>& levers) {
  return {setting.inputs(),
          setting.structure,
          setting.indicators,
          setting.outlooks,
          setting.goals.rows,
          levers,
          setting.year - setting.inputs().base_year()};
}

absl::Status PrefixStructure(const absl::Status& status) {
  if (DetailOf(status).violations.empty()) return PrefixField(status, "frame.structure");
  return RenameField(status, "structure", "frame.structure");
}

PlanAnswerContext ContextOf(const PlanSetting& setting, absl::string_view method,
                            const std::vector<PlanGoal>& goals,
                            const std::vector<PlanLever>& levers,
                            std::vector<LocalizedText> more_assumptions) {
  PlanAnswerContext context;
  context.assumptions = setting.assumptions;
  std::move(more_assumptions.begin(), more_assumptions.end(),
            std::back_inserter(context.assumptions));
  context.left_out = setting.goals.left_out;
  context.receipt = PlanReceipt(setting, method,
                                absl::StrCat(CanonicalText(goals), "\n", CanonicalText(levers)), 0);
  return context;
}

}  // namespace indicast::projection
