// Date: a day of the proleptic Gregorian calendar, 1000-01-01 .. 9999-12-31. Thread-compatible
// value type. Publication dates count from the end of the day in Asia/Shanghai.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast {

class Date {
 public:
  // 1970-01-01.
  constexpr Date() = default;
  // Parses "2023-04-07". kInvalidArgument otherwise (DATE_INVALID), also for 2023-02-30.
  static absl::StatusOr<Date> Parse(absl::string_view text);
  static absl::StatusOr<Date> Create(int year, int month, int day);

  int year() const { return year_; }
  int month() const { return month_; }
  int day() const { return day_; }
  // This day + n; kOutOfRange beyond the calendar above.
  absl::StatusOr<Date> AddDays(int n) const;
  // First day of the month n months later (earlier when negative); kOutOfRange likewise.
  absl::StatusOr<Date> StartOfMonthAfter(int months) const;
  std::string ToString() const;

  friend auto operator<=>(const Date&, const Date&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Date& d) {
    return H::combine(std::move(h), d.year_, d.month_, d.day_);
  }

 private:
  friend class Period;

  constexpr Date(int16_t y, int8_t m, int8_t d) : year_(y), month_(m), day_(d) {}
  int16_t year_ = 1970;
  int8_t month_ = 1;
  int8_t day_ = 1;
};

}  // namespace indicast
