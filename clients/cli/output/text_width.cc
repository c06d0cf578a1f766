#include "clients/cli/output/text_width.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace indicast::cli::output {
namespace {

constexpr absl::string_view kReplacement = "\xEF\xBF\xBD";

constexpr absl::string_view kAsciiClosers = ",.:;!?%";

struct Character {
  utf8proc_int32_t code = 0xFFFD;
  size_t bytes = 1;
};

// The character at the start of `text`, which is not empty.
Character Next(absl::string_view text) {
  Character c;
  utf8proc_int32_t code = -1;
  const utf8proc_ssize_t read =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                       static_cast<utf8proc_ssize_t>(text.size()), &code);
  if (read > 0 && code >= 0) {
    c.code = code;
    c.bytes = static_cast<size_t>(read);
  }
  return c;
}

int WidthOf(utf8proc_int32_t code) { return std::max(0, utf8proc_charwidth(code)); }

// Characters that must not begin a line.
bool ClosesText(utf8proc_int32_t code) {
  switch (utf8proc_category(code)) {
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_ME:
      return true;
    case UTF8PROC_CATEGORY_PO:
      // Commas, stops and their like, full-width or not.
      return code >= 0x3000 || (code < 0x80 && kAsciiClosers.find(static_cast<char>(code)) !=
                                                   absl::string_view::npos);
    default:
      return false;
  }
}

bool OpensText(utf8proc_int32_t code) {
  const utf8proc_category_t category = utf8proc_category(code);
  return category == UTF8PROC_CATEGORY_PS || category == UTF8PROC_CATEGORY_PI;
}

struct Unit {
  std::string text;
  int width = 0;
  bool space = false;
};

bool IsAlphanumeric(char c) { return absl::ascii_isalnum(static_cast<unsigned char>(c)); }

// A list without blanks ("8,10,11") may break after a comma, a number with groups (1,234) may not.
bool MayFollowComma(absl::string_view rest) {
  if (rest.empty() || !IsAlphanumeric(rest.front())) return false;
  size_t digits = 0;
  while (digits < rest.size() && absl::ascii_isdigit(static_cast<unsigned char>(rest[digits]))) {
    ++digits;
  }
  return digits != 3;
}

// Pieces that stay on one line: a Latin word, or a wide character with the punctuation it owns.
std::vector<Unit> SplitUnits(absl::string_view text) {
  std::vector<Unit> units;
  bool glue = false;  // the next character belongs to the current unit
  bool previous_wide = false;
  while (!text.empty()) {
    const Character c = Next(text);
    const int width = WidthOf(c.code);
    const bool space = c.code == ' ';
    const bool wide = width == 2;
    const bool listed = !units.empty() && units.back().text.size() > 1 &&
                        units.back().text.back() == ',' && MayFollowComma(text);
    const bool joins = !units.empty() && !units.back().space && !space && !listed &&
                       (glue || ClosesText(c.code) || (!wide && !previous_wide));
    if (!joins) units.push_back(Unit{"", 0, space});
    absl::StrAppend(&units.back().text, text.substr(0, c.bytes));
    units.back().width += width;
    glue = OpensText(c.code);
    previous_wide = wide;
    text.remove_prefix(c.bytes);
  }
  return units;
}

// Appends a unit wider than a line, character by character.
void BreakUnit(absl::string_view text, int width, std::vector<std::string>& lines, int& used) {
  while (!text.empty()) {
    const Character c = Next(text);
    const int w = WidthOf(c.code);
    if (used + w > width && used > 0) {
      lines.emplace_back();
      used = 0;
    }
    absl::StrAppend(&lines.back(), text.substr(0, c.bytes));
    used += w;
    text.remove_prefix(c.bytes);
  }
}

void TrimRight(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character c = Next(text);
    width += WidthOf(c.code);
    text.remove_prefix(c.bytes);
  }
  return width;
}

std::string Printable(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character c = Next(text);
    const bool invalid = c.code == 0xFFFD;
    const bool blank = c.code == '\t' || c.code == '\n' || c.code == '\r';
    const utf8proc_category_t category = utf8proc_category(c.code);
    if (blank) {
      if (out.empty() || out.back() != ' ') out.push_back(' ');
    } else if (invalid || category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CF) {
      out.append(kReplacement.data(), kReplacement.size());
    } else {
      out.append(text.data(), c.bytes);
    }
    text.remove_prefix(c.bytes);
  }
  return out;
}

std::vector<std::string> Wrap(absl::string_view text, int width) {
  if (width <= 0 || DisplayWidth(text) <= width) return {std::string(text)};
  std::vector<std::string> lines(1);
  int used = 0;
  for (const Unit& unit : SplitUnits(text)) {
    if (used + unit.width > width && used > 0) {
      TrimRight(lines.back());
      lines.emplace_back();
      used = 0;
    }
    if (unit.space && used == 0 && lines.size() > 1) continue;
    if (unit.width > width) {
      BreakUnit(unit.text, width, lines, used);
    } else {
      lines.back() += unit.text;
      used += unit.width;
    }
  }
  TrimRight(lines.back());
  if (lines.size() > 1 && lines.back().empty()) lines.pop_back();
  return lines;
}

int LongestPiece(absl::string_view text) {
  int longest = 0;
  for (const Unit& unit : SplitUnits(text)) longest = std::max(longest, unit.width);
  return longest;
}

std::string PadRight(absl::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return absl::StrCat(text, std::string(static_cast<size_t>(std::max(0, missing)), ' '));
}

std::string PadLeft(absl::string_view text, int width) {
  const int missing = width - DisplayWidth(text);
  return absl::StrCat(std::string(static_cast<size_t>(std::max(0, missing)), ' '), text);
}

}  // namespace indicast::cli::output
