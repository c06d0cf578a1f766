#include "clients/cli/commands/projection_inputs.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/errors.h"
#include "clients/cpp/rule_text.h"
#include "common/decimal/decimal.h"
#include "common/period/period.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

absl::StatusOr<std::optional<int>> LatestTargetYear(Context& context) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  store::v1::ListTargetsRequest request;
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto targets, store->ListAllTargets(request));
  std::optional<int> latest;
  for (const auto& target : targets.items) {
    ASSIGN_OR_RETURN(const Period period, Period::Parse(target.period().text()));
    latest = std::max(latest.value_or(period.year()), period.year());
  }
  return latest;
}

// "--set TEXT" when the path goes through `list`[i] and there is an i-th text; empty otherwise.
std::string OptionOf(const std::string& path, absl::string_view list, const char* option,
                     const std::vector<std::string>& texts) {
  const size_t at = path.find(absl::StrCat(list, "["));
  if (at == std::string::npos) return "";
  const size_t first = at + list.size() + 1;
  size_t index = 0;
  if (!absl::SimpleAtoi(path.substr(first, path.find(']', first) - first), &index)) return "";
  return index < texts.size() ? absl::StrCat(option, " ", texts[index]) : "";
}

std::string OptionOf(const std::string& path, const ProjectionOptions& options) {
  if (path == "base_year") return "--base-year";
  if (path == "horizon_year") return "--to";
  for (std::string option : {OptionOf(path, "overlay", "--set", options.settings),
                             OptionOf(path, "quotas", "--quota", options.quotas),
                             OptionOf(path, "indicators", "--indicator", options.indicators)}) {
    if (!option.empty()) return option;
  }
  return path;
}

}  // namespace

absl::Status NameOptions(const absl::Status& status, const ProjectionOptions& options) {
  ErrorDetail detail = DetailOf(status);
  if (status.ok() || detail.violations.empty()) return status;
  for (FieldViolation& violation : detail.violations) {
    violation.field = OptionOf(violation.field, options);
  }
  const FieldViolation& first = detail.violations.front();
  const std::string message = absl::StrCat(first.field, ": ", first.description);
  return ErrorWithDetail(status.code(), message, std::move(detail));
}

absl::StatusOr<output::UnitSymbols> LoadUnitSymbols(Context& context) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const auto units, store->ListAllUnits());
  return output::UnitSymbols(units.items);
}

CLI::Option* AddRepeatedOption(CLI::App& command, const std::string& name,
                               std::vector<std::string>& values, const std::string& help) {
  return command.add_option(name, values, help)->allow_extra_args(false)->take_all();
}

absl::StatusOr<projection::v1::ExternalQuota> ParseQuota(const std::string& text,
                                                         const Context& context) {
  const size_t equals = text.find('=');
  const std::string number = equals == std::string::npos ? "" : text.substr(equals + 1);
  if (equals == std::string::npos || equals == 0 || !Decimal::Parse(number).ok()) {
    return UsageError(
        absl::StrCat("--quota ", Shorten(text),
                     context.Say(":写成 指标=数值,例如 urban-new-jobs=15",
                                 ": write INDICATOR=NUMBER, for example urban-new-jobs=15")));
  }
  projection::v1::ExternalQuota quota;
  quota.set_target(text.substr(0, equals));
  quota.mutable_value()->set_text(number);
  return quota;
}

void AddSettingOption(CLI::App& command, Context& context, ProjectionOptions& options) {
  AddRepeatedOption(command, "--set", options.settings,
                    context.Say("改变一项假设,可多次:imports-exports=3%、gdp@2024..2026=5%、"
                                "imports-exports=level=2900",
                                "change an assumption, repeatable: imports-exports=3%, "
                                "gdp@2024..2026=5%, imports-exports=level=2900"))
      ->type_name("INDICATOR[@YEARS]=RULE");
}

void AddProjectionOptions(CLI::App& command, Context& context, ProjectionOptions& options) {
  AddSettingOption(command, context, options);
  AddQuotaOption(command, context, options.quotas);
  AddRepeatedOption(command, "--indicator", options.indicators,
                    context.Say("只看这些指标,可多次;默认全部",
                                "only these indicators, repeatable; all by default"))
      ->type_name("ID");
  command
      .add_option("--to", options.horizon_year,
                  context.Say("测算到哪一年;默认最晚的目标年",
                              "last projected year; the latest target year by default"))
      ->type_name("YEAR");
  command
      .add_option("--base-year", options.base_year,
                  context.Say("基期;默认最早目标年的前一年",
                              "base year; the year before the earliest target by default"))
      ->type_name("YEAR");
}

absl::StatusOr<std::vector<store::v1::Assumption>> ParseSettings(Context& context,
                                                                 const ProjectionOptions& options) {
  std::vector<store::v1::Assumption> assumptions;
  if (options.settings.empty()) return assumptions;
  std::optional<int> target_year;
  if (options.base_year > 0) {
    target_year = options.base_year + 1;
  } else {
    ASSIGN_OR_RETURN(target_year, LatestTargetYear(context));
  }
  for (const std::string& text : options.settings) {
    ASSIGN_OR_RETURN(store::v1::Assumption assumption, client::ParseSetting(text, target_year));
    // Here rather than by the service, for the sake of "did you mean".
    if (assumption.indicator() != "*") {
      RETURN_IF_ERROR(ResolveIndicator(context, assumption.indicator()).status());
    }
    assumptions.push_back(std::move(assumption));
  }
  return assumptions;
}

void AddQuotaOption(CLI::App& command, Context& context, std::vector<std::string>& texts) {
  AddRepeatedOption(command, "--quota", texts,
                    context.Say("省下达的指标数,单位同目标,可多次:urban-new-jobs=15",
                                "a quota set by the province, in the unit of the target, "
                                "repeatable: urban-new-jobs=15"))
      ->type_name("TARGET=NUMBER");
}

}  // namespace indicast::cli
