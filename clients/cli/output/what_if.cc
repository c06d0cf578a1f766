#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/output/attribution.h"
#include "clients/cli/output/goal_words.h"
#include "clients/cli/output/note_list.h"
#include "clients/cli/output/path_words.h"
#include "clients/cli/output/paths.h"
#include "clients/cli/output/receipt.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

using projection::v1::CompareScenariosResponse;
using projection::v1::IndicatorPath;
using projection::v1::IndicatorProjection;
using projection::v1::PathBasis;
using projection::v1::PathDifference;
using projection::v1::PathPoint;
using projection::v1::ProjectionResult;
using projection::v1::TargetAssessment;

// A path that differs: indicator and basis.
using PathKey = std::pair<std::string, PathBasis>;

const IndicatorProjection* FindIndicator(const ProjectionResult& result, const std::string& id) {
  const auto it = std::find_if(result.indicators().begin(), result.indicators().end(),
                               [&](const auto& each) { return each.indicator() == id; });
  return it == result.indicators().end() ? nullptr : &*it;
}

const IndicatorPath* FindPath(const IndicatorProjection& indicator, PathBasis basis) {
  const auto it = std::find_if(indicator.paths().begin(), indicator.paths().end(),
                               [&](const auto& each) { return each.basis() == basis; });
  return it == indicator.paths().end() ? nullptr : &*it;
}

std::string LevelUnit(const IndicatorProjection* indicator) {
  if (indicator == nullptr) return "";
  for (const PathBasis basis :
       {projection::v1::PATH_BASIS_LEVEL, projection::v1::PATH_BASIS_CHAINED_LEVEL}) {
    if (const IndicatorPath* path = FindPath(*indicator, basis)) return path->unit();
  }
  return "";
}

IndicatorNames NamesIn(const ProjectionResult& result) {
  IndicatorNames names;
  for (const auto& each : result.indicators()) names[each.indicator()] = FromProto(each.name());
  return names;
}

// 变更清单: indicator, years, what the baseline assumes, what is assumed instead.
Table ChangeTable(const ProjectionResult& baseline,
                  const std::vector<store::v1::Assumption>& overlay, const UnitSymbols& symbols) {
  const IndicatorNames names = NamesIn(baseline);
  Table table;
  table.key = "changes";
  table.title = {"变更清单", "Changes"};
  table.columns = {{.key = "indicator", .audience = Audience::kMachines},
                   {.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "years", .header = {"年份", "YEARS"}},
                   {.key = "baseline_rule",
                    .header = {absl::StrCat("基准(", baseline.label(), ")"),
                               absl::StrCat("BASELINE (", baseline.label(), ")")}},
                   {.key = "rule", .header = {"改为", "CHANGED TO"}}};
  for (const auto& assumption : overlay) {
    const IndicatorProjection* indicator = FindIndicator(baseline, assumption.indicator());
    const Text name = assumption.indicator() == "*" ? Text{"全部指标", "every indicator"}
                                                    : NameOf(names, assumption.indicator());
    table.rows.push_back(
        {PlainCell(assumption.indicator()), TextCell(name), TextCell(YearsWords(assumption)),
         indicator == nullptr ? MissingCell({}) : TextCell(FromProto(indicator->rule())),
         TextCell(RuleWords(assumption.rule(), names, symbols, LevelUnit(indicator)))});
  }
  return table;
}

// Differences in the order of the paths of the result, each path once.
std::vector<PathKey> DifferingPaths(const CompareScenariosResponse& response) {
  std::set<PathKey> differing;
  for (const PathDifference& difference : response.differences()) {
    differing.emplace(difference.indicator(), difference.basis());
  }
  std::vector<PathKey> ordered;
  for (const auto& indicator : response.results(0).indicators()) {
    for (const auto& path : indicator.paths()) {
      PathKey key(indicator.indicator(), path.basis());
      if (differing.count(key) > 0) ordered.push_back(std::move(key));
    }
  }
  return ordered;
}

const PathDifference* DifferenceAt(const CompareScenariosResponse& response, const PathKey& key,
                                   int year) {
  for (const PathDifference& each : response.differences()) {
    if (each.scenario_index() == 1 && each.indicator() == key.first && each.basis() == key.second &&
        each.year() == year) {
      return &each;
    }
  }
  return nullptr;
}

Cell DifferenceCell(const PathDifference* difference) {
  if (difference == nullptr || !difference->has_difference()) return MissingCell({});
  const int decimals = std::max(difference->baseline().display_decimals(),
                                difference->scenario().display_decimals());
  const std::string digits = SignedDigits(difference->difference().text(), decimals);
  return NumberCell(
      {difference->difference().text(), digits, "equal", difference->difference_unit()},
      Same(digits));
}

