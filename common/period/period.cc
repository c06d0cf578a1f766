#include "common/period/period.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast {
namespace {

constexpr int kMaxRangeMonths = 120;
constexpr int kMinYear = 1000;
constexpr int kMaxYear = 9999;

absl::Status Invalid(absl::string_view text) {
  return Error(
      absl::StatusCode::kInvalidArgument, "PERIOD_INVALID",
      absl::StrCat("'", Shorten(text),
                   "' is not a period; write 2023, 2023-S1, 2023-Q1, 2023-03, 2023-11-01 or "
                   "2024-01-01/P6M (1..120 months from the first day of a month)"));
}

// A number of 1..4 ASCII digits, -1 otherwise.
int Number(absl::string_view text) {
  if (text.empty() || text.size() > 4) return -1;
  int value = 0;
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

// Months covered by whole-month periods from the first to the last day.
int MonthsBetween(Date first, Date last) {
  return (last.year() - first.year()) * 12 + last.month() - first.month() + 1;
}

// The last day of the last of `months` months.
absl::StatusOr<Date> LastDay(Date first, int months) {
  ASSIGN_OR_RETURN(const Date month, first.StartOfMonthAfter(months - 1));
  const absl::CivilMonth next = absl::CivilMonth(month.year(), month.month()) + 1;
  return Date::Create(month.year(), month.month(), (absl::CivilDay(next) - 1).day());
}

// How a notation names its span: first month and number of months.
struct Months {
  Period::Kind kind;
  int first;
  int count;
};

// The part after "YYYY-": S1, S2, Q1..Q4, 01..12. count 0 when it is none of them.
Months ParseSuffix(absl::string_view suffix) {
  constexpr Months kNone = {Period::Kind::kYear, 0, 0};
  if (suffix.size() != 2) return kNone;
  const int last = Number(suffix.substr(1));
  switch (suffix[0]) {
    case 'S':
      return last == 1 || last == 2 ? Months{Period::Kind::kHalf, last * 6 - 5, 6} : kNone;
    case 'Q':
      return last >= 1 && last <= 4 ? Months{Period::Kind::kQuarter, last * 3 - 2, 3} : kNone;
    default:
      break;
  }
  const int month = Number(suffix);
  return month >= 1 && month <= 12 ? Months{Period::Kind::kMonth, month, 1} : kNone;
}

// The number of months in "P6M"; 0 when it is not a range of 1..120 months.
int ParseDuration(absl::string_view text) {
  if (text.size() < 3 || text.front() != 'P' || text.back() != 'M' || text[1] == '0') return 0;
  const int months = Number(text.substr(1, text.size() - 2));
  return months >= 1 && months <= kMaxRangeMonths ? months : 0;
}

}  // namespace

absl::StatusOr<Period> Period::FromMonths(Kind kind, int year, int month, int count) {
  ASSIGN_OR_RETURN(const Date first, Date::Create(year, month, 1));
  ASSIGN_OR_RETURN(const Date last, LastDay(first, count));
  return Period(kind, first, last);
}

absl::StatusOr<Period> Period::Parse(absl::string_view text) {
  constexpr size_t kDay = 10;
  if (text.size() > kDay && text[kDay] == '/') {
    const absl::StatusOr<Date> first = Date::Parse(text.substr(0, kDay));
    const int months = ParseDuration(text.substr(kDay + 1));
    if (!first.ok() || first->day() != 1 || months == 0) return Invalid(text);
    absl::StatusOr<Period> range = FromMonths(Kind::kRange, first->year(), first->month(), months);
    return range.ok() ? range : Invalid(text);
  }
  if (text.size() == kDay) {
    const absl::StatusOr<Date> day = Date::Parse(text);
    if (!day.ok()) return Invalid(text);
    return Period(Kind::kDay, *day, *day);
  }
  const int year = Number(text.substr(0, 4));
  if (text.size() < 4 || year < kMinYear) return Invalid(text);
  if (text.size() == 4) return Year(year);
  const Months months = ParseSuffix(text.substr(5));
  if (text[4] != '-' || months.count == 0) return Invalid(text);
  return FromMonths(months.kind, year, months.first, months.count);
}

absl::StatusOr<Period> Period::Year(int year) {
  absl::StatusOr<Period> period = FromMonths(Kind::kYear, year, 1, 12);
  return period.ok() ? period : Invalid(absl::StrCat(year));
}

absl::StatusOr<Period> Period::InYear(int year) const {
  if (kind_ != Kind::kDay) {
    return FromMonths(kind_, year, first_.month(), MonthsBetween(first_, last_));
  }
  ASSIGN_OR_RETURN(const Date day, Date::Create(year, first_.month(), first_.day()));
  return Period(kind_, day, day);
}

absl::StatusOr<Period> Period::PlusYears(int n) const {
  const int64_t year = int64_t{first_.year()} + n;
  if (year >= kMinYear && year <= kMaxYear) {
    absl::StatusOr<Period> later = InYear(static_cast<int>(year));
    if (later.ok()) return later;
  }
  return Error(absl::StatusCode::kOutOfRange, "PERIOD_OUT_OF_RANGE",
               absl::StrCat(ToString(), " has no counterpart ", n,
                            " years later within 1000-01-01..9999-12-31"));
}

std::string Period::ToString() const {
  std::string day = first_.ToString();
  switch (kind_) {
    case Kind::kYear:
      return day.substr(0, 4);
    case Kind::kHalf:
      return absl::StrCat(day.substr(0, 4), "-S", (first_.month() + 5) / 6);
    case Kind::kQuarter:
      return absl::StrCat(day.substr(0, 4), "-Q", (first_.month() + 2) / 3);
    case Kind::kMonth:
      return day.substr(0, 7);
    case Kind::kDay:
      return day;
    case Kind::kRange:
      break;
  }
  return absl::StrCat(day, "/P", MonthsBetween(first_, last_), "M");
}

std::strong_ordering operator<=>(const Period& a, const Period& b) {
  if (const auto order = a.first_ <=> b.first_; order != 0) return order;
  if (const auto order = a.last_ <=> b.last_; order != 0) return order;
  return a.kind_ <=> b.kind_;
}

}  // namespace indicast
