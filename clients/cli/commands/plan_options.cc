#include "clients/cli/commands/plan_options.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cpp/plan_text.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::projection::v1;

void AddTies(CLI::App& command, Context& context, PlanOptions& options) {
  AddRepeatedOption(
      command, "--identity", options.identities,
      context.Say(
          "恒等式,可多次:gdp=primary-sector+secondary-sector+tertiary-sector(按水平相加)、"
          "a=b*c、share=part/whole",
          "an identity, repeatable: gdp=primary-sector+secondary-sector+tertiary-sector (in "
          "levels), a=b*c, share=part/whole"))
      ->type_name("WHOLE=PARTS");
  AddRepeatedOption(command, "--driver", options.drivers,
                    context.Say("弹性,可多次:retail-sales=0.8*household-income;上年的加 @-1",
                                "an elasticity, repeatable: retail-sales=0.8*household-income; "
                                "@-1 for the year before"))
      ->type_name("INDICATOR=E*DRIVER");
  AddRepeatedOption(command, "--prior", options.priors,
                    context.Say("给定的增速规律,可多次:gdp=5%,1.5(中位数,标准差百分点)",
                                "a stated law of growth, repeatable: gdp=5%,1.5 (median, standard "
                                "deviation in points)"))
      ->type_name("INDICATOR=GROWTH,SD");
  AddRepeatedOption(command, "--correlation", options.correlations,
                    context.Say("两个指标增速的相关系数,可多次:gdp,retail-sales=0.6",
                                "correlation of two growth rates, repeatable: "
                                "gdp,retail-sales=0.6"))
      ->type_name("A,B=VALUE");
  command
      .add_option("--common-correlation", options.common_correlation,
                  context.Say("其余各对的相关系数,默认 0.3",
                              "correlation of every other pair; 0.3 by default"))
      ->type_name("VALUE");
}

// The text of `texts` that `path` goes through, as the option it came from; empty otherwise.
std::string OptionAt(const std::string& path, absl::string_view list, const char* option,
                     const std::vector<std::string>& texts) {
  const size_t at = path.find(absl::StrCat(list, "["));
  if (at == std::string::npos) return "";
  const size_t first = at + list.size() + 1;
  size_t index = 0;
  if (!absl::SimpleAtoi(path.substr(first, path.find(']', first) - first), &index)) return "";
  return index < texts.size() ? absl::StrCat(option, " ", texts[index]) : "";
}

std::string OptionOf(const std::string& path, const PlanOptions& options) {
  for (std::string option : {OptionAt(path, "identities", "--identity", options.identities),
                             OptionAt(path, "drivers", "--driver", options.drivers),
                             OptionAt(path, "priors", "--prior", options.priors),
                             OptionAt(path, "correlations", "--correlation", options.correlations),
                             OptionAt(path, "goals", "--goal", options.goals)}) {
    if (!option.empty()) return option;
  }
  if (absl::EndsWith(path, "common_correlation")) return "--common-correlation";
  if (path == "frame.year") return "--year";
  if (path == "frame.area") return "--area";
  if (absl::StartsWith(path, "frame.")) return path.substr(6);
  return path;
}

}  // namespace

void AddPlanOptions(CLI::App& command, Context& context, PlanOptions& options) {
  command
      .add_option("--scenario", options.scenario,
                  context.Say("中位数取自哪个情景;默认不用情景,一律按短历史趋势",
                              "scenario that sets the medians; by default none: the short-history "
                              "trend everywhere"))
      ->type_name("ID");
  AddSettingOption(command, context, options.projection);
  AddQuotaOption(command, context, options.projection.quotas);
  AddRepeatedOption(command, "--indicator", options.projection.indicators,
                    context.Say("只看这些指标,可多次;默认有目标的全部指标",
                                "only these indicators, repeatable; all with a target by default"))
      ->type_name("ID");
  command
      .add_option("--year", options.year,
                  context.Say("问到哪一年;默认基期后一年",
                              "last year asked about; the year after the base by default"))
      ->type_name("YEAR");
  command
      .add_option("--base-year", options.projection.base_year,
                  context.Say("基期;默认最早目标年的前一年",
                              "base year; the year before the earliest target by default"))
      ->type_name("YEAR");
  command.add_option("--area", options.area, context.Say("地区", "area"))->type_name("ID");
  AddTies(command, context, options);
}

void AddGoalOption(CLI::App& command, Context& context, PlanOptions& options) {
  AddRepeatedOption(command, "--goal", options.goals,
                    context.Say("问哪个目标,可多次:gdp-2024(已公布)、gdp>=6%、"
                                "household-income>gdp;默认全部已公布目标",
                                "a goal, repeatable: gdp-2024 (published), gdp>=6%, "
                                "household-income>gdp; all published targets by default"))
      ->type_name("GOAL");
}

absl::StatusOr<pb::PlanFrame> MakeFrame(Context& context, const PlanOptions& options) {
  pb::PlanFrame frame;
  if (!options.scenario.empty() || !options.projection.settings.empty()) {
    frame.mutable_scenario()->set_scenario(options.scenario);
  }
  ProjectionOptions settings = options.projection;
  if (settings.base_year == 0 && options.year > 0) settings.base_year = options.year - 1;
  ASSIGN_OR_RETURN(std::vector<store::v1::Assumption> overlay, ParseSettings(context, settings));
  for (store::v1::Assumption& assumption : overlay) {
    *frame.mutable_scenario()->add_overlay() = std::move(assumption);
  }
  frame.set_area(options.area);
  frame.set_base_year(options.projection.base_year);
  frame.set_year(options.year);
  for (const std::string& id : options.projection.indicators) frame.add_indicators(id);
  for (const std::string& text : options.projection.quotas) {
    ASSIGN_OR_RETURN(*frame.add_quotas(), ParseQuota(text, context));
  }
  pb::PlanStructure& structure = *frame.mutable_structure();
  for (const std::string& text : options.identities) {
    ASSIGN_OR_RETURN(*structure.add_identities(), client::ParseIdentity(text));
  }
  for (const std::string& text : options.drivers) {
    ASSIGN_OR_RETURN(*structure.add_drivers(), client::ParseDriver(text));
  }
  for (const std::string& text : options.priors) {
    ASSIGN_OR_RETURN(*structure.add_priors(), client::ParsePrior(text));
  }
  for (const std::string& text : options.correlations) {
    ASSIGN_OR_RETURN(*structure.add_correlations(), client::ParseCorrelation(text));
  }
  if (!options.common_correlation.empty()) {
    structure.mutable_common_correlation()->set_text(options.common_correlation);
  }
  *frame.mutable_as_of() = context.as_of();
  return frame;
}

absl::StatusOr<std::vector<pb::Goal>> MakeGoals(const PlanOptions& options) {
  std::vector<pb::Goal> goals;
  goals.reserve(options.goals.size());
  for (const std::string& text : options.goals) {
    ASSIGN_OR_RETURN(pb::Goal goal, client::ParseGoal(text));
    goals.push_back(std::move(goal));
  }
  return goals;
}

absl::Status NamePlanOptions(const absl::Status& status, const PlanOptions& options) {
  ErrorDetail detail = DetailOf(status);
  if (status.ok() || detail.violations.empty()) return status;
  for (FieldViolation& violation : detail.violations) {
    violation.field = OptionOf(violation.field, options);
  }
  const FieldViolation& first = detail.violations.front();
  const std::string message = absl::StrCat(first.field, ": ", first.description);
  return NameOptions(ErrorWithDetail(status.code(), message, std::move(detail)),
                     options.projection);
}

}  // namespace indicast::cli
