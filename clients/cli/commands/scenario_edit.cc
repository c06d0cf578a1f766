#include "clients/cli/commands/scenario_edit.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/commands/lookup.h"
#include "clients/cli/commands/projection_inputs.h"
#include "clients/cli/errors.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/words.h"
#include "clients/cpp/connect.h"
#include "clients/cpp/rule_text.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

namespace pb = ::indicast::store::v1;
using output::Audience;
using output::Cell;
using output::PlainCell;
using output::Table;
using output::Text;
using output::TextCell;

struct CreateOptions {
  std::string id;
  std::string parent = "plan";
  std::string name_zh;
  std::string name_en;
  std::string description;
  std::string reason;
  ProjectionOptions projection;  // its --set
  bool dry_run = false;
};

// The text in the language of the user; the other one stays empty.
void SetText(const Context& context, const std::string& text, type::v1::LocalizedText& out) {
  (context.language() == output::Language::kChinese ? *out.mutable_zh() : *out.mutable_en()) = text;
}

absl::StatusOr<ExitCode> RunCreate(Context& context, const CreateOptions& options) {
  pb::CreateScenarioRequest request;
  request.set_request_id(absl::StrCat("scenario-", client::NewRequestId(), client::NewRequestId()));
  request.set_reason(options.reason.empty() ? absl::StrCat("scenario ", options.id)
                                            : options.reason);
  request.set_validate_only(options.dry_run);
  pb::Scenario& scenario = *request.mutable_scenario();
  scenario.set_id(options.id);
  scenario.set_parent(options.parent == "none" ? "" : options.parent);
  scenario.mutable_name()->set_zh(options.name_zh);
  scenario.mutable_name()->set_en(options.name_en);
  if (options.name_zh.empty() && options.name_en.empty()) {
    scenario.mutable_name()->set_zh(options.id);
    scenario.mutable_name()->set_en(options.id);
  }
  if (!options.description.empty()) {
    SetText(context, options.description, *scenario.mutable_description());
  }
  ASSIGN_OR_RETURN(const auto assumptions, ParseSettings(context, options.projection));
  for (const pb::Assumption& assumption : assumptions) *scenario.add_assumptions() = assumption;
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const pb::CreateScenarioResponse created, store->CreateScenario(request));

  Table record;
  record.key = "scenario";
  record.layout = Table::Layout::kRecord;
  record.audience = Audience::kMachines;
  record.columns = {{.key = "id"},       {.key = "parent"},       {.key = "assumption_count"},
                    {.key = "revision"}, {.key = "content_hash"}, {.key = "written"}};
  record.rows = {{PlainCell(created.scenario().id()), PlainCell(created.scenario().parent()),
                  output::IntCell(created.scenario().assumptions_size()),
                  output::IntCell(created.revision()), PlainCell(created.scenario().content_hash()),
                  output::BoolCell(!options.dry_run, {})}};
  const std::string changes = absl::StrCat(created.scenario().assumptions_size());
  const std::string parent = scenario.parent().empty() ? "-" : scenario.parent();
  output::Document document;
  document.headline =
      options.dry_run
          ? Text{absl::StrCat("检查通过,未写入:情景 ", options.id, "(父:", parent, "),变更",
                              changes, "项。"),
                 absl::StrCat("Checked, nothing written: scenario ", options.id, " (parent ",
                              parent, "), ", changes, " change(s).")}
          : Text{absl::StrCat("已建情景 ", options.id, "(父:", parent, "),变更", changes, "项,修订",
                              created.revision(), "。下一步:indicast scenario diff ", options.id,
                              parent == "-" ? "" : " ", parent == "-" ? "" : parent),
                 absl::StrCat("Created ", options.id, " (parent ", parent, "), ", changes,
                              " change(s), revision ", created.revision(),
                              ". Next: indicast scenario diff ", options.id,
                              parent == "-" ? "" : " ", parent == "-" ? "" : parent)};
  document.tables.push_back(std::move(record));
  context.Print(document);
  return ExitCode::kDone;
}

Text YearsOf(const pb::ScenarioDifference& difference) {
  pb::Assumption years;
  if (difference.has_from_year()) years.set_from_year(difference.from_year());
  if (difference.has_to_year()) years.set_to_year(difference.to_year());
  return output::YearsWords(years);
}

Cell YearCell(bool is_set, int year) {
  return is_set ? output::IntCell(year) : output::MissingCell({});
}

// What a side assumes: rule for programs, words for people, the layer, the reason.
void AddSide(bool is_set, const pb::ScenarioSide& side, const Catalogue& catalogue,
             const std::string& unit, std::vector<Cell>& row) {
  if (!is_set) {
    for (const Text& shown : {Text{}, Text{"无", "nothing"}, Text{}, Text{}}) {
      row.push_back(output::MissingCell(shown));
    }
    return;
  }
  const pb::AssumptionRule& rule = side.assumption().rule();
  row.push_back(PlainCell(client::FormatRule(rule)));
  row.push_back(TextCell(output::RuleWords(rule, catalogue.names, catalogue.symbols, unit)));
  row.push_back(PlainCell(side.scenario()));
  row.push_back(TextCell(output::FromProto(side.assumption().reason())));
}

std::vector<output::Column> DiffColumns(const std::string& left, const std::string& right) {
  constexpr Audience kMachines = Audience::kMachines;
  return {{.key = "indicator", .audience = kMachines},
          {.key = "name", .header = {"指标", "INDICATOR"}},
          {.key = "years", .header = {"年份", "YEARS"}, .audience = Audience::kPeople},
          {.key = "from_year", .audience = kMachines},
          {.key = "to_year", .audience = kMachines},
          {.key = "left_rule", .audience = kMachines},
          {.key = "left", .header = output::Same(left)},
          {.key = "left_layer", .header = {"来自", "FROM"}},
          {.key = "left_reason", .audience = kMachines},
          {.key = "right_rule", .audience = kMachines},
          {.key = "right", .header = output::Same(right)},
          {.key = "right_layer", .header = {"来自", "FROM"}},
          {.key = "right_reason", .audience = kMachines}};
}

