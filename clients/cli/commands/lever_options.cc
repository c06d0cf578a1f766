#include "clients/cli/commands/lever_options.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/lever_text.h"
#include "clients/cpp/plan_text.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::projection::v1;

// Index in "list[3].rest"; -1 when the path does not go through the list.
int IndexIn(const std::string& path, const std::string& list) {
  if (!absl::StartsWith(path, list + "[")) return -1;
  const size_t first = list.size() + 1;
  const size_t end = path.find(']', first);
  int index = -1;
  if (end == std::string::npos || !absl::SimpleAtoi(path.substr(first, end - first), &index)) {
    return -1;
  }
  return index;
}

std::string LeverOption(const LeveredPlanOptions& options, int index) {
  const auto levers = MakeLevers(options);
  if (!levers.ok() || index < 0 || static_cast<size_t>(index) >= levers->size()) return "";
  const std::string& id = (*levers)[static_cast<size_t>(index)].indicator();
  for (const auto& [option, texts] :
       {std::pair("--bound", &options.bounds), std::pair("--price", &options.prices)}) {
    const auto found = std::find_if(texts->begin(), texts->end(), [&](const std::string& text) {
      return absl::StartsWith(text, absl::StrCat(id, "="));
    });
    if (found != texts->end()) return absl::StrCat(option, " ", *found);
  }
  return absl::StrCat("--pin ", id);
}

// Empty where plan_options.h knows the option.
std::string OptionOf(const std::string& path, const LeveredPlanOptions& options) {
  const int soft = IndexIn(path, "goals") - static_cast<int>(options.plan.goals.size());
  if (soft >= 0 && static_cast<size_t>(soft) < options.soft_goals.size()) {
    return absl::StrCat("--soft-goal ", options.soft_goals[static_cast<size_t>(soft)]);
  }
  return LeverOption(options, IndexIn(path, "levers"));
}

}  // namespace

void AddLeveredPlanOptions(CLI::App& command, Context& context, LeveredPlanOptions& options) {
  AddGoalOption(command, context, options.plan);
  AddRepeatedOption(
      command, "--soft-goal", options.soft_goals,
      context.Say("同 --goal,但达不到时可以让步", "as --goal, but it may give way when it must"))
      ->type_name("GOAL");
  AddRepeatedOption(command, "--bound", options.bounds,
                    context.Say("增速上下限(%),可多次:primary-sector=2..4,一端可空",
                                "bounds of growth in percent, repeatable: primary-sector=2..4, "
                                "one end may be open"))
      ->type_name("ID=LOW..HIGH");
  AddRepeatedOption(command, "--price", options.prices,
                    context.Say("动一个标准差的代价,默认1,可多次:imports-exports=3",
                                "effort of one standard deviation, 1 by default, repeatable: "
                                "imports-exports=3"))
      ->type_name("ID=NUMBER");
  AddRepeatedOption(command, "--pin", options.pins,
                    context.Say("保持基线增速,可多次", "stays at its baseline, repeatable"))
      ->type_name("ID");
  AddPlanOptions(command, context, options.plan);
}

absl::StatusOr<std::vector<pb::Goal>> MakeGoals(const LeveredPlanOptions& options) {
  ASSIGN_OR_RETURN(std::vector<pb::Goal> goals, MakeGoals(options.plan));
  for (const std::string& text : options.soft_goals) {
    ASSIGN_OR_RETURN(pb::Goal goal, client::ParseGoal(text));
    goal.set_force(pb::GOAL_FORCE_SOFT);
    goals.push_back(std::move(goal));
  }
  return goals;
}

absl::StatusOr<std::vector<pb::Lever>> MakeLevers(const LeveredPlanOptions& options) {
  std::vector<pb::Lever> levers;
  const auto lever_of = [&](const std::string& id) -> pb::Lever& {
    for (pb::Lever& lever : levers) {
      if (lever.indicator() == id) return lever;
    }
    levers.emplace_back().set_indicator(id);
    return levers.back();
  };
  for (const std::string& text : options.bounds) {
    ASSIGN_OR_RETURN(const pb::Lever bound, client::ParseBound(text));
    lever_of(bound.indicator()).MergeFrom(bound);
  }
  for (const std::string& text : options.prices) {
    ASSIGN_OR_RETURN(const pb::Lever price, client::ParsePrice(text));
    lever_of(price.indicator()).MergeFrom(price);
  }
  for (const std::string& id : options.pins) lever_of(id).set_pinned(true);
  return levers;
}

absl::Status NameLeveredPlanOptions(const absl::Status& status, const LeveredPlanOptions& options) {
  ErrorDetail detail = DetailOf(status);
  if (status.ok() || detail.violations.empty()) return status;
  for (FieldViolation& violation : detail.violations) {
    const std::string option = OptionOf(violation.field, options);
    if (!option.empty()) violation.field = option;
  }
  const FieldViolation first = detail.violations.front();
  return NamePlanOptions(
      ErrorWithDetail(status.code(), absl::StrCat(first.field, ": ", first.description),
                      std::move(detail)),
      options.plan);
}

}  // namespace indicast::cli
