#include "common/period/date.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/civil_time.h"
#include "common/status/error.h"

namespace indicast {
namespace {

constexpr int kMinYear = 1000;
constexpr int kMaxYear = 9999;

absl::Status Invalid(absl::string_view text) {
  return Error(absl::StatusCode::kInvalidArgument, "DATE_INVALID",
               absl::StrCat("'", Shorten(text),
                            "' is not a date; write a day of the calendar like 2023-04-07"));
}

absl::Status OutOfRange(const Date& from) {
  return Error(absl::StatusCode::kOutOfRange, "DATE_OUT_OF_RANGE",
               absl::StrCat("a date counted from ", from.ToString(),
                            " leaves the calendar 1000-01-01..9999-12-31"));
}

bool HasYear(absl::CivilDay day) { return day.year() >= kMinYear && day.year() <= kMaxYear; }

}  // namespace

absl::StatusOr<Date> Date::Parse(absl::string_view text) {
  constexpr absl::string_view kPattern = "dddd-dd-dd";
  if (text.size() != kPattern.size()) return Invalid(text);
  int parts[3] = {0, 0, 0};
  size_t part = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (kPattern[i] == '-') {
      if (text[i] != '-') return Invalid(text);
      ++part;
      continue;
    }
    if (!absl::ascii_isdigit(static_cast<unsigned char>(text[i]))) return Invalid(text);
    parts[part] = parts[part] * 10 + (text[i] - '0');
  }
  return Create(parts[0], parts[1], parts[2]);
}

absl::StatusOr<Date> Date::Create(int year, int month, int day) {
  const absl::CivilDay normalized(year, month, day);
  if (!HasYear(normalized) || normalized.year() != year || normalized.month() != month ||
      normalized.day() != day) {
    return Invalid(absl::StrFormat("%04d-%02d-%02d", year, month, day));
  }
  return Date(static_cast<int16_t>(year), static_cast<int8_t>(month), static_cast<int8_t>(day));
}

absl::StatusOr<Date> Date::AddDays(int n) const {
  const absl::CivilDay day = absl::CivilDay(year_, month_, day_) + n;
  if (!HasYear(day)) return OutOfRange(*this);
  return Create(static_cast<int>(day.year()), day.month(), day.day());
}

absl::StatusOr<Date> Date::StartOfMonthAfter(int months) const {
  const absl::CivilMonth month = absl::CivilMonth(year_, month_) + months;
  if (!HasYear(absl::CivilDay(month))) return OutOfRange(*this);
  return Create(static_cast<int>(month.year()), month.month(), 1);
}

std::string Date::ToString() const {
  // Digits by hand: a date is in every answer of a point read, and formats cost ten times as much.
  std::string text = "0000-00-00";
  const auto put = [&text](size_t end, int value) {
    for (; value > 0; value /= 10) text[end--] = static_cast<char>('0' + value % 10);
  };
  put(3, year_);
  put(6, month_);
  put(9, day_);
  return text;
}

}  // namespace indicast
