#include "clients/cpp/cell_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/cpp/scanner.h"
#include "common/decimal/decimal.h"
#include "common/period/date.h"
#include "common/period/period.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::client {
namespace {

constexpr std::array<absl::string_view, 14> kSpaces = {
    " ",  "\t", "\n",           "\r",           "\xC2\xA0",     "\xE3\x80\x80", "\xE2\x80\x89",
    "\v", "\f", "\xE2\x80\xAF", "\xE2\x80\x8B", "\xE2\x80\x87", "\xEF\xBB\xBF", "\xE2\x80\x82"};

constexpr std::array<absl::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                       "jul", "aug", "sep", "oct", "nov", "dec"};

template <typename... Parts>
absl::Status Wrong(absl::string_view cell, const Parts&... parts) {
  return absl::InvalidArgumentError(absl::StrCat("'", Shorten(cell, 40), "' ", parts...));
}

// A formula, or what a formula that failed leaves behind.
absl::Status CheckNoFormula(absl::string_view plain) {
  if (IsSpreadsheetError(plain)) {
    return Wrong(plain,
                 "is an error of the spreadsheet; correct the formula there, paste the result as "
                 "a value and save again");
  }
  if (plain.empty()) return absl::OkStatus();
  const bool sign = plain[0] == '+' || plain[0] == '-';
  const bool led = sign && plain.size() > 1 &&
                   (absl::ascii_isalpha(static_cast<unsigned char>(plain[1])) || plain[1] == '(' ||
                    plain[1] == '=' || plain[1] == '@');
  if (plain[0] == '=' || plain[0] == '@' || led) {
    return Wrong(plain, "is a formula; only values are read: paste the result as a value");
  }
  return absl::OkStatus();
}

bool IsMonthName(absl::string_view part) {
  const std::string lower = absl::AsciiStrToLower(part.substr(0, 3));
  return part.size() <= 9 &&
         std::all_of(part.begin(), part.end(),
                     [](char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); }) &&
         std::find(kMonths.begin(), kMonths.end(), lower) != kMonths.end();
}

// "Jan-23", "23-Jan", "1月23日", "2023/1/5", "2023-01-05": a number or a month that became a date.
bool IsMangledDate(absl::string_view plain) {
  int parts = 0;
  bool month = false;
  for (const absl::string_view part : absl::StrSplit(plain, absl::ByAnyChar("-/ "))) {
    int ignored = 0;
    if (IsMonthName(part)) {
      month = true;
    } else if (!absl::SimpleAtoi(part, &ignored)) {
      parts = 0;
      break;
    }
    ++parts;
  }
  const bool numeric = parts == 3 && !month && !absl::StrContains(plain, ' ') && plain[0] != '-';
  if ((month && parts > 1) || numeric) return true;
  Scanner in(plain);
  int number = 0;
  if (!in.Number(1, 2, number)) return false;
  return in.Take("月") && (in.AtEnd() || (in.Number(1, 2, number) && in.Take("日") && in.AtEnd()));
}

// The day that a program keeps as this number; only numbers of years that a curator writes about.
std::optional<Date> DayOfSerial(absl::string_view plain) {
  int serial = 0;
  if (plain.size() != 5 || !absl::SimpleAtoi(plain, &serial) || serial < 20000 || serial > 80000) {
    return std::nullopt;
  }
  const absl::StatusOr<Date> day = Date::Create(1899, 12, 30)->AddDays(serial);
  return day.ok() ? std::optional<Date>(*day) : std::nullopt;
}

// 1,234,567.8 without its commas; nothing when they do not group by three.
std::optional<std::string> Ungroup(absl::string_view plain) {
  const std::string digits = absl::StrReplaceAll(plain, {{",", ""}});
  if (!IsNumber(digits)) return std::nullopt;
  absl::string_view whole = plain.substr(0, plain.find('.'));
  if (plain.find(',', whole.size()) != absl::string_view::npos) return std::nullopt;
  if (whole[0] == '-' || whole[0] == '+') whole.remove_prefix(1);
  const std::vector<absl::string_view> groups = absl::StrSplit(whole, ',');
  for (size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].size() != 3) return std::nullopt;
  }
  if (groups[0].empty() || groups[0].size() > 3 || groups[0][0] == '0') return std::nullopt;
  return digits;
}