// The parent when no other scenario was named.
absl::StatusOr<std::string> OtherSide(Context& context, const std::string& left,
                                      const std::string& right) {
  if (!right.empty()) return right;
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  pb::GetScenarioRequest request;
  request.set_id(left);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(const auto found, store->GetScenario(request));
  if (!found.scenario().parent().empty()) return found.scenario().parent();
  return UsageError(
      context.Say(absl::StrCat("情景 ", left, " 没有父情景,请写明与哪个情景比较"),
                  absl::StrCat("scenario ", left, " has no parent; name the one to compare with")));
}

absl::StatusOr<ExitCode> RunDiff(Context& context, const std::string& left,
                                 const std::string& named) {
  ASSIGN_OR_RETURN(const std::string right, OtherSide(context, left, named));
  pb::DiffScenariosRequest request;
  request.set_left(left);
  request.set_right(right);
  *request.mutable_as_of() = context.as_of();
  ASSIGN_OR_RETURN(client::StoreClient * store, context.Store());
  ASSIGN_OR_RETURN(const pb::DiffScenariosResponse answer, store->DiffScenarios(request));
  ASSIGN_OR_RETURN(const Catalogue catalogue, LoadCatalogue(context));
  Table table;
  table.key = "differences";
  table.columns = DiffColumns(left, right);
  table.when_empty = {"没有差别", "no difference"};
  for (const pb::ScenarioDifference& difference : answer.differences()) {
    const Text name = difference.indicator() == "*"
                          ? Text{"其余各指标", "every other indicator"}
                          : output::NameOf(catalogue.names, difference.indicator());
    const auto found = catalogue.units.find(difference.indicator());
    const std::string unit = found == catalogue.units.end() ? "" : found->second;
    std::vector<Cell> row = {PlainCell(difference.indicator()), TextCell(name),
                             TextCell(YearsOf(difference)),
                             YearCell(difference.has_from_year(), difference.from_year()),
                             YearCell(difference.has_to_year(), difference.to_year())};
    AddSide(difference.has_left(), difference.left(), catalogue, unit, row);
    AddSide(difference.has_right(), difference.right(), catalogue, unit, row);
    table.rows.push_back(std::move(row));
  }
  const bool differ = !table.rows.empty();
  output::Document document;
  document.headline = {
      absl::StrCat("情景 ", left, " 与 ", right, ":", table.rows.size(), "处假设不同"),
      absl::StrCat("Scenarios ", left, " and ", right, ": ", table.rows.size(),
                   " assumption(s) differ")};
  document.tables.push_back(std::move(table));
  document.footer = {output::RevisionEntry(answer.revision())};
  context.Print(document);
  return differ ? ExitCode::kNo : ExitCode::kDone;
}

}  // namespace

void RegisterScenarioCreate(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "create", context.Say("新建情景:在父情景上改几项假设",
                            "add a scenario: a few assumptions over a parent"));
  auto options = std::make_shared<CreateOptions>();
  command
      ->add_option("scenario", options->id, context.Say("新情景的编号", "id of the new scenario"))
      ->required();
  command
      ->add_option("--parent", options->parent,
                   context.Say("父情景,默认 plan;none 为没有",
                               "parent, plan by default; none for no parent"))
      ->type_name("ID");
  command->add_option("--name-zh", options->name_zh, context.Say("中文名称", "Chinese name"))
      ->type_name("TEXT");
  command->add_option("--name-en", options->name_en, context.Say("英文名称", "English name"))
      ->type_name("TEXT");
  command
      ->add_option("--description", options->description,
                   context.Say("说明(按所用语言)", "what it stands for, in the language in use"))
      ->type_name("TEXT");
  command
      ->add_option("--reason", options->reason,
                   context.Say("为什么新建,留在修订记录里", "why; kept with the revision"))
      ->type_name("TEXT");
  AddSettingOption(*command, context, options->projection);
  command->add_flag("--dry-run", options->dry_run,
                    context.Say("只检查,不写入", "check only, write nothing"));
  SetExamples(*command, context,
              {{"indicast scenario create slow-trade --parent plan --set imports-exports=3%",
                {"按目标情景,进出口只增3%", "as planned, trade growing 3 % only"}},
               {"indicast scenario create mine --parent trend --set gdp@2024..2026=5%",
                {"趋势情景上改三年的增速", "three years of growth over the trend"}}});
  OnRun(*command, context, [&context, options] { return RunCreate(context, *options); });
}

void RegisterScenarioDiff(CLI::App& group, Context& context) {
  CLI::App* command = group.add_subcommand(
      "diff", context.Say("两个情景的假设有何不同;有差别时退出码为 1",
                          "what two scenarios assume differently; exit code 1 when they do"));
  auto left = std::make_shared<std::string>();
  auto right = std::make_shared<std::string>();
  command->add_option("left", *left, context.Say("情景编号", "id of a scenario"))->required();
  command->add_option("right", *right,
                      context.Say("另一个情景,默认为前者的父情景",
                                  "another one; the parent of the first by default"));
  SetExamples(*command, context,
              {{"indicast scenario diff stress", {"与父情景比较", "against its parent"}},
               {"indicast scenario diff plan repeat", {"任意两个情景", "any two scenarios"}}});
  OnRun(*command, context, [&context, left, right] { return RunDiff(context, *left, *right); });
}

}  // namespace indicast::cli
