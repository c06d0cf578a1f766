// Period: a span of time in SDMX notation (Gregorian periods and time ranges).
//   year "2023", half year "2023-S1", quarter "2023-Q1", month "2023-03", day "2023-11-01",
//   range of months from the first day of a month "2024-01-01/P6M" (cumulative January to June;
//   1..120 months).
// Thread-compatible value type. Two notations of one span are different periods: "2024-01-01/P12M"
// is a cumulative figure, "2024" an annual one.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "common/period/date.h"

namespace indicast {

class Period {
 public:
  enum class Kind : int8_t { kYear, kHalf, kQuarter, kMonth, kDay, kRange };

  // The year 1970.
  Period() = default;
  // Parses the notations above. kInvalidArgument (PERIOD_INVALID) naming the text and the accepted
  // forms.
  static absl::StatusOr<Period> Parse(absl::string_view text);
  // kInvalidArgument outside 1000..9999.
  static absl::StatusOr<Period> Year(int year);

  Kind kind() const { return kind_; }
  Date first_day() const { return first_; }
  Date last_day() const { return last_; }
  // The calendar year of the first day.
  int year() const { return first_.year(); }
  bool is_year() const { return kind_ == Kind::kYear; }
  // The same period n years later; kOutOfRange beyond the calendar and for a 29 February that the
  // later year does not have.
  absl::StatusOr<Period> PlusYears(int n) const;
  std::string ToString() const;

  // By first day, then last day, then kind.
  friend std::strong_ordering operator<=>(const Period& a, const Period& b);
  friend bool operator==(const Period& a, const Period& b) = default;
  template <typename H>
  friend H AbslHashValue(H h, const Period& p) {
    return H::combine(std::move(h), p.first_, p.last_, static_cast<int>(p.kind_));
  }

 private:
  // `count` whole months from the first day of a month.
  static absl::StatusOr<Period> FromMonths(Kind kind, int year, int month, int count);

  // This period of another year.
  absl::StatusOr<Period> InYear(int year) const;

  Period(Kind kind, Date first, Date last) : first_(first), last_(last), kind_(kind) {}

  Date first_{1970, 1, 1};
  Date last_{1970, 12, 31};
  Kind kind_ = Kind::kYear;
};

}  // namespace indicast
