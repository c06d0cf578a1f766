// The words of units as reports print them, Chinese and English, and which of them measure the same
// thing. 万 and 亿 are no part of a unit; the 千 of 千瓦 and 千米 is.
//
// Thread-safe free functions on constant tables. Cost: one pass over about 150 words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/string_view.h"
#include "common/figure_text/folded_text.h"

namespace indicast::figure_text {

// What a unit measures. Units of one dimension differ by a power of ten alone.
enum class Dimension : int8_t {
  kUnknown,  // no unit word, or none of the table
  kPercent,
  kPercentagePoint,
  kTimes,     // 倍
  kAnything,  // 个: counts whatever the noun says
  kThings,    // 家 项 件 户 列 ...
  kPersons,   // 人 名 位
  kVisits,    // 人次
  kYuan,
  kUsDollar,
  kOtherMoney,
  kYears,
  kQuarters,
  kMonths,
  kWeeks,
  kDays,
  kHours,
  kMinutes,
  kLength,
  kArea,
  kMu,  // 亩
  kVolume,
  kMass,
  kJin,  // 斤
  kPower,
  kEnergy,
  kVoltage,
};

struct UnitWord {
  std::u32string_view word;
  Dimension dimension;
  int exponent;  // 3 for 千瓦, where 瓦 is 0; within a dimension only
};

// The longest unit word that begins at i, or nothing. An English word ends at a word's end.
const UnitWord* UnitAt(const FoldedText& text, size_t i);
// The currency written before a number that ends right before i ("RMB", "$"), or nothing.
const UnitWord* CurrencyBefore(const FoldedText& text, size_t i);

// The symbol of a unit record: 亿元 is 元 with a scale of 8. `unit` is null when the words are not
// exactly scale words and one unit or currency of the tables (吨标准煤/万元, 上年=100).
struct UnitSymbol {
  const UnitWord* unit = nullptr;
  int scale = 0;
};
UnitSymbol ParseUnitSymbol(absl::string_view symbol);

bool IsDuration(Dimension dimension);

}  // namespace indicast::figure_text