absl::Status WrongGroups(absl::string_view plain) {
  const std::string joined = absl::StrReplaceAll(plain, {{",", ""}});
  if (!IsNumber(joined)) return Wrong(plain, "is not a number; write digits such as -1234.5");
  const bool one =
      std::count(plain.begin(), plain.end(), ',') == 1 && !absl::StrContains(plain, '.');
  return Wrong(plain, "has commas that do not stand before groups of three digits; write ", joined,
               one ? absl::StrCat(", or ", absl::StrReplaceAll(plain, {{",", "."}}),
                                  " when the comma is a decimal point")
                   : "");
}

// 1.23E+11 in full; empty when it is no scientific notation.
std::string InFull(absl::string_view plain) {
  const size_t e = plain.find_first_of("eE");
  int exponent = 0;
  if (e == absl::string_view::npos || !IsNumber(plain.substr(0, e)) ||
      !absl::SimpleAtoi(plain.substr(e + 1), &exponent)) {
    return "";
  }
  const absl::StatusOr<Decimal> mantissa = Decimal::Parse(plain.substr(0, e));
  if (!mantissa.ok()) return "the digits";
  const absl::StatusOr<Decimal> shifted = mantissa->Shift(exponent);
  return shifted.ok() ? shifted->ToString() : "the digits";
}

// The number at the start of the text, as far as it goes.
absl::string_view LeadingNumber(absl::string_view plain) {
  size_t n = 0;
  while (n < plain.size() && absl::StrContains("+-.,0123456789", plain[n])) ++n;
  return plain.substr(0, n);
}

// Why the text, which is neither blank nor a formula, is no number.
absl::Status WhyNoNumber(absl::string_view plain) {
  const absl::string_view lead = LeadingNumber(plain);
  if (!lead.empty() && plain.substr(lead.size()) == "%") {
    return Wrong(plain, "has a percent sign; write ", lead, " here and percent as the unit");
  }
  if (const std::string joined =
          absl::StrReplaceAll(plain, {{" ", ""}, {"\xC2\xA0", ""}, {"\xE2\x80\xAF", ""}});
      joined.size() < plain.size() && IsNumber(joined)) {
    return Wrong(plain, "has spaces between digits; write ", joined);
  }
  if (const std::string full = InFull(plain); !full.empty()) {
    return Wrong(plain,
                 "is scientific notation, in which spreadsheet programs lose digits; format "
                 "the column as a number without it and write the published figure in full (",
                 full, " if nothing is lost)");
  }
  if (IsMangledDate(plain)) {
    return Wrong(plain,
                 "is a date: the spreadsheet has turned a number into one; format the "
                 "column as text and write the number again");
  }
  if (absl::StrContains(plain, ',') && lead == plain) return WrongGroups(plain);
  if (plain[0] == '(' && plain.back() == ')') {
    return Wrong(plain, "is a number in brackets; write -", plain.substr(1, plain.size() - 2),
                 " when it is negative");
  }
  if (lead == plain && absl::ascii_isdigit(static_cast<unsigned char>(plain[0]))) {
    return Wrong(plain, "is not one number; write one, and a span in lower_bound and upper_bound");
  }
  if (!lead.empty() && absl::ascii_isdigit(static_cast<unsigned char>(lead.back())) &&
      lead != plain) {
    return Wrong(plain, "holds more than a number; write ", lead,
                 " here, the unit's id in column unit and the printed words in published_text");
  }
  return Wrong(plain, "is not a number; write digits such as -1234.5, or leave the cell empty");
}

std::string MonthText(int year, int month) { return absl::StrFormat("%04d-%02d", year, month); }

// 2023年, 2023年1-6月, 2023年6月, 2023/6, 2023-6; empty for other texts.
std::string WrittenPeriod(absl::string_view plain) {
  Scanner in(plain);
  int year = 0;
  int month = 0;
  int last = 0;
  if (!in.Number(4, 4, year)) return "";
  if (in.TakeAny({"/", "-"})) {
    const bool is_month = in.Number(1, 2, month) && in.AtEnd();
    return is_month ? MonthText(year, month) : "";
  }
  if (!in.Take("年")) return "";
  if (in.AtEnd() || in.rest() == "度") return absl::StrCat(year);
  if (!in.Number(1, 2, month)) return "";
  if (in.Take("月") && in.AtEnd()) return MonthText(year, month);
  if (!in.TakeAny({"-", "—", "–", "至", "~", "到"}) || !in.Number(1, 2, last) || !in.Take("月") ||
      !in.AtEnd() || last < month) {
    return "";
  }
  return absl::StrCat(MonthText(year, month), "-01/P", last - month + 1, "M");
}

