#include "clients/cli/output/paths.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/note_list.h"
#include "clients/cli/output/path_words.h"
#include "clients/cli/output/receipt.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

using projection::v1::IndicatorPath;
using projection::v1::IndicatorProjection;
using projection::v1::PathPoint;
using projection::v1::ProjectionResult;
using store::v1::Observation;

// The rule most indicators follow: said once instead of beside every one.
Text UsualRule(const ProjectionResult& result) {
  std::map<std::string, int> counts;
  Text usual;
  int most = 1;
  for (const auto& indicator : result.indicators()) {
    const int count = ++counts[indicator.rule().zh()];
    if (count <= most) continue;
    most = count;
    usual = FromProto(indicator.rule());
  }
  return usual;
}

bool HasProjectedValue(const IndicatorProjection& indicator) {
  for (const IndicatorPath& path : indicator.paths()) {
    for (const PathPoint& point : path.points()) {
      if (point.projected() && point.value().has_value()) return true;
    }
  }
  return false;
}

// Indicators left out of the table for people because nothing about them is projected.
int CountIdle(const ProjectionResult& result) {
  return static_cast<int>(std::count_if(result.indicators().begin(), result.indicators().end(),
                                        [](const auto& i) { return !HasProjectedValue(i); }));
}

Table WideTable(const ProjectionResult& result, const UnitSymbols& symbols, bool show_idle,
                NoteList& notes) {
  const Text usual_rule = UsualRule(result);
  if (!usual_rule.empty()) {
    notes.Add({absl::StrCat("除另有注明外,", usual_rule.zh),
               absl::StrCat("unless noted otherwise: ", usual_rule.en)});
  }
  Years years;
  for (const auto& indicator : result.indicators()) {
    for (const auto& path : indicator.paths()) years.Add(path);
  }
  Table table;
  table.key = "paths_by_year";
  table.audience = Audience::kPeople;
  table.columns = {{.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "path", .header = {"口径", "EXPRESSED AS"}},
                   {.key = "unit", .header = {"单位", "UNIT"}}};
  for (Column& column : YearColumns(years)) table.columns.push_back(std::move(column));
  table.columns.push_back({.key = "note_marks", .header = {"注", "NOTE"}});
  for (const IndicatorProjection& indicator : result.indicators()) {
    if (!show_idle && !HasProjectedValue(indicator)) continue;
    NoteMarks marks(notes);
    if (const Text rule = FromProto(indicator.rule()); rule != usual_rule) marks.Add(rule);
    for (const auto& note : indicator.notes()) marks.Add(FromProto(note));
    for (const auto& warning : result.warnings()) {
      if (warning.indicator() == indicator.indicator()) marks.Add(FromProto(warning.text()));
    }
    bool first = true;
    for (const IndicatorPath& path : indicator.paths()) {
      const ShortName short_name = ShortPathName(path);
      if (!first) marks = NoteMarks(notes);
      marks.Add(short_name.note);
      std::vector<Cell> row = {first ? TextCell(FromProto(indicator.name())) : MissingCell({}),
                               TextCell(short_name.name), TextCell(symbols.SymbolOf(path.unit()))};
      for (Cell& cell : YearCells(path, years)) row.push_back(std::move(cell));
      row.push_back(PlainCell(marks.text()));
      table.rows.push_back(std::move(row));
      first = false;
    }
  }
  return table;
}

Table TidyTable(const ProjectionResult& result) {
  Table table;
  table.key = "points";
  table.audience = Audience::kMachines;
  table.columns = {{.key = "scenario"},  {.key = "indicator"},
                   {.key = "name"},      {.key = "basis"},
                   {.key = "base_name"}, {.key = "price_basis"},
                   {.key = "year"},      {.key = "value", .qualified = true, .with_unit = true},
                   {.key = "projected"}};
  for (const auto& indicator : result.indicators()) {
    for (const IndicatorPath& path : indicator.paths()) {
      for (const PathPoint& point : path.points()) {
        table.rows.push_back(
            {PlainCell(result.label()), PlainCell(indicator.indicator()),
             TextCell(FromProto(indicator.name())), PlainCell(CodeOf(path.basis())),
             TextCell(FromProto(path.base_name())), PlainCell(CodeOf(path.price_basis())),
             IntCell(point.year()), ProjectedCell(point.value(), true, path.unit(), {}),
             BoolCell(point.projected(), {})});
      }
    }
  }
  return table;
}

Table RuleTable(const ProjectionResult& result) {
  Table table;
  table.key = "indicators";
  table.audience = Audience::kMachines;
  table.columns = {{.key = "indicator"}, {.key = "name"}, {.key = "rule"}, {.key = "remarks"}};
  for (const auto& indicator : result.indicators()) {
    Text remarks;
    for (const auto& note : indicator.notes()) {
      absl::StrAppend(&remarks.zh, remarks.zh.empty() ? "" : " ", note.zh());
      absl::StrAppend(&remarks.en, remarks.en.empty() ? "" : " ", note.en());
    }
    table.rows.push_back({PlainCell(indicator.indicator()), TextCell(FromProto(indicator.name())),
                          TextCell(FromProto(indicator.rule())), TextCell(remarks)});
  }
  return table;
}

