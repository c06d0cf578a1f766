#include "clients/cli/output/plan_context.h"

#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/cli/output/figure.h"
#include "clients/cli/output/note_list.h"
#include "clients/cli/output/receipt.h"
#include "clients/cli/output/words.h"
#include "common/decimal/decimal.h"

namespace indicast::cli::output {
namespace {

namespace pb = ::indicast::projection::v1;

std::string SourceCode(pb::OutlookSource source) {
  switch (source) {
    case pb::OUTLOOK_SOURCE_SHORT_HISTORY:
      return "short-history";
    case pb::OUTLOOK_SOURCE_POOL:
      return "pool";
    case pb::OUTLOOK_SOURCE_SCENARIO:
      return "scenario";
    case pb::OUTLOOK_SOURCE_GIVEN:
      return "given";
    case pb::OUTLOOK_SOURCE_IDENTITY:
      return "identity";
    default:
      return "unspecified";
  }
}

}  // namespace

Cell PercentCell(const type::v1::Decimal& value, bool is_set, bool signed_digits) {
  if (!is_set) return MissingCell({});
  const std::string digits =
      signed_digits ? SignedDigits(value.text(), 2) : RoundedDigits(value.text(), 2);
  return NumberCell({value.text(), digits, "equal", "percent"}, Same(digits));
}

Cell PlainNumberCell(const type::v1::Decimal& value, bool is_set, int decimals) {
  if (!is_set) return MissingCell({});
  const std::string digits = RoundedDigits(value.text(), decimals);
  return NumberCell({value.text(), digits}, Same(digits));
}

Cell ShareCell(const type::v1::Decimal& value, bool is_set) {
  if (!is_set) return MissingCell({});
  const absl::StatusOr<Decimal> share = Decimal::Parse(value.text());
  std::string shown = value.text();
  if (share.ok()) {
    if (const auto percent = Decimal::FromDouble(share->ToDouble() * 100); percent.ok()) {
      const bool tiny = std::abs(percent->ToDouble()) < 0.1 && !percent->is_zero();
      shown = RoundedDigits(percent->ToString(), tiny ? 4 : 1);
    }
  }
  return NumberCell({value.text(), value.text()}, Same(shown));
}

Table OutlookTable(const pb::PlanContext& context) {
  Table table;
  table.key = "outlooks";
  table.audience = Audience::kMachines;
  table.columns = {{.key = "indicator"},
                   {.key = "name"},
                   {.key = "year"},
                   {.key = "median"},
                   {.key = "low"},
                   {.key = "high"},
                   {.key = "standard_deviation"},
                   {.key = "source"},
                   {.key = "observations"},
                   {.key = "own_weight"},
                   {.key = "explanation"}};
  for (const pb::GrowthOutlook& outlook : context.outlooks()) {
    table.rows.push_back({PlainCell(outlook.indicator()), TextCell(FromProto(outlook.name())),
                          IntCell(outlook.year()), PercentCell(outlook.median(), true),
                          PercentCell(outlook.low(), true), PercentCell(outlook.high(), true),
                          PlainNumberCell(outlook.standard_deviation(), true, 2),
                          PlainCell(SourceCode(outlook.source())), IntCell(outlook.observations()),
                          PlainNumberCell(outlook.own_weight(), true, 3),
                          TextCell(FromProto(outlook.explanation()))});
  }
  return table;
}

Table LeftOutTable(const pb::PlanContext& context) {
  Table table;
  table.key = "left_out";
  table.title = {"未纳入", "Left out"};
  if (context.left_out().empty()) table.audience = Audience::kMachines;
  table.columns = {{.key = "target", .header = {"目标", "TARGET"}},
                   {.key = "indicator", .audience = Audience::kMachines},
                   {.key = "reason_code", .audience = Audience::kMachines},
                   {.key = "reason", .header = {"原因", "WHY"}}};
  for (const pb::LeftOut& left : context.left_out()) {
    table.rows.push_back({PlainCell(left.target().empty() ? left.indicator() : left.target()),
                          PlainCell(left.indicator()), PlainCell(left.reason_code()),
                          TextCell(FromProto(left.reason()))});
  }
  return table;
}

Table PlanReceiptTable(const pb::PlanContext& context) {
  pb::ProjectionResult result;
  *result.mutable_receipt() = context.receipt();
  result.set_label(context.receipt().scenario());
  return ReceiptTable({&result});
}

void AddContext(const pb::PlanContext& context, Document& document) {
  NoteList notes;
  for (const auto& assumption : context.assumptions()) notes.Add(FromProto(assumption));
  for (const auto& warning : context.warnings()) notes.Add(FromProto(warning.text()));
  for (const Text& note : notes.notes()) document.notes.push_back(note);
  document.tables.push_back(LeftOutTable(context));
  document.tables.push_back(OutlookTable(context));
  document.tables.push_back(PlanReceiptTable(context));
  document.footer = ReceiptFooter(context.receipt());
}

}  // namespace indicast::cli::output
