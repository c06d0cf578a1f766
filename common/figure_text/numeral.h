// A numeral in a folded text: digits with separators (1,234.5), Chinese numerals (三千五百, 二点五,
// 二〇二三, 廿), English number words, and the scale words after them (4万, 1.2万亿, 4.3 billion,
// 1亿2000万), as an exact Decimal and a power of ten.
//
// Own grammar rather than the spell-out rules of ICU: those read up to the first character they do
// not know and answer in doubles or lose the scale word, and here 亿亿 or 三五 must be no number.
//
// Thread-safe free function. Cost: linear in the numeral, whatever its length.
#pragma once

#include <cstddef>
#include <cstdint>

#include "common/decimal/decimal.h"
#include "common/figure_text/folded_text.h"

namespace indicast::figure_text {

struct Numeral {
  enum class State : int8_t {
    kNone,        // no numeral begins here
    kRead,        // value x 10^exponent
    kUnreadable,  // a numeral without one exact value: 几十, 三五个, 亿亿, 31 digits and more
    kCode,        // digits that count nothing: 2023-11-01, 10:30, 1+10, 1.2.3
  };
  // What the number says of itself: 80余, 20多万, 十来.
  enum class Surplus : int8_t { kNone, kMore, kAbout };

  State state = State::kNone;
  Decimal value;
  int exponent = 0;
  size_t end = 0;         // right after the numeral; beyond the beginning unless kNone
  bool in_words = false;  // no digit in it: 三千, 千, three
  bool bare = false;      // scale words alone: 千, 百万, 万亿
  Surplus surplus = Surplus::kNone;
};

Numeral ReadNumeral(const FoldedText& text, size_t begin);

}  // namespace indicast::figure_text
