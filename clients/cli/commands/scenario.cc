#include "clients/cli/commands/scenario.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/scenario_edit.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/words.h"
#include "clients/cpp/rule_text.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Align;
using output::Audience;
using output::Cell;
using output::Document;
using output::IntCell;
using output::PlainCell;
using output::Table;
using output::Text;
using output::TextCell;

std::vector<output::Column> ScenarioColumns() {
  return {{.key = "id", .header = {"编号", "ID"}},
          {.key = "name", .header = {"名称", "NAME"}},
          {.key = "parent", .header = {"父情景", "PARENT"}},
          {.key = "assumption_count", .header = {"假设数", "ASSUMPTIONS"}, .align = Align::kRight},
          {.key = "description", .header = {"说明", "DESCRIPTION"}},
          {.key = "written_at_revision", .header = {"修订", "REVISION"}, .align = Align::kRight},
          {.key = "content_hash", .audience = Audience::kMachines}};
}

std::vector<Cell> ScenarioRow(const pb::Scenario& scenario) {
  return {PlainCell(scenario.id()),
          TextCell(output::FromProto(scenario.name())),
          PlainCell(scenario.parent()),
          IntCell(scenario.assumptions_size()),
          TextCell(output::FromProto(scenario.description())),
          IntCell(scenario.revision()),
          PlainCell(scenario.content_hash())};
}

absl::StatusOr<ExitCode> RunList(Context& context) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::ListScenariosRequest request;
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto all, store->ListAllScenarios(request));
  Table table;
  table.key = "scenarios";
  table.columns = ScenarioColumns();
  for (const auto& scenario : all.items) table.rows.push_back(ScenarioRow(scenario));
  Document document;
  document.tables.push_back(std::move(table));
  document.footer = {output::RevisionEntry(all.revision)};
  context.Print(document);
  return ExitCode::kDone;
}

Cell YearCell(bool is_set, int year) { return is_set ? IntCell(year) : output::MissingCell({}); }

void AddLayer(const pb::Scenario& layer, const Catalogue& catalogue, Table& table) {
  for (const pb::Assumption& assumption : layer.assumptions()) {
    const Text indicator_name = assumption.indicator() == "*"
                                    ? Text{"其余各指标", "every other indicator"}
                                    : output::NameOf(catalogue.names, assumption.indicator());
    const auto found = catalogue.units.find(assumption.indicator());
    const std::string unit = found == catalogue.units.end() ? "" : found->second;
    table.rows.push_back(
        {PlainCell(layer.id()), PlainCell(assumption.indicator()), TextCell(indicator_name),
         TextCell(output::YearsWords(assumption)),
         YearCell(assumption.has_from_year(), assumption.from_year()),
         YearCell(assumption.has_to_year(), assumption.to_year()),
         PlainCell(client::FormatRule(assumption.rule())),
         TextCell(output::RuleWords(assumption.rule(), catalogue.names, catalogue.symbols, unit)),
         TextCell(output::FromProto(assumption.reason()))});
  }
}

Document ScenarioDocument(const pb::GetScenarioResponse& response, const Catalogue& catalogue) {
  Table record;
  record.key = "scenario";
  record.layout = Table::Layout::kRecord;
  record.columns = ScenarioColumns();
  record.rows = {ScenarioRow(response.scenario())};
  Table assumptions;
  assumptions.key = "assumptions";
  assumptions.title = {"假设(自身在前,父情景在后;前面的优先)",
                       "Assumptions (its own first, then the parents'; the former prevail)"};
  assumptions.columns = {
      {.key = "scenario", .header = {"来自", "FROM"}},
      {.key = "indicator", .header = {"指标", "INDICATOR"}},
      {.key = "name", .header = {"名称", "NAME"}},
      {.key = "years", .header = {"年份", "YEARS"}, .audience = Audience::kPeople},
      {.key = "from_year", .audience = Audience::kMachines},
      {.key = "to_year", .audience = Audience::kMachines},
      {.key = "rule", .header = {"规则", "RULE"}},
      {.key = "rule_words", .header = {"含义", "MEANING"}},
      {.key = "reason", .header = {"理由", "WHY"}}};
  AddLayer(response.scenario(), catalogue, assumptions);
  for (const pb::Scenario& ancestor : response.ancestors()) {
    AddLayer(ancestor, catalogue, assumptions);
  }
  Document document;
  document.tables = {std::move(record), std::move(assumptions)};
  document.footer = {output::RevisionEntry(response.revision())};
  return document;
}

absl::StatusOr<ExitCode> RunShow(Context& context, const std::string& id) {
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::GetScenarioRequest request;
  request.set_id(id);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto response, store->GetScenario(request));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  context.Print(ScenarioDocument(response, catalogue));
  return ExitCode::kDone;
}

}  // namespace

void RegisterScenario(CLI::App& root, Context& context) {
  CLI::App* group = root.add_subcommand(
      "scenario",
      context.Say("情景:列出、查看、比较、新建", "stored scenarios: list, show, compare, add"));
  CLI::App* list = group->add_subcommand("list", context.Say("全部情景", "all scenarios"));
  SetExamples(*list, context, {{"indicast scenario list", {"编号与说明", "ids and meanings"}}});
  OnRun(*list, context, [&context] { return RunList(context); });

  CLI::App* show = group->add_subcommand(
      "show", context.Say("一个情景的假设,连同父情景的",
                          "the assumptions of a scenario and those it inherits"));
  auto id = std::make_shared<std::string>();
  show->add_option("scenario", *id, context.Say("情景编号", "id of the scenario"))->required();
  SetExamples(*show, context, {{"indicast scenario show plan", {"按目标情景", "as targeted"}}});
  OnRun(*show, context, [&context, id] { return RunShow(context, *id); });
  RegisterScenarioDiff(*group, context);
  RegisterScenarioCreate(*group, context);
}

}  // namespace indicast::cli
