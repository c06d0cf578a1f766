#include "clients/cli/commands/simulate.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/plan_options.h"
#include "clients/cli/commands/track.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/chances.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::projection::v1;

struct SimulateOptions {
  PlanOptions plan;
  std::string section;
  std::vector<std::string> quantiles;
  std::string method;
  int64_t paths = 0;
  int64_t seed = 0;
  std::string autocorrelation;
  std::string degrees_of_freedom;
  bool mean = false;
  bool levels = false;
  bool laws = false;
};

struct SensitivityOptions {
  PlanOptions plan;
  std::string outcome;
  std::vector<std::string> inputs;
  int64_t seed = 0;
  int points = 0;
  bool laws = false;
};

pb::Method MethodOf(const std::string& name) {
  if (name == "closed-form") return pb::METHOD_CLOSED_FORM;
  if (name == "genz") return pb::METHOD_GENZ;
  return name == "monte-carlo" ? pb::METHOD_MONTE_CARLO : pb::METHOD_UNSPECIFIED;
}

// Indicators with a target in that section of a report.
absl::Status AddSection(Context& context, const std::string& section, pb::PlanFrame& frame) {
  store::v1::ListTargetsRequest request;
  request.set_section(section);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const auto targets, store->ListAllTargets(request));
  for (const store::v1::Target& target : targets.items) frame.add_indicators(target.indicator());
  if (!targets.items.empty()) return absl::OkStatus();
  return LocalError(absl::StatusCode::kNotFound, "SECTION_NOT_FOUND",
                    context.Say("没有目标属于部分 ", "no target is of the section ") + section,
                    "indicast target list");
}

absl::StatusOr<pb::SimulateRequest> MakeRequest(Context& context, const SimulateOptions& options) {
  pb::SimulateRequest request;
  ASSIGN_OR_RETURN(*request.mutable_frame(), MakeFrame(context, options.plan));
  if (!options.section.empty()) {
    RETURN_IF_ERROR(AddSection(context, options.section, *request.mutable_frame()));
  }
  ASSIGN_OR_RETURN(const std::vector<pb::Goal> goals, MakeGoals(options.plan));
  for (const pb::Goal& goal : goals) *request.add_goals() = goal;
  for (const std::string& text : options.quantiles) request.add_quantiles()->set_text(text);
  request.set_method(MethodOf(options.method));
  request.set_paths(options.paths);
  request.set_seed(options.seed);
  if (!options.autocorrelation.empty()) {
    request.mutable_autocorrelation()->set_text(options.autocorrelation);
  }
  if (!options.degrees_of_freedom.empty()) {
    request.mutable_degrees_of_freedom()->set_text(options.degrees_of_freedom);
  }
  if (options.mean) request.set_centre(pb::PATH_CENTRE_MEAN);
  return request;
}

// The result, with its progress on stderr.
absl::StatusOr<pb::SimulationResult> Simulate(Context& context,
                                              const pb::SimulateRequest& request) {
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  Progress progress(context.err(), context.ProgressOptions());
  std::unique_ptr<Progress::Phase> phase;
  std::optional<pb::SimulationResult> result;
  RETURN_IF_ERROR(projection->Simulate(request, [&](const pb::SimulateResponse& part) {
    if (part.has_result()) result = part.result();
    if (part.has_progress()) {
      if (phase == nullptr) {
        phase.reset(
            new Progress::Phase(progress.Begin({"模拟", "simulating"}, part.progress().total())));
      }
      phase->Advance(part.progress().done());
    }
    return absl::OkStatus();
  }));
  if (!result.has_value()) {
    return LocalError(
        absl::StatusCode::kInternal, "ANSWER_INCOMPLETE",
        context.Say("服务没有给出结果就结束了", "the service ended without a result"));
  }
  return *std::move(result);
}

absl::StatusOr<ExitCode> RunSimulate(Context& context, const SimulateOptions& options) {
  ASSIGN_OR_RETURN(const pb::SimulateRequest request, MakeRequest(context, options));
  const auto result = Simulate(context, request);
  if (!result.ok()) return NamePlanOptions(result.status(), options.plan);
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  context.Print(output::SimulationDocument(
      *result, catalogue.symbols,
      {.bars = BarStyleOf(context), .levels = options.levels, .laws = options.laws}));
  return ExitCode::kDone;
}

absl::StatusOr<ExitCode> RunSensitivity(Context& context, const SensitivityOptions& options) {
  pb::AnalyzeSensitivityRequest request;
  ASSIGN_OR_RETURN(*request.mutable_frame(), MakeFrame(context, options.plan));
  ASSIGN_OR_RETURN(const store::v1::Indicator outcome, ResolveIndicator(context, options.outcome));
  request.set_outcome(outcome.id());
  for (const std::string& name : options.inputs) {
    ASSIGN_OR_RETURN(const store::v1::Indicator input, ResolveIndicator(context, name));
    request.add_inputs(input.id());
  }
  request.set_seed(options.seed);
  request.set_points(options.points);
  ASSIGN_OR_RETURN(client::ProjectionClient * projection, context.Projection());
  const auto answer = projection->AnalyzeSensitivity(request);
  if (!answer.ok()) return NamePlanOptions(answer.status(), options.plan);
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  context.Print(output::SensitivityDocument(*answer, catalogue.names,
                                            {.bars = BarStyleOf(context), .laws = options.laws}));
  return ExitCode::kDone;
}

