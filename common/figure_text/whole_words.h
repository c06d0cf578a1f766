// Figures that are no plain number with a unit: words that stand for a figure (一半, 翻番, 首位),
// ranks (第八, 前三, 百强, "8th", "top three"), streaks (连续三年) and fractions.
//
// Thread-safe free functions. Cost: bounded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/decimal/decimal.h"
#include "common/figure_text/figure_text.h"
#include "common/figure_text/folded_text.h"

namespace indicast::figure_text {

struct WholeWord {
  FigureReading reading;
  size_t length = 0;
  bool reads = true;  // false: a word that only looks like a numeral (万一, 一半 of 一半年)
};
std::optional<WholeWord> WholeWordAt(const FoldedText& text, size_t i);

// What the words around a numeral at [begin, end) say of its being a rank.
struct RankWords {
  enum class Place : int8_t {
    kNone,
    kOrdinal,    // 第五次, 第一产业: counts nothing
    kExact,      // 第八
    kAmongFirst  // 前三, 百强
  };
  Place place = Place::kNone;
  size_t begin = 0;
  size_t end = 0;
};
RankWords RankAround(const FoldedText& text, size_t begin, size_t end);

// Right after "consecutive" or "straight" when that stands at i, between a number and its unit.
size_t SkipStreakWord(const FoldedText& text, size_t i);

// True when a figure at [begin, ...) counts how often in a row.
bool IsStreak(const FoldedText& text, size_t begin);

// 100 x numerator / denominator when that has at most 6 decimals more than the numerator.
std::optional<Decimal> PercentOf(const Decimal& numerator, const Decimal& denominator);

// UTF-8 of a word of the tables.
std::string Printed(std::u32string_view word);

}  // namespace indicast::figure_text
