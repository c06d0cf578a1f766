#include "clients/cli/commands/check.h"

#include <memory>
#include <vector>

#include "clients/cli/commands/lever_options.h"
#include "clients/cli/commands/track.h"
#include "clients/cli/output/plan_documents.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::projection::v1;

absl::StatusOr<ExitCode> RunCheck(Context& context, const LeveredPlanOptions& options) {
  pb::CheckPlanRequest request;
  RETURN_IF_ERROR(FillPlanRequest(context, options, request));
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto answer = projection->CheckPlan(request);
  if (!answer.ok()) return NameLeveredPlanOptions(answer.status(), options);
  context.Print(output::CheckDocument(*answer, BarStyleOf(context)));
  return answer->feasible() ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

void RegisterCheck(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "check", context.Say("各目标能否同时实现、概率多大、哪项最薄弱;不能时退出码1",
                           "can all targets be true together, how likely, which is the weakest "
                           "link; exit code 1 when they cannot"));
  auto options = std::make_shared<LeveredPlanOptions>();
  AddLeveredPlanOptions(*command, context, *options);
  SetExamples(*command, context,
              {{"indicast check", {"该年全部公布目标", "all published targets of the year"}},
               {"indicast check --goal \"gdp>=6%\" --goal \"household-income>gdp\" "
                "--correlation gdp,household-income=0.7",
                {"两项目标,给定相关系数", "two goals with a stated correlation"}}});
  OnRun(*command, context, [&context, options] { return RunCheck(context, *options); });
}

}  // namespace indicast::cli
