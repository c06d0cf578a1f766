#include "clients/cli/output/board.h"

#include <algorithm>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/cli/output/note_list.h"
#include "clients/cli/output/receipt.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

using projection::v1::ProjectionResult;
using projection::v1::TargetAssessment;
using store::v1::Target;

using Rows = std::vector<const TargetAssessment*>;

template <typename T>
bool Leaves(const std::vector<T>& wanted, T value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

Rows Chosen(const ProjectionResult& result, const BoardFilter& filter) {
  Rows chosen;
  for (const TargetAssessment& assessment : result.targets()) {
    const Target& target = assessment.target();
    if ((filter.section == "all" || target.section() == filter.section) &&
        Leaves(filter.verdicts, assessment.verdict()) && Leaves(filter.kinds, target.kind())) {
      chosen.push_back(&assessment);
    }
  }
  return chosen;
}

struct SectionRows {
  Text title;
  std::string id;
  Rows rows;
};

// The rows by section: known sections in their order, then others in the order of the rows.
std::vector<SectionRows> BySection(const Rows& rows, const SectionTitles& titles) {
  std::vector<SectionRows> sections;
  for (const auto& [id, title] : titles) sections.push_back({title, id, {}});
  for (const TargetAssessment* row : rows) {
    const std::string& id = row->target().section();
    auto it = std::find_if(sections.begin(), sections.end(),
                           [&](const SectionRows& section) { return section.id == id; });
    if (it == sections.end()) it = sections.insert(it, {Same(id), id, {}});
    it->rows.push_back(row);
  }
  sections.erase(std::remove_if(sections.begin(), sections.end(),
                                [](const SectionRows& section) { return section.rows.empty(); }),
                 sections.end());
  return sections;
}

IndicatorNames NamesIn(const ProjectionResult& result) {
  IndicatorNames names;
  for (const auto& indicator : result.indicators()) {
    names[indicator.indicator()] = FromProto(indicator.name());
  }
  for (const auto& assessment : result.targets()) {
    names[assessment.target().indicator()] = FromProto(assessment.indicator_name());
  }
  return names;
}

// The one value all rows share, or empty.
template <typename Get>
std::string Shared(const Rows& rows, Get get) {
  std::set<std::string> values;
  for (const auto& row : rows) {
    if (std::string value = get(row); !value.empty()) values.insert(std::move(value));
  }
  return values.size() == 1 ? *values.begin() : "";
}

std::string SuppliedQuota(const TargetAssessment& assessment) {
  return assessment.target().goal().has_external() && assessment.has_goal()
             ? RoundedDigits(assessment.goal().value().text(), assessment.goal().display_decimals())
             : "";
}

Cell GoalCell(const TargetAssessment& assessment, const IndicatorNames& names) {
  const Target& target = assessment.target();
  Text words = GoalWords(target, names, SuppliedQuota(assessment));
  if (target.goal().has_constant()) {
    const std::string& digits = target.goal().constant().text();
    return NumberCell({digits, digits, "equal", target.unit()}, std::move(words));
  }
  if (!assessment.has_goal() || !assessment.goal().has_value()) {
    return MissingCell(std::move(words));
  }
  // A relative goal shows what it is relative to; programs get the number it comes to.
  Cell cell = ProjectedCell(assessment.goal(), true, target.unit(), {});
  cell.text = std::move(words);
  return cell;
}

Cell GapCell(const TargetAssessment& assessment, const UnitSymbols& symbols, bool with_unit) {
  if (!assessment.has_gap()) return MissingCell({});
  const int decimals =
      std::max(assessment.projection().display_decimals(), assessment.goal().display_decimals());
  const std::string digits = SignedDigits(assessment.gap().text(), decimals);
  Text shown = Same(digits);
  if (with_unit) shown = symbols.WithUnit(shown, assessment.gap_unit());
  return NumberCell({assessment.gap().text(), digits, "equal", assessment.gap_unit()},
                    std::move(shown));
}

Text ImpliedLevelNote(const TargetAssessment& assessment, const UnitSymbols& symbols) {
  if (!assessment.has_implied_level() || !assessment.implied_level().has_value()) return {};
  // Beside a base in the target's own measure the level says nothing new, unless a note on its
  // prices speaks of it; `project` shows it.
  const bool at_constant_prices =
      assessment.target().price_basis() == type::v1::PRICE_BASIS_CONSTANT;
  if (assessment.has_base() && !at_constant_prices) return {};
  const auto& level = assessment.implied_level();
  const Text digits =
      symbols.WithUnit(Same(RoundedDigits(level.value().text(), level.display_decimals())),
                       assessment.implied_level_unit());
  const Text bounded = Qualified(level.qualifier(), digits);
  const Text name = FromProto(assessment.indicator_name());
  return {absl::StrCat(name.In(Language::kChinese), "的目标相当于", bounded.zh),
          absl::StrCat("the target for ", name.In(Language::kEnglish), " amounts to ", bounded.en)};
}

std::string NoteMarksOf(const TargetAssessment& assessment, const UnitSymbols& symbols,
                        NoteList& list) {
  NoteMarks marks(list);
  if (!assessment.has_base()) marks.Add(FromProto(assessment.base_missing_reason()));
  const bool needs_reason = assessment.verdict() == projection::v1::VERDICT_UNKNOWN ||
                            assessment.verdict() == projection::v1::VERDICT_AT_RISK ||
                            assessment.target().goal().has_relative();
  if (needs_reason) marks.Add(FromProto(assessment.reason()));
  marks.Add(ImpliedLevelNote(assessment, symbols));
  for (const auto& note : assessment.notes()) marks.Add(FromProto(note));
  return marks.text();
}

// What the columns of a board depend on.
struct BoardView {
  std::string year;  // of all targets, empty when they differ
  std::string base_year;
  std::string gap_unit;  // of all gaps, empty when they differ
  bool offices = false;  // some target names one
  IndicatorNames names;
};

std::vector<Column> BoardColumns(const BoardView& view, const UnitSymbols& symbols) {
  const std::string& year = view.year;
  const Text gap_unit = view.gap_unit.empty() ? Text{} : symbols.SymbolOf(view.gap_unit);
  const Text target = year.empty()
                          ? Text{"目标", "TARGET"}
                          : Text{absl::StrCat(year, "年目标"), absl::StrCat(year, " TARGET")};
  const Text gap = gap_unit.empty() ? Text{"差距", "GAP"}
                                    : Text{absl::StrCat("差距(", gap_unit.zh, ")"),
                                           absl::StrCat("GAP (", gap_unit.en, ")")};
  constexpr Audience kMachines = Audience::kMachines;
  return {
      {.key = "target_id", .audience = kMachines},
      {.key = "indicator", .audience = kMachines},
      {.key = "section", .audience = kMachines},
      {.key = "position", .audience = kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "measure", .audience = kMachines},
      {.key = "unit_words", .header = {"单位", "UNIT"}, .audience = Audience::kPeople},
      {.key = "unit", .audience = kMachines},
      {.key = "period",
       .header = {"年份", "YEAR"},
       .audience = year.empty() ? Audience::kBoth : kMachines},
      {.key = "relation", .audience = kMachines},
      {.key = "goal_kind", .audience = kMachines},
      {.key = "target", .header = target, .align = Align::kDecimal},
      {.key = "goal_words", .audience = kMachines},
      {.key = "base",
       .header = {"上年实绩", absl::StrCat(view.base_year, " ACTUAL")},
       .align = Align::kDecimal,
       .qualified = true},
      {.key = "base_missing_reason", .audience = kMachines},
      {.key = "projection",
       .header = {"测算", "PROJECTED"},
       .align = Align::kDecimal,
       .qualified = true},
      {.key = "gap", .header = gap, .align = Align::kDecimal, .with_unit = true},
      {.key = "verdict", .header = {"结论", "VERDICT"}},
      {.key = "kind", .header = {"性质", "KIND"}},
      {.key = "office",
       .header = {"责任单位", "OFFICE"},
       .audience = view.offices ? Audience::kBoth : kMachines},
      {.key = "note_marks", .header = {"注", "NOTE"}, .audience = Audience::kPeople},
      {.key = "reason_code", .audience = kMachines},
      {.key = "reason", .audience = kMachines},
      {.key = "implied_level", .audience = kMachines, .qualified = true, .with_unit = true},
      {.key = "remarks", .audience = kMachines},
  };
}

Cell RemarksCell(const TargetAssessment& assessment) {
  Text joined;
  for (const auto& note : assessment.notes()) {
    absl::StrAppend(&joined.zh, joined.zh.empty() ? "" : " ", note.zh());
    absl::StrAppend(&joined.en, joined.en.empty() ? "" : " ", note.en());
  }
  return TextCell(std::move(joined));
}

// Nothing was published, and nothing can be measured, are two different things.
Text MissingBaseWords(const TargetAssessment& assessment) {
  if (assessment.target().goal().has_qualitative()) return {"定性", "in words"};
  return {"缺数", "missing"};
}

Text MissingProjectionWords(const TargetAssessment& assessment) {
  if (assessment.target().goal().has_qualitative()) return {"不作测算", "none"};
  if (assessment.reason_code() == "TARGET_OUTSIDE_HORIZON") return {"未到期", "not due"};
  return {"无法测算", "unknown"};
}

std::vector<Cell> BoardRow(const TargetAssessment& assessment, const BoardView& view,
                           const UnitSymbols& symbols, NoteList& notes) {
  const IndicatorNames& names = view.names;
  const Target& target = assessment.target();
  const Text unit = MeasuredUnit(target.measure(), target.unit(), symbols);
  return {
      PlainCell(target.id()),
      PlainCell(target.indicator()),
      PlainCell(target.section()),
      IntCell(target.position()),
      TextCell(NameOf(names, target.indicator())),
      PlainCell(CodeOf(target.measure())),
      TextCell(unit),
      PlainCell(target.unit()),
      PlainCell(target.period().text()),
      PlainCell(CodeOf(target.relation())),
      PlainCell(GoalKind(target)),
      GoalCell(assessment, names),
      TextCell(GoalWords(target, names, SuppliedQuota(assessment))),
      assessment.has_base() ? ObservedCell(assessment.base())
                            : MissingCell(MissingBaseWords(assessment)),
      TextCell(FromProto(assessment.base_missing_reason())),
      ProjectedCell(assessment.projection(), assessment.has_projection(), target.unit(),
                    MissingProjectionWords(assessment)),
      GapCell(assessment, symbols, view.gap_unit.empty()),
      VerdictCell(assessment.verdict()),
      CodeCell(CodeOf(target.kind()), WordOf(target.kind())),
      TextCell(FromProto(target.office())),
      PlainCell(NoteMarksOf(assessment, symbols, notes)),
      PlainCell(assessment.reason_code()),
      TextCell(FromProto(assessment.reason())),
      ProjectedCell(assessment.implied_level(), assessment.has_implied_level(),
                    assessment.implied_level_unit(), {}),
      RemarksCell(assessment),
  };
}

// "12项主要预期目标:达到5项,达不到1项,未知6项(其中4项省定,尚无指标数)".
Text Headline(const ProjectionResult& result, const Rows& rows, const std::string& section,
              const std::string& year) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const auto verdict : {projection::v1::VERDICT_MET, projection::v1::VERDICT_MISSED,
                             projection::v1::VERDICT_AT_RISK, projection::v1::VERDICT_UNKNOWN}) {
    const auto count = std::count_if(rows.begin(), rows.end(),
                                     [&](const auto* row) { return row->verdict() == verdict; });
    if (count == 0) continue;
    const Text word = WordOf(verdict);
    zh.push_back(absl::StrCat(word.zh, count, "项"));
    en.push_back(absl::StrCat(count, " ", word.en));
  }
  const auto external = std::count_if(rows.begin(), rows.end(), [](const auto* row) {
    return row->target().goal().has_external() && !row->has_goal();
  });
  if (external > 0) {
    const bool all = std::count_if(rows.begin(), rows.end(), [](const auto* row) {
                       return row->verdict() == projection::v1::VERDICT_UNKNOWN;
                     }) == external;
    absl::StrAppend(&zh.back(), all ? "(均为" : absl::StrCat("(其中", external, "项"),
                    "省定,尚无指标数)");
    absl::StrAppend(&en.back(), " (", all ? "all" : absl::StrCat(external),
                    " set by the province, no quota given)");
  }
  const bool headline = section == "headline";
  return {absl::StrCat("情景", result.label(), ":", year, year.empty() ? "" : "年", rows.size(),
                       headline ? "项主要预期目标," : "项目标,", absl::StrJoin(zh, ",")),
          absl::StrCat("Scenario ", result.label(), ": ", rows.size(),
                       headline ? " headline targets" : " targets", year.empty() ? "" : " for ",
                       year, rows.empty() ? "" : ", ", absl::StrJoin(en, ", "))};
}

