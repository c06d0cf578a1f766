// Cells as people and spreadsheet programs write them, as the plain forms of docs/data-format.md.
//
// Each reader takes a cell, gives its plain form, and an empty one for a blank cell. An error is
// kInvalidArgument with a sentence on the cell alone (what it is, what is allowed, the next step);
// the caller adds file, line and column, and a reason. Texts and quotes never pass through here.
// Thread-safe free functions; cost linear.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::client {

// Without surrounding spaces, also the no-break (U+00A0), ideographic (U+3000), narrow and
// zero-width ones.
absl::string_view Trim(absl::string_view cell);

// Trimmed, with full-width ASCII (U+FF01..U+FF5E) and the minus sign (U+2212) in their plain forms.
std::string PlainForm(absl::string_view cell);

// "#REF!", "#N/A" and the like: what spreadsheet programs write for a formula that failed.
bool IsSpreadsheetError(absl::string_view cell);

// True for [-+]?digits[.digits].
bool IsNumber(absl::string_view plain);

// A decimal: "1,234.5" and "１２３４．５" are 1234.5. Errors for formulas, percent signs, units in
// the cell, scientific notation, dates, ranges, accounting brackets, commas that group otherwise.
absl::StatusOr<std::string> NumberText(absl::string_view cell);

// A whole number; "2024年" is 2024.
absl::StatusOr<std::string> WholeText(absl::string_view cell);

// "true" or "false" for true, false (any case), 是, 否, 1, 0.
absl::StatusOr<std::string> FlagText(absl::string_view cell);

// A period of common/period: "2023年" is 2023, "2023年1-6月" 2023-01-01/P6M, "2023年6月" and
// "2023/6" 2023-06. Days only as 2023-06-30, because programs turn a month into its first day.
absl::StatusOr<std::string> PeriodText(absl::string_view cell);

// A day: "2023/1/31", "2023-1-31" and "2023年1月31日" are 2023-01-31.
absl::StatusOr<std::string> DateText(absl::string_view cell);

// An id or a code; errors for formulas.
absl::StatusOr<std::string> IdText(absl::string_view cell);

// The id of one unit; errors for formulas, numbers and two units.
absl::StatusOr<std::string> UnitText(absl::string_view cell);

// The goal of a target: a number as above, "indicator:...", "external:..." as written, or
// "qualitative" (also 定性).
absl::StatusOr<std::string> GoalText(absl::string_view cell);

}  // namespace indicast::client
