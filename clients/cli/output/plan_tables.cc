#include "clients/cli/output/plan_tables.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/figure.h"
#include "clients/cli/output/note_list.h"
#include "clients/cli/output/receipt.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

namespace pb = ::indicast::projection::v1;

Cell Figure(bool is_set, const type::v1::Decimal& decimal, const std::string& unit) {
  if (!is_set) return MissingCell({});
  const std::string digits = RoundedDigits(decimal.text(), 1);
  return NumberCell({decimal.text(), digits, "equal", unit}, Same(digits));
}

Cell SourceCell(pb::OutlookSource source) {
  switch (source) {
    case pb::OUTLOOK_SOURCE_SHORT_HISTORY:
      return CodeCell("short-history", {"自身数据与指标库", "own figures and pool"});
    case pb::OUTLOOK_SOURCE_POOL:
      return CodeCell("pool", {"仅指标库", "pool alone"});
    case pb::OUTLOOK_SOURCE_SCENARIO:
      return CodeCell("scenario", {"情景", "scenario"});
    case pb::OUTLOOK_SOURCE_GIVEN:
      return CodeCell("given", {"给定", "stated"});
    case pb::OUTLOOK_SOURCE_IDENTITY:
      return CodeCell("identity", {"恒等式", "identity"});
    default:
      return CodeCell("unknown", {"未知值", "unknown value"});
  }
}

}  // namespace

Table LawTable(const pb::PlanContext& context, Audience audience) {
  Table table;
  table.key = "outlooks";
  table.title = {"增速规律(看目标之前)", "Laws of growth, before any target is looked at"};
  table.audience = audience;
  table.columns = {
      {.key = "indicator", .audience = Audience::kMachines},
      {.key = "name", .header = {"指标", "INDICATOR"}},
      {.key = "year", .header = {"年份", "YEAR"}, .align = Align::kRight},
      {.key = "median", .header = {"中位数%", "MEDIAN %"}, .align = Align::kDecimal},
      {.key = "standard_deviation", .header = {"标准差", "SD, PP"}, .align = Align::kDecimal},
      {.key = "low", .header = {"10%", "10 %"}, .align = Align::kDecimal},
      {.key = "high", .header = {"90%", "90 %"}, .align = Align::kDecimal},
      {.key = "observations", .header = {"自身数", "OWN"}, .align = Align::kRight},
      {.key = "own_weight", .audience = Audience::kMachines},
      {.key = "source", .header = {"来源", "FROM"}},
      {.key = "explanation", .header = {"说明", "EXPLANATION"}}};
  for (const pb::GrowthOutlook& law : context.outlooks()) {
    table.rows.push_back(
        {PlainCell(law.indicator()), TextCell(FromProto(law.name())), IntCell(law.year()),
         Figure(law.has_median(), law.median(), "percent"),
         Figure(law.has_standard_deviation(), law.standard_deviation(), "percentage-point"),
         Figure(law.has_low(), law.low(), "percent"), Figure(law.has_high(), law.high(), "percent"),
         IntCell(law.observations()), Figure(law.has_own_weight(), law.own_weight(), ""),
         SourceCell(law.source()), TextCell(FromProto(law.explanation()))});
  }
  return table;
}

Table LeftOutRows(const pb::PlanContext& context, const IndicatorNames& names) {
  Table table;
  table.key = "left_out";
  table.title = {"未能计入的目标", "Targets that could not be used"};
  table.audience = context.left_out().empty() ? Audience::kMachines : Audience::kBoth;
  table.columns = {{.key = "target", .header = {"目标", "TARGET"}},
                   {.key = "indicator", .audience = Audience::kMachines},
                   {.key = "name", .header = {"指标", "INDICATOR"}},
                   {.key = "reason_code", .audience = Audience::kMachines},
                   {.key = "reason", .header = {"原因", "REASON"}}};
  for (const pb::LeftOut& left : context.left_out()) {
    table.rows.push_back({PlainCell(left.target()), PlainCell(left.indicator()),
                          TextCell(NameOf(names, left.indicator())), PlainCell(left.reason_code()),
                          TextCell(FromProto(left.reason()))});
  }
  return table;
}

Table PlanReceipt(const pb::PlanContext& context) {
  pb::ProjectionResult result;
  *result.mutable_receipt() = context.receipt();
  return ReceiptTable({&result});
}

void AddPlanContext(const pb::PlanContext& context, Document& document) {
  NoteList notes;
  notes.Add(FromProto(context.explanation()));
  for (const auto& assumption : context.assumptions()) notes.Add(FromProto(assumption));
  document.notes = notes.notes();
  document.footer = ReceiptFooter(context.receipt());
}

}  // namespace indicast::cli::output