// A published figure and the paths that start from it.
struct InputUse {
  const IndicatorProjection* indicator;
  const Observation* figure;
  std::vector<std::string> bases;  // codes; empty: not used
  Text words;
};

void AddUse(const IndicatorProjection& indicator, const IndicatorPath& path,
            const Observation& figure, std::vector<InputUse>& uses) {
  const Text words = WordOf(path.basis());
  const std::string key = figure.SerializeAsString();
  for (InputUse& use : uses) {
    if (use.indicator != &indicator || use.figure->SerializeAsString() != key) continue;
    use.bases.push_back(CodeOf(path.basis()));
    absl::StrAppend(&use.words.zh, "、", words.zh);
    absl::StrAppend(&use.words.en, ", ", words.en);
    return;
  }
  uses.push_back({&indicator, &figure, {CodeOf(path.basis())}, words});
}

std::vector<InputUse> UsesOf(const IndicatorProjection& indicator) {
  std::vector<InputUse> uses;
  for (const auto& path : indicator.paths()) {
    for (const auto& figure : path.inputs()) AddUse(indicator, path, figure, uses);
  }
  for (const auto& other : indicator.other_vintages()) {
    uses.push_back({&indicator, &other, {}, {"未采用", "not used"}});
  }
  return uses;
}

// The quoted sentence; where there is none, people get a note (many rows share the reason) and
// programs the reason.
Cell GroundsCell(const type::v1::Evidence& evidence, NoteList& notes) {
  Cell cell = TextCell(GroundsOf(evidence));
  if (evidence.has_quote() || cell.text.empty()) return cell;
  const int number = notes.Add(cell.text);
  cell.text = {absl::StrCat("见注", number), absl::StrCat("see note ", number)};
  return cell;
}

std::vector<Cell> InputRow(const InputUse& use, const UnitSymbols& symbols, bool name_indicator,
                           NoteList& notes) {
  const Observation& figure = *use.figure;
  Cell name = TextCell(FromProto(use.indicator->name()));
  if (!name_indicator) name.text = {};
  Cell value = ObservedCell(figure);
  if (figure.has_value()) value.text = symbols.WithUnit(value.text, figure.unit());
  const type::v1::Measure measure = figure.series().measure();
  return {PlainCell(use.indicator->indicator()),
          std::move(name),
          Cell{use.words, use.bases},
          PlainCell(figure.period().text()),
          CodeCell(CodeOf(measure), WordOf(measure)),
          std::move(value),
          CodeCell(CodeOf(figure.stage()), WordOf(figure.stage())),
          PlainCell(figure.publication().date()),
          PlainCell(figure.evidence().document()),
          GroundsCell(figure.evidence(), notes)};
}

Table EvidenceTable(const ProjectionResult& result, const UnitSymbols& symbols, NoteList& notes) {
  Table table;
  table.key = "inputs";
  table.title = {"依据的公布数", "Published figures behind the paths"};
  table.columns = {{.key = "indicator", .audience = Audience::kMachines},
                   {.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "used_for", .header = {"用于", "USED FOR"}},
                   {.key = "period", .header = {"时期", "PERIOD"}},
                   {.key = "measure", .header = {"类别", "MEASURE"}},
                   {.key = "value",
                    .header = {"数值", "VALUE"},
                    .align = Align::kDecimal,
                    .qualified = true,
                    .with_unit = true},
                   {.key = "stage", .header = {"版次", "STAGE"}},
                   {.key = "published", .header = {"公布日期", "PUBLISHED"}},
                   {.key = "document", .header = {"来源", "DOCUMENT"}},
                   {.key = "quote", .header = {"原文", "QUOTE"}}};
  for (const auto& indicator : result.indicators()) {
    bool first = true;
    for (const InputUse& use : UsesOf(indicator)) {
      table.rows.push_back(InputRow(use, symbols, first, notes));
      first = false;
    }
  }
  return table;
}

}  // namespace

Document PathsDocument(const ProjectionResult& result, const UnitSymbols& symbols,
                       const PathsView& view) {
  NoteList notes;
  Document document;
  document.headline = {absl::StrCat("情景", result.label(), ":以", result.base_year(),
                                    "年为基期,测算至", result.horizon_year(), "年"),
                       absl::StrCat("Scenario ", result.label(), ": base ", result.base_year(),
                                    ", projected to ", result.horizon_year())};
  document.tables = {WideTable(result, symbols, view.idle, notes), TidyTable(result),
                     RuleTable(result)};
  if (view.evidence) document.tables.push_back(EvidenceTable(result, symbols, notes));
  document.tables.push_back(ReceiptTable({&result}));
  document.notes = notes.notes();
  if (const int idle = view.idle ? 0 : CountIdle(result); idle > 0) {
    document.notes.push_back(
        {absl::StrCat("另有", idle, "项指标没有可测算的假设或基数,未列出;--all 全部列出。"),
         absl::StrCat(idle,
                      " more indicators have no assumption or no base to project from and are "
                      "left out; --all lists them.")});
  }
  document.footer = ReceiptFooter(result.receipt());
  return document;
}

}  // namespace indicast::cli::output
