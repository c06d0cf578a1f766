#include "clients/cli/commands/plan_options.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
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
  int index = -1;
  const size_t end = path.find(']', first);
  if (end == std::string::npos || !absl::SimpleAtoi(path.substr(first, end - first), &index)) {
    return -1;
  }
  return index;
}

std::string TextAt(const char* option, const std::vector<std::string>& texts, int index) {
  if (index < 0 || static_cast<size_t>(index) >= texts.size()) return "";
  return absl::StrCat(option, " ", texts[static_cast<size_t>(index)]);
}

std::string LeverOption(const PlanOptions& options, int index) {
  const auto levers = ParseLevers(options);
  if (!levers.ok() || index < 0 || static_cast<size_t>(index) >= levers->size()) return "";
  const std::string& id = (*levers)[static_cast<size_t>(index)].indicator();
  const auto starts = [&](const std::string& text) {
    return absl::StartsWith(text, absl::StrCat(id, "="));
  };
  for (const auto& [option, texts] :
       {std::pair("--bound", &options.bounds), std::pair("--price", &options.prices)}) {
    const auto found = std::find_if(texts->begin(), texts->end(), starts);
    if (found != texts->end()) return absl::StrCat(option, " ", *found);
  }
  return absl::StrCat("--pin ", id);
}

std::string OptionOf(const std::string& path, const PlanOptions& options) {
  if (path == "frame.year") return "--year";
  const int goal = IndexIn(path, "goals");
  const auto hard = static_cast<int>(options.goals.size());
  const std::string correlations = "frame.structure.correlations";
  for (std::string option :
       {goal < hard ? TextAt("--goal", options.goals, goal)
                    : TextAt("--soft-goal", options.soft_goals, goal - hard),
        LeverOption(options, IndexIn(path, "levers")),
        TextAt("--identity", options.identities, IndexIn(path, "frame.structure.identities")),
        TextAt("--driver", options.drivers, IndexIn(path, "frame.structure.drivers")),
        TextAt("--law", options.laws, IndexIn(path, "frame.structure.priors")),
        absl::StartsWith(path, correlations) ? std::string("--correlation") : std::string()}) {
    if (!option.empty()) return option;
  }
  return std::string(absl::StripPrefix(path, "frame."));
}

}  // namespace

void AddPlanOptions(CLI::App& command, Context& context, PlanOptions& options) {
  command
      .add_option("--scenario", options.scenario,
                  context.Say("基线情景;默认各指标按短历史趋势",
                              "baseline scenario; the short-history trend by default"))
      ->type_name("ID");
  AddSettingOption(command, context, options.projection);
  AddQuotaOption(command, context, options.projection.quotas);
  AddRepeatedOption(command, "--indicator", options.projection.indicators,
                    context.Say("方案包含的指标,可多次;默认有目标的指标",
                                "indicators of the plan, repeatable; those with a goal by default"))
      ->type_name("ID");
  command
      .add_option("--year", options.year,
                  context.Say("问到哪一年;默认基期后一年",
                              "year of the question; the year after the base by default"))
      ->type_name("YEAR");
  command
      .add_option("--base-year", options.projection.base_year,
                  context.Say("基期;默认最早目标年的前一年",
                              "base year; the year before the earliest target by default"))
      ->type_name("YEAR");
  AddRepeatedOption(command, "--identity", options.identities,
                    context.Say("恒等式,可多次:gdp=primary-sector+secondary-sector+"
                                "tertiary-sector、名义=实际*平减、份额=部分/整体",
                                "an identity, repeatable: gdp=primary-sector+secondary-sector+"
                                "tertiary-sector, nominal=real*deflator, share=part/whole"))
      ->type_name("WHOLE=PARTS");
  AddRepeatedOption(command, "--driver", options.drivers,
                    context.Say("弹性,可多次:household-income=0.9*gdp;@-1 为滞后一年",
                                "an elasticity, repeatable: household-income=0.9*gdp; @-1 lags "
                                "a year"))
      ->type_name("ID=NUMBER*ID");
  AddRepeatedOption(command, "--law", options.laws,
                    context.Say("自定增长规律(中位增速,标准差),可多次:gdp=5.2,1.1",
                                "a law of growth of your own (median, standard deviation), "
                                "repeatable: gdp=5.2,1.1"))
      ->type_name("ID=MEDIAN,SD");
  AddRepeatedOption(command, "--correlation", options.correlations,
                    context.Say("相关系数,可多次:0.2(两两之间),或 gdp,retail-sales=0.6",
                                "correlation, repeatable: 0.2 (every pair), or "
                                "gdp,retail-sales=0.6"))
      ->type_name("NUMBER");
}

