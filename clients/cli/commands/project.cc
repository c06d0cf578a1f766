#include "clients/cli/commands/project.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/output/paths.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

struct ProjectOptions {
  ProjectionOptions projection;
  std::string scenario = "plan";
  bool evidence = false;
  bool all = false;
};

absl::StatusOr<ExitCode> RunProject(Context& context, const ProjectOptions& options) {
  projection::v1::ProjectRequest request;
  request.mutable_scenario()->set_scenario(options.scenario);
  RETURN_IF_ERROR(FillRequest(context, options.projection, request));
  ASSIGN_OR_RETURN(std::vector<store::v1::Assumption> overlay,
                   ParseSettings(context, options.projection));
  for (store::v1::Assumption& assumption : overlay) {
    *request.mutable_scenario()->add_overlay() = std::move(assumption);
  }
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto answer = projection->Project(request);
  if (!answer.ok()) return NameOptions(answer.status(), options.projection);
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  const bool idle = options.all || !options.projection.indicators.empty();
  context.Print(output::PathsDocument(answer->result(), symbols,
                                      {.evidence = options.evidence, .idle = idle}));
  return ExitCode::kDone;
}

}  // namespace

void RegisterProject(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "project", context.Say("各指标在一个情景下的路径:增速、指数与水平",
                             "paths of the indicators under a scenario: growth, index, level"));
  auto options = std::make_shared<ProjectOptions>();
  command
      ->add_option("--scenario", options->scenario,
                   context.Say("情景,默认 plan(按目标)", "scenario; plan (as targeted) by default"))
      ->type_name("ID");
  AddProjectionOptions(*command, context, options->projection);
  command->add_flag("--evidence", options->evidence,
                    context.Say("列出每条路径依据的公布数与原文",
                                "list the published figures and sentences behind every path"));
  command->add_flag("--all", options->all,
                    context.Say("也列出没有可测算内容的指标",
                                "also the indicators about which nothing is projected"));
  SetExamples(*command, context,
              {{"indicast project --scenario plan --to 2026",
                {"按目标测算至2026年", "as targeted, to 2026"}},
               {"indicast project --indicator imports-exports --set imports-exports=3% --evidence",
                {"一个指标,改一项假设,列出依据", "one indicator, one change, with its sources"}}});
  OnRun(*command, context, [&context, options] { return RunProject(context, *options); });
}

}  // namespace indicast::cli
