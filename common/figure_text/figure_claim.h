// Whether a curated number can be read in the wording it was taken from.
//
// Thread-safe free function on values; total. Cost: that of ReadWording.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/decimal/decimal.h"
#include "common/figure_text/figure_text.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast {

// What a record says: 40000 家, more than; -15 % growth; 4 万家.
struct FigureClaim {
  Decimal value;
  Qualifier qualifier = Qualifier::kEqual;
  Measure measure = Measure::kLevel;
  // Either symbol of the unit: 亿元, "hundred million yuan", %. Empty or unknown (上年=100) agrees
  // with every unit but percent, percentage points and ranks.
  std::string unit_symbol;
  // Power of ten of that unit: 亿元 8.
  int multiplier_exponent = 0;
  // In the unit of `value`; compared where the wording has bounds too.
  std::optional<Decimal> lower_bound;
  std::optional<Decimal> upper_bound;
};

enum class FigureVerdict : int8_t {
  kSupported,
  kContradicted,  // the wording has figures, and none of them is the claimed one
  kNotCheckable   // the wording has no figure, or one that is not exact, or the claim is text-only
};

// The nearest miss, from the farthest to the nearest.
enum class FigureMiss : int8_t {
  kNone,       // supported, or nothing to compare
  kNumber,     // other numbers
  kUnit,       // the number, of another unit: 1.5个百分点 is no 1.5 %
  kMeasure,    // the number, but growth where a level is claimed or the reverse, or the other sign
  kQualifier,  // the number, bounded otherwise: 超4万家 is not equal to 40000
  kBounds      // the number, between other bounds
};

struct FigureCheck {
  FigureVerdict verdict = FigureVerdict::kNotCheckable;
  FigureMiss miss = FigureMiss::kNone;
  // What supports the claim, or what was read instead; text.substr(begin, end - begin) shows it.
  std::optional<FigureReading> reading;
};

// Qualifiers agree when they are the same, both of the signed value (下降15%以上 is -15 or less).
// Also: 近 ("nearly") supports less and less-or-equal; a range supports one of its ends with
// greater-or-equal or less-or-equal, any value in it with about, or both its ends as bounds.
// A level agrees with a directed amount without its sign (降低负担10.58亿元, 增加19天). 倍 of a
// growth is 100 %. A wording without a word of direction supports a growth with the sign as
// printed.
FigureCheck CheckFigure(absl::string_view text, const FigureClaim& claim);

}  // namespace indicast
