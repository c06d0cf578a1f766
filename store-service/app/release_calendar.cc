#include "store-service/app/release_calendar.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace indicast::store {
namespace {

constexpr int kCumulatedPeriods = 11;  // January to February up to January to December

// Periods of a frequency in one year.
int PerYear(absl::string_view frequency) {
  if (frequency == "S") return 2;
  if (frequency == "Q") return 4;
  if (frequency == "M") return 12;
  if (frequency == "C") return kCumulatedPeriods;
  return 1;
}

}  // namespace

std::optional<int> PeriodIndex(absl::string_view frequency, const Period& period) {
  const Date first = period.first_day();
  const Date last = period.last_day();
  if (period.kind() == Period::Kind::kDay || first.year() != last.year()) return std::nullopt;
  const int months = last.month() - first.month() + 1;
  const int in_year = PerYear(frequency);
  if (frequency == "C") {
    if (first.month() != 1 || months < 2) return std::nullopt;
    return first.year() * in_year + months - 2;
  }
  const int length = 12 / in_year;
  if (months != length || (first.month() - 1) % length != 0) return std::nullopt;
  return first.year() * in_year + (first.month() - 1) / length;
}

std::optional<Period> PeriodAt(absl::string_view frequency, int index) {
  const int in_year = PerYear(frequency);
  const int year = index / in_year;
  const int place = index % in_year;
  std::string text = absl::StrCat(year);
  if (frequency == "S") absl::StrAppend(&text, "-S", place + 1);
  if (frequency == "Q") absl::StrAppend(&text, "-Q", place + 1);
  if (frequency == "M") absl::StrAppend(&text, absl::StrFormat("-%02d", place + 1));
  if (frequency == "C") absl::StrAppend(&text, "-01-01/P", place + 2, "M");
  const auto period = Period::Parse(text);
  return period.ok() ? std::optional<Period>(*period) : std::nullopt;
}

int LastIndexUpTo(absl::string_view frequency, const Date& day) {
  int index = (day.year() + 1) * PerYear(frequency) - 1;
  for (auto period = PeriodAt(frequency, index); !period.has_value() || period->last_day() > day;
       period = PeriodAt(frequency, index)) {
    --index;
    if (index < 0) break;
  }
  return index;
}

}  // namespace indicast::store
