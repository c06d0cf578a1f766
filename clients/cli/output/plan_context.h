// What every answer about a plan carries, as tables and notes: laws of growth, what was left out,
// what had to be assumed, the receipt. Thread-safe free functions.
#pragma once

#include <string>

#include "clients/cli/output/table.h"
#include "indicast/projection/v1/plan.pb.h"

namespace indicast::cli::output {

// Growth in percent as people read it: "6.5"; `signed_digits`: "+0.7". Missing when unset.
Cell PercentCell(const type::v1::Decimal& value, bool is_set, bool signed_digits = false);
// A probability or share in percent: 0.2976 is "29.8"; programs get 0.2976.
Cell ShareCell(const type::v1::Decimal& value, bool is_set);
// A number with at most `decimals` places for people.
Cell PlainNumberCell(const type::v1::Decimal& value, bool is_set, int decimals);

// The laws of growth in use, for programs.
Table OutlookTable(const projection::v1::PlanContext& context);
// What was left out and why; people see it only when there is something.
Table LeftOutTable(const projection::v1::PlanContext& context);
// All fields of the receipt, for programs.
Table PlanReceiptTable(const projection::v1::PlanContext& context);
// The assumptions of the answer become notes; the footer is that of the receipt.
void AddContext(const projection::v1::PlanContext& context, Document& document);

}  // namespace indicast::cli::output