void AddGoalOptions(CLI::App& command, Context& context, PlanOptions& options) {
  AddRepeatedOption(command, "--goal", options.goals,
                    context.Say("要达到的目标(硬),可多次:\"gdp>=6%\"、"
                                "\"household-income>gdp\"、\"gdp:level>=15200\" 或目标编号;"
                                "默认该年全部公布目标",
                                "what to reach (hard), repeatable: \"gdp>=6%\", "
                                "\"household-income>gdp\", \"gdp:level>=15200\" or the id of a "
                                "target; by default every published target of the year"))
      ->type_name("GOAL");
  AddRepeatedOption(command, "--soft-goal", options.soft_goals,
                    context.Say("同上,但达不到时可以让步", "the same, but it may give way"))
      ->type_name("GOAL");
}

void AddLeverOptions(CLI::App& command, Context& context, PlanOptions& options) {
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
}

absl::StatusOr<pb::PlanFrame> ParsePlanFrame(Context& context, const PlanOptions& options) {
  pb::PlanFrame frame;
  frame.mutable_scenario()->set_scenario(options.scenario);
  ASSIGN_OR_RETURN(std::vector<store::v1::Assumption> overlay,
                   ParseSettings(context, options.projection));
  for (store::v1::Assumption& assumption : overlay) {
    *frame.mutable_scenario()->add_overlay() = std::move(assumption);
  }
  for (const std::string& text : options.projection.quotas) {
    ASSIGN_OR_RETURN(*frame.add_quotas(), ParseQuota(text, context));
  }
  for (const std::string& id : options.projection.indicators) frame.add_indicators(id);
  frame.set_base_year(options.projection.base_year);
  frame.set_year(options.year);
  *frame.mutable_as_of() = context.as_of();
  pb::PlanStructure& structure = *frame.mutable_structure();
  for (const std::string& text : options.identities) {
    ASSIGN_OR_RETURN(*structure.add_identities(), client::ParseIdentity(text));
  }
  for (const std::string& text : options.drivers) {
    ASSIGN_OR_RETURN(*structure.add_drivers(), client::ParseDriver(text));
  }
  for (const std::string& text : options.laws) {
    ASSIGN_OR_RETURN(*structure.add_priors(), client::ParseLaw(text));
  }
  for (const std::string& text : options.correlations) {
    RETURN_IF_ERROR(client::ReadCorrelation(text, structure));
  }
  return frame;
}

absl::StatusOr<std::vector<pb::Goal>> ParseGoals(const PlanOptions& options) {
  std::vector<pb::Goal> goals;
  for (const auto& [texts, hard] :
       {std::pair(&options.goals, true), std::pair(&options.soft_goals, false)}) {
    for (const std::string& text : *texts) {
      ASSIGN_OR_RETURN(pb::Goal goal, client::ParseGoal(text));
      // A published target keeps the force of its kind; a goal of the call is hard.
      if (!hard) goal.set_force(pb::GOAL_FORCE_SOFT);
      goals.push_back(std::move(goal));
    }
  }
  return goals;
}

absl::StatusOr<std::vector<pb::Lever>> ParseLevers(const PlanOptions& options) {
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

absl::Status NamePlanOptions(const absl::Status& status, const PlanOptions& options) {
  ErrorDetail detail = DetailOf(status);
  if (status.ok() || detail.violations.empty()) return status;
  for (FieldViolation& violation : detail.violations) {
    violation.field = OptionOf(violation.field, options);
  }
  const FieldViolation first = detail.violations.front();
  return NameOptions(
      ErrorWithDetail(status.code(), absl::StrCat(first.field, ": ", first.description),
                      std::move(detail)),
      options.projection);
}

output::BarStyle BarsFor(const Context& context) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = absl::AsciiStrToLower(context.environment().Get(name));
    if (locale.empty()) continue;
    const bool utf8 = absl::StrContains(locale, "utf-8") || absl::StrContains(locale, "utf8");
    return utf8 ? output::BarStyle::kBlocks : output::BarStyle::kAscii;
  }
  return output::BarStyle::kBlocks;
}

}  // namespace indicast::cli
