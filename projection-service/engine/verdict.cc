#include "projection-service/engine/verdict.h"

#include <algorithm>

#include "absl/status/statusor.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/bounded.h"

namespace indicast::projection {
namespace {

// One side of an interval; no value: unbounded.
struct End {
  std::optional<Decimal> at;
  bool open = false;
};

struct Interval {
  End low;
  End high;
};

absl::StatusOr<Interval> IntervalOf(const Judged& value) {
  const Decimal& x = value.number;
  switch (value.qualifier) {
    case Qualifier::kGreater:
      return Interval{{x, true}, {}};
    case Qualifier::kGreaterOrEqual:
      return Interval{{x, false}, {}};
    case Qualifier::kLess:
      return Interval{{}, {x, true}};
    case Qualifier::kLessOrEqual:
      return Interval{{}, {x, false}};
    case Qualifier::kAbout: {
      ASSIGN_OR_RETURN(const Decimal low, x.Subtract(value.about_half_width));
      ASSIGN_OR_RETURN(const Decimal high, x.Add(value.about_half_width));
      return Interval{{low, false}, {high, false}};
    }
    default:
      return Interval{{x, false}, {x, false}};
  }
}

absl::StatusOr<End> Minus(const End& a, const End& b) {
  if (!a.at.has_value() || !b.at.has_value()) return End{};
  ASSIGN_OR_RETURN(const Decimal difference, a.at->Subtract(*b.at));
  return End{difference, a.open || b.open};
}

absl::StatusOr<Interval> Minus(const Interval& a, const Interval& b) {
  ASSIGN_OR_RETURN(const End low, Minus(a.low, b.high));
  ASSIGN_OR_RETURN(const End high, Minus(a.high, b.low));
  return Interval{low, high};
}

Interval Negated(const Interval& x) {
  const auto negate = [](const End& end) {
    return end.at.has_value() ? End{end.at->Negate(), end.open} : end;
  };
  return {negate(x.high), negate(x.low)};
}

Verdict Decide(bool all, bool none) {
  if (all) return Verdict::kMet;
  return none ? Verdict::kMissed : Verdict::kAtRisk;
}

// All of the interval above (or at, unless strict) the line, or none of it.
Verdict AtLeast(const Interval& x, const Decimal& line, bool strict) {
  const bool all =
      x.low.at.has_value() && (*x.low.at > line || (*x.low.at == line && (!strict || x.low.open)));
  const bool none = x.high.at.has_value() &&
                    (*x.high.at < line || (*x.high.at == line && (strict || x.high.open)));
  return Decide(all, none);
}

Verdict Within(const Interval& x, const Decimal& half) {
  const Verdict above = AtLeast(x, half.Negate(), false);
  const Verdict below = AtLeast(Negated(x), half.Negate(), false);
  return Decide(above == Verdict::kMet && below == Verdict::kMet,
                above == Verdict::kMissed || below == Verdict::kMissed);
}

absl::StatusOr<Verdict> JudgeOnce(const Judged& projection, const Judged& goal,
                                  const VerdictRule& rule) {
  ASSIGN_OR_RETURN(const Interval outcome, IntervalOf(projection));
  ASSIGN_OR_RETURN(const Interval wanted, IntervalOf(goal));
  ASSIGN_OR_RETURN(const Interval gap, Minus(outcome, wanted));
  switch (rule.relation) {
    case Relation::kGreaterOrEqual:
      return AtLeast(gap, Decimal(), false);
    case Relation::kGreater:
      return AtLeast(gap, Decimal(), true);
    case Relation::kLessOrEqual:
      return AtLeast(Negated(gap), Decimal(), false);
    case Relation::kAbout:
      return Within(gap, rule.about_half_width);
    case Relation::kEqual:
      break;
  }
  switch (rule.direction) {
    case Direction::kHigherIsBetter:
      return AtLeast(gap, Decimal(), false);
    case Direction::kLowerIsBetter:
      return AtLeast(Negated(gap), Decimal(), false);
    case Direction::kNeutral:
      return Within(gap, Decimal());
  }
  return Verdict::kUnknown;
}

absl::StatusOr<Judged> Rounded(Judged value, int decimals) {
  ASSIGN_OR_RETURN(value.number, value.number.RoundTo(decimals));
  return value;
}

absl::StatusOr<Judgement> JudgeBoth(const Judged& projection, const Judged& goal,
                                    const VerdictRule& rule) {
  ASSIGN_OR_RETURN(const Verdict full, JudgeOnce(projection, goal, rule));
  ASSIGN_OR_RETURN(const Judged shown, Rounded(projection, rule.published_decimals));
  ASSIGN_OR_RETURN(const Judged wanted, Rounded(goal, rule.published_decimals));
  ASSIGN_OR_RETURN(const Verdict published, JudgeOnce(shown, wanted, rule));
  if (full == Verdict::kAtRisk || published == Verdict::kAtRisk) {
    const bool about =
        projection.qualifier == Qualifier::kAbout || goal.qualifier == Qualifier::kAbout;
    return Judgement{Verdict::kAtRisk, about ? VerdictCause::kApproximate : VerdictCause::kBound,
                     full, published};
  }
  if (full != published) {
    return Judgement{Verdict::kAtRisk, VerdictCause::kPrecision, full, published};
  }
  return Judgement{full, VerdictCause::kPlain, full, published};
}

}  // namespace

Decimal HalfUnit(const Decimal& printed) {
  const int scale = std::min(printed.scale(), Decimal::kMaxScale - 1);
  return Decimal::Create(5, scale + 1).value();
}

Judgement Judge(const Judged& projection, const Judged& goal, const VerdictRule& rule) {
  const auto judgement = JudgeBoth(projection, goal, rule);
  if (!judgement.ok()) return {Verdict::kUnknown, VerdictCause::kTooLarge};
  return *judgement;
}

}  // namespace indicast::projection
