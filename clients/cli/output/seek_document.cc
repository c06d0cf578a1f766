#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/output/plan_context.h"
#include "clients/cli/output/plan_documents.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr int kBarWidth = 12;
// A move below this many percentage points does not show in the digits.
constexpr double kVisible = 0.005;

double NumberOf(const type::v1::Decimal& value) {
  double number = 0;
  return absl::SimpleAtod(value.text(), &number) ? number : 0;
}

Cell StatusCell(pb::SeekStatus status) {
  Cell cell;
  switch (status) {
    case pb::SEEK_STATUS_REACHED:
      cell = CodeCell("reached", {"可以实现", "reached"});
      cell.tone = Tone::kMet;
      return cell;
    case pb::SEEK_STATUS_SOFT_SHORTFALL:
      cell = CodeCell("soft-shortfall", {"预期性要求有让步", "soft ones gave way"});
      cell.tone = Tone::kAtRisk;
      return cell;
    case pb::SEEK_STATUS_INFEASIBLE:
      cell = CodeCell("infeasible", {"不能同时成立", "cannot hold together"});
      cell.tone = Tone::kMissed;
      return cell;
    default:
      cell = CodeCell("unspecified", {"未知", "unknown"});
      cell.tone = Tone::kUnknown;
      return cell;
  }
}

Text MoveMark(const pb::SeekMove& move) {
  if (move.pinned()) return {"固定", "pinned"};
  if (move.at_bound()) return {"到界", "at its bound"};
  return {};
}

Table MoveTable(const pb::SeekTargetsResponse& answer, const UnitSymbols& symbols,
                const SeekView& view) {
  Table table;
  table.key = "moves";
  table.title = {"谁动多少", "Who moves by how much"};
  table.when_empty = {"没有可行的增速。", "No growth rates are possible."};
  table.columns = {
      {.key = "indicator", .audience = Audience::kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "year", .header = {"年份", "YEAR"}},
      {.key = "baseline", .header = {"基线%", "BASELINE %"}, .align = Align::kDecimal},
      {.key = "growth", .header = {"需要%", "NEEDED %"}, .align = Align::kDecimal},
      {.key = "change", .header = {"差(百分点)", "CHANGE pp"}, .align = Align::kDecimal},
      {.key = "standard_deviations", .header = {"标准差", "SD"}, .align = Align::kDecimal},
      {.key = "bar", .header = {"用力", "EFFORT"}, .audience = Audience::kPeople},
      {.key = "level", .header = {"水平", "LEVEL"}, .qualified = true, .with_unit = true},
      {.key = "unit", .header = {"单位", "UNIT"}, .audience = Audience::kPeople},
      {.key = "mark", .header = {"", ""}, .audience = Audience::kPeople},
      {.key = "pinned", .audience = Audience::kMachines},
      {.key = "at_bound", .audience = Audience::kMachines}};
  double largest = 1e-9;
  for (const pb::SeekMove& move : answer.moves()) {
    largest = std::max(largest, std::abs(NumberOf(move.standard_deviations())));
  }
  for (const pb::SeekMove& move : answer.moves()) {
    const bool still = std::abs(NumberOf(move.change())) < kVisible;
    if (still && !view.all && !move.pinned()) continue;
    const double deviations = NumberOf(move.standard_deviations());
    table.rows.push_back(
        {PlainCell(move.indicator()), TextCell(FromProto(move.name())), IntCell(move.year()),
         PercentCell(move.baseline(), true), PercentCell(move.growth(), true),
         PercentCell(move.change(), true, /*signed_digits=*/true),
         PlainNumberCell(move.standard_deviations(), true, 2),
         PlainCell(Bar(std::abs(deviations), largest, kBarWidth, view.bars)),
         ProjectedCell(move.level(), move.has_level(), move.level_unit(), {}),
         TextCell(move.has_level() ? symbols.SymbolOf(move.level_unit()) : Text{}),
         TextCell(MoveMark(move)), BoolCell(move.pinned(), {}), BoolCell(move.at_bound(), {})});
  }
  return table;
}

std::string KindCode(pb::PlanRowKind kind) {
  switch (kind) {
    case pb::PLAN_ROW_KIND_GOAL:
      return "goal";
    case pb::PLAN_ROW_KIND_IDENTITY:
      return "identity";
    case pb::PLAN_ROW_KIND_DRIVER:
      return "driver";
    case pb::PLAN_ROW_KIND_LEVER:
      return "lever";
    default:
      return "unspecified";
  }
}

Text RowState(const pb::PlanRow& row) {
  if (row.has_shortfall() && NumberOf(row.shortfall()) > 0) {
    const std::string by = RoundedDigits(row.shortfall().text(), 2);
    return {absl::StrCat("让步", by, "个百分点"), absl::StrCat("gave way by ", by, " pp")};
  }
  if (row.active()) return {"起作用", "decides"};
  return {"有余地", "has room"};
}

