// Figures as reports print them, read exactly: 超4万家, 下降15%, 近75%, 第八, 连续三年, 3至5个,
// "more than 40,000 enterprises", "fell by 15 %". Chinese first, English too.
//
// What counts as a figure: numerals with a unit, a bounding word or a rank or streak around them,
// and digits that stand alone. No figures: dates and years (2023年, 11月), codes (PM2.5, 5G, 1+10,
// 10:30), ordinals that are no rank (第五次, 第一产业, 首批), numerals inside words (统一, 五一).
// Numerals without one exact value (数十, 三五个, 三分之二, 亿亿) are counted, not read.
//
// Thread-safe free functions on values; total: any bytes are accepted, what is no UTF-8 parts
// words. Cost: linear in the text, below 100 ns a byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "common/decimal/decimal.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast {

enum class FigureKind : int8_t {
  kLevel,   // also whatever the words around it do not tell
  kGrowth,  // percent or 倍 with a word of direction: 增长6%, 翻番
  kChange,  // any other unit with a word of direction: 增加19天, 提高1.5个百分点
  kRank,    // 第八, 首位, 前三 (at most 3), 百强 (at most 100)
  kStreak,  // 连续三年
  kShare    // 占比64%, 一半
};

struct FigureReading {
  // As printed before the scale word: 4 of 超4万家. Negative with a minus sign or a word of
  // falling. Of a range the lower end.
  Decimal value;
  // The scale word after it as a power of ten: 千 3, 万 4, 亿 8, 万亿 12, "million" 6; 0 without.
  // 千 without a number before it is the value 1000; 万 and 亿 are the value 1 with an exponent.
  int multiplier_exponent = 0;
  // Of the signed value: 下降15%以上 is -15 or less.
  Qualifier qualifier = Qualifier::kEqual;
  // In the scale of `value`. Both for a range (3-5个); the upper one for 近 and "nearly", the lower
  // one when they fall (下降近15%).
  std::optional<Decimal> lower_bound;
  std::optional<Decimal> upper_bound;
  FigureKind kind = FigureKind::kLevel;
  // True when a word of direction gave the sign or kind: 降低...10.58亿元 is -10.58, directed.
  bool directed = false;
  // The unit as printed, full-width forms folded: 家, 元 (of 亿元), %; empty when none is known.
  std::string unit_text;
  // Bytes of the text from the bounding word before the number to the one after its unit.
  size_t begin = 0;
  size_t end = 0;
};

struct FigureWording {
  std::vector<FigureReading> figures;  // in the order of the text
  int unreadable = 0;                  // numerals without one exact value
};

FigureWording ReadWording(absl::string_view text);

// The figures of ReadWording alone.
std::vector<FigureReading> ReadFigures(absl::string_view text);

// The same figure with the other sign, bounds and qualifier turned round: at least 3 becomes at
// most -3.
FigureReading Mirrored(FigureReading reading);

}  // namespace indicast
