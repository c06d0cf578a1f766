#include "projection-service/engine/assessment.h"

#include <algorithm>
#include <cmath>

#include "absl/strings/str_cat.h"
#include "projection-service/engine/compound.h"
#include "projection-service/engine/verdict.h"
#include "projection-service/engine/wording.h"
#include "projection-service/engine/years_sum.h"

namespace indicast::projection {
namespace {

struct Subject {
  const char* zh;
  const char* en;
};

Subject SubjectOf(Measure measure) {
  switch (measure) {
    case Measure::kGrowth:
      return {"预测增速", "projected growth"};
    case Measure::kLevel:
      return {"预测值", "projected level"};
    case Measure::kChange:
      return {"预测增量", "projected change"};
  }
  return {"预测值", "projection"};
}

// True when the rule gives the level of that year whatever the base.
bool StatesEndLevel(const InputSet& inputs, const EffectiveRule& rule, const Indicator& indicator,
                    int year) {
  if (rule.assumption == nullptr) return false;
  if (const auto* given = std::get_if<GivenRule>(&rule.assumption->rule)) {
    return std::any_of(given->points.begin(), given->points.end(), [year](const GivenPoint& p) {
      return p.year == year && p.measure == Measure::kLevel;
    });
  }
  if (const auto* required = std::get_if<RequiredRule>(&rule.assumption->rule)) {
    return required->year == year;
  }
  if (!std::holds_alternative<PlanRule>(rule.assumption->rule)) return false;
  const Target* planned = inputs.FindTarget(indicator.id, year);
  return planned != nullptr && planned->measure == Measure::kLevel;
}

class Assessor {
 public:
  Assessor(const AssessmentContext& context, size_t target, bool in_words)
      : c_(context),
        in_words_(in_words),
        target_(context.inputs.targets()[target]),
        position_(context.inputs.PositionOf(target_.indicator)),
        indicator_(context.inputs.indicators()[position_]),
        base_(context.bases[position_]) {
    out_.target = target;
  }

  TargetAssessment Run() {
    out_.indicator_name = indicator_.name;
    unit_ = target_.measure == Measure::kGrowth ? kPercentUnit : indicator_.unit;
    out_.gap_unit = unit_ == kPercentUnit ? kPercentagePointUnit : unit_;
    FindBase();
    if (in_words_) AddPairNotes();
    if (target_.IsSum()) {
      JudgeSum();
      return std::move(out_);
    }
    if (IsOutsideHorizon()) return std::move(out_);
    const Computed goal = c_.evaluation.GoalOf(target_);
    const Computed& projection = c_.evaluation.At(position_, target_.year, target_.measure);
    out_.goal = ToValue(goal, GoalDecimals(goal));
    out_.projection = ToValue(projection, Decimals());
    if (in_words_) AddRelativeNote();
    if (in_words_ && goal.ok()) ImplyLevel(goal.value());
    Decide(goal, projection);
    return std::move(out_);
  }

 private:
  // Says so when it is.
  bool IsOutsideHorizon() {
    if (target_.year > c_.inputs.base_year() && target_.year <= c_.rules.horizon_year()) {
      return false;
    }
    Unknown({kTargetOutsideHorizon,
             {absl::StrCat("目标年", target_.year, "不在预测期内"),
              absl::StrCat("the target year ", target_.year, " is outside the projected years")}});
    return true;
  }

  void JudgeSum() {
    const bool in_words = std::holds_alternative<QualitativeGoal>(target_.goal);
    const Computed goal = in_words || AddsUp(indicator_, target_) ? c_.evaluation.GoalOf(target_)
                                                                  : MakeIssue(kNotASum);
    if (!goal.ok()) return Unknown(goal.issue());
    out_.goal = ToValue(goal, GoalDecimals(goal));
    const Computed done = DoneSum(c_.inputs, target_);
    if (done.ok()) {
      out_.progress = ProgressOf(c_.inputs, target_, goal.value(), done.value(),
                                 std::max(Decimals(), out_.goal.display_decimals));
      if (in_words_) {
        LocalizedText words = ProgressWords(c_.inputs, target_, *out_.progress);
        Note(std::move(words.zh), std::move(words.en));
      }
    }
    if (IsOutsideHorizon()) return;
    const Computed projection = ProjectedSum(c_.inputs, target_, c_.evaluation);
    out_.projection = ToValue(projection, Decimals());
    Decide(goal, projection);
  }

