#include "clients/cli/commands/sweep.h"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/choices.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/commands/vary_text.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/sweep.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

constexpr char kGrid[] = "grid";
constexpr char kLatinHypercube[] = "latin-hypercube";
constexpr char kSobol[] = "sobol";

struct SweepOptions {
  ProjectionOptions projection;
  std::string scenario;
  std::vector<std::string> vary;
  std::string design = kGrid;
  int64_t points = 0;
  int64_t seed = 0;
  std::string range;
};

projection::v1::SweepDesign DesignOf(const std::string& name) {
  if (name == kLatinHypercube) return projection::v1::SWEEP_DESIGN_LATIN_HYPERCUBE;
  return name == kSobol ? projection::v1::SWEEP_DESIGN_SOBOL : projection::v1::SWEEP_DESIGN_GRID;
}

absl::Status ReadRange(const Context& context, const std::string& text,
                       projection::v1::SweepRequest& request) {
  if (text.empty()) return absl::OkStatus();
  const std::vector<std::string> ends = absl::StrSplit(text, ':');
  int64_t begin = 0;
  int64_t end = 0;
  if (ends.size() != 2 || !absl::SimpleAtoi(ends[0], &begin) ||
      !(ends[1].empty() || absl::SimpleAtoi(ends[1], &end))) {
    return UsageError(
        context.Say(absl::StrCat("--range ", Shorten(text), ":写成 起:止,例如 0:5000;止可以省略"),
                    absl::StrCat("--range ", Shorten(text),
                                 ": write BEGIN:END, for example 0:5000; END may be left out")));
  }
  request.set_begin(begin);
  request.set_end(end);
  return absl::OkStatus();
}

absl::StatusOr<projection::v1::SweepRequest> MakeRequest(Context& context,
                                                         const SweepOptions& options) {
  projection::v1::SweepRequest request;
  projection::v1::PlanFrame& frame = *request.mutable_frame();
  frame.mutable_scenario()->set_scenario(options.scenario);
  ASSIGN_OR_RETURN(std::vector<store::v1::Assumption> overlay,
                   ParseSettings(context, options.projection));
  for (store::v1::Assumption& assumption : overlay) {
    *frame.mutable_scenario()->add_overlay() = std::move(assumption);
  }
  for (const std::string& text : options.projection.quotas) {
    ASSIGN_OR_RETURN(*frame.add_quotas(), ParseQuota(text, context));
  }
  for (const std::string& name : options.projection.indicators) {
    ASSIGN_OR_RETURN(const store::v1::Indicator indicator, ResolveIndicator(context, name));
    frame.add_indicators(indicator.id());
  }
  frame.set_base_year(options.projection.base_year);
  frame.set_year(options.projection.horizon_year);
  *frame.mutable_as_of() = context.as_of();
  request.set_design(DesignOf(options.design));
  for (const std::string& text : options.vary) {
    ASSIGN_OR_RETURN(projection::v1::SweepFactor factor, ParseVary(text));
    ASSIGN_OR_RETURN(const store::v1::Indicator indicator,
                     ResolveIndicator(context, factor.indicator()));
    factor.set_indicator(indicator.id());
    *request.add_factors() = std::move(factor);
  }
  request.set_points(options.points);
  request.set_seed(options.seed);
  RETURN_IF_ERROR(ReadRange(context, options.range, request));
  return request;
}

// The errors of the service with the options they came from.
absl::Status NameSweepOptions(const absl::Status& status, const SweepOptions& options) {
  ErrorDetail detail = DetailOf(status);
  if (detail.violations.empty()) return NameOptions(status, options.projection);
  for (FieldViolation& violation : detail.violations) {
    size_t index = 0;
    const std::string& field = violation.field;
    if (absl::StartsWith(field, "factors[") &&
        absl::SimpleAtoi(field.substr(8, field.find(']') - 8), &index) &&
        index < options.vary.size()) {
      violation.field = absl::StrCat("--vary ", options.vary[index]);
    } else if (field == "factors") {
      violation.field = "--vary";
    } else if (field == "points") {
      violation.field = "--points";
    } else if (field == "begin" || field == "end") {
      violation.field = "--range";
    } else if (field == "frame.year") {
      violation.field = "--to";
    } else if (field == "frame.base_year") {
      violation.field = "--base-year";
    }
  }
  const FieldViolation& first = detail.violations.front();
  const std::string message = absl::StrCat(first.field, ": ", first.description);
  return NameOptions(ErrorWithDetail(status.code(), message, std::move(detail)),
                     options.projection);
}

output::ShadeStyle StyleOf(const Context& context) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = absl::AsciiStrToLower(context.environment().Get(name));
    if (locale.empty()) continue;
    const bool utf8 = absl::StrContains(locale, "utf-8") || absl::StrContains(locale, "utf8");
    return utf8 ? output::ShadeStyle::kBlocks : output::ShadeStyle::kAscii;
  }
  return output::ShadeStyle::kBlocks;
}

