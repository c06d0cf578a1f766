#include "clients/cli/commands/seek.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/lever_options.h"
#include "clients/cli/commands/track.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/plan_documents.h"
#include "clients/cpp/connect.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::projection::v1;

struct SeekOptions {
  LeveredPlanOptions levered;
  std::string save_as;
  std::string reason;
  bool all = false;
};

// The moves as a child of the baseline scenario.
absl::Status SaveMoves(Context& context, const SeekOptions& options, const pb::PlanFrame& frame,
                       const pb::SeekTargetsResponse& answer) {
  store::v1::CreateScenarioRequest request;
  request.set_request_id(absl::StrCat("seek-", client::NewRequestId(), client::NewRequestId()));
  request.set_reason(options.reason.empty() ? absl::StrCat("moves of a seek: ", options.save_as)
                                            : options.reason);
  store::v1::Scenario& scenario = *request.mutable_scenario();
  scenario.set_id(options.save_as);
  scenario.set_parent(frame.scenario().scenario());
  scenario.mutable_name()->set_zh(options.save_as);
  scenario.mutable_name()->set_en(options.save_as);
  scenario.mutable_description()->set_zh(answer.context().explanation().zh());
  scenario.mutable_description()->set_en(answer.context().explanation().en());
  // What the call set over the baseline holds where the seek says nothing.
  for (const store::v1::Assumption& assumption : frame.scenario().overlay()) {
    bool moved = false;
    for (const auto& move : answer.overlay()) moved |= move.indicator() == assumption.indicator();
    if (!moved) *scenario.add_assumptions() = assumption;
  }
  for (const store::v1::Assumption& move : answer.overlay()) *scenario.add_assumptions() = move;
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  return store->CreateScenario(request).status();
}

absl::StatusOr<ExitCode> RunSeek(Context& context, const SeekOptions& options) {
  pb::SeekTargetsRequest request;
  RETURN_IF_ERROR(FillPlanRequest(context, options.levered, request));
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto answer = projection->SeekTargets(request);
  if (!answer.ok()) return NameLeveredPlanOptions(answer.status(), options.levered);
  const bool reached = answer->status() == pb::SEEK_STATUS_REACHED;
  std::string saved;
  if (!options.save_as.empty()) {
    if (answer->moves().empty()) {
      return LocalError(absl::StatusCode::kFailedPrecondition, "NO_MOVES",
                        context.Say("没有可行的增速,无可保存",
                                    "no growth rates are possible: there is nothing to store"));
    }
    RETURN_IF_ERROR(SaveMoves(context, options, request.frame(), *answer));
    saved = options.save_as;
  }
  ASSIGN_OR_RETURN(const output::UnitSymbols symbols, LoadUnitSymbols(context));
  // Programs get every growth rate of the plan.
  const output::Format format = context.options().format;
  const bool people = format == output::Format::kTable || format == output::Format::kMarkdown;
  context.Print(output::SeekDocument(
      *answer, symbols,
      {.bars = BarStyleOf(context), .all = options.all || !people, .saved = saved}));
  return reached ? ExitCode::kDone : ExitCode::kNo;
}

}  // namespace

void RegisterSeek(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "seek", context.Say("为达到目标,谁最少要动多少;做不到时说明为什么(退出码1)",
                          "the least change that reaches targets, or why they cannot be reached "
                          "together (exit code 1)"));
  auto options = std::make_shared<SeekOptions>();
  AddLeveredPlanOptions(*command, context, options->levered);
  command
      ->add_option("--save-as", options->save_as,
                   context.Say("把结果存为基线情景的子情景",
                               "store the moves as a child scenario of the baseline"))
      ->type_name("ID");
  command
      ->add_option("--reason", options->reason,
                   context.Say("为什么保存,留在修订记录里", "why; kept with the revision"))
      ->type_name("TEXT");
  command->add_flag("--all", options->all,
                    context.Say("也列出不动的指标", "also the indicators that do not move"));
  SetExamples(*command, context,
              {{"indicast seek --goal \"gdp>=6%\" --goal \"household-income>gdp\" --identity "
                "gdp=primary-sector+secondary-sector+tertiary-sector",
                {"GDP增6%以上、居民收入跑赢GDP,三次产业各要多少",
                 "GDP of 6 % with income growing faster: what each sector must do"}},
               {"indicast seek --goal \"gdp>=6%\" --pin primary-sector --bound "
                "tertiary-sector=..7 --save-as stretch",
                {"固定一产,三产不超过7%,存为情景", "one sector pinned, one bounded, stored"}},
               {"indicast seek", {"全部公布目标", "all published targets"}}});
  OnRun(*command, context, [&context, options] { return RunSeek(context, *options); });
}

}  // namespace indicast::cli