std::string DifferenceUnit(const CompareScenariosResponse& response, const PathKey& key) {
  for (const PathDifference& each : response.differences()) {
    if (each.indicator() == key.first && each.basis() == key.second) return each.difference_unit();
  }
  return "";
}

// Three lines a path: baseline, what-if, difference.
void AddPathRows(const CompareScenariosResponse& response, const PathKey& key, const Years& years,
                 const UnitSymbols& symbols, NoteMarks marks, bool name_indicator, Table& table) {
  const IndicatorProjection& indicator = *FindIndicator(response.results(0), key.first);
  const IndicatorPath& baseline = *FindPath(indicator, key.second);
  const IndicatorProjection* changed = FindIndicator(response.results(1), key.first);
  const IndicatorPath* what_if = changed == nullptr ? nullptr : FindPath(*changed, key.second);
  const ShortName short_name = ShortPathName(baseline);
  marks.Add(short_name.note);
  const auto add_row = [&](Text scenario, const std::string& unit, std::vector<Cell> values) {
    const bool first = scenario.en == "baseline";
    std::vector<Cell> row = {
        first && name_indicator ? TextCell(FromProto(indicator.name())) : MissingCell({}),
        first ? TextCell(short_name.name) : MissingCell({}), TextCell(std::move(scenario)),
        TextCell(symbols.SymbolOf(unit))};
    for (Cell& value : values) row.push_back(std::move(value));
    row.push_back(PlainCell(first ? marks.text() : ""));
    table.rows.push_back(std::move(row));
  };
  add_row({"基准", "baseline"}, baseline.unit(), YearCells(baseline, years));
  if (what_if != nullptr) {
    add_row({"设想", "what-if"}, what_if->unit(), YearCells(*what_if, years));
  }
  std::vector<Cell> differences;
  for (const int year : years.all) {
    differences.push_back(DifferenceCell(DifferenceAt(response, key, year)));
  }
  add_row({"差", "difference"}, DifferenceUnit(response, key), std::move(differences));
}

Table WideTable(const CompareScenariosResponse& response, const UnitSymbols& symbols,
                NoteList& notes) {
  const std::vector<PathKey> keys = DifferingPaths(response);
  Years years;
  for (const PathKey& key : keys) {
    years.Add(*FindPath(*FindIndicator(response.results(0), key.first), key.second));
  }
  Table table;
  table.key = "paths_by_year";
  table.title = {"有变化的指标", "Paths that differ"};
  table.audience = Audience::kPeople;
  table.when_empty = {"没有任何指标因此变化。", "No path differs."};
  table.columns = {{.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "path", .header = {"口径", "EXPRESSED AS"}},
                   {.key = "scenario", .header = {"情景", "SCENARIO"}},
                   {.key = "unit", .header = {"单位", "UNIT"}}};
  for (Column& column : YearColumns(years)) table.columns.push_back(std::move(column));
  table.columns.push_back({.key = "note_marks", .header = {"注", "NOTE"}});
  std::string previous;
  for (const PathKey& key : keys) {
    const bool first = key.first != previous;
    NoteMarks marks(notes);
    if (first) {
      for (const auto& note : FindIndicator(response.results(0), key.first)->notes()) {
        marks.Add(FromProto(note));
      }
    }
    AddPathRows(response, key, years, symbols, std::move(marks), first, table);
    previous = key.first;
  }
  return table;
}

Table TidyTable(const CompareScenariosResponse& response) {
  Table table;
  table.key = "differences";
  table.audience = Audience::kMachines;
  table.columns = {{.key = "indicator"},
                   {.key = "name"},
                   {.key = "basis"},
                   {.key = "base_name"},
                   {.key = "price_basis"},
                   {.key = "year"},
                   {.key = "baseline", .qualified = true, .with_unit = true},
                   {.key = "what_if", .qualified = true, .with_unit = true},
                   {.key = "difference", .with_unit = true},
                   {.key = "projected"},
                   {.key = "caused_by"}};
  for (const PathKey& key : DifferingPaths(response)) {
    const IndicatorProjection& indicator = *FindIndicator(response.results(0), key.first);
    const IndicatorPath& path = *FindPath(indicator, key.second);
    const IndicatorProjection* changed = FindIndicator(response.results(1), key.first);
    const IndicatorPath* other = changed == nullptr ? nullptr : FindPath(*changed, key.second);
    for (const PathPoint& point : path.points()) {
      const PathPoint* what_if = other == nullptr ? nullptr : PointAt(*other, point.year());
      const PathDifference* difference = DifferenceAt(response, key, point.year());
      std::vector<std::string> causes;
      if (difference != nullptr) {
        causes.assign(difference->caused_by().begin(), difference->caused_by().end());
      }
      table.rows.push_back({PlainCell(key.first), TextCell(FromProto(indicator.name())),
                            PlainCell(CodeOf(key.second)), TextCell(FromProto(path.base_name())),
                            PlainCell(CodeOf(path.price_basis())), IntCell(point.year()),
                            ProjectedCell(point.value(), true, path.unit(), {}),
                            what_if == nullptr
                                ? MissingCell({})
                                : ProjectedCell(what_if->value(), true, other->unit(), {}),
                            DifferenceCell(difference), BoolCell(point.projected(), {}),
                            Cell{{}, std::move(causes)}});
    }
  }
  return table;
}