// 2023/1/31, 2023-1-31, 2023年1月31日 as 2023-01-31; empty for other texts.
std::string WrittenDay(absl::string_view plain) {
  Scanner in(plain);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!in.Number(4, 4, year) || in.AtEnd()) return "";
  const bool words = in.Take("年");
  const absl::string_view mark = in.rest().substr(0, 1);
  if (!words && !in.TakeAny({"/", "-", "."})) return "";
  if (!in.Number(1, 2, month) || !in.Take(words ? "月" : mark) || !in.Number(1, 2, day)) return "";
  if (words && !in.TakeAny({"日", "号"})) return "";
  return in.AtEnd() ? absl::StrFormat("%04d-%02d-%02d", year, month, day) : "";
}

constexpr char kPeriodForms[] =
    "write 2023, 2023-S1, 2023-Q1, 2023-06, 2023-01-01/P6M (January to June), or 2023年, "
    "2023年6月, "
    "2023年1-6月";

// Why the text, which is neither blank nor a formula, is no period.
absl::Status WhyNoPeriod(absl::string_view plain) {
  if (const std::string day = WrittenDay(plain); !day.empty()) {
    return Wrong(plain, "is a day, which spreadsheet programs also make of a month; write ",
                 day.substr(0, 7), " for the month or ", day, " for the day");
  }
  if (const std::optional<Date> day = DayOfSerial(plain); day.has_value()) {
    return Wrong(plain, "is a spreadsheet's serial number of the day ", day->ToString(),
                 "; format the column as text and write the period again");
  }
  if (IsMangledDate(plain)) {
    return Wrong(plain,
                 "is a date without its year's four digits: the spreadsheet has changed it; "
                 "format the column as text and write the period again, such as 2023-01");
  }
  return Wrong(plain, "is not a period; ", kPeriodForms);
}

}  // namespace

absl::string_view Trim(absl::string_view cell) {
  bool again = true;
  while (again) {
    again = false;
    for (const absl::string_view space : kSpaces) {
      again = absl::ConsumePrefix(&cell, space) || again;
      again = absl::ConsumeSuffix(&cell, space) || again;
    }
  }
  return cell;
}

std::string PlainForm(absl::string_view cell) {
  cell = Trim(cell);
  std::string plain;
  plain.reserve(cell.size());
  while (!cell.empty()) {
    const auto second = static_cast<unsigned char>(cell.size() > 2 ? cell[1] : 0);
    const auto third = static_cast<unsigned char>(cell.size() > 2 ? cell[2] : 0);
    // U+FF01..U+FF5E are 0x21..0x7E: EF BC 81..BF, then EF BD 80..9E.
    if (cell[0] == '\xEF' && second == 0xBC && third >= 0x81 && third <= 0xBF) {
      plain.push_back(static_cast<char>(third - 0x81 + 0x21));
      cell.remove_prefix(3);
    } else if (cell[0] == '\xEF' && second == 0xBD && third >= 0x80 && third <= 0x9E) {
      plain.push_back(static_cast<char>(third - 0x80 + 0x60));
      cell.remove_prefix(3);
    } else if (absl::ConsumePrefix(&cell, "\xE2\x88\x92")) {
      plain.push_back('-');
    } else {
      plain.push_back(cell[0]);
      cell.remove_prefix(1);
    }
  }
  return plain;
}

bool IsSpreadsheetError(absl::string_view cell) {
  const std::string upper = absl::AsciiStrToUpper(Trim(cell));
  for (const char* error :
       {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}) {
    if (upper == error) return true;
  }
  return upper.size() > 2 && upper.find_first_not_of('#') == std::string::npos;
}

bool IsNumber(absl::string_view plain) {
  Scanner in(plain);
  absl::string_view digits;
  in.TakeAny({"-", "+"});
  if (!in.Digits(1, plain.size(), digits)) return false;
  return in.AtEnd() || (in.Take(".") && in.Digits(1, plain.size(), digits) && in.AtEnd());
}

