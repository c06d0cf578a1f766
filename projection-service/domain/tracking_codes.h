// Stable codes of what tracking a year says and cannot say; listed in docs/errors.md.
#pragma once

namespace indicast::projection {

inline constexpr char kShareOutOfRange[] = "SHARE_OUT_OF_RANGE";
inline constexpr char kBelowRoundingNoise[] = "BELOW_ROUNDING_NOISE";
inline constexpr char kMonthsNotAscending[] = "MONTHS_NOT_ASCENDING";
inline constexpr char kYearComplete[] = "YEAR_COMPLETE";
inline constexpr char kPartsEmpty[] = "PARTS_EMPTY";
inline constexpr char kFactorsEmpty[] = "FACTORS_EMPTY";

// How a target stands within its year.
inline constexpr char kAheadOfGoal[] = "AHEAD_OF_GOAL";
inline constexpr char kOnCourseToGoal[] = "ON_COURSE_TO_GOAL";
inline constexpr char kBehindGoal[] = "BEHIND_GOAL";
inline constexpr char kGoalOutOfReach[] = "GOAL_OUT_OF_REACH";
inline constexpr char kGoalReached[] = "GOAL_REACHED";
inline constexpr char kGoalMissed[] = "GOAL_MISSED";
inline constexpr char kNotTrackable[] = "NOT_TRACKABLE";
inline constexpr char kNoPartYearFigure[] = "NO_PART_YEAR_FIGURE";

}  // namespace indicast::projection