Table RowTable(const pb::SeekTargetsResponse& answer) {
  Table table;
  table.key = "rows";
  table.title = {"条件", "Conditions"};
  table.columns = {{.key = "row", .audience = Audience::kMachines},
                   {.key = "kind", .audience = Audience::kMachines},
                   {.key = "text", .header = {"条件", "CONDITION"}},
                   {.key = "hard", .header = {"约束", "FORCE"}},
                   {.key = "goal", .header = {"要求", "GOAL"}, .align = Align::kDecimal},
                   {.key = "reached", .header = {"达到", "REACHED"}, .align = Align::kDecimal},
                   {.key = "state", .header = {"状态", "STATE"}, .audience = Audience::kPeople},
                   {.key = "active", .audience = Audience::kMachines},
                   {.key = "shortfall", .audience = Audience::kMachines},
                   {.key = "multiplier", .audience = Audience::kMachines},
                   {.key = "multiplier_text", .header = {"放宽的好处", "WHAT EASING SAVES"}}};
  for (const pb::PlanRow& row : answer.rows()) {
    const bool goal = row.kind() == pb::PLAN_ROW_KIND_GOAL;
    table.rows.push_back(
        {PlainCell(row.row()), PlainCell(KindCode(row.kind())), TextCell(FromProto(row.text())),
         BoolCell(row.hard(), !goal        ? Text{"固定", "fixed"}
                              : row.hard() ? Text{"硬", "hard"}
                                           : Text{"软", "soft"}),
         PercentCell(row.goal(), row.has_goal()), PercentCell(row.reached(), row.has_reached()),
         TextCell(RowState(row)), BoolCell(row.active(), {}),
         PercentCell(row.shortfall(), row.has_shortfall()),
         PlainNumberCell(row.multiplier(), row.has_multiplier(), 3),
         TextCell(FromProto(row.multiplier_text()))});
  }
  return table;
}

Table SummaryTable(const pb::SeekTargetsResponse& answer) {
  Table table;
  table.key = "summary";
  table.layout = Table::Layout::kRecord;
  table.columns = {{.key = "status", .header = {"结论", "RESULT"}},
                   {.key = "distance_squared", .header = {"偏离D²", "DISTANCE D²"}},
                   {.key = "degrees_of_freedom", .header = {"自由度", "DEGREES OF FREEDOM"}},
                   {.key = "plausibility", .header = {"可能性%", "PLAUSIBILITY %"}}};
  table.rows = {{StatusCell(answer.status()),
                 PlainNumberCell(answer.distance_squared(), answer.has_distance_squared(), 3),
                 IntCell(answer.degrees_of_freedom()),
                 ShareCell(answer.plausibility(), answer.has_plausibility())}};
  return table;
}

}  // namespace

void AddConflict(const pb::Conflict& conflict, Document& document) {
  Table rows;
  rows.key = "conflict";
  rows.audience = Audience::kMachines;
  rows.columns = {{.key = "row"}};
  for (const std::string& row : conflict.rows()) rows.rows.push_back({PlainCell(row)});
  Table repairs;
  repairs.key = "repairs";
  repairs.title = {"最省的让步", "Cheapest way out"};
  repairs.when_empty = {"放宽目标也无解。", "Easing targets does not help."};
  repairs.columns = {{.key = "row", .audience = Audience::kMachines},
                     {.key = "goal", .audience = Audience::kMachines},
                     {.key = "relaxation", .audience = Audience::kMachines},
                     {.key = "text", .header = {"改为", "CHANGE"}}};
  for (const pb::Repair& repair : conflict.repairs()) {
    repairs.rows.push_back({PlainCell(repair.row()), PercentCell(repair.goal(), true),
                            PercentCell(repair.relaxation(), true),
                            TextCell(FromProto(repair.text()))});
  }
  Table words;
  words.key = "conflict_in_words";
  words.title = {"为什么不行", "Why not"};
  words.audience = Audience::kPeople;
  words.columns = {{.key = "text", .header = {"不能同时成立", "CANNOT HOLD TOGETHER"}}};
  words.rows = {{TextCell(FromProto(conflict.text()))}};
  document.tables.push_back(std::move(words));
  document.tables.push_back(std::move(repairs));
  document.tables.push_back(std::move(rows));
}

Document SeekDocument(const pb::SeekTargetsResponse& answer, const UnitSymbols& symbols,
                      const SeekView& view) {
  Document document;
  document.headline = FromProto(answer.context().explanation());
  // Programs read the first table meant for them.
  document.tables.push_back(MoveTable(answer, symbols, view));
  document.tables.push_back(RowTable(answer));
  if (answer.has_conflict()) AddConflict(answer.conflict(), document);
  document.tables.push_back(SummaryTable(answer));
  if (view.saved.empty()) {
    document.notes.push_back({"只是求解,没有写入任何数据;--save-as 编号 可存为情景。",
                              "Nothing was written; --save-as ID stores the moves as a scenario."});
  } else {
    document.notes.push_back(
        {absl::StrCat("已存为情景 ", view.saved, ";indicast project --scenario ", view.saved,
                      " 可看路径。"),
         absl::StrCat("Stored as scenario ", view.saved, "; indicast project --scenario ",
                      view.saved, " shows its paths.")});
  }
  AddContext(answer.context(), document);
  return document;
}

}  // namespace indicast::cli::output
