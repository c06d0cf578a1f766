#include "projection-service/app/plan_sensitivity.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/app/plan_simulation.h"

namespace indicast::projection {

absl::StatusOr<PlanSensitivityAnswer> AnalyzePlanSensitivity(Projector& projector,
                                                             PlanSensitivityQuestion question,
                                                             const rpc::CallContext& call) {
  if (question.outcome.empty()) return FieldError("outcome", "is required");
  if (question.inputs.size() > kMaxPlanIndicators) {
    return FieldError("inputs", absl::StrCat("lists ", question.inputs.size(), ", at most ",
                                             kMaxPlanIndicators, " are allowed"));
  }
  // As a goal the outcome belongs to the plan; published targets do not matter here.
  PlanGoal outcome;
  outcome.indicator = question.outcome;
  outcome.right_side = Decimal();
  const std::vector<PlanGoal> goals = {outcome};
  auto setting = PreparePlan(projector, question.plan, goals, call);
  if (!setting.ok()) return RenameField(setting.status(), "goals[0].indicator", "outcome");
  auto answer =
      AnalyzeOutcome({setting->inputs(), setting->structure, setting->indicators, setting->outlooks,
                      setting->year - setting->inputs().base_year(), question.outcome,
                      question.inputs, static_cast<uint64_t>(question.seed), question.points},
                     [&call] { return call.IsCancelled(); });
  if (!answer.ok()) return RenameField(answer.status(), "structure", "frame.structure");
  PlanSensitivityAnswer out;
  out.sensitivity = *std::move(answer);
  out.outcome = question.outcome;
  out.inputs = setting->baseline.inputs;
  out.year = setting->year;
  out.context.explanation = out.sensitivity.explanation;
  out.context.assumptions.push_back(LawsInWords(out.sensitivity.outlooks));
  const auto append = [&out](const std::vector<LocalizedText>& list) {
    auto& all = out.context.assumptions;
    all.insert(all.end(), list.begin(), list.end());
  };
  append(setting->assumptions);
  append(out.sensitivity.assumptions);
  out.context.outlooks = out.sensitivity.outlooks;
  out.context.receipt = PlanReceipt(
      *setting, "AnalyzeSensitivity",
      absl::StrCat("outcome ", question.outcome, " of ", absl::StrJoin(question.inputs, " "),
                   " points ", question.points, "\n"),
      question.seed);
  return out;
}

}  // namespace indicast::projection