  int Decimals() const {
    return target_.measure == Measure::kGrowth ? base_.growth_decimals : base_.level_decimals;
  }

  // A goal is printed with the decimals it was published with.
  int GoalDecimals(const Computed& goal) const {
    if (const auto* constant = std::get_if<Decimal>(&target_.goal)) return constant->scale();
    const Value value = ToValue(goal, 0);
    if (std::holds_alternative<ExternalGoal>(target_.goal) && value.number.has_value()) {
      return value.number->scale();
    }
    return Decimals();
  }

  void FindBase() {
    if (std::holds_alternative<QualitativeGoal>(target_.goal)) {
      out_.base_missing_reason = MakeIssue(kQualitativeTarget).text;
      return;
    }
    out_.base = FindOutcome(c_.inputs, indicator_.id, target_.measure, target_.BaseScope(),
                            c_.inputs.base_year(), target_.price_basis);
    if (!out_.base.has_value() && in_words_) {
      out_.base_missing_reason = MissingOutcome(c_.inputs, indicator_.id, target_.measure,
                                                target_.BaseScope(), c_.inputs.base_year())
                                     .text;
    }
  }

  void Note(std::string zh, std::string en) {
    LocalizedText note{std::move(zh), std::move(en)};
    if (std::find(out_.notes.begin(), out_.notes.end(), note) == out_.notes.end()) {
      out_.notes.push_back(std::move(note));
    }
  }

  void AddPairNotes() {
    if (!target_.pair_note.empty()) Note(target_.pair_note.zh, target_.pair_note.en);
    if (target_.pair_note.empty() && target_.BaseScope() != target_.scope) {
      Note(absl::StrCat("基期口径(", target_.BaseScope(), ")与目标口径(", target_.scope, ")不同"),
           absl::StrCat("the base covers scope \"", target_.BaseScope(), "\", the target \"",
                        target_.scope, "\""));
    }
    if (!out_.base.has_value()) return;
    const Figure& base = c_.inputs.figures()[*out_.base];
    if (ConflictingPrices(base.price_basis, target_.price_basis)) {
      const LocalizedText of_base = PriceWords(base.price_basis);
      const LocalizedText of_target = PriceWords(target_.price_basis);
      Note(absl::StrCat("基期数为", of_base.zh, ",目标为", of_target.zh),
           absl::StrCat("the base is ", of_base.en, ", the target ", of_target.en));
    }
  }

  // Price bases of the two sides of a relative target.
  void AddRelativeNote() {
    const auto* relative = std::get_if<RelativeGoal>(&target_.goal);
    if (relative == nullptr) return;
    const Indicator* other = c_.inputs.FindIndicator(relative->indicator);
    if (other == nullptr) return;
    const auto other_position = static_cast<size_t>(other - c_.inputs.indicators().data());
    const PriceBasis own = base_.growth_price_basis;
    const PriceBasis theirs = c_.bases[other_position].growth_price_basis;
    if (ComparablePrices(own, theirs)) return;
    const LocalizedText of_own = PriceWords(own);
    const LocalizedText of_other = PriceWords(theirs);
    Note(absl::StrCat("应以实际增速相比;", indicator_.name.zh, "增速为", of_own.zh, ",",
                      other->name.zh, "增速为", of_other.zh),
         absl::StrCat("real growth should be compared with real; growth of ", indicator_.name.en,
                      " is ", of_own.en, ", of ", other->name.en, " ", of_other.en));
  }

  // Level implied by a growth goal on the published level of the base year.
  void ImplyLevel(const Bounded& goal) {
    if (target_.measure != Measure::kGrowth || !base_.level.has_value()) return;
    const Figure& base = c_.inputs.figures()[*base_.level];
    const Bounded level = BoundedOf(base);
    const int decimals =
        base.qualifier == Qualifier::kEqual ? base_.level_decimals : base.value->scale();
    if (!(level.value > 0)) return;
    const auto sum = Combined(RelationQualifier(), goal.qualifier);
    const auto qualifier = sum.has_value() ? Combined(level.qualifier, *sum) : sum;
    if (!qualifier.has_value()) return;
    out_.implied_level =
        ToValue(Bounded{level.value * GrowthFactor(goal.value), *qualifier}, decimals);
    if (!out_.implied_level.number.has_value()) return;
    out_.implied_level_unit = indicator_.unit;
    if (target_.price_basis == PriceBasis::kConstant && base.price_basis == PriceBasis::kCurrent) {
      Note(absl::StrCat("隐含水平按", base.year(), "年价格计,不是名义值"),
           absl::StrCat("the implied level is at ", base.year(), " prices, not nominal"));
    }
  }

