#include "projection-service/engine/year_tracking.h"

#include <algorithm>
#include <cmath>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/tracking_codes.h"
#include "projection-service/engine/rest_average.h"
#include "projection-service/engine/rest_growth.h"

namespace indicast::projection {
namespace {

constexpr int kMonths = 12;
constexpr double kMostPieces = 9e15;

// A point with everything the figures say about it.
struct Known {
  int month = 0;
  std::optional<PrintedNumber> level;
  std::optional<PrintedNumber> growth;
  bool growth_is_derived = false;
  std::optional<double> implied_base;
  YearShare share;
};

absl::Status CheckPoints(const std::vector<CumulativePoint>& points) {
  int last = 0;
  for (const CumulativePoint& point : points) {
    const bool empty = !point.level.has_value() && !point.growth_percent.has_value();
    if (point.month <= last || point.month > kMonths || empty) {
      return Error(absl::StatusCode::kInvalidArgument, kMonthsNotAscending,
                   "cumulative figures must ascend within months 1 to 12, each with a value");
    }
    last = point.month;
  }
  if (points.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, kMonthsNotAscending,
                 "at least one cumulative figure is needed");
  }
  return absl::OkStatus();
}

std::optional<double> PublishedMonth(const TrackingInput& input, int month) {
  for (const YearOfLevels& year : input.earlier) {
    if (year.year != input.year - 1) continue;
    for (const CumulativeLevel& cumulative : year.months) {
      if (cumulative.month == month && cumulative.level > 0) return cumulative.level;
    }
  }
  return std::nullopt;
}

bool IsMean(const TrackingInput& input) { return input.course == Course::kAverage; }

absl::StatusOr<Known> Complete(const TrackingInput& input, const CumulativePoint& point) {
  Known out;
  out.month = point.month;
  out.level = point.level;
  out.growth = point.growth_percent;
  if (IsMean(input)) {
    out.share = {point.month / 12.0, 0, ShareSource::kBaseYear, 0};
    return out;
  }
  const std::optional<double> before = PublishedMonth(input, point.month);
  if (!out.growth.has_value() && before.has_value() && out.level->value > 0) {
    const double factor = out.level->value / *before;
    out.growth = PrintedNumber{(factor - 1) * 100, 100 * out.level->half_step / *before};
    out.growth_is_derived = true;
  }
  if (out.level.has_value() && out.growth.has_value() && !out.growth_is_derived) {
    ASSIGN_OR_RETURN(const SameScopeBase base, ImpliedBase(*out.level, *out.growth, std::nullopt));
    out.implied_base = base.implied;
  }
  out.share = ShareOfYear(input.earlier, input.year - 1, point.month);
  return out;
}

// Last year's months by the base that official growth implies, where last year's bulletin does not
// give them. With months in both the published shares hold: the factor is common to both sides.
void UseImpliedShares(const TrackingInput& input, std::vector<Known>& points, YearTrack& out) {
  if (!input.base_total.has_value() || !(input.base_total->value > 0)) return;
  for (Known& point : points) {
    if (point.share.source == ShareSource::kBaseYear || !point.implied_base.has_value()) continue;
    const double share = *point.implied_base / input.base_total->value;
    if (!(share > 0 && share < 1)) continue;
    point.share = {share, 0, ShareSource::kBaseYear, 1};
    out.share_from_implied_base = true;
  }
}

absl::Status AddBase(const TrackingInput& input, const Known& newest, YearTrack& out) {
  if (!newest.implied_base.has_value()) return absl::OkStatus();
  std::optional<PrintedNumber> published;
  if (const auto month = PublishedMonth(input, newest.month)) {
    published = PrintedNumber{*month, newest.level->half_step};
  } else if (newest.month == kMonths) {
    published = input.base_total;
  }
  ASSIGN_OR_RETURN(out.base, ImpliedBase(*newest.level, *newest.growth, published));
  return absl::OkStatus();
}

double Weighted(const Known& point, double value) { return point.share.value * value; }

ImpliedSlot SlotBetween(const TrackingInput& input, const Known* before, const Known& to) {
  ImpliedSlot slot;
  slot.first_month = before == nullptr ? 1 : before->month + 1;
  slot.last_month = to.month;
  if (to.growth.has_value() && (before == nullptr || before->growth.has_value())) {
    CumulativeGrowth from;
    if (before != nullptr) {
      from = {before->share.value, before->growth->value, before->growth->half_step};
    }
    const auto growth =
        SinglePeriodGrowth(from, {to.share.value, to.growth->value, to.growth->half_step});
    if (input.course != Course::kStock) {
      slot.growth_is_lost = !growth.ok();
      if (growth.ok()) slot.growth = *growth;
    }
  }
  if (!to.level.has_value()) return slot;
  if (input.course == Course::kStock || before == nullptr) {
    slot.level = to.level->value;
  } else if (before->level.has_value()) {
    slot.level = IsMean(input)
                     ? (Weighted(to, to.level->value) - Weighted(*before, before->level->value)) /
                           (to.share.value - before->share.value)
                     : to.level->value - before->level->value;
  }
  return slot;
}

// January alone says nothing that January-February does not say better.
std::vector<ImpliedSlot> Slots(const TrackingInput& input, const std::vector<Known>& points) {
  std::vector<ImpliedSlot> out;
  const Known* before = nullptr;
  for (const Known& point : points) {
    if (point.month == 1 && points.size() > 1) continue;
    out.push_back(SlotBetween(input, before, point));
    before = &point;
  }
  return out;
}

// The base that growth of the whole year is measured on, on the scope of the newest figure.
std::optional<double> BaseTotal(const TrackingInput& input, const YearTrack& out) {
  if (!input.base_total.has_value() || !(input.base_total->value > 0)) return std::nullopt;
  const bool other_scope = out.base.has_value() && out.base->scope_factor.has_value();
  return input.base_total->value * (other_scope ? *out.base->scope_factor : 1);
}

// The goal as growth; nullopt where the base of a level is not known.
std::optional<GrowthBand> GrowthGoal(const TrackingInput& input, const YearTrack& out) {
  if (input.goal.measure == Measure::kGrowth) {
    return GrowthBand{input.goal.low, input.goal.high};
  }
  if (input.goal.measure != Measure::kLevel || IsMean(input)) return std::nullopt;
  const std::optional<double> base = BaseTotal(input, out);
  if (!base.has_value()) return std::nullopt;
  GrowthBand band;
  if (input.goal.low.has_value()) band.low = (*input.goal.low / *base - 1) * 100;
  if (input.goal.high.has_value()) band.high = (*input.goal.high / *base - 1) * 100;
  return band;
}

double DangerEnd(const YearGoal& goal) { return goal.low.has_value() ? *goal.low : *goal.high; }

// Where the pace so far stands between what is needed at the two ends, each within `tolerance`.
Standing Compare(double pace, std::optional<double> low, std::optional<double> high,
                 double tolerance) {
  if (low.has_value() && *low > pace + tolerance) return Standing::kBehind;
  if (high.has_value() && *high < pace - tolerance) {
    return low.has_value() ? Standing::kAhead : Standing::kBehind;
  }
  const bool one_sided = low.has_value() != high.has_value();
  if (one_sided && low.has_value() && *low < pace - tolerance) return Standing::kAhead;
  if (one_sided && high.has_value() && *high > pace + tolerance) return Standing::kAhead;
  return Standing::kOnCourse;
}

Standing AtYearEnd(double reached, const YearGoal& goal) {
  const bool low_holds = !goal.low.has_value() || reached >= *goal.low;
  const bool high_holds = !goal.high.has_value() || reached <= *goal.high;
  return low_holds && high_holds ? Standing::kReached : Standing::kMissed;
}

absl::StatusOr<std::optional<double>> NeededGrowth(std::optional<double> goal, double so_far,
                                                   double share) {
  if (!goal.has_value()) return std::optional<double>();
  ASSIGN_OR_RETURN(const RestGrowth needed, RestOfYearGrowth(*goal, so_far, share));
  return std::optional<double>(needed.growth_percent);
}

absl::Status RequireGrowth(const Known& newest, const GrowthBand& goal, YearTrack& out) {
  const double so_far = newest.growth->value;
  const double share = newest.share.value;
  ASSIGN_OR_RETURN(const auto low, NeededGrowth(goal.low, so_far, share));
  ASSIGN_OR_RETURN(const auto high, NeededGrowth(goal.high, so_far, share));
  const double danger = goal.low.has_value() ? *goal.low : *goal.high;
  ASSIGN_OR_RETURN(const RestGrowth needed, RestOfYearGrowth(danger, so_far, share));
  out.required_kind = RequiredKind::kGrowth;
  out.required = needed.growth_percent;
  out.required_error = share * newest.growth->half_step / (1 - share);
  out.required_per_share_point = needed.share_sensitivity / 100;
  out.standing = Compare(so_far, low, high, out.required_error + newest.growth->half_step);
  const bool nothing_more = needed.growth_percent <= -100;
  if (nothing_more && goal.low.has_value() && !goal.high.has_value()) {
    out.standing = Standing::kReached;
  }
  if (nothing_more && !goal.low.has_value()) out.standing = Standing::kOutOfReach;
  return absl::OkStatus();
}

absl::Status RequireMean(const TrackingInput& input, const Known& newest, YearTrack& out) {
  const bool level = input.goal.measure == Measure::kLevel;
  const std::optional<PrintedNumber>& mean = level ? newest.level : newest.growth;
  if (!mean.has_value()) return absl::OkStatus();
  const auto needed = [&](std::optional<double> goal) -> absl::StatusOr<std::optional<double>> {
    if (!goal.has_value()) return std::optional<double>();
    ASSIGN_OR_RETURN(const double value, RequiredRemainingMean(*goal, mean->value, newest.month));
    return std::optional<double>(value);
  };
  ASSIGN_OR_RETURN(const auto low, needed(input.goal.low));
  ASSIGN_OR_RETURN(const auto high, needed(input.goal.high));
  out.required_kind = level ? RequiredKind::kMean : RequiredKind::kGrowth;
  out.required = low.has_value() ? low : high;
  out.required_error = newest.month * mean->half_step / (kMonths - newest.month);
  out.standing = Compare(mean->value, low, high, out.required_error + mean->half_step);
  return absl::OkStatus();
}

// Real steps for flows and stocks, whole pieces for counts; the pace so far is the mean month.
absl::Status RequireStep(const TrackingInput& input, const Known& newest, YearTrack& out) {
  if (input.goal.measure != Measure::kLevel || !newest.level.has_value()) return absl::OkStatus();
  const double goal = DangerEnd(input.goal);
  const double now = newest.level->value;
  const int left = kMonths - newest.month;
  ASSIGN_OR_RETURN(double step, RequiredStockStep(goal, now, left));
  const double pieces = std::max(std::abs(goal), std::abs(now)) / input.count_step;
  if (input.course == Course::kCount && pieces < kMostPieces) {
    ASSIGN_OR_RETURN(const std::vector<int64_t> counts,
                     RequiredCounts(std::llround(std::ceil(goal / input.count_step - 1e-9)),
                                    std::llround(now / input.count_step), left));
    step = static_cast<double>(counts.front()) * input.count_step;
  }
  out.required_kind = RequiredKind::kStep;
  out.required = step;
  out.required_error = newest.level->half_step / left;
  const bool upward = input.goal.low.has_value();
  const bool there = upward ? now >= goal : now <= goal;
  if (input.course == Course::kStock) {
    out.standing = there ? Standing::kReached : Standing::kBehind;
    return absl::OkStatus();
  }
  const double pace = now / newest.month;
  if (upward && there) {
    out.standing = Standing::kReached;
  } else if (!upward && !there) {
    out.standing = Standing::kOutOfReach;
  } else {
    const std::optional<double> even = (goal - now) / left;
    out.standing = Compare(pace, upward ? even : std::nullopt, upward ? std::nullopt : even,
                           out.required_error + newest.level->half_step / newest.month);
  }
  return absl::OkStatus();
}

absl::Status AddPace(const TrackingInput& input, const Known& newest,
                     const std::optional<GrowthBand>& growth_goal, YearTrack& out) {
  if (input.course == Course::kStock || IsMean(input)) return absl::OkStatus();
  double cumulative = 0;
  double goal = 0;
  if (input.goal.measure == Measure::kLevel && newest.level.has_value()) {
    cumulative = newest.level->value;
    goal = DangerEnd(input.goal);
  } else if (growth_goal.has_value() && newest.growth.has_value()) {
    const double wanted = growth_goal->low.has_value() ? *growth_goal->low : *growth_goal->high;
    cumulative = newest.share.value * (1 + newest.growth->value / 100);
    goal = 1 + wanted / 100;
  } else {
    return absl::OkStatus();
  }
  if (!(goal > 0)) return absl::OkStatus();
  ASSIGN_OR_RETURN(out.pace, PaceOf(cumulative, goal, newest.month, newest.share.value));
  return absl::OkStatus();
}

// The months from the newest figure on, at its pace, after those already published.
std::vector<CourseMonth> CourseOf(const TrackingInput& input, const std::vector<Known>& points) {
  std::vector<CourseMonth> course;
  for (const Known& point : points) {
    if (!point.growth.has_value() || point.month >= kMonths) continue;
    course.push_back({point.month, {point.growth->value, point.share.value, point.share.sd}});
  }
  const Known& newest = points.back();
  for (int month = newest.month + 1; month < kMonths; ++month) {
    YearShare share{month / 12.0, 0, ShareSource::kBaseYear, 0};
    if (!IsMean(input)) share = ShareOfYear(input.earlier, input.year - 1, month);
    // A share known by its implied base cannot be followed by a smaller one of the schedule.
    if (share.value <= newest.share.value) continue;
    course.push_back({month, {newest.growth->value, share.value, share.sd}});
  }
  return course;
}

absl::Status AddProbability(const TrackingInput& input, const std::vector<Known>& points,
                            const std::optional<GrowthBand>& goal, YearTrack& out) {
  const Known& newest = points.back();
  if (!input.law.has_value() || !goal.has_value() || !newest.growth.has_value() ||
      input.course == Course::kStock) {
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(const double probability,
                   ProbabilityWithin(*goal, *input.law,
                                     {newest.growth->value, newest.share.value, newest.share.sd}));
  out.probability = probability;
  ASSIGN_OR_RETURN(out.no_return, MonthOfNoReturn(*goal, *input.law, CourseOf(input, points)));
  const bool judged = out.standing != Standing::kReached && out.standing != Standing::kUnknown;
  if (judged && probability < kLeastChance) out.standing = Standing::kOutOfReach;
  return absl::OkStatus();
}

void JudgeYearEnd(const TrackingInput& input, const Known& newest, YearTrack& out) {
  const std::optional<PrintedNumber>& reached =
      input.goal.measure == Measure::kLevel ? newest.level : newest.growth;
  if (reached.has_value()) out.standing = AtYearEnd(reached->value, input.goal);
}

absl::Status Require(const TrackingInput& input, const Known& newest,
                     const std::optional<GrowthBand>& growth_goal, YearTrack& out) {
  if (IsMean(input)) return RequireMean(input, newest, out);
  const bool by_step = input.course == Course::kStock || input.course == Course::kCount;
  if (by_step && input.goal.measure == Measure::kLevel) return RequireStep(input, newest, out);
  if (growth_goal.has_value() && newest.growth.has_value()) {
    return RequireGrowth(newest, *growth_goal, out);
  }
  return RequireStep(input, newest, out);
}

}  // namespace

absl::StatusOr<YearTrack> TrackGoal(const TrackingInput& input) {
  RETURN_IF_ERROR(CheckPoints(input.points));
  YearTrack out;
  std::vector<Known> points;
  points.reserve(input.points.size());
  for (const CumulativePoint& point : input.points) {
    ASSIGN_OR_RETURN(Known known, Complete(input, point));
    points.push_back(known);
  }
  UseImpliedShares(input, points, out);
  const Known& newest = points.back();
  out.months = newest.month;
  if (newest.growth.has_value()) out.growth_so_far = newest.growth->value;
  out.growth_is_derived = newest.growth_is_derived;
  if (newest.level.has_value()) out.level_so_far = newest.level->value;
  if (input.course != Course::kStock && !IsMean(input)) out.share = newest.share;
  out.slots = Slots(input, points);
  RETURN_IF_ERROR(AddBase(input, newest, out));
  if (!input.goal.low.has_value() && !input.goal.high.has_value()) return out;
  const std::optional<GrowthBand> growth_goal = GrowthGoal(input, out);
  RETURN_IF_ERROR(AddPace(input, newest, growth_goal, out));
  if (newest.month == kMonths) {
    JudgeYearEnd(input, newest, out);
    return out;
  }
  RETURN_IF_ERROR(Require(input, newest, growth_goal, out));
  RETURN_IF_ERROR(AddProbability(input, points, growth_goal, out));
  return out;
}

}  // namespace indicast::projection
