// The words around a number that bound it (超过, 以上, 近, at least) or say which way it goes
// (下降, 增速, fell by), Chinese and English.
//
// Thread-safe free functions on constant tables. Cost: bounded by the tables; no more than 24 code
// points before the number are looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "common/figure_text/folded_text.h"
#include "common/vocabulary/vocabulary.h"

namespace indicast::figure_text {

struct QualifierWords {
  std::optional<Qualifier> qualifier;
  bool from_below = false;  // 近, nearly: about, and less
  size_t place = 0;         // before: where the words begin; after: where they end
};

// The words that end right before a number at i, fillers such as 达 and 了 included. `bare`: the
// number is a scale word, so that 过万, 破千 and 上百 bound it too.
QualifierWords QualifierBefore(const FoldedText& text, size_t i, bool bare);
// The words right after the unit that ends at i. `bare`: 级 and 规模 bound it too (万亿级,
// 千列规模).
QualifierWords QualifierAfter(const FoldedText& text, size_t i, bool bare);

enum class Way : int8_t {
  kNone,
  kRise,     // 增长, rose: the number is a growth or change as printed
  kFall,     // 下降, fell: the number is a growth or change with a minus sign
  kAsSigned  // 增速, growth: the number is a growth with the sign it is printed with
};

// The nearest word of direction in the clause before i. 提高到 and "fell to" name a level: kNone.
Way WayBefore(const FoldedText& text, size_t i);
// 15%的降幅, "6 % growth".
Way WayAfter(const FoldedText& text, size_t i);
// True when the clause before i speaks of a share: 占, 比例, 率, share.
bool SpeaksOfShare(const FoldedText& text, size_t i);

}  // namespace indicast::figure_text
