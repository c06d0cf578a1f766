#include "clients/cli/commands/whatif.h"

#include <memory>
#include <string>
#include <vector>

#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/paths.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

struct WhatIfOptions {
  ProjectionOptions projection;
  std::string against = "plan";
};

absl::StatusOr<ExitCode> RunWhatIf(Context& context, const WhatIfOptions& options) {
  if (options.projection.settings.empty()) {
    return UsageError(
        context.Say("whatif 至少要一个 --set,例如 --set imports-exports=3%",
                    "whatif needs at least one --set, for example --set imports-exports=3%"));
  }
  projection::v1::CompareScenariosRequest request;
  RETURN_IF_ERROR(FillRequest(context, options.projection, request));
  ASSIGN_OR_RETURN(const std::vector<store::v1::Assumption> overlay,
                   ParseSettings(context, options.projection));
  request.add_scenarios()->set_scenario(options.against);
  projection::v1::ScenarioSelection& changed = *request.add_scenarios();
  changed.set_scenario(options.against);
  for (const auto& assumption : overlay) *changed.add_overlay() = assumption;
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto answer = projection->CompareScenarios(request);
  if (!answer.ok()) return NameOptions(answer.status(), options.projection);
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  context.Print(output::WhatIfDocument(*answer, overlay, symbols));
  return ExitCode::kDone;
}

}  // namespace

void RegisterWhatIf(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "whatif", context.Say("改几项假设会怎样;不写入任何数据",
                            "what changes with some assumptions; nothing is written"));
  auto options = std::make_shared<WhatIfOptions>();
  command
      ->add_option(
          "--against", options->against,
          context.Say("作为基准的情景,默认 plan", "scenario to compare with; plan by default"))
      ->type_name("ID");
  AddProjectionOptions(*command, context, options->projection);
  SetExamples(*command, context,
              {{"indicast whatif --set imports-exports=3%",
                {"进出口只增长3%会怎样", "imports and exports grow by 3 % only"}},
               {"indicast whatif --set gdp@2024..2026=5% --set retail-sales=6% --to 2026",
                {"两项假设,看到2026年", "two changes, to 2026"}}});
  OnRun(*command, context, [&context, options] { return RunWhatIf(context, *options); });
}

}  // namespace indicast::cli