  Qualifier RelationQualifier() const {
    switch (target_.relation) {
      case Relation::kGreaterOrEqual:
        return Qualifier::kGreaterOrEqual;
      case Relation::kGreater:
        return Qualifier::kGreater;
      case Relation::kLessOrEqual:
        return Qualifier::kLessOrEqual;
      case Relation::kAbout:
        return Qualifier::kAbout;
      case Relation::kEqual:
        break;
    }
    return Qualifier::kEqual;
  }

  void Unknown(const Issue& issue) {
    out_.verdict = Verdict::kUnknown;
    out_.reason_code = issue.code;
    out_.reason = issue.text;
  }

  void Decide(const Computed& goal, const Computed& projection) {
    if (!goal.ok()) return Unknown(goal.issue());
    if (!projection.ok()) return Unknown(projection.issue());
    if (CarriesAnotherScope()) return Unknown(MakeIssue(kScopeDiffers));
    if (!out_.goal.number.has_value() || !out_.projection.number.has_value()) {
      return Unknown(MakeIssue(kValueOutOfRange));
    }
    const auto gap = out_.projection.number->Subtract(*out_.goal.number);
    if (!gap.ok()) return Unknown(MakeIssue(kValueOutOfRange));
    out_.gap = gap->Normalized();
    const Decimal goal_half =
        HalfUnit(out_.goal.number->RoundTo(out_.goal.display_decimals).value_or(Decimal()));
    const VerdictRule rule{.relation = target_.relation,
                           .direction = indicator_.direction,
                           .about_half_width = goal_half,
                           .published_decimals = std::max(Decimals(), out_.goal.display_decimals)};
    const Judgement judgement =
        Judge({*out_.projection.number, out_.projection.qualifier, AboutHalfWidth(projection)},
              {*out_.goal.number, out_.goal.qualifier, goal_half}, rule);
    out_.verdict = judgement.verdict;
    if (judgement.cause == VerdictCause::kTooLarge) return Unknown(MakeIssue(kValueOutOfRange));
    if (in_words_) Explain(judgement, rule);
  }

  // True when the projected level grew out of a base of another scope. A level that the rule of the
  // year states is taken to be in the scope of the target.
  bool CarriesAnotherScope() const {
    if (target_.measure == Measure::kGrowth || target_.BaseScope() == target_.scope) return false;
    if (target_.IsSum()) return true;
    return !StatesEndLevel(c_.inputs, c_.rules.At(position_, target_.year), indicator_,
                           target_.year);
  }

  // The band of an "about" base, carried in proportion.
  Decimal AboutHalfWidth(const Computed& projection) const {
    if (!out_.base.has_value()) return HalfUnit(Decimal());
    const Figure& base = c_.inputs.figures()[*out_.base];
    const Decimal half = HalfUnit(*base.value);
    if (target_.measure != Measure::kLevel || base.value->is_zero()) return half;
    const double ratio = std::abs(projection.value().value / base.value->ToDouble());
    return Decimal::FromDouble(half.ToDouble() * ratio).value_or(half);
  }

