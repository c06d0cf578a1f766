#include "projection-service/engine/year_step.h"

#include <algorithm>
#include <cmath>

#include "projection-service/domain/result.h"
#include "projection-service/engine/compound.h"
#include "projection-service/engine/damped.h"
#include "projection-service/engine/linear.h"
#include "projection-service/engine/logistic.h"
#include "projection-service/engine/required_path.h"

namespace indicast::projection {
namespace {

using MaybeQualifier = std::optional<Qualifier>;

Computed Make(double value, MaybeQualifier qualifier) {
  if (!std::isfinite(value)) return MakeIssue(kValueOutOfRange);
  if (!qualifier.has_value()) return MakeIssue(kBoundUndetermined);
  return Bounded{value, *qualifier};
}

Computed Make(const absl::StatusOr<double>& value, MaybeQualifier qualifier) {
  if (!value.ok()) return IssueOf(value.status());
  return Make(*value, qualifier);
}

// Qualifier of slope x base for a base known up to `base`.
Qualifier Scaled(Qualifier base, double slope) {
  if (slope == 0) return Qualifier::kEqual;
  return slope > 0 ? base : Mirrored(base);
}

// A base that is no bound passes its qualifier on; a bound says nothing here.
MaybeQualifier UnlessBound(Qualifier q) {
  if (IsLowerBound(q) || IsUpperBound(q)) return std::nullopt;
  return q;
}

YearState AllIssue(const Issue& issue) { return {issue, issue, issue}; }

// The level a year later by a growth.
Computed GrownLevel(const Bounded& previous, const Bounded& growth) {
  const bool still = growth.value == 0 && growth.qualifier == Qualifier::kEqual;
  if (!(previous.value > 0) && !still) return MakeIssue(kBaseNotPositive);
  return Make(previous.value * GrowthFactor(growth.value),
              Combined(previous.qualifier, growth.qualifier));
}

Computed GrownChange(const Bounded& previous, const Bounded& growth) {
  MaybeQualifier qualifier;
  if (growth.qualifier == Qualifier::kEqual) {
    qualifier = Scaled(previous.qualifier, growth.value);
  } else if (growth.value > 0 || previous.qualifier == Qualifier::kEqual) {
    qualifier = Combined(previous.qualifier, growth.qualifier);
  }
  return Make(previous.value * growth.value / 100, qualifier);
}

YearState FromGrowth(const Computed& growth, const YearState& previous) {
  if (!growth.ok()) return AllIssue(growth.issue());
  if (!(growth.value().value > -100)) return AllIssue(MakeIssue(kGrowthUndefined));
  if (!previous.level.ok()) return {growth, previous.level.issue(), previous.level.issue()};
  return {growth, GrownLevel(previous.level.value(), growth.value()),
          GrownChange(previous.level.value(), growth.value())};
}

// A level that says how growth and change are bounded.
YearState FromLevel(const Computed& level, const YearState& previous, MaybeQualifier growth,
                    MaybeQualifier change) {
  if (!level.ok()) return AllIssue(level.issue());
  if (!previous.level.ok()) return {previous.level.issue(), level, previous.level.issue()};
  const double before = previous.level.value().value;
  const double now = level.value().value;
  return {Make(GrowthPercentBetween(before, now), growth), level, Make(now - before, change)};
}

// A level that does not depend on the year before.
YearState FromFreeLevel(const Computed& level, const YearState& previous) {
  MaybeQualifier qualifier;
  if (level.ok() && previous.level.ok()) {
    qualifier = Combined(level.value().qualifier, Mirrored(previous.level.value().qualifier));
  }
  return FromLevel(level, previous, qualifier, qualifier);
}

YearState FromChange(const Computed& change, const YearState& previous) {
  if (!change.ok()) return AllIssue(change.issue());
  if (!previous.level.ok()) return {previous.level.issue(), previous.level.issue(), change};
  const Bounded& before = previous.level.value();
  const Bounded& step = change.value();
  MaybeQualifier growth;
  if (step.qualifier == Qualifier::kEqual) {
    growth = Scaled(Mirrored(before.qualifier), step.value);
  } else if (before.qualifier == Qualifier::kEqual) {
    growth = step.qualifier;
  }
  const Computed level =
      Make(before.value + step.value, Combined(before.qualifier, step.qualifier));
  YearState state = FromLevel(level, previous, growth, Qualifier::kEqual);
  state.change = change;
  return state;
}

YearState FromMeasured(const MeasuredValue& given, const YearState& previous) {
  switch (given.measure) {
    case Measure::kGrowth:
      return FromGrowth(given.value, previous);
    case Measure::kLevel:
      return FromFreeLevel(given.value, previous);
    case Measure::kChange:
      return FromChange(given.value, previous);
  }
  return AllIssue(MakeIssue(kNoAssumption));
}

class RuleStep {
 public:
  explicit RuleStep(const StepContext& context) : in_(context) {}

  YearState operator()(const HoldRule&) const { return Growth(0); }
  YearState operator()(const CompoundRule& rule) const {
    return Growth(rule.growth_percent.ToDouble());
  }
  YearState operator()(const RepeatRule&) const {
    return FromGrowth(in_.base_growth, in_.previous);
  }
  YearState operator()(const PlanRule&) const { return Tied(); }
  YearState operator()(const RelativeRule&) const { return Tied(); }
  YearState operator()(const TrendRule&) const { return Tied(); }

