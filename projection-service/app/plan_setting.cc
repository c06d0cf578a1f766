#include "projection-service/app/plan_setting.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

absl::Status CheckSizes(const PlanStructure& structure, const std::vector<PlanGoal>& goals) {
  const auto check = [](size_t size, size_t limit, const char* field) -> absl::Status {
    if (size <= limit) return absl::OkStatus();
    return FieldError(field, absl::StrCat("lists ", size, ", at most ", limit, " are allowed"));
  };
  RETURN_IF_ERROR(check(structure.drivers.size(), kMaxTies, "frame.structure.drivers"));
  RETURN_IF_ERROR(check(structure.identities.size(), kMaxTies, "frame.structure.identities"));
  RETURN_IF_ERROR(check(structure.priors.size(), kMaxTies, "frame.structure.priors"));
  RETURN_IF_ERROR(
      check(structure.correlations.size(), kMaxTies * 10, "frame.structure.correlations"));
  return check(goals.size(), kMaxGoals, "goals");
}

// Ids of everything the plan is about.
std::set<std::string> PlanIds(const InputSet& inputs, const PlanQuestion& question,
                              const GoalRows& goals, bool goals_given) {
  std::set<std::string> ids = {question.frame.indicators.begin(), question.frame.indicators.end()};
  const bool narrowed = !ids.empty();
  for (const PlanDriver& driver : question.structure.drivers) {
    ids.insert({driver.indicator, driver.driver});
  }
  for (const PlanIdentity& identity : question.structure.identities) {
    ids.insert(identity.whole);
    ids.insert(identity.parts.begin(), identity.parts.end());
  }
  for (const GoalRow& row : goals.rows) {
    const std::string& id = inputs.indicators()[row.indicator].id;
    if (narrowed && !goals_given && ids.count(id) == 0) continue;
    ids.insert(id);
    if (row.other.has_value()) ids.insert(inputs.indicators()[*row.other].id);
  }
  for (const std::string& id : question.also) {
    if (inputs.FindIndicator(id) != nullptr) ids.insert(id);
  }
  return ids;
}

// Published targets of indicators that were not asked for are nobody's goal.
void KeepRowsOf(const InputSet& inputs, const std::set<std::string>& ids, GoalRows& goals) {
  std::erase_if(goals.rows, [&](const GoalRow& row) {
    return ids.count(inputs.indicators()[row.indicator].id) == 0;
  });
}

void StateAssumptions(PlanSetting& setting) {
  const PlanStructure& structure = setting.structure;
  if (setting.indicators.size() > 1) {
    const std::string common =
        absl::StrFormat("%g", structure.common_correlation.value_or(kDefaultCorrelation));
    if (structure.common_correlation.has_value()) {
      setting.assumptions.push_back(
          {absl::StrCat("各指标增速两两相关系数", common, "(给定)"),
           absl::StrCat("correlation of growth between any two indicators ", common, " (stated)")});
    } else {
      setting.assumptions.push_back(
          {absl::StrCat("各指标增速两两相关系数取", common, ":历史过短,无法估计"),
           absl::StrCat("correlation of growth between any two indicators taken as ", common,
                        ": the history is too short to estimate it")});
    }
  }
  std::set<LocalizedText, bool (*)(const LocalizedText&, const LocalizedText&)> notes(
      [](const LocalizedText& a, const LocalizedText& b) { return a.en < b.en; });
  for (const GoalRow& row : setting.goals.rows) {
    for (const LocalizedText& note : row.notes) {
      if (notes.insert(note).second) {
        setting.assumptions.push_back(
            {absl::StrCat(row.text.zh, ":", note.zh), absl::StrCat(row.text.en, ": ", note.en)});
      }
    }
  }
}

}  // namespace

std::vector<GrowthOutlook> PlanSetting::Of(int of_year) const {
  std::vector<GrowthOutlook> out;
  for (const GrowthOutlook& outlook : outlooks) {
    if (outlook.year == of_year) out.push_back(outlook);
  }
  return out;
}

absl::StatusOr<PlanSetting> PreparePlan(Projector& projector, const PlanQuestion& question,
                                        const std::vector<PlanGoal>& goals,
                                        const rpc::CallContext& call) {
  RETURN_IF_ERROR(CheckSizes(question.structure, goals));
  auto prepared = projector.PreparePlanInputs(question.frame, call);
  if (!prepared.ok()) return PrefixField(prepared.status(), "frame");
  const InputSet& inputs = *prepared->inputs;
  RETURN_IF_ERROR(PrefixField(Validate(question.structure, inputs), "frame.structure"));
  for (size_t i = 0; i < goals.size(); ++i) {
    RETURN_IF_ERROR(PrefixField(Validate(goals[i], inputs), absl::StrCat("goals[", i, "]")));
  }
  PlanSetting setting;
  setting.structure = question.structure;
  setting.quotas = prepared->options.quotas;
  setting.year = prepared->options.horizon_year;
  ASSIGN_OR_RETURN(setting.goals, ResolveGoals(inputs, setting.quotas, goals, setting.year));
  const std::set<std::string> ids = PlanIds(inputs, question, setting.goals, !goals.empty());
  if (ids.empty()) {
    return Error(absl::StatusCode::kFailedPrecondition, "NO_DATA",
                 absl::StrCat("no target of ", inputs.area(), " up to ", setting.year,
                              " can be computed; name indicators or goals"));
  }
  if (ids.size() > kMaxPlanIndicators) {
    return FieldError("frame.indicators",
                      absl::StrCat("the plan has ", ids.size(), " indicators, at most ",
                                   kMaxPlanIndicators, " are allowed"));
  }
  if (goals.empty()) KeepRowsOf(inputs, ids, setting.goals);
  prepared->options.indicators = ids;
  auto baseline = projector.RunPlanBaseline(question.scenario, *prepared, call);
  if (!baseline.ok()) return PrefixField(baseline.status(), "frame");
  setting.baseline = *std::move(baseline);
  for (const std::string& id : ids) {
    setting.indicators.push_back(inputs.PositionOf(id));
  }
  setting.outlooks = BuildOutlooks(inputs, setting.baseline.projection, question.structure.priors,
                                   setting.indicators, setting.year);
  StateAssumptions(setting);
  return setting;
}

Receipt PlanReceipt(const PlanSetting& setting, absl::string_view method,
                    absl::string_view canonical, int64_t seed) {
  Receipt receipt = setting.baseline.receipt;
  receipt.seed = seed;
  Sha256 hash;
  hash.PutString("indicast.plan.v1").PutString(std::string(method));
  hash.PutString(receipt.inputs_hash).PutString(CanonicalText(setting.structure));
  hash.PutString(std::string(canonical)).PutInt(seed);
  receipt.inputs_hash = hash.Hex();
  return receipt;
}

}  // namespace indicast::projection
