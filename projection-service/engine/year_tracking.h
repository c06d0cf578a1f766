// One goal of a year against the cumulative figures so far: shares, single periods, what the rest
// needs, pace, probability and the month of no return. The formulas are those of year_share.h,
// single_period.h, same_scope.h, rest_growth.h, rest_average.h, pace.h, rest_of_year.h,
// year_goal.h; this file only decides which of them a figure allows.
//   flow      sums of months; growth on the same months of the year before
//   average   means of months (consumer prices, surveyed unemployment); every month weighs the same
//   stock     what there is at the end of the month
//   count     flows counted in pieces, wanted as a number
// January and February are one slot. Where growth is not published it follows from levels of both
// years; where no level is published the year before stands for 1. Figures are read at one state
// and never changed; a level is never worked back from growth except as the base of a share. Growth
// in percent, levels and goals in levels in one unit. Pure, O(months^2), thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "common/vocabulary/vocabulary.h"
#include "projection-service/engine/pace.h"
#include "projection-service/engine/same_scope.h"
#include "projection-service/engine/single_period.h"
#include "projection-service/engine/year_goal.h"
#include "projection-service/engine/year_share.h"

namespace indicast::projection {

enum class Course : char { kFlow = 1, kAverage, kStock, kCount };

// January to `month`, as printed.
struct CumulativePoint {
  int month = 0;
  std::optional<PrintedNumber> level;
  std::optional<PrintedNumber> growth_percent;
};

// What the year is to reach, in growth or in levels; at least one end. A goal of one figure has
// both.
struct YearGoal {
  Measure measure = Measure::kGrowth;
  std::optional<double> low;
  std::optional<double> high;
};

struct TrackingInput {
  Course course = Course::kFlow;
  int year = 0;
  std::vector<CumulativePoint> points;      // ascending months
  std::vector<YearOfLevels> earlier;        // ascending years before `year`
  std::optional<PrintedNumber> base_total;  // last year's published level
  YearGoal goal;
  double count_step = 1;  // the smallest piece of a count, in the unit of its level
  std::optional<YearLaw> law;
};

struct ImpliedSlot {
  int first_month = 0;
  int last_month = 0;
  std::optional<SinglePeriod> growth;  // unset: not published, or lost in rounding
  bool growth_is_lost = false;         // in rounding
  std::optional<double> level;
};

enum class RequiredKind : char { kNone = 1, kGrowth, kMean, kStep };

enum class Standing : char {
  kUnknown = 1,
  kAhead,
  kOnCourse,
  kBehind,
  kOutOfReach,
  kReached,
  kMissed
};

struct YearTrack {
  int months = 0;
  std::optional<double> growth_so_far;
  bool growth_is_derived = false;
  std::optional<double> level_so_far;
  std::optional<YearShare> share;
  bool share_from_implied_base = false;
  std::vector<ImpliedSlot> slots;
  RequiredKind required_kind = RequiredKind::kNone;
  // Of the end of the goal that is in danger: the lower one where there is one.
  std::optional<double> required;
  double required_error = 0;
  std::optional<double> required_per_share_point;
  std::optional<Pace> pace;
  std::optional<SameScopeBase> base;
  std::optional<double> probability;
  std::optional<int> no_return;
  Standing standing = Standing::kUnknown;
};

// kInvalidArgument MONTHS_NOT_ASCENDING for months that do not ascend within 1..12 or a point
// without a figure; errors of the formulas for figures that have no answer (GROWTH_UNDEFINED,
// BASE_NOT_POSITIVE, SHARE_OUT_OF_RANGE).
absl::StatusOr<YearTrack> TrackGoal(const TrackingInput& input);

}  // namespace indicast::projection
