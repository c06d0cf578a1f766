#include "projection-service/engine/tracked_target.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "projection-service/domain/tracking_codes.h"
#include "projection-service/engine/issue.h"
#include "projection-service/engine/short_history.h"
#include "projection-service/engine/tracking_words.h"
#include "projection-service/engine/verdict.h"
#include "projection-service/engine/vintage_pairs.h"
#include "projection-service/engine/wording.h"

namespace indicast::projection {
namespace {

constexpr double kPublishedStep = 0.1;  // of growth, in points

std::optional<Course> CourseOf(const Indicator& indicator, const Target& target) {
  switch (indicator.nature) {
    case Nature::kFlow:
      return Course::kFlow;
    case Nature::kIndex:
    case Nature::kRatio:
      return Course::kAverage;
    case Nature::kStock:
      return target.measure == Measure::kLevel ? Course::kStock : Course::kFlow;
    case Nature::kCount:
    case Nature::kIncrement:
      return target.measure == Measure::kLevel ? Course::kCount : Course::kFlow;
    case Nature::kRank:
      break;
  }
  return std::nullopt;
}

struct GoalNumber {
  std::optional<double> value;
  std::string missing;  // code
  LocalizedText note;
};

// The growth of the other indicator in the same months.
GoalNumber RelativeGoalNumber(const InputSet& inputs, const TrackRequest& request,
                              const Target& target, const RelativeGoal& goal, int months) {
  Target other = target;
  other.indicator = goal.indicator;
  other.scope = kTotalScope;
  other.base_scope.clear();
  other.price_basis = PriceBasis::kUnstated;
  if (const Target* own = inputs.FindTarget(goal.indicator, request.year); own != nullptr) {
    other.price_basis = own->price_basis;
    other.scope = own->scope;
  }
  const Indicator* indicator = inputs.FindIndicator(goal.indicator);
  if (indicator == nullptr || target.measure != Measure::kGrowth) {
    return {std::nullopt, kRelativeUnknown, {}};
  }
  for (const CumulativePoint& point : CollectPartYear(request.part_year, inputs, other).points) {
    if (point.month != months || !point.growth_percent.has_value()) continue;
    return {point.growth_percent->value + goal.margin.ToDouble(),
            "",
            {absl::StrCat("目标取", indicator->name.zh, "同期增速,视其保持至今的增速"),
             absl::StrCat("the goal is the growth of ", indicator->name.en,
                          " in the same months, taken to keep its pace")}};
  }
  return {std::nullopt, kRelativeUnknown, {}};
}

GoalNumber NumberOf(const InputSet& inputs, const TrackRequest& request, const Target& target,
                    int months) {
  if (const auto* constant = std::get_if<Decimal>(&target.goal)) {
    return {constant->ToDouble(), "", {}};
  }
  if (const auto* relative = std::get_if<RelativeGoal>(&target.goal)) {
    return RelativeGoalNumber(inputs, request, target, *relative, months);
  }
  if (const auto quota = request.quotas.find(target.id); quota != request.quotas.end()) {
    return {quota->second.ToDouble(), "", {}};
  }
  const bool external = std::holds_alternative<ExternalGoal>(target.goal);
  return {std::nullopt, external ? kExternalQuotaUnknown : kQualitativeTarget, {}};
}

double AboutHalfWidth(const Target& target) {
  const auto* constant = std::get_if<Decimal>(&target.goal);
  return constant == nullptr ? kPublishedStep / 2 : HalfUnit(*constant).ToDouble();
}

YearGoal BandOf(const Target& target, Direction direction, double goal) {
  YearGoal band;
  band.measure = target.measure;
  switch (target.relation) {
    case Relation::kGreaterOrEqual:
      band.low = goal;
      break;
    case Relation::kGreater:
      band.low = target.measure == Measure::kGrowth ? goal + kPublishedStep : goal;
      break;
    case Relation::kLessOrEqual:
      band.high = goal;
      break;
    case Relation::kAbout:
      band.low = goal - AboutHalfWidth(target);
      band.high = goal + AboutHalfWidth(target);
      break;
    case Relation::kEqual:
      if (direction != Direction::kLowerIsBetter) band.low = goal;
      if (direction != Direction::kHigherIsBetter) band.high = goal;
      break;
  }
  return band;
}

GrowthLaw Parameters(const ShortHistoryLaw& law) {
  const double shape = law.degrees_of_freedom / 2;
  return {law.mean, law.strength, shape, law.variance * (shape - 1)};
}

double LogOf(const InputSet& inputs, size_t figure) {
  return std::log1p(inputs.figures()[figure].value->ToDouble() / 100);
}

// Own figures alone: their mean is the belief.
std::optional<ShortHistoryLaw> OwnLaw(const InputSet& inputs, const IndicatorHistory& history) {
  if (history.figures.empty()) return std::nullopt;
  std::vector<double> growths;
  double mean = 0;
  for (const size_t figure : history.figures) {
    growths.push_back(LogOf(inputs, figure));
    mean += growths.back() / static_cast<double>(history.figures.size());
  }
  return LearnShortHistory({.mean = mean}, growths);
}

class Tracker {
 public:
  Tracker(const InputSet& inputs, const TrackRequest& request)
      : inputs_(inputs),
        request_(request),
        pool_(PoolOf(inputs)),
        pairs_(CollectVintagePairs(inputs)) {}

  TrackResult Run() {
    for (size_t i = 0; i < inputs_.targets().size(); ++i) {
      const Target& target = inputs_.targets()[i];
      if (!target.IsSum()) {
        if (target.year == request_.year) Track(i);
      } else if (target.first_year <= request_.year && request_.year <= target.year) {
        LeaveOut(target, kNotTrackable);
      }
    }
    return std::move(result_);
  }