absl::StatusOr<ExitCode> RunSweep(Context& context, const SweepOptions& options) {
  if (options.vary.empty()) {
    return UsageError(context.Say("sweep 至少要一个 --vary,例如 --vary gdp=4..7/0.5",
                                  "sweep needs at least one --vary, for example "
                                  "--vary gdp=4..7/0.5"));
  }
  output::SweepAnswer answer;
  ASSIGN_OR_RETURN(answer.request, MakeRequest(context, options));
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const absl::Status status =
      projection->Sweep(answer.request, [&answer](const projection::v1::SweepResponse& part) {
        if (part.has_heading()) answer.heading = part.heading();
        answer.rows.insert(answer.rows.end(), part.rows().rows().begin(), part.rows().rows().end());
        return absl::OkStatus();
      });
  if (!status.ok()) return NameSweepOptions(status, options);
  output::SweepNames names;
  ASSIGN_OR_RETURN(Catalogue catalogue, LoadCatalogue(context));
  names.indicators = std::move(catalogue.names);
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  store::v1::ListTargetsRequest list;
  *list.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto targets, store->ListAllTargets(list));
  for (const auto& target : targets.items) {
    names.target_indicators[target.id()] = target.indicator();
  }
  context.Print(output::SweepDocument(answer, names, StyleOf(context)));
  return ExitCode::kDone;
}

void AddFrameOptions(CLI::App& command, Context& context, ProjectionOptions& options) {
  AddSettingOption(command, context, options);
  AddQuotaOption(command, context, options.quotas);
  AddRepeatedOption(command, "--indicator", options.indicators,
                    context.Say("只看这些指标及其目标,可多次;默认有目标的指标",
                                "only these indicators and their targets, repeatable; those with a "
                                "target by default"))
      ->type_name("INDICATOR");
  command
      .add_option("--to", options.horizon_year,
                  context.Say("测算到哪一年;默认基期的下一年",
                              "last projected year; the year after the base by default"))
      ->type_name("YEAR");
  command
      .add_option("--base-year", options.base_year,
                  context.Say("基期;默认最早目标年的前一年",
                              "base year; the year before the earliest target by default"))
      ->type_name("YEAR");
}

}  // namespace

void RegisterSweep(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "sweep", context.Say("同时试许多情景:一项或几项增速取遍一个范围",
                           "many scenarios at once: one or a few growth rates over a range"));
  auto options = std::make_shared<SweepOptions>();
  AddRepeatedOption(*command, "--vary", options->vary,
                    context.Say("改动哪项增速、从多少到多少,可多次:gdp=4%..7%/0.5、gdp=3,4.5,6",
                                "which growth varies from where to where, repeatable: "
                                "gdp=4%..7%/0.5, gdp=3,4.5,6"))
      ->type_name("INDICATOR[@YEARS]=FROM..TO[/STEP]");
  command
      ->add_option("--scenario", options->scenario,
                   context.Say("其余指标按这个情景;默认按短历史趋势",
                               "scenario of everything else; the short-history trend by default"))
      ->type_name("ID");
  Choose(
      command->add_option("--design", options->design,
                          context.Say("布点:grid(网格,默认)、latin-hypercube(拉丁超立方)或 sobol",
                                      "layout: grid (the default), latin-hypercube or sobol")),
      context.language(), {"布点", "design"}, {kGrid, kLatinHypercube, kSobol});
  command
      ->add_option("--points", options->points,
                   context.Say("点数(网格不用)", "points (not for a grid)"))
      ->type_name("N");
  command
      ->add_option("--seed", options->seed,
                   context.Say("随机种子,默认0", "seed of the points, 0 by default"))
      ->type_name("N");
  command
      ->add_option("--range", options->range,
                   context.Say("只算这些序号;怎样分段,结果都一样",
                               "only these indices; any split gives the same rows"))
      ->type_name("BEGIN:END");
  AddFrameOptions(*command, context, options->projection);
  SetExamples(
      *command, context,
      {{"indicast sweep --vary gdp=4%..7%/0.5 --scenario plan",
        {"地区生产总值从4%到7%,看哪些目标还能达到", "GDP from 4 % to 7 %: which targets hold"}},
       {"indicast sweep --vary gdp=4..7/0.25 --vary imports-exports=-5..10/1",
        {"两项增速的热力图", "two growth rates as a heat map"}},
       {"indicast sweep --vary gdp=3..7 --vary retail-sales=2..9 --design sobol --points 10000 "
        "--range 0:5000 -o csv",
        {"一万个点的前一半,存成表格", "the first half of ten thousand points, as a file"}}});
  OnRun(*command, context, [&context, options] { return RunSweep(context, *options); });
}

}  // namespace indicast::cli
