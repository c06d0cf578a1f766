// Cells of SDMX-CSV in the plain forms of docs/data-format.md. Errors are kInvalidArgument with a
// sentence on the cell alone, as in cell_text.h. Thread-safe free functions; cost linear.
#pragma once

#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast::client {

// TIME_PERIOD: the notations of common/period, and "2023-M03", "2023-A1", "2023-H1" in them. Errors
// for weeks, trimesters, days of the year, points in time, and everything else.
absl::StatusOr<std::string> SdmxPeriodText(absl::string_view cell);

// A number as written; "12,4" is 12.4 when `decimal_comma`.
absl::StatusOr<std::string> SdmxNumberText(absl::string_view cell, bool decimal_comma);

// "NaN" (any case) and "#N/A": the office says that there is no value.
bool IsIntentionallyMissing(absl::string_view cell);

// OK when a code of CL_FREQ can be that of the period (both in plain form); M fits months and
// ranges of months, codes other than A S H Q M B D fit every period.
absl::Status CheckFrequency(absl::string_view code, absl::string_view period);

// "en:Value;zh:值" by language; a part without a language belongs to the text before it. Errors
// when the cell does not begin with a language, or names one twice.
absl::StatusOr<std::map<std::string, std::string>> SplitLanguages(absl::string_view cell,
                                                                  char separator);

}  // namespace indicast::client
