#include "clients/cli/output/paths.h"

#include <string>

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

Table WideTable(const ProjectionResult& result, const UnitSymbols& symbols, NoteList& notes) {
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
    NoteMarks marks(notes);
    marks.Add(FromProto(indicator.rule()));
    for (const auto& note : indicator.notes()) marks.Add(FromProto(note));
    bool first = true;
    for (const IndicatorPath& path : indicator.paths()) {
      std::vector<Cell> row = {first ? TextCell(FromProto(indicator.name())) : MissingCell({}),
                               TextCell(PathName(path)), TextCell(symbols.SymbolOf(path.unit()))};
      for (Cell& cell : YearCells(path, years)) row.push_back(std::move(cell));
      row.push_back(PlainCell(first ? marks.text() : ""));
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

void AddInput(const IndicatorProjection& indicator, const Text& use, const char* use_code,
              const Observation& input, const UnitSymbols& symbols, Table& table) {
  Cell value = ObservedCell(input);
  if (input.has_value()) value.text = symbols.WithUnit(value.text, input.unit());
  const auto& evidence = input.evidence();
  table.rows.push_back(
      {PlainCell(indicator.indicator()), TextCell(FromProto(indicator.name())),
       CodeCell(use_code, use), PlainCell(input.period().text()),
       CodeCell(CodeOf(input.series().measure()), WordOf(input.series().measure())),
       std::move(value), CodeCell(CodeOf(input.stage()), WordOf(input.stage())),
       PlainCell(input.publication().date()), PlainCell(evidence.document()),
       PlainCell(evidence.has_quote() ? evidence.quote().exact() : evidence.no_quote_reason())});
}

Table EvidenceTable(const ProjectionResult& result, const UnitSymbols& symbols) {
  Table table;
  table.key = "inputs";
  table.title = {"依据的公布数", "Published figures behind the paths"};
  table.columns = {{.key = "indicator", .audience = Audience::kMachines},
                   {.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "use", .header = {"用于", "USED FOR"}},
                   {.key = "period", .header = {"时期", "PERIOD"}},
                   {.key = "measure", .header = {"类别", "MEASURE"}},
                   {.key = "value",
                    .header = {"数值", "VALUE"},
                    .align = Align::kDecimal,
                    .qualified = true,
                    .with_unit = true},
                   {.key = "stage", .header = {"阶段", "STAGE"}},
                   {.key = "published", .header = {"公布日期", "PUBLISHED"}},
                   {.key = "document", .header = {"出处", "DOCUMENT"}},
                   {.key = "quote", .header = {"原文", "QUOTE"}}};
  for (const auto& indicator : result.indicators()) {
    for (const auto& path : indicator.paths()) {
      for (const auto& input : path.inputs()) {
        AddInput(indicator, PathName(path), CodeOf(path.basis()).c_str(), input, symbols, table);
      }
    }
    for (const auto& other : indicator.other_vintages()) {
      AddInput(indicator, {"未采用", "not used"}, "not-used", other, symbols, table);
    }
  }
  return table;
}

}  // namespace

Document PathsDocument(const ProjectionResult& result, const UnitSymbols& symbols, bool evidence) {
  NoteList notes;
  Document document;
  document.headline = {absl::StrCat("情景", result.label(), ":以", result.base_year(),
                                    "年为基期,测算至", result.horizon_year(), "年"),
                       absl::StrCat("Scenario ", result.label(), ": base ", result.base_year(),
                                    ", projected to ", result.horizon_year())};
  document.tables = {WideTable(result, symbols, notes), TidyTable(result), RuleTable(result)};
  if (evidence) document.tables.push_back(EvidenceTable(result, symbols));
  document.tables.push_back(ReceiptTable({&result}));
  document.notes = notes.notes();
  document.footer = ReceiptFooter(result.receipt());
  return document;
}

}  // namespace indicast::cli::output
