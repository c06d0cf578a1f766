#include "clients/cli/commands/target.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/choices.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/board.h"
#include "clients/cli/output/words.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

struct ListOptions {
  std::optional<int> year;
  std::string section;
};

absl::StatusOr<ExitCode> RunList(Context& context, const ListOptions& options) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  store::v1::ListTargetsRequest request;
  if (options.year.has_value()) request.set_year(*options.year);
  request.set_section(options.section == "all" ? "" : options.section);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto targets, store->ListAllTargets(request));

  // Names at the revision of the targets, so that both belong together.
  store::v1::ListIndicatorsRequest names_request;
  *names_request.mutable_as_of() = context.as_of();
  names_request.mutable_as_of()->set_revision(targets.revision);
  ASSIGN_OR_RETURN(const auto indicators, store->ListAllIndicators(names_request));
  output::IndicatorNames names;
  for (const auto& each : indicators.items) names[each.id()] = output::FromProto(each.name());

  context.Print(output::TargetListDocument(targets.items, names, symbols, targets.revision,
                                           context.as_of().publication_date()));
  return ExitCode::kDone;
}

void RegisterList(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "list", context.Say("公布的目标:比较词、性质与出处",
                          "the published targets: comparator, kind and source"));
  auto options = std::make_shared<ListOptions>();
  command->add_option("--year", options->year, context.Say("只看这一年", "only this year"))
      ->type_name("YEAR");
  command
      ->add_option("--section", options->section,
                   context.Say("只看报告的这一部分,如 headline;默认全部",
                               "only this section of the report, for example headline; all by "
                               "default"))
      ->type_name("headline|all|SECTION");
  SetExamples(*command, context,
              {{"indicast target list --year 2024 --section headline",
                {"2024年主要预期目标", "the headline targets for 2024"}}});
  OnRun(*command, context, [&context, options] { return RunList(context, *options); });
}

struct BoardOptions {
  std::string scenario = "repeat";
  output::BoardFilter filter;
  std::vector<std::string> verdicts;
  std::vector<std::string> kinds;
  std::vector<std::string> quotas;
  bool fail_missed = false;
};

absl::Status CheckSection(const Context& context, const projection::v1::ProjectionResult& result,
                          const std::string& section) {
  std::set<std::string> sections;
  for (const auto& assessment : result.targets()) sections.insert(assessment.target().section());
  if (section == "all" || sections.count(section) > 0) return absl::OkStatus();
  return LocalError(absl::StatusCode::kNotFound, "SECTION_NOT_FOUND",
                    absl::StrCat(context.Say("没有部分 ", "no section "), Shorten(section),
                                 context.Say(";有 ", "; there are "), absl::StrJoin(sections, ", "),
                                 context.Say(" 和 all", " and all")));
}

projection::v1::Verdict VerdictOf(const std::string& code) {
  if (code == "met") return projection::v1::VERDICT_MET;
  if (code == "missed") return projection::v1::VERDICT_MISSED;
  return code == "at-risk" ? projection::v1::VERDICT_AT_RISK : projection::v1::VERDICT_UNKNOWN;
}

type::v1::TargetKind KindOf(const std::string& code) {
  if (code == "expected") return type::v1::TARGET_KIND_EXPECTED;
  return code == "binding" ? type::v1::TARGET_KIND_BINDING : type::v1::TARGET_KIND_STRETCH;
}

// The sections of the documents behind the targets, each document in the order it is met.
absl::StatusOr<output::SectionTitles> LoadSections(Context& context,
                                                   const projection::v1::ProjectionResult& result) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  output::SectionTitles titles;
  std::set<std::string> seen;
  for (const auto& assessment : result.targets()) {
    store::v1::GetDocumentRequest request;
    request.set_id(assessment.target().evidence().document());
    if (!seen.insert(request.id()).second) continue;
    *request.mutable_as_of() = context.as_of();
    ASSIGN_OR_RETURN(const auto found, store->GetDocument(request));
    for (const auto& section : found.document().sections()) {
      titles.emplace_back(section.id(), output::FromProto(section.title()));
    }
  }
  return titles;
}

absl::StatusOr<ExitCode> RunBoard(Context& context, const BoardOptions& options) {
  projection::v1::ProjectRequest request;
  request.mutable_scenario()->set_scenario(options.scenario);
  for (const std::string& text : options.quotas) {
    ASSIGN_OR_RETURN(*request.add_quotas(), ParseQuota(text, context));
  }
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto response = projection->Project(request);
  if (!response.ok()) {
    ProjectionOptions given;
    given.quotas = options.quotas;
    return NameOptions(response.status(), given);
  }
  const projection::v1::ProjectionResult& result = response->result();
  RETURN_IF_ERROR(CheckSection(context, result, options.filter.section));
  output::BoardFilter filter = options.filter;
  for (const std::string& code : options.verdicts) filter.verdicts.push_back(VerdictOf(code));
  for (const std::string& code : options.kinds) filter.kinds.push_back(KindOf(code));
  ASSIGN_OR_RETURN(const output::SectionTitles titles, LoadSections(context, result));
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  context.Print(output::BoardDocument(result, filter, titles, symbols));
  const bool missed = options.fail_missed && output::MissesTarget(result, filter);
  return missed ? ExitCode::kNo : ExitCode::kDone;
}

void RegisterBoard(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "board", context.Say("完成情况表:目标、上年实绩、测算、差距与结论",
                           "targets, last year's outcome, projection, gap and verdict"));
  auto options = std::make_shared<BoardOptions>();
  command
      ->add_option("--scenario", options->scenario,
                   context.Say("情景,默认 repeat(延续上年增速)",
                               "scenario; repeat (last year's growth continues) by default"))
      ->type_name("ID");
  command
      ->add_option("--section", options->filter.section,
                   context.Say("报告的哪一部分;all 为全部,默认 headline",
                               "section of the report, all for every one; headline by default"))
      ->type_name("headline|all|SECTION");
  Choose(AddRepeatedOption(*command, "--verdict", options->verdicts,
                           context.Say("只列这种结论,可重复", "only this verdict; repeatable")),
         context.language(), {"结论", "verdict"}, {"met", "missed", "at-risk", "unknown"});
  Choose(AddRepeatedOption(*command, "--kind", options->kinds,
                           context.Say("只列这种性质,可重复", "only this kind; repeatable")),
         context.language(), {"性质", "kind"}, {"expected", "binding", "stretch"});
  AddQuotaOption(*command, context, options->quotas);
  command->add_flag("--fail-missed", options->fail_missed,
                    context.Say("有预期性或约束性目标达不到时退出码为 1",
                                "exit code 1 when an expected or binding target is missed"));
  SetExamples(*command, context,
              {{"indicast target board",
                {"主要预期目标,延续上年增速", "headline targets if last year's growth continues"}},
               {"indicast target board --scenario plan --section all",
                {"全部目标,按计划", "all targets, as planned"}},
               {"indicast target board --section all --verdict missed --verdict at-risk",
                {"只看达不到和有风险的", "only what is missed or at risk"}},
               {"indicast target board --quota urban-new-jobs=15",
                {"给出省下达的指标数", "with the quota of the province"}}});
  OnRun(*command, context, [&context, options] { return RunBoard(context, *options); });
}

}  // namespace

void RegisterTarget(CLI::App& root, Context& context) {
  CLI::App* group =
      root.add_subcommand("target", context.Say("目标与完成情况", "targets and where they stand"));
  RegisterList(*group, context);
  RegisterBoard(*group, context);
}

}  // namespace indicast::cli
