#include "clients/cpp/sdmx_cells.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/cell_text.h"
#include "clients/cpp/scanner.h"
#include "common/period/period.h"
#include "common/status/error.h"

namespace indicast::client {
namespace {

template <typename... Parts>
absl::Status Wrong(absl::string_view cell, const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat("'", Shorten(cell, 40), "' ", parts...));
}

// 2023-M03, 2023-A1, 2023-H1; empty for other texts.
std::string ReportingPeriod(absl::string_view text) {
  Scanner in(text);
  int year = 0;
  int number = 0;
  if (!in.Number(4, 4, year) || !in.Take("-") || in.AtEnd()) return "";
  const char letter = in.rest()[0];
  if (!in.TakeAny({"M", "A", "H"}) || !in.Number(1, 2, number) || !in.AtEnd()) return "";
  if (letter == 'M') return absl::StrFormat("%04d-%02d", year, number);
  if (letter == 'H') return absl::StrFormat("%04d-S%d", year, number);
  return number == 1 ? absl::StrFormat("%04d", year) : "";
}

// What the text is instead, for people; empty when it is nothing that SDMX knows.
absl::string_view OtherPeriod(absl::string_view text) {
  Scanner in(text);
  int year = 0;
  if (!in.Number(4, 4, year) || !in.Take("-") || in.AtEnd()) return "";
  if (in.rest()[0] == 'W') return "is a week";
  if (in.rest()[0] == 'T') return "is a trimester";
  if (in.rest()[0] == 'D') return "is a day of the year";
  if (absl::StrContains(text, 'T') || absl::StrContains(text, ':')) return "is a point in time";
  return "";
}

absl::string_view KindOf(char frequency) {
  switch (frequency) {
    case 'A':
      return "a year";
    case 'S':
    case 'H':
      return "a half-year";
    case 'Q':
      return "a quarter";
    case 'M':
      return "a month, or months from the first of January";
    default:
      return "a day";
  }
}

bool Fits(char frequency, Period::Kind kind) {
  switch (frequency) {
    case 'A':
      return kind == Period::Kind::kYear;
    case 'S':
    case 'H':
      return kind == Period::Kind::kHalf;
    case 'Q':
      return kind == Period::Kind::kQuarter;
    case 'M':
      return kind == Period::Kind::kMonth || kind == Period::Kind::kRange;
    case 'B':
    case 'D':
      return kind == Period::Kind::kDay;
    default:
      return true;
  }
}

}  // namespace

absl::StatusOr<std::string> SdmxPeriodText(absl::string_view cell) {
  const absl::string_view text = Trim(cell);
  if (text.empty() || Period::Parse(text).ok()) return std::string(text);
  std::string reporting = ReportingPeriod(text);
  if (!reporting.empty() && Period::Parse(reporting).ok()) return reporting;
  const absl::string_view other = OtherPeriod(text);
  return Wrong(text, other.empty() ? "is not a period" : other,
               "; read are 2023, 2023-S1, 2023-Q1, 2023-03, 2023-M03, 2023-03-01 and "
               "2023-01-01/P6M (January to June)");
}

absl::StatusOr<std::string> SdmxNumberText(absl::string_view cell, bool decimal_comma) {
  const absl::string_view text = Trim(cell);
  if (decimal_comma && std::count(text.begin(), text.end(), ',') == 1 &&
      !absl::StrContains(text, '.')) {
    const std::string plain = absl::StrReplaceAll(text, {{",", "."}});
    if (IsNumber(plain)) return plain;
  }
  return NumberText(text);
}

bool IsIntentionallyMissing(absl::string_view cell) {
  const std::string text = absl::AsciiStrToLower(Trim(cell));
  return text == "nan" || text == "#n/a";
}

absl::Status CheckFrequency(absl::string_view code, absl::string_view period) {
  const auto parsed = Period::Parse(period);
  if (code.size() != 1 || !parsed.ok() || Fits(code[0], parsed->kind())) return absl::OkStatus();
  return Wrong(period, "is not ", KindOf(code[0]), ", which FREQ ", code,
               " says; take the periods as the office recorded them (timeFormat=original), or "
               "correct FREQ");
}

absl::StatusOr<std::map<std::string, std::string>> SplitLanguages(absl::string_view cell,
                                                                  char separator) {
  std::map<std::string, std::string> texts;
  std::string* last = nullptr;
  for (const absl::string_view part : absl::StrSplit(cell, separator)) {
    const bool begins = part.size() >= 3 && part[2] == ':' &&
                        absl::ascii_islower(static_cast<unsigned char>(part[0])) &&
                        absl::ascii_islower(static_cast<unsigned char>(part[1]));
    if (begins) {
      const auto [text, added] =
          texts.emplace(std::string(part.substr(0, 2)), std::string(part.substr(3)));
      if (!added) return Wrong(cell, "gives the language ", part.substr(0, 2), " twice");
      last = &text->second;
    } else if (last != nullptr) {
      absl::StrAppend(last, absl::string_view(&separator, 1), part);
    } else {
      return Wrong(cell, "does not begin with a language; write en:Text",
                   absl::string_view(&separator, 1), "zh:文字");
    }
  }
  return texts;
}

}  // namespace indicast::client
