#include "clients/cli/commands/vary_text.h"

#include <algorithm>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::cli {
namespace {

absl::Status Bad(const std::string& text, absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "VARY_INVALID",
               absl::StrCat("'", Shorten(text), "': ", what,
                            "; write INDICATOR=FROM..TO/STEP or INDICATOR=VALUE,VALUE, for example "
                            "gdp=4..7/0.5"));
}

absl::StatusOr<type::v1::Decimal> ReadPercent(const std::string& text, absl::string_view number) {
  absl::ConsumeSuffix(&number, "%");
  const auto value = Decimal::Parse(absl::StripPrefix(number, "+"));
  if (!value.ok()) return Bad(text, absl::StrCat("'", Shorten(number), "' is no number"));
  type::v1::Decimal out;
  out.set_text(value->ToString());
  return out;
}

absl::Status ReadYears(const std::string& text, absl::string_view years,
                       projection::v1::SweepFactor& factor) {
  const std::vector<absl::string_view> ends = absl::StrSplit(years, "..");
  std::vector<int> read(ends.size());
  for (size_t i = 0; i < ends.size(); ++i) {
    if (ends[i].size() != 4 || !absl::SimpleAtoi(ends[i], &read[i]) || read[i] < 1000) {
      return Bad(text, absl::StrCat("'", Shorten(ends[i]), "' is no year"));
    }
  }
  if (read.size() > 2) return Bad(text, "too many years");
  factor.set_from_year(read.front());
  factor.set_to_year(read.back());
  return absl::OkStatus();
}

absl::Status ReadRange(const std::string& text, absl::string_view range,
                       projection::v1::SweepFactor& factor) {
  const std::vector<absl::string_view> parts = absl::StrSplit(range, '/');
  const std::vector<absl::string_view> ends = absl::StrSplit(parts[0], "..");
  if (parts.size() > 2 || ends.size() != 2) {
    return Bad(text, "a range is FROM..TO or FROM..TO/STEP");
  }
  ASSIGN_OR_RETURN(*factor.mutable_low(), ReadPercent(text, ends[0]));
  ASSIGN_OR_RETURN(*factor.mutable_high(), ReadPercent(text, ends[1]));
  if (parts.size() == 2) {
    ASSIGN_OR_RETURN(*factor.mutable_step(), ReadPercent(text, parts[1]));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<projection::v1::SweepFactor> ParseVary(const std::string& text) {
  const std::string folded = absl::StrReplaceAll(
      text, {{" ", ""}, {"\uff1d", "="}, {"\uff05", "%"}, {"\uff0c", ","}, {"\uff0f", "/"}});
  const size_t equals = folded.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == folded.size()) {
    return Bad(text, "an indicator, '=' and values are wanted");
  }
  projection::v1::SweepFactor factor;
  const absl::string_view name = absl::string_view(folded).substr(0, equals);
  const absl::string_view values = absl::string_view(folded).substr(equals + 1);
  const size_t at = name.find('@');
  factor.set_indicator(std::string(name.substr(0, at)));
  if (factor.indicator().empty()) return Bad(text, "an indicator is wanted");
  if (at != absl::string_view::npos) RETURN_IF_ERROR(ReadYears(text, name.substr(at + 1), factor));
  if (values.find("..") != absl::string_view::npos) {
    RETURN_IF_ERROR(ReadRange(text, values, factor));
    return factor;
  }
  for (const absl::string_view value : absl::StrSplit(values, ',')) {
    ASSIGN_OR_RETURN(*factor.add_values(), ReadPercent(text, value));
  }
  return factor;
}

}  // namespace indicast::cli
