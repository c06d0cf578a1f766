// FoldedText: a text as code points, folded so that one spelling of a figure is left: full-width
// forms become ASCII, the minus signs '-', every kind of blank ' ', the dashes '—',
// the tildes '~', ASCII letters lower case, 萬億兩 their simplified forms. Each code point keeps
// its byte offset in the original. A byte that is no UTF-8 becomes U+FFFD and nothing else.
//
// Immutable, thread-compatible. Cost: linear, 16 bytes a code point. No errors.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::figure_text {

class FoldedText {
 public:
  explicit FoldedText(absl::string_view text);

  size_t size() const { return glyphs_.size(); }
  // 0 at and beyond the end.
  char32_t At(size_t i) const { return i < glyphs_.size() ? glyphs_[i].code : 0; }
  // The code point before i; 0 at the beginning.
  char32_t Before(size_t i) const { return i == 0 ? 0 : At(i - 1); }
  // Where code point i begins in the original; the length of the original at the end.
  size_t ByteOf(size_t i) const { return i < glyphs_.size() ? glyphs_[i].byte : bytes_; }

  // `word` is folded.
  bool StartsWith(size_t i, std::u32string_view word) const;
  // True when `word` ends right before i.
  bool EndsWith(size_t i, std::u32string_view word) const;

  // The first place at or after i, and the last at or before it, that no more than three blanks
  // part from i.
  size_t SkipBlanks(size_t i) const;
  size_t SkipBlanksBack(size_t i) const;

 private:
  struct Glyph {
    char32_t code;
    size_t byte;
  };

  std::vector<Glyph> glyphs_;
  size_t bytes_;
};

inline bool IsDigit(char32_t c) { return c >= U'0' && c <= U'9'; }
inline bool IsLatin(char32_t c) { return c >= U'a' && c <= U'z'; }
// The end of a text, a blank or a mark that no word goes beyond.
bool IsBoundary(char32_t c);
// A mark that ends a clause: comma, semicolon, full stop, line end. Not the enumeration comma.
bool EndsClause(char32_t c);

}  // namespace indicast::figure_text
