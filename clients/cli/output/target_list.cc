#include <algorithm>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/board.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

using store::v1::Target;

// `year`: of all targets, empty when they differ.
std::vector<Column> ListColumns(const std::string& year) {
  constexpr Audience kMachines = Audience::kMachines;
  return {
      {.key = "id", .audience = kMachines},
      {.key = "section", .audience = kMachines},
      {.key = "position", .audience = kMachines},
      {.key = "indicator", .audience = kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "area", .audience = kMachines},
      {.key = "measure", .audience = kMachines},
      {.key = "price_basis", .audience = kMachines},
      {.key = "scope", .audience = kMachines},
      {.key = "period",
       .header = {"年份", "YEAR"},
       .audience = year.empty() ? Audience::kBoth : kMachines},
      {.key = "unit_words", .header = {"单位", "UNIT"}, .audience = Audience::kPeople},
      {.key = "unit", .audience = kMachines},
      {.key = "relation", .audience = kMachines},
      {.key = "goal_kind", .audience = kMachines},
      {.key = "goal",
       .header = {absl::StrCat(year, year.empty() ? "" : "年", "目标"),
                  absl::StrCat(year, year.empty() ? "" : " ", "TARGET")},
       .align = Align::kDecimal},
      {.key = "goal_indicator", .audience = kMachines},
      {.key = "goal_margin", .audience = kMachines},
      {.key = "goal_words", .audience = kMachines},
      {.key = "kind", .header = {"性质", "KIND"}},
      {.key = "published_text", .header = {"公布原文", "PUBLISHED AS"}},
      {.key = "document", .header = {"出处", "DOCUMENT"}},
      {.key = "quote", .audience = kMachines},
      {.key = "office", .audience = kMachines},
      {.key = "pair_note", .audience = kMachines},
      {.key = "revision", .audience = kMachines},
  };
}

Cell GoalCell(const Target& target, const IndicatorNames& names) {
  Text words = GoalWords(target, names);
  if (!target.goal().has_constant()) return MissingCell(std::move(words));
  const std::string& digits = target.goal().constant().text();
  return NumberCell({digits, digits, "equal", target.unit()}, std::move(words));
}

Cell MarginCell(const Target& target) {
  if (!target.goal().has_relative() || !target.goal().relative().has_margin()) {
    return MissingCell({});
  }
  const std::string& digits = target.goal().relative().margin().text();
  const std::string unit = target.unit() == "percent" ? "percentage-point" : target.unit();
  return NumberCell({digits, digits, "equal", unit}, Same(digits));
}

std::vector<Cell> ListRow(const Target& target, const IndicatorNames& names,
                          const UnitSymbols& symbols) {
  return {
      PlainCell(target.id()),
      PlainCell(target.section()),
      IntCell(target.position()),
      PlainCell(target.indicator()),
      TextCell(NameOf(names, target.indicator())),
      PlainCell(target.area()),
      PlainCell(CodeOf(target.measure())),
      PlainCell(CodeOf(target.price_basis())),
      PlainCell(target.scope()),
      PlainCell(target.period().text()),
      TextCell(MeasuredUnit(target.measure(), target.unit(), symbols)),
      PlainCell(target.unit()),
      PlainCell(CodeOf(target.relation())),
      PlainCell(GoalKind(target)),
      GoalCell(target, names),
      PlainCell(target.goal().has_relative() ? target.goal().relative().indicator() : ""),
      MarginCell(target),
      TextCell(GoalWords(target, names)),
      CodeCell(CodeOf(target.kind()), WordOf(target.kind())),
      PlainCell(target.published_text()),
      PlainCell(target.evidence().document()),
      PlainCell(target.evidence().quote().exact()),
      TextCell(FromProto(target.office())),
      TextCell(FromProto(target.pair_note())),
      IntCell(target.revision()),
  };
}

}  // namespace

Document TargetListDocument(const std::vector<Target>& targets, const IndicatorNames& names,
                            const UnitSymbols& symbols, int64_t revision,
                            const std::string& publication_bound) {
  Table table;
  table.key = "targets";
  const bool one_year = std::all_of(targets.begin(), targets.end(), [&](const Target& target) {
    return target.period().text() == targets.front().period().text();
  });
  table.columns = ListColumns(one_year && !targets.empty() ? targets[0].period().text() : "");
  for (const Target& target : targets) table.rows.push_back(ListRow(target, names, symbols));
  Document document;
  document.tables = {std::move(table)};
  document.footer = {RevisionEntry(revision), PublicationBoundEntry(publication_bound)};
  return document;
}

}  // namespace indicast::cli::output
