#include "projection-service/engine/year_share.h"

#include <cmath>

namespace indicast::projection {
namespace {

constexpr int kMonths = 12;

// An assumed standard deviation that vanishes where the share is certain.
double AssumedSd(double share, double at_half) { return at_half * 4 * share * (1 - share); }

}  // namespace

std::optional<double> ShareThrough(const YearOfLevels& year, int month) {
  if (!(year.total > 0)) return std::nullopt;
  if (month == kMonths) return 1;
  for (const CumulativeLevel& cumulative : year.months) {
    if (cumulative.month != month) continue;
    const double share = cumulative.level / year.total;
    if (share > 0 && share < 1) return share;
    return std::nullopt;
  }
  return std::nullopt;
}

YearShare ShareOfYear(absl::Span<const YearOfLevels> years, int base_year, int month,
                      std::optional<double> section_share) {
  if (month >= kMonths) return {1, 0, ShareSource::kBaseYear, 1};
  int count = 0;
  double mean = 0;
  double squares = 0;
  for (const YearOfLevels& year : years) {
    const std::optional<double> share = ShareThrough(year, month);
    if (!share.has_value()) continue;
    if (year.year == base_year) return {*share, 0, ShareSource::kBaseYear, 1};
    ++count;
    const double step = *share - mean;
    mean += step / count;
    squares += step * (*share - mean);
  }
  if (count == 0) {
    const double time = static_cast<double>(month) / kMonths;
    return {time, AssumedSd(time, kTimeShareSd), ShareSource::kTime, 0};
  }
  YearShare out{mean, 0, ShareSource::kOtherYears, count};
  if (section_share.has_value()) {
    out.value = (count * mean + kSectionYears * *section_share) / (count + kSectionYears);
  }
  out.sd = count == 1 ? AssumedSd(out.value, kOneYearShareSd)
                      : std::sqrt(squares / (count - 1) * (1 + 1.0 / count));
  return out;
}

}  // namespace indicast::projection
