#include "store-service/domain/text.h"

#include <utf8proc.h>

#include <array>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace indicast::store {
namespace {

// Reads one code point and advances; nullopt on bytes that are not UTF-8.
std::optional<utf8proc_int32_t> Next(absl::string_view& text) {
  utf8proc_int32_t code_point = -1;
  const utf8proc_ssize_t n =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  if (n <= 0) return std::nullopt;
  text.remove_prefix(static_cast<size_t>(n));
  return code_point;
}

bool IsBlank(absl::string_view line) {
  return line.find_first_not_of(" \t\r") == absl::string_view::npos;
}

constexpr std::array<absl::string_view, 13> kChineseDigits = {
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "百", "零", "〇"};
// Full-width punctuation is written as code points: it looks like its ASCII form.
constexpr std::array<absl::string_view, 8> kSentenceEnds = {"。",     "\uFF1B", "\uFF01", "\uFF1F",
                                                            "\uFF0E", ";",      "!",      "?"};
constexpr std::array<absl::string_view, 8> kClosers = {"”",      "’", "」", "』",
                                                       "\uFF09", ")", "\"", "'"};
constexpr std::array<absl::string_view, 13> kClauseEnds = {
    "。", "\uFF0C", "\uFF1B", "\uFF1A", "\uFF01", "\uFF1F", "\n", ",", ";", ":", "!", "?", "."};

// Bytes of the first of `tokens` that `text` starts with; 0 when none does.
template <size_t N>
size_t TokenLength(const std::array<absl::string_view, N>& tokens, absl::string_view text) {
  for (const absl::string_view token : tokens) {
    if (absl::StartsWith(text, token)) return token.size();
  }
  return 0;
}

// Bytes of the heading number at the start: (三), the same in full width, or 三、; else 0.
size_t HeadingNumberLength(absl::string_view text) {
  absl::string_view rest = text;
  const bool bracketed = absl::ConsumePrefix(&rest, "(") || absl::ConsumePrefix(&rest, "\uFF08");
  size_t digits = 0;
  while (const size_t n = TokenLength(kChineseDigits, rest)) {
    rest.remove_prefix(n);
    ++digits;
  }
  if (digits == 0 || digits > 4) return 0;
  const bool closed = bracketed
                          ? absl::ConsumePrefix(&rest, ")") || absl::ConsumePrefix(&rest, "\uFF09")
                          : absl::ConsumePrefix(&rest, "、");
  return closed ? text.size() - rest.size() : 0;
}

// Bytes of the sentence end at the start of `text`, closing marks included; 0 when none is there.
size_t SentenceEndLength(absl::string_view text) {
  size_t n = TokenLength(kSentenceEnds, text);
  if (n == 0 && !text.empty()) {
    const bool stop = text[0] == '.' && (text.size() == 1 || text[1] == ' ' || text[1] == '\n');
    if (stop) n = 1;
  }
  if (n == 0) return 0;
  while (n < text.size()) {
    const size_t more =
        TokenLength(kClosers, text.substr(n)) + TokenLength(kSentenceEnds, text.substr(n));
    if (more == 0) break;
    n += more;
  }
  return n;
}

// paragraph[start, end) without the blanks at its ends, as far as they lie outside [begin, stop).
absl::string_view TrimOutside(absl::string_view paragraph, size_t start, size_t end, size_t begin,
                              size_t stop) {
  const auto blank = [&](size_t i) {
    return absl::ascii_isspace(static_cast<unsigned char>(paragraph[i]));
  };
  while (start < begin && blank(start)) ++start;
  while (end > stop && blank(end - 1)) --end;
  return paragraph.substr(start, end - start);
}

}  // namespace

ptrdiff_t CountCharacters(absl::string_view text) {
  ptrdiff_t count = 0;
  while (!text.empty()) {
    if (!Next(text).has_value()) return -1;
    ++count;
  }
  return count;
}

bool HasControlCharacter(absl::string_view text, absl::string_view allowed) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c0 = byte < 0x20 || byte == 0x7F;
    const bool c1 =
        byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
    if (c1 || (c0 && allowed.find(text[i]) == absl::string_view::npos)) return true;
  }
  return false;
}

std::vector<Paragraph> SplitParagraphs(absl::string_view document) {
  std::vector<Paragraph> paragraphs;
  constexpr size_t kNone = absl::string_view::npos;
  size_t start = kNone;  // of the open paragraph
  size_t end = 0;
  const auto close = [&] {
    if (start != kNone) paragraphs.push_back({document.substr(start, end - start), start});
    start = kNone;
  };
  for (size_t at = 0; at < document.size();) {
    const size_t newline = document.find('\n', at);
    const size_t stop = newline == absl::string_view::npos ? document.size() : newline;
    const absl::string_view line = document.substr(at, stop - at);
    if (IsBlank(line)) {
      close();
    } else {
      if (start == kNone) start = at;
      end = line.back() == '\r' ? stop - 1 : stop;
    }
    at = stop + 1;
  }
  close();
  return paragraphs;
}

absl::string_view HeadingOf(absl::string_view paragraph) {
  const absl::string_view text = absl::StripLeadingAsciiWhitespace(paragraph);
  size_t n = HeadingNumberLength(text);
  if (n == 0) return {};
  while (n < text.size() && TokenLength(kClauseEnds, text.substr(n)) == 0) ++n;
  return absl::StripTrailingAsciiWhitespace(text.substr(0, n));
}

absl::string_view SentenceAround(absl::string_view paragraph, size_t begin, size_t length) {
  const size_t last = begin + (length == 0 ? 0 : length - 1);
  size_t start = 0;
  for (size_t at = 0; at < paragraph.size();) {
    const size_t n = SentenceEndLength(paragraph.substr(at));
    if (n == 0) {
      ++at;
      continue;
    }
    at += n;
    if (at <= begin) {
      start = at;
    } else if (at > last) {
      return TrimOutside(paragraph, start, at, begin, begin + length);
    }
  }
  return TrimOutside(paragraph, start, paragraph.size(), begin, begin + length);
}

}  // namespace indicast::store