  // A shock is no rule of its own: the rule table keeps it beside the rule it works on.
  YearState operator()(const ShockRule&) const { return AllIssue(MakeIssue(kNoAssumption)); }

  YearState operator()(const DampedRule& rule) const {
    Computed initial = in_.base_growth;
    if (rule.initial_growth_percent.has_value()) {
      initial = Bounded{rule.initial_growth_percent->ToDouble(), Qualifier::kEqual};
    }
    if (!initial.ok()) return AllIssue(initial.issue());
    const int h = in_.year - in_.rule.first_year + 1;
    return FromGrowth(Make(DampedGrowthPercent(rule.long_run_growth_percent.ToDouble(),
                                               rule.phi.ToDouble(), initial.value().value, h),
                           initial.value().qualifier),
                      in_.previous);
  }

  YearState operator()(const LinearRule& rule) const {
    if (!in_.run_base.ok()) return AllIssue(in_.run_base.issue());
    const Bounded& base = in_.run_base.value();
    const double step = rule.step.ToDouble();
    return FromLevel(Make(LinearLevel(base.value, step, RunYears()), base.qualifier), in_.previous,
                     Scaled(Mirrored(base.qualifier), step), Qualifier::kEqual);
  }

  YearState operator()(const LogisticRule& rule) const {
    if (!in_.run_base.ok()) return AllIssue(in_.run_base.issue());
    const Bounded& base = in_.run_base.value();
    const double floor = rule.floor.ToDouble();
    const double ceiling = rule.ceiling.ToDouble();
    if (in_.highest_level.value_or(base.value) >= ceiling ||
        in_.lowest_level.value_or(base.value) <= floor) {
      return AllIssue(MakeIssue(kOutsideLogisticRange));
    }
    const Computed kappa = Slope(rule, floor, ceiling);
    if (!kappa.ok()) return AllIssue(kappa.issue());
    MaybeQualifier growth = UnlessBound(base.qualifier);
    if (!growth.has_value() && rule.floor.is_zero()) {
      growth = Scaled(Mirrored(base.qualifier), kappa.value().value);
    }
    return FromLevel(
        Make(LogisticLevel(base.value, floor, ceiling, kappa.value().value, RunYears()),
             Combined(base.qualifier, kappa.value().qualifier)),
        in_.previous, growth, UnlessBound(base.qualifier));
  }

  YearState operator()(const RequiredRule& rule) const {
    if (!in_.run_base.ok()) return AllIssue(in_.run_base.issue());
    const Bounded& base = in_.run_base.value();
    const double end = rule.level.ToDouble();
    const int years = rule.year - in_.rule.run_start + 1;
    const bool linear = rule.style == RequiredStyle::kLinear;
    YearState state = FromLevel(Make(RequiredLevel(base.value, end, years, rule.style, RunYears()),
                                     RunYears() == years ? Qualifier::kEqual : base.qualifier),
                                in_.previous, Mirrored(base.qualifier),
                                linear ? Mirrored(base.qualifier) : UnlessBound(base.qualifier));
    if (rule.style == RequiredStyle::kConstantGrowth && state.growth.ok()) {
      state.growth = Make(CompoundGrowthPercent(base.value, end, years), Mirrored(base.qualifier));
    }
    return state;
  }

  YearState operator()(const GivenRule& rule) const {
    const auto point = std::find_if(rule.points.begin(), rule.points.end(),
                                    [this](const GivenPoint& p) { return p.year == in_.year; });
    if (point == rule.points.end()) return AllIssue(MakeIssue(kNoAssumption));
    return FromMeasured({point->measure, Bounded{point->value.ToDouble(), Qualifier::kEqual}},
                        in_.previous);
  }

 private:
  int RunYears() const { return in_.year - in_.rule.run_start + 1; }

  YearState Growth(double percent) const {
    return FromGrowth(Bounded{percent, Qualifier::kEqual}, in_.previous);
  }

  YearState Tied() const {
    if (!in_.tied.has_value()) return AllIssue(MakeIssue(kRelativeUnknown));
    return FromMeasured(*in_.tied, in_.previous);
  }

  // kappa as given, or from the two last published levels when neither is a mere bound.
  Computed Slope(const LogisticRule& rule, double floor, double ceiling) const {
    if (rule.kappa.has_value()) return Bounded{rule.kappa->ToDouble(), Qualifier::kEqual};
    if (!in_.previous_level.has_value() || !in_.base_level.has_value()) {
      return MakeIssue(kSlopeUnknown);
    }
    const MaybeQualifier qualifier =
        Combined(in_.previous_level->qualifier, in_.base_level->qualifier);
    return Make(LogisticSlope(in_.previous_level->value, in_.base_level->value, floor, ceiling),
                qualifier.has_value() ? UnlessBound(*qualifier) : std::nullopt);
  }

  const StepContext& in_;
};

}  // namespace

YearState StepYear(const StepContext& context) {
  if (context.rule.assumption == nullptr) return AllIssue(MakeIssue(kNoAssumption));
  return std::visit(RuleStep(context), context.rule.assumption->rule);
}

}  // namespace indicast::projection
