// The targets of one year against the part-year figures of the area: what each asks of the rest,
// how likely that is, and the words for it.
//
// A target is tracked when a cumulative figure of its year was published for its indicator and
// scope. The law of the rest is the caller's, else the short-history law of the years up to the
// base year; averages (prices, rates) have no pool of quantities to lean on and are centred on
// their own figures. A goal relative to another indicator is that one's growth in the same months
// plus the margin: it takes the other to keep its pace. A figure expected for the whole year is
// shown with the band of the area's planning errors and never used. Pure, O(targets x figures).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/part_year.h"
#include "projection-service/engine/plan_goals.h"
#include "projection-service/engine/planning_error.h"
#include "projection-service/engine/year_tracking.h"

namespace indicast::projection {

// Coverage of the band around an expected figure.
inline constexpr double kExpectedCoverage = 0.8;

// A figure expected for the whole year before it closes, with what such figures were wrong by.
struct ExpectedOutcome {
  Figure figure;
  std::optional<ErrorBand> band;
};

struct TrackedTarget {
  size_t target = 0;  // position in inputs.targets()
  PartYearSeries series;
  YearTrack track;
  Value goal;
  std::string required_unit;
  PlanningError planning_error;
  std::optional<ExpectedOutcome> expected;
  LocalizedText reason;
  std::string reason_code;
  std::vector<LocalizedText> notes;
};

struct TrackRequest {
  int year = 0;                   // the year after the base year
  std::vector<Figure> part_year;  // of the year and earlier ones
  std::vector<Figure> expected;   // stage expected, of the whole year
  Quotas quotas;
  std::vector<StatedLaw> priors;
};

struct TrackResult {
  std::vector<TrackedTarget> targets;  // report order
  std::vector<GrowthOutlook> outlooks;
  std::vector<LeftOutTarget> left_out;
};

TrackResult TrackTargets(const InputSet& inputs, const TrackRequest& request);

}  // namespace indicast::projection
