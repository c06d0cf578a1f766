#include "common/figure_text/folded_text.h"

#include <utf8proc.h>

#include <algorithm>

namespace indicast::figure_text {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr size_t kMaxBlanks = 3;

char32_t FoldSymbol(char32_t c) {
  switch (c) {
    case U'\t':
    case 0x00A0:  // no-break space
    case 0x2009:  // thin space
    case 0x202F:  // narrow no-break space
    case 0x3000:  // ideographic space
      return U' ';
    case 0x2212:  // minus sign
    case 0xFE63:  // small hyphen-minus
      return U'-';
    case 0x2013:  // en dash
    case 0x2015:  // horizontal bar
      return U'—';
    case 0x301C:  // wave dash
    case 0x223C:  // tilde operator
      return U'~';
    case U'萬':
      return U'万';
    case U'億':
      return U'亿';
    case U'兩':
      return U'两';
    default:
      return c;
  }
}

char32_t Fold(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - U'!';
  if (c >= U'A' && c <= U'Z') return c + (U'a' - U'A');
  return c < 0x80 && c != U'\t' ? c : FoldSymbol(c);
}

}  // namespace

FoldedText::FoldedText(absl::string_view text) : bytes_(text.size()) {
  glyphs_.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    utf8proc_int32_t code = -1;
    const utf8proc_ssize_t read =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + at),
                         static_cast<utf8proc_ssize_t>(text.size() - at), &code);
    const bool valid = read > 0 && code > 0;
    glyphs_.push_back({valid ? Fold(static_cast<char32_t>(code)) : kReplacement, at});
    at += valid ? static_cast<size_t>(read) : 1;
  }
}

bool FoldedText::StartsWith(size_t i, std::u32string_view word) const {
  if (i > size() || word.size() > size() - i) return false;
  return std::equal(word.begin(), word.end(), glyphs_.begin() + static_cast<std::ptrdiff_t>(i),
                    [](char32_t c, const Glyph& glyph) { return c == glyph.code; });
}

bool FoldedText::EndsWith(size_t i, std::u32string_view word) const {
  return word.size() <= i && StartsWith(i - word.size(), word);
}

size_t FoldedText::SkipBlanks(size_t i) const {
  size_t end = i;
  while (end - i < kMaxBlanks && At(end) == U' ') ++end;
  return end;
}

size_t FoldedText::SkipBlanksBack(size_t i) const {
  size_t begin = i;
  while (i - begin < kMaxBlanks && Before(begin) == U' ') --begin;
  return begin;
}

bool IsBoundary(char32_t c) {
  if (c == 0 || c == kReplacement) return true;
  constexpr std::u32string_view kMarks = U" \n\r,.;:!?()[]\"'。、“”‘’《》〈〉「」『』【】…·~—";
  return kMarks.find(c) != std::u32string_view::npos;
}

bool EndsClause(char32_t c) {
  constexpr std::u32string_view kMarks = U"\n\r,;!?。";
  return kMarks.find(c) != std::u32string_view::npos;
}

}  // namespace indicast::figure_text
