#include "clients/cli/output/figure.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/output/words.h"
#include "common/decimal/decimal.h"

namespace indicast::cli::output {

Text UnitSymbols::SymbolOf(const std::string& id) const {
  if (id == "percent") return {"%", "%"};
  if (id == "percentage-point") return {"个百分点", "pp"};
  if (id == "index") return {"指数", "index"};
  const auto it = symbols_.find(id);
  if (it == symbols_.end() || it->second.empty()) return Same(id);
  return it->second;
}

Text UnitSymbols::WithUnit(const Text& digits, const std::string& id) const {
  if (id.empty() || id == "index") return digits;
  const Text symbol = SymbolOf(id);
  return {absl::StrCat(digits.zh, symbol.In(Language::kChinese)),
          absl::StrCat(digits.en, " ", symbol.In(Language::kEnglish))};
}

std::string RoundedDigits(absl::string_view decimal_text, int decimals) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(decimal_text);
  if (!value.ok()) return std::string(decimal_text);
  const absl::StatusOr<Decimal> rounded =
      value->RoundTo(std::clamp(decimals, 0, Decimal::kMaxScale));
  if (!rounded.ok()) return value->ToString();
  // "-0.0" would claim a direction that the digits do not show.
  return rounded->is_zero() ? rounded->Abs().ToString() : rounded->ToString();
}

std::string SignedDigits(absl::string_view decimal_text, int decimals) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(decimal_text);
  if (!value.ok()) return std::string(decimal_text);
  std::string digits = RoundedDigits(decimal_text, decimals);
  for (int scale = std::max(decimals, 0); scale < Decimal::kMaxScale && !value->is_zero();
       ++scale) {
    digits = RoundedDigits(decimal_text, scale);
    if (digits.find_first_of("123456789") != std::string::npos) break;
  }
  return value->is_negative() || value->is_zero() ? digits : absl::StrCat("+", digits);
}

Cell ProjectedCell(const projection::v1::ProjectedValue& value, bool is_set,
                   const std::string& unit, const Text& missing) {
  if (!is_set || !value.has_value()) return MissingCell(missing);
  const std::string digits = RoundedDigits(value.value().text(), value.display_decimals());
  return NumberCell(Number{value.value().text(), digits, CodeOf(value.qualifier()), unit},
                    Qualified(value.qualifier(), Same(digits)));
}

Cell ObservedCell(const store::v1::Observation& observation) {
  if (!observation.has_value()) {
    if (!observation.published_text().empty()) return PlainCell(observation.published_text());
    return MissingCell({"缺数", "missing"});
  }
  const std::string& digits = observation.value().text();
  return NumberCell(Number{digits, digits, CodeOf(observation.qualifier()), observation.unit()},
                    Qualified(observation.qualifier(), Same(digits)));
}

Text MeasuredUnit(type::v1::Measure measure, const std::string& unit, const UnitSymbols& symbols) {
  Text symbol = symbols.SymbolOf(unit);
  if (measure == type::v1::MEASURE_GROWTH) {
    return {absl::StrCat("增长", symbol.zh), absl::StrCat(symbol.en, " growth")};
  }
  if (measure == type::v1::MEASURE_CHANGE) {
    return {absl::StrCat("增加", symbol.zh), absl::StrCat(symbol.en, " change")};
  }
  return symbol;
}

}  // namespace indicast::cli::output