absl::StatusOr<std::string> NumberText(absl::string_view cell) {
  const std::string plain = PlainForm(cell);
  if (plain.empty() || IsNumber(plain)) return plain;
  RETURN_IF_ERROR(CheckNoFormula(plain));
  if (std::optional<std::string> digits = Ungroup(plain); digits.has_value()) return *digits;
  return WhyNoNumber(plain);
}

absl::StatusOr<std::string> WholeText(absl::string_view cell) {
  const std::string plain = PlainForm(cell);
  RETURN_IF_ERROR(CheckNoFormula(plain));
  int32_t ignored = 0;
  const absl::string_view digits = absl::StripSuffix(plain, "年");
  if (plain.empty() || absl::SimpleAtoi(digits, &ignored)) return std::string(digits);
  return Wrong(plain, "is not a whole number; write digits only, such as 2024");
}

absl::StatusOr<std::string> FlagText(absl::string_view cell) {
  std::string plain = PlainForm(cell);
  RETURN_IF_ERROR(CheckNoFormula(plain));
  absl::AsciiStrToLower(&plain);
  if (plain == "true" || plain == "是" || plain == "1") return "true";
  if (plain == "false" || plain == "否" || plain == "0") return "false";
  if (plain.empty()) return "";
  return Wrong(cell, "is neither true nor false; write true or false, 是 or 否, 1 or 0");
}

absl::StatusOr<std::string> PeriodText(absl::string_view cell) {
  const std::string plain = PlainForm(cell);
  RETURN_IF_ERROR(CheckNoFormula(plain));
  if (plain.empty() || Period::Parse(plain).ok()) return plain;
  const std::string written = WrittenPeriod(plain);
  if (!written.empty() && Period::Parse(written).ok()) return written;
  return WhyNoPeriod(plain);
}

absl::StatusOr<std::string> DateText(absl::string_view cell) {
  const std::string plain = PlainForm(cell);
  RETURN_IF_ERROR(CheckNoFormula(plain));
  if (plain.empty() || Date::Parse(plain).ok()) return plain;
  const std::string written = WrittenDay(plain);
  if (!written.empty() && Date::Parse(written).ok()) return written;
  if (const std::optional<Date> day = DayOfSerial(plain); day.has_value()) {
    return Wrong(plain, "is a spreadsheet's serial number of a day; write ", day->ToString(),
                 " if that is the day, and format the column as text");
  }
  if (written.empty() && IsMangledDate(plain)) {
    return Wrong(plain,
                 "is a date as a spreadsheet shortens it; write year, month and day, such "
                 "as 2023-01-31");
  }
  return Wrong(plain, "is not a day; write 2023-01-31, 2023/1/31 or 2023年1月31日");
}

absl::StatusOr<std::string> IdText(absl::string_view cell) {
  std::string plain = PlainForm(cell);
  RETURN_IF_ERROR(CheckNoFormula(plain));
  return plain;
}

absl::StatusOr<std::string> UnitText(absl::string_view cell) {
  ASSIGN_OR_RETURN(std::string plain, IdText(cell));
  if (IsNumber(plain)) {
    return Wrong(plain,
                 "is a number where the id of a unit belongs; write an id of units.csv, such "
                 "as percent; are the columns value and unit swapped?");
  }
  for (const absl::string_view mark : {"/", "、", ",", ";"}) {
    if (absl::StrContains(plain, mark)) {
      return Wrong(plain,
                   "names two units; write one row for each, every one with the id of one "
                   "unit of units.csv");
    }
  }
  return plain;
}

absl::StatusOr<std::string> GoalText(absl::string_view cell) {
  std::string plain = PlainForm(cell);
  if (absl::StartsWith(cell, "external:")) return std::string(cell);
  if (plain.empty() || absl::StartsWith(plain, "indicator:")) return plain;
  if (plain == "qualitative" || plain == "定性") return std::string("qualitative");
  absl::StatusOr<std::string> number = NumberText(cell);
  if (number.ok()) return number;
  return absl::InvalidArgumentError(
      absl::StrCat(number.status().message(),
                   "; a goal is a number, indicator:ID, external:机构|authority or qualitative"));
}

}  // namespace indicast::client
