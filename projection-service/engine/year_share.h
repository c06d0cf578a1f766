// The share of a year that lies in its first m months, s_m = C_m / Y: what a cumulative figure is
// measured against. Growth is measured on the year before, so where that year's months are known
// its own share is exact. Where they are not it is estimated from other years, averaged and drawn
// towards the share of the section the indicator belongs to where that is known:
//   s = (k mean + kSectionYears s_section) / (k + kSectionYears);
// these schedules are *seasonal*. With no year at all the share is m / 12 and the schedule is one
// of *time*, never called seasonal. Units: months 1..12, levels in one unit, shares in 0..1, `sd`
// the standard deviation of the base year's share around `value`. Pure, no allocation, O(years x
// months); thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "absl/types/span.h"

namespace indicast::projection {

// One cumulative level: January to `month`.
struct CumulativeLevel {
  int month = 0;
  double level = 0;
};

// The months of one year and its total.
struct YearOfLevels {
  int year = 0;
  std::vector<CumulativeLevel> months;
  double total = 0;
};

enum class ShareSource : char { kBaseYear = 1, kOtherYears, kTime };

struct YearShare {
  double value = 0;
  double sd = 0;
  ShareSource source = ShareSource::kTime;
  int years = 0;  // that it is made from
};

// The section counts as so many years of the indicator's own.
inline constexpr double kSectionYears = 1;
// Standard deviation of a share at mid-year that only one other year shows, or none; it falls as
// s (1 - s) to either end. An assumption, shown with the result: two years are needed to measure
// it.
inline constexpr double kOneYearShareSd = 0.01;
inline constexpr double kTimeShareSd = 0.04;

// s_m of one year; nullopt when the month was not published or the share is not inside (0, 1). 1
// for month 12.
std::optional<double> ShareThrough(const YearOfLevels& year, int month);

// The share of `base_year` in January to `month`, from the years that have the month.
YearShare ShareOfYear(absl::Span<const YearOfLevels> years, int base_year, int month,
                      std::optional<double> section_share = std::nullopt);

}  // namespace indicast::projection