void AddSimulationOptions(CLI::App& command, Context& context, SimulateOptions& options) {
  AddRepeatedOption(command, "--quantile", options.quantiles,
                    context.Say("分位数,可多次,升序;默认 0.1 0.25 0.5 0.75 0.9",
                                "a quantile, repeatable, ascending; 0.1 0.25 0.5 0.75 0.9 by "
                                "default"))
      ->type_name("P");
  command
      .add_option("--method", options.method,
                  context.Say("算法;默认能闭式就闭式,联合概率用 Genz,其余模拟",
                              "method; by default closed form where it exists, Genz for joint "
                              "probabilities, else simulated"))
      ->check(CLI::IsMember({"closed-form", "genz", "monte-carlo"}))
      ->type_name("METHOD");
  command
      .add_option("--paths", options.paths,
                  context.Say("模拟路径数,默认 100000", "simulated paths; 100000 by default"))
      ->type_name("N");
  command
      .add_option("--seed", options.seed,
                  context.Say("种子;同一种子结果逐位相同", "seed; the same seed, the same bits"))
      ->type_name("N");
  command
      .add_option("--autocorrelation", options.autocorrelation,
                  context.Say("相邻两年扰动的相关系数",
                              "correlation of one year's disturbance with the next"))
      ->type_name("RHO");
  command
      .add_option("--student", options.degrees_of_freedom,
                  context.Say("扰动服从t分布的自由度,大于 2",
                              "Student disturbances with so many degrees of freedom, above 2"))
      ->type_name("NU");
  command.add_flag(
      "--mean", options.mean,
      context.Say("情景路径作为均值而非中位数", "the plan's path is the mean, not the median"));
  command.add_flag("--levels", options.levels,
                   context.Say("也列出水平与指数的区间", "also the fans of levels and indices"));
  command.add_flag("--laws", options.laws,
                   context.Say("列出各指标的增速规律", "also the laws of growth"));
}

}  // namespace

void RegisterSimulate(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "simulate", context.Say("目标实现的概率与各指标的区间;不写入任何数据",
                              "how likely the targets are and how wide the paths; nothing is "
                              "written"));
  auto options = std::make_shared<SimulateOptions>();
  AddPlanOptions(*command, context, options->plan);
  AddGoalOption(*command, context, options->plan);
  command
      ->add_option("--section", options->section,
                   context.Say("报告某一部分的目标,例如 headline",
                               "the targets of one section of the report, for example headline"))
      ->type_name("SECTION");
  AddSimulationOptions(*command, context, *options);
  SetExamples(*command, context,
              {{"indicast simulate", {"全部已公布目标的概率", "every published target"}},
               {"indicast simulate --section headline",
                {"主要预期目标,哪些算不了以及为什么",
                 "the headline targets, which of them cannot be used, and why"}},
               {"indicast simulate --goal \"gdp>=6%\" --goal \"household-income>gdp\"",
                {"两个目标及其同时实现", "two goals, and both together"}},
               {"indicast simulate --scenario plan --year 2026 --levels --autocorrelation 0.3",
                {"以目标情景为中位数,到2026年", "around the plan, to 2026"}}});
  OnRun(*command, context, [&context, options] { return RunSimulate(context, *options); });
}

void RegisterSensitivity(CLI::App& root, Context& context) {
  CLI::App* command = root.add_subcommand(
      "sensitivity", context.Say("什么对一个指标的增速影响最大(龙卷风图与方差份额)",
                                 "what moves the growth of an indicator most: tornado and shares "
                                 "of variance"));
  auto options = std::make_shared<SensitivityOptions>();
  command
      ->add_option("outcome", options->outcome,
                   context.Say("解释哪个指标(编号或名称)", "indicator explained (id or name)"))
      ->required()
      ->type_name("INDICATOR");
  AddRepeatedOption(*command, "--input", options->inputs,
                    context.Say("只看这些输入,可多次;默认它依赖的全部",
                                "only these inputs, repeatable; everything it depends on by "
                                "default"))
      ->type_name("INDICATOR");
  AddPlanOptions(*command, context, options->plan);
  command->add_option("--seed", options->seed, context.Say("抽样的种子", "seed of what is sampled"))
      ->type_name("N");
  command
      ->add_option("--points", options->points,
                   context.Say("抽样的基点数,默认 4096", "base points sampled; 4096 by default"))
      ->type_name("N");
  command->add_flag("--laws", options->laws,
                    context.Say("列出各指标的增速规律", "also the laws of growth"));
  SetExamples(*command, context,
              {{"indicast sensitivity gdp --identity "
                "gdp=primary-sector+secondary-sector+tertiary-sector",
                {"三次产业中哪个最要紧", "which of the three sectors matters most"}},
               {"indicast sensitivity retail-sales --driver retail-sales=0.8*household-income",
                {"收入对零售的影响", "what income does to retail sales"}}});
  OnRun(*command, context, [&context, options] { return RunSensitivity(context, *options); });
}

}  // namespace indicast::cli
