// Figures for people and programs: the one formatter of digits. Digits shown, in csv and in the
// "text" of json are the same; units are never rescaled. Thread-safe free functions on values.
#pragma once

#include <map>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/output/table.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "indicast/store/v1/resources.pb.h"

namespace indicast::cli::output {

// Printed symbols of units by id. The units every server knows (percent, percentage-point, index)
// need no entry; an unknown id shows as itself.
class UnitSymbols {
 public:
  UnitSymbols() = default;
  template <typename Units>
  explicit UnitSymbols(const Units& units) {
    for (const store::v1::Unit& unit : units) {
      symbols_[unit.id()] = Text{unit.symbol().zh(), unit.symbol().en()};
    }
  }
  Text SymbolOf(const std::string& id) const;
  // Digits followed by the symbol as the language writes it: 15%, 3.2个百分点, 1200亿元;
  // "15 %", "3.2 pp", "1200 100 m yuan".
  Text WithUnit(const Text& digits, const std::string& id) const;

 private:
  std::map<std::string, Text> symbols_;
};

// The decimal text rounded half to even to `decimals` places; the text itself when it is not a
// decimal of this build (never invented).
std::string RoundedDigits(absl::string_view decimal_text, int decimals);

// As RoundedDigits with a sign on positive values. A value that is not zero never shows as zero: it
// gets as many decimals as its first significant digit needs.
std::string SignedDigits(absl::string_view decimal_text, int decimals);

// A projected value with its qualifier: 超过1560. Missing when unset.
Cell ProjectedCell(const projection::v1::ProjectedValue& value, bool is_set,
                   const std::string& unit, const Text& missing);

// A published figure, digits exactly as the store holds them. Text-only figures show their wording.
Cell ObservedCell(const store::v1::Observation& observation);

// The unit of a target or series beside a measure: 增长% / "% growth" for growth in percent.
Text MeasuredUnit(type::v1::Measure measure, const std::string& unit, const UnitSymbols& symbols);

}  // namespace indicast::cli::output