  void Explain(const Judgement& judgement, const VerdictRule& rule) {
    const Subject subject = SubjectOf(target_.measure);
    const LocalizedText shown = Words(out_.projection, unit_, c_.inputs);
    const LocalizedText goal = GoalText(rule);
    std::string zh = absl::StrCat(subject.zh, shown.zh);
    std::string en = absl::StrCat(subject.en, " ", shown.en);
    if (target_.IsSum()) {
      zh = absl::StrCat(target_.first_year, "–", target_.year, "年合计", shown.zh);
      en = absl::StrCat("the sum of ", target_.first_year, "–", target_.year, ", ", shown.en, ",");
    }
    if (judgement.verdict == Verdict::kMet) {
      Reason(kTargetMet, absl::StrCat(zh, ",达到目标(", goal.zh, ")"),
             absl::StrCat(en, " meets the target (", goal.en, ")"));
    } else if (judgement.verdict == Verdict::kMissed && out_.gap->is_zero()) {
      Reason(kTargetMissed, absl::StrCat(zh, ",仅与目标线持平,未达到目标(", goal.zh, ")"),
             absl::StrCat(en, " only equals the line of the target (", goal.en, ")"));
    } else if (judgement.verdict == Verdict::kMissed) {
      const LocalizedText gap = GapText();
      Reason(kTargetMissed, absl::StrCat(zh, ",未达到目标(", goal.zh, "),相差", gap.zh),
             absl::StrCat(en, " misses the target (", goal.en, ") by ", gap.en));
    } else if (judgement.cause == VerdictCause::kPrecision) {
      const bool met = judgement.published == Verdict::kMet;
      Reason(kPublishedPrecision,
             absl::StrCat(zh, "(未取整", out_.projection.number->ToString(), ");按公布精度",
                          met ? "达到" : "未达到", "目标(", goal.zh, "),未取整则",
                          met ? "未达到" : "达到"),
             absl::StrCat(en, " (", out_.projection.number->ToString(), " before rounding) ",
                          met ? "meets" : "misses", " the target (", goal.en,
                          ") at published precision and ", met ? "misses" : "meets",
                          " it at full precision"));
    } else {
      const bool about = judgement.cause == VerdictCause::kApproximate;
      Reason(
          about ? kBaseIsApproximate : kBaseIsBound,
          absl::StrCat("公布的基期数只是", about ? "约数" : "界限", ",", zh, ",能否达到目标(",
                       goal.zh, ")取决于实际值"),
          absl::StrCat("the published base is only ", about ? "approximate" : "a bound", ": ", en,
                       "; whether it meets the target (", goal.en, ") depends on the true value"));
    }
  }

  // The goal with its comparator; the band of "about" and the other side of a relative goal named.
  LocalizedText GoalText(const VerdictRule& rule) const {
    LocalizedText text = GoalWords(target_.relation, out_.goal, unit_, c_.inputs);
    if (target_.relation == Relation::kAbout) {
      const auto low = out_.goal.number->Subtract(rule.about_half_width);
      const auto high = out_.goal.number->Add(rule.about_half_width);
      if (low.ok() && high.ok()) {
        const LocalizedText from = BandEnd(*low);
        const LocalizedText to = BandEnd(*high);
        absl::StrAppend(&text.zh, ",即", from.zh, "~", to.zh);
        absl::StrAppend(&text.en, ", that is ", from.en, " to ", to.en);
      }
    }
    if (const auto* relative = std::get_if<RelativeGoal>(&target_.goal)) {
      const Indicator* other = c_.inputs.FindIndicator(relative->indicator);
      if (other != nullptr) {
        absl::StrAppend(&text.zh, ",随", other->name.zh, "的预测");
        absl::StrAppend(&text.en, ", following the projection of ", other->name.en);
      }
    }
    return text;
  }

  LocalizedText BandEnd(const Decimal& at) const {
    return Words(Value{at, Qualifier::kEqual, at.scale()}, unit_, c_.inputs);
  }

  LocalizedText GapText() const {
    const int decimals = std::max(Decimals(), out_.goal.display_decimals);
    return Words(Value{out_.gap->Abs(), Qualifier::kEqual, decimals}, out_.gap_unit, c_.inputs);
  }

  void Reason(const char* code, std::string zh, std::string en) {
    out_.reason_code = code;
    out_.reason = {std::move(zh), std::move(en)};
  }

  const AssessmentContext& c_;
  const bool in_words_;
  const Target& target_;
  size_t position_;
  const Indicator& indicator_;
  const BaseFigures& base_;
  std::string unit_;
  TargetAssessment out_;
};

}  // namespace

TargetAssessment AssessTarget(const AssessmentContext& context, size_t target) {
  return Assessor(context, target, true).Run();
}

TargetAssessment JudgeTarget(const AssessmentContext& context, size_t target) {
  return Assessor(context, target, false).Run();
}

}  // namespace indicast::projection
