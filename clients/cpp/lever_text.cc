#include "clients/cpp/lever_text.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"

namespace indicast::client {
namespace {

namespace pb = ::indicast::projection::v1;

constexpr char kBoundForms[] = "write INDICATOR=2..4, INDICATOR=2.. or INDICATOR=..4";
constexpr char kPriceForms[] = "write INDICATOR=3";

absl::Status Invalid(absl::string_view text, absl::string_view forms) {
  return Error(absl::StatusCode::kInvalidArgument, "PLAN_TEXT_INVALID",
               absl::StrCat("\"", Shorten(text), "\": ", forms));
}

// A decimal, with or without a percent sign behind it.
bool ReadNumber(absl::string_view text, type::v1::Decimal& out) {
  const std::string digits(absl::StripSuffix(text, "%"));
  if (!Decimal::Parse(digits).ok()) return false;
  out.set_text(digits);
  return true;
}

// Splits "id=rest" without spaces; false when a side is empty.
bool SplitId(absl::string_view text, std::string& id, std::string& rest) {
  const std::string dense = absl::StrReplaceAll(text, {{" ", ""}, {"\t", ""}});
  const size_t at = dense.find('=');
  if (at == std::string::npos || at == 0 || at + 1 == dense.size()) return false;
  id = dense.substr(0, at);
  rest = dense.substr(at + 1);
  return true;
}

}  // namespace

absl::StatusOr<pb::Lever> ParseBound(absl::string_view text) {
  std::string id;
  std::string range;
  if (!SplitId(text, id, range)) return Invalid(text, kBoundForms);
  const size_t dots = range.find("..");
  if (dots == std::string::npos || range.size() == 2) return Invalid(text, kBoundForms);
  pb::Lever lever;
  lever.set_indicator(id);
  const std::string low = range.substr(0, dots);
  const std::string high = range.substr(dots + 2);
  if (!low.empty() && !ReadNumber(low, *lever.mutable_min_growth_percent())) {
    return Invalid(text, kBoundForms);
  }
  if (!high.empty() && !ReadNumber(high, *lever.mutable_max_growth_percent())) {
    return Invalid(text, kBoundForms);
  }
  return lever;
}

absl::StatusOr<pb::Lever> ParsePrice(absl::string_view text) {
  std::string id;
  std::string number;
  pb::Lever lever;
  if (!SplitId(text, id, number) || !ReadNumber(number, *lever.mutable_price())) {
    return Invalid(text, kPriceForms);
  }
  lever.set_indicator(id);
  return lever;
}

}  // namespace indicast::client