// Levels beyond history, of these targets and of the paths they are judged on.
void AddWarnings(const ProjectionResult& result, const Rows& rows, NoteList& notes) {
  for (const auto& warning : result.warnings()) {
    const bool shown = std::any_of(rows.begin(), rows.end(), [&](const TargetAssessment* row) {
      return warning.target().empty() ? row->target().indicator() == warning.indicator()
                                      : row->target().id() == warning.target();
    });
    if (shown) notes.Add(FromProto(warning.text()));
  }
}

}  // namespace

Document BoardDocument(const ProjectionResult& result, const BoardFilter& filter,
                       const SectionTitles& titles, const UnitSymbols& symbols) {
  const Rows rows = Chosen(result, filter);
  BoardView view;
  view.year = Shared(rows, [](const auto* row) { return row->target().period().text(); });
  view.base_year = absl::StrCat(result.base_year());
  view.gap_unit = Shared(
      rows, [](const auto* row) { return row->has_gap() ? row->gap_unit() : std::string(); });
  view.offices = std::any_of(rows.begin(), rows.end(), [](const auto* row) {
    return !row->target().office().zh().empty() || !row->target().office().en().empty();
  });
  view.names = NamesIn(result);

  NoteList notes;
  Table all;
  all.key = "targets";
  all.audience = Audience::kMachines;
  all.columns = BoardColumns(view, symbols);
  std::vector<Table> people;
  for (const SectionRows& section : BySection(rows, titles)) {
    Table table;
    table.key = absl::StrCat("targets_", section.id);
    table.title = section.title;
    table.audience = Audience::kPeople;
    table.columns = all.columns;
    for (const TargetAssessment* row : section.rows) {
      table.rows.push_back(BoardRow(*row, view, symbols, notes));
      all.rows.push_back(table.rows.back());
    }
    people.push_back(std::move(table));
  }
  // The title of a single section says nothing that the headline does not.
  if (people.size() == 1) people[0].title = {};
  if (people.empty()) all.audience = Audience::kBoth;

  AddWarnings(result, rows, notes);

  Document document;
  document.headline = Headline(result, rows, filter.section, view.year);
  document.tables.push_back(std::move(all));
  for (Table& table : people) document.tables.push_back(std::move(table));
  document.tables.push_back(ReceiptTable({&result}));
  document.notes = notes.notes();
  if (!rows.empty() && !view.offices) {
    document.notes.push_back(
        {"责任单位:报告未载明。", "Responsible offices: the report names none."});
  }
  document.footer = ReceiptFooter(result.receipt());
  return document;
}

bool MissesTarget(const ProjectionResult& result, const BoardFilter& filter) {
  const Rows rows = Chosen(result, filter);
  return std::any_of(rows.begin(), rows.end(), [](const TargetAssessment* row) {
    return row->verdict() == projection::v1::VERDICT_MISSED &&
           row->target().kind() != type::v1::TARGET_KIND_STRETCH;
  });
}

}  // namespace indicast::cli::output
