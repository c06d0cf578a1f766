// Stable codes of what tracking a year cannot say; listed in docs/errors.md.
#pragma once

namespace indicast::projection {

inline constexpr char kShareOutOfRange[] = "SHARE_OUT_OF_RANGE";
inline constexpr char kBelowRoundingNoise[] = "BELOW_ROUNDING_NOISE";
inline constexpr char kMonthsNotAscending[] = "MONTHS_NOT_ASCENDING";
inline constexpr char kYearComplete[] = "YEAR_COMPLETE";

}  // namespace indicast::projection