 private:
  void LeaveOut(const Target& target, const std::string& code) {
    LocalizedText reason = MakeIssue(code).text;
    result_.left_out.push_back({target.id, target.indicator, code, std::move(reason)});
  }

  void Track(size_t position) {
    const Target& target = inputs_.targets()[position];
    const Indicator& indicator = *inputs_.FindIndicator(target.indicator);
    if (std::holds_alternative<QualitativeGoal>(target.goal)) {
      return LeaveOut(target, kQualitativeTarget);
    }
    const std::optional<Course> course = CourseOf(indicator, target);
    if (!course.has_value() || target.measure == Measure::kChange) {
      return LeaveOut(target, kNotTrackable);
    }
    TrackedTarget tracked;
    tracked.target = position;
    tracked.series = CollectPartYear(request_.part_year, inputs_, target);
    if (tracked.series.points.empty()) return LeaveOut(target, kNoPartYearFigure);
    tracked.notes = tracked.series.notes;
    Compute(target, indicator, *course, tracked);
    AddPlanningError(target, tracked);
    result_.targets.push_back(std::move(tracked));
  }

  void Compute(const Target& target, const Indicator& indicator, Course course,
               TrackedTarget& out) {
    TrackingInput input;
    input.course = course;
    input.year = request_.year;
    input.points = out.series.points;
    input.earlier = out.series.earlier;
    input.base_total = out.series.base_total;
    const GoalNumber goal = NumberOf(inputs_, request_, target, input.points.back().month);
    if (goal.value.has_value()) {
      input.goal = BandOf(target, indicator.direction, *goal.value);
      out.goal = ToValue(Bounded{*goal.value, Qualifier::kEqual}, GoalDecimals(target));
      if (!goal.note.empty()) out.notes.push_back(goal.note);
    } else {
      input.goal.measure = target.measure;
    }
    if (const auto& level = input.points.back().level; level.has_value()) {
      input.count_step = std::max(2 * level->half_step, 1e-12);
    }
    if (target.measure == Measure::kGrowth || course == Course::kCount) {
      AddLaw(target, course, input);
    }
    auto track = TrackGoal(input);
    if (!track.ok()) {
      const Issue issue = IssueOf(track.status());
      out.track.months = input.points.back().month;
      out.reason_code = issue.code;
      out.reason = issue.text;
      return;
    }
    out.track = *std::move(track);
    out.required_unit = UnitOfRequired(out.track, indicator);
    for (LocalizedText& note : TrackNotes(input, out.track)) out.notes.push_back(std::move(note));
    if (goal.missing.empty()) {
      out.reason_code = CodeOf(out.track.standing);
      out.reason = StandingWords(out.track, out.required_unit, inputs_);
    } else {
      out.reason_code = goal.missing;
      out.reason = MakeIssue(goal.missing).text;
    }
  }

  static int GoalDecimals(const Target& target) {
    const auto* constant = std::get_if<Decimal>(&target.goal);
    return constant == nullptr ? 1 : constant->scale();
  }

  static std::string UnitOfRequired(const YearTrack& track, const Indicator& indicator) {
    if (track.required_kind == RequiredKind::kNone) return "";
    return track.required_kind == RequiredKind::kGrowth ? kPercentUnit : indicator.unit;
  }

  void AddLaw(const Target& target, Course course, TrackingInput& input) {
    const size_t position = inputs_.PositionOf(target.indicator);
    std::vector<GrowthOutlook> outlooks =
        BuildOutlooks(inputs_, Projection{}, request_.priors, {position}, request_.year);
    GrowthOutlook outlook = std::move(outlooks.back());
    if (outlook.source == OutlookSource::kGiven) {
      input.law = NormalLaw{outlook.median, outlook.standard_deviation};
    } else {
      const IndicatorHistory history = LearnIndicator(inputs_, pool_, position);
      if (course == Course::kAverage) {
        const auto own = OwnLaw(inputs_, history);
        if (!own.has_value()) return;
        input.law = Parameters(*own);
        outlook.median = own->mean;
        outlook.standard_deviation = own->StandardDeviation();
        outlook.own_weight = 1;
        outlook.explanation = {
            absl::StrCat("以自身", own->observations, "个增速的平均为中心:价格和比率不与数量合并"),
            absl::StrCat("centred on its own ", own->observations,
                         " growth figure(s): prices and rates are not pooled with quantities")};
      } else {
        input.law = Parameters(history.law);
      }
    }
    if (outlooks_of_.insert(target.indicator).second) {
      result_.outlooks.push_back(std::move(outlook));
    }
  }

  void AddPlanningError(const Target& target, TrackedTarget& out) {
    out.planning_error = PlanningErrorOf(target.indicator, target.measure, pairs_);
    const Figure* chosen = nullptr;
    for (const Figure& figure : request_.expected) {
      if (figure.indicator != target.indicator || figure.measure != target.measure ||
          figure.scope != target.scope) {
        continue;
      }
      if (chosen == nullptr || PreferredBefore(figure, *chosen)) chosen = &figure;
    }
    if (chosen == nullptr) return;
    out.expected = ExpectedOutcome{*chosen, BandAround(chosen->value->ToDouble(), target.measure,
                                                       out.planning_error, kExpectedCoverage)};
  }

  const InputSet& inputs_;
  const TrackRequest& request_;
  const GrowthPool pool_;
  const std::vector<VintagePair> pairs_;
  std::set<std::string> outlooks_of_;
  TrackResult result_;
};

}  // namespace

TrackResult TrackTargets(const InputSet& inputs, const TrackRequest& request) {
  return Tracker(inputs, request).Run();
}

}  // namespace indicast::projection