// Targets judged otherwise than in the baseline.
Table VerdictTable(const CompareScenariosResponse& response, const UnitSymbols& symbols) {
  const IndicatorNames names = NamesIn(response.results(0));
  Table table;
  table.key = "changed_verdicts";
  table.title = {"结论有变的目标", "Targets judged otherwise"};
  table.when_empty = {"没有目标的结论因此改变。", "No verdict changes."};
  table.columns = {{.key = "target_id", .audience = Audience::kMachines},
                   {.key = "indicator", .audience = Audience::kMachines},
                   {.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "goal", .header = {"目标", "TARGET"}},
                   {.key = "baseline_verdict", .header = {"基准结论", "BASELINE"}},
                   {.key = "verdict", .header = {"设想结论", "WHAT-IF"}},
                   {.key = "reason", .header = {"理由", "REASON"}}};
  for (const TargetAssessment& after : response.results(1).targets()) {
    const auto& baseline = response.results(0).targets();
    const auto before = std::find_if(baseline.begin(), baseline.end(), [&](const auto& each) {
      return each.target().id() == after.target().id();
    });
    if (before == baseline.end() || before->verdict() == after.verdict()) continue;
    table.rows.push_back({PlainCell(after.target().id()), PlainCell(after.target().indicator()),
                          TextCell(FromProto(after.indicator_name())),
                          TextCell(GoalWordsWithUnit(after.target(), names, symbols)),
                          VerdictCell(before->verdict()), VerdictCell(after.verdict()),
                          TextCell(FromProto(after.reason()))});
  }
  return table;
}

Text Headline(const ProjectionResult& baseline, const std::vector<store::v1::Assumption>& overlay,
              const UnitSymbols& symbols) {
  const IndicatorNames names = NamesIn(baseline);
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const auto& assumption : overlay) {
    const Text rule = RuleWords(assumption.rule(), names, symbols,
                                LevelUnit(FindIndicator(baseline, assumption.indicator())));
    const Text years = YearsWords(assumption);
    const Text name = assumption.indicator() == "*" ? Text{"全部指标", "every indicator"}
                                                    : NameOf(names, assumption.indicator());
    zh.push_back(absl::StrCat(years.zh, name.zh, rule.zh));
    en.push_back(absl::StrCat(name.en, " ", years.en, ": ", rule.en));
  }
  return {
      absl::StrCat("设想(以情景", baseline.label(), "为基准):", absl::StrJoin(zh, ";")),
      absl::StrCat("What if (against scenario ", baseline.label(), "): ", absl::StrJoin(en, "; "))};
}

}  // namespace

Document WhatIfDocument(const CompareScenariosResponse& response,
                        const std::vector<store::v1::Assumption>& overlay,
                        const UnitSymbols& symbols) {
  Document document;
  if (response.results_size() < 2) return document;
  const ProjectionResult& baseline = response.results(0);
  NoteList notes;
  document.headline = Headline(baseline, overlay, symbols);
  document.tables = {TidyTable(response), ChangeTable(baseline, overlay, symbols),
                     WideTable(response, symbols, notes), VerdictTable(response, symbols),
                     ReceiptTable({&baseline, &response.results(1)})};
  for (Table& table : AttributionTables(response, NamesIn(baseline), symbols)) {
    // Before the receipts.
    document.tables.insert(document.tables.end() - 1, std::move(table));
  }
  document.notes = notes.notes();
  document.notes.push_back(
      {"只是测算,没有写入任何数据。", "A projection only: nothing was written."});
  document.footer = ReceiptFooter(response.results(1).receipt());
  return document;
}

}  // namespace indicast::cli::output
