#include "projection-service/engine/plan_goals.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/tracking_codes.h"
#include "projection-service/engine/base_figures.h"
#include "projection-service/engine/verdict.h"
#include "projection-service/engine/wording.h"
#include "projection-service/engine/years_sum.h"

namespace indicast::projection {
namespace {

// What a row is made from, whether published or of the call.
struct Asked {
  std::string indicator;
  Measure measure = Measure::kGrowth;
  Relation relation = Relation::kGreaterOrEqual;
  std::variant<Decimal, RelativeGoal> right_side;
  int year = 0;
  const Target* sum = nullptr;  // a target over several years
};

const Target* FirstTarget(const InputSet& inputs, const std::string& indicator) {
  return inputs.FindTarget(indicator, inputs.base_year() + 1);
}

RowSense SenseOf(Relation relation, Direction direction) {
  switch (relation) {
    case Relation::kGreaterOrEqual:
    case Relation::kGreater:
      return RowSense::kAtLeast;
    case Relation::kLessOrEqual:
      return RowSense::kAtMost;
    case Relation::kAbout:
      return RowSense::kBand;
    case Relation::kEqual:
      if (direction == Direction::kHigherIsBetter) return RowSense::kAtLeast;
      return direction == Direction::kLowerIsBetter ? RowSense::kAtMost : RowSense::kEqual;
  }
  return RowSense::kAtLeast;
}

LocalizedText RowText(const InputSet& inputs, const Asked& asked) {
  const Indicator& indicator = *inputs.FindIndicator(asked.indicator);
  if (const auto* relative = std::get_if<RelativeGoal>(&asked.right_side)) {
    const LocalizedText& other = inputs.FindIndicator(relative->indicator)->name;
    LocalizedText text{absl::StrCat(indicator.name.zh, "增速高于", other.zh),
                       absl::StrCat(indicator.name.en, " grows faster than ", other.en)};
    if (relative->margin != Decimal()) {
      const std::string margin = relative->margin.Normalized().ToString();
      absl::StrAppend(&text.zh, margin, "个百分点");
      absl::StrAppend(&text.en, " by ", margin, " percentage points");
    }
    return text;
  }
  const Decimal& constant = std::get<Decimal>(asked.right_side);
  const bool growth = asked.measure == Measure::kGrowth;
  const Value goal{constant, Qualifier::kEqual, constant.scale()};
  const LocalizedText words =
      GoalWords(asked.relation, goal, growth ? kPercentUnit : indicator.unit, inputs);
  return {absl::StrCat(indicator.name.zh, growth ? "增速" : "", words.zh),
          absl::StrCat(indicator.name.en, growth ? " growth " : " ", words.en)};
}

absl::Status Refuse(const char* code) {
  return Error(absl::StatusCode::kFailedPrecondition, code, MakeIssue(code).text.en);
}

bool IsExact(const Bounded& value) {
  return value.qualifier == Qualifier::kEqual || value.qualifier == Qualifier::kAbout;
}

// The level that growth starts from; an issue where there is none.
absl::StatusOr<double> BaseLevel(const InputSet& inputs, const Indicator& indicator) {
  const BaseFigures base = ChooseBaseFigures(inputs, indicator, FirstTarget(inputs, indicator.id));
  if (!base.level.has_value()) return Refuse(kLevelNotPublished);
  const Bounded level = BoundedOf(inputs.figures()[*base.level]);
  if (!IsExact(level)) return Refuse(kBaseIsBound);
  if (!(level.value > 0)) return Refuse(kBaseNotPositive);
  return level.value;
}

// A level or a change as growth on the base level.
absl::Status SetFromLevel(const InputSet& inputs, const Asked& asked, GoalRow& row) {
  ASSIGN_OR_RETURN(const double level, BaseLevel(inputs, inputs.indicators()[row.indicator]));
  const Decimal& goal = std::get<Decimal>(asked.right_side);
  if (asked.measure == Measure::kLevel) {
    row.value = goal.ToDouble() / level - 1;
    row.half_width = HalfUnit(goal).ToDouble() / level;
    row.cumulative = asked.year > inputs.base_year() + 1;
    return absl::OkStatus();
  }
  if (asked.year > inputs.base_year() + 1) return Refuse(kLevelNotPublished);
  row.value = goal.ToDouble() / level;
  row.half_width = HalfUnit(goal).ToDouble() / level;
  return absl::OkStatus();
}

// A sum over years as the mean level, or the change, that the years after the base must come to.
absl::Status SetFromSum(const InputSet& inputs, const Target& target, const Decimal& goal,
                        GoalRow& row) {
  const Computed done = DoneSum(inputs, target);
  if (!done.ok()) return Refuse(done.issue().code.c_str());
  if (!IsExact(done.value())) return Refuse(kBaseIsBound);
  ASSIGN_OR_RETURN(const double level, BaseLevel(inputs, inputs.indicators()[row.indicator]));
  const double remaining = goal.ToDouble() - done.value().value;
  const int first = std::max(target.first_year, inputs.base_year() + 1);
  const LocalizedText words = ProgressWords(
      inputs, target,
      ProgressOf(inputs, target, {goal.ToDouble(), Qualifier::kEqual}, done.value(), goal.scale()));
  row.text.zh += absl::StrCat("(", target.first_year, "–", target.year, "年合计)");
  row.text.en += absl::StrCat(" in ", target.first_year, "–", target.year, " together");
  row.notes.push_back(words);
  if (target.measure == Measure::kChange) {
    if (first > inputs.base_year() + 1) return Refuse(kLevelNotPublished);
    row.value = remaining / level;
    row.half_width = HalfUnit(goal).ToDouble() / level;
    row.cumulative = target.year > inputs.base_year() + 1;
    return absl::OkStatus();
  }
  if (!(remaining > 0)) return Refuse(row.sense == RowSense::kAtMost ? kGoalMissed : kGoalReached);
  const double years = YearsLeft(inputs, target);
  row.value = remaining / years / level - 1;
  row.half_width = HalfUnit(goal).ToDouble() / years / level;
  row.mean_from = first;
  return absl::OkStatus();
}

void NotePrices(const InputSet& inputs, const GoalRow& row, PriceBasis own,
                std::vector<LocalizedText>& notes) {
  const Indicator& other = inputs.indicators()[*row.other];
  const PriceBasis theirs =
      ChooseBaseFigures(inputs, other, FirstTarget(inputs, other.id)).growth_price_basis;
  if (own == theirs) return;
  const LocalizedText a = PriceWords(own);
  const LocalizedText b = PriceWords(theirs);
  notes.push_back({absl::StrCat("价格口径不一:", a.zh, "与", b.zh),
                   absl::StrCat("unlike price bases: ", a.en, " against ", b.en)});
}

absl::StatusOr<GoalRow> MakeRow(const InputSet& inputs, const Asked& asked) {
  GoalRow row;
  row.indicator = inputs.PositionOf(asked.indicator);
  row.year = asked.year;
  row.text = RowText(inputs, asked);
  const Indicator& indicator = inputs.indicators()[row.indicator];
  const Target* target = FirstTarget(inputs, indicator.id);
  const BaseFigures base = ChooseBaseFigures(inputs, indicator, target);
  row.sense = SenseOf(asked.relation, indicator.direction);
  if (asked.relation == Relation::kGreater) {
    row.step = std::pow(10.0, -base.growth_decimals) / 100;
  }
  if (const auto* relative = std::get_if<RelativeGoal>(&asked.right_side)) {
    row.other = inputs.PositionOf(relative->indicator);
    row.value = relative->margin.ToDouble() / 100;
    row.half_width = HalfUnit(relative->margin).ToDouble() / 100;
    NotePrices(inputs, row, target == nullptr ? base.growth_price_basis : target->price_basis,
               row.notes);
    return row;
  }
  const Decimal& goal = std::get<Decimal>(asked.right_side);
  if (asked.sum != nullptr) {
    RETURN_IF_ERROR(SetFromSum(inputs, *asked.sum, goal, row));
    return row;
  }
  if (asked.measure != Measure::kGrowth) {
    RETURN_IF_ERROR(SetFromLevel(inputs, asked, row));
    return row;
  }
  row.value = goal.ToDouble() / 100;
  row.half_width = HalfUnit(goal).ToDouble() / 100;
  return row;
}

// The row of a published target, or FAILED_PRECONDITION with the code of why there is none.
absl::StatusOr<GoalRow> RowOf(const InputSet& inputs, const Quotas& quotas, size_t position,
                              int last_year) {
  const Target& target = inputs.targets()[position];
  if (target.year <= inputs.base_year() || target.year > last_year) {
    return Refuse(kTargetOutsideHorizon);
  }
  Asked asked{target.indicator, target.measure, target.relation, {}, target.year, nullptr};
  if (std::holds_alternative<QualitativeGoal>(target.goal)) return Refuse(kQualitativeTarget);
  if (target.IsSum()) {
    if (!AddsUp(*inputs.FindIndicator(target.indicator), target)) return Refuse(kNotASum);
    asked.sum = &target;
  }
  if (std::holds_alternative<ExternalGoal>(target.goal)) {
    const auto quota = quotas.find(target.id);
    if (quota == quotas.end()) return Refuse(kExternalQuotaUnknown);
    asked.right_side = quota->second;
  } else if (const auto* relative = std::get_if<RelativeGoal>(&target.goal)) {
    if (target.measure != Measure::kGrowth) return Refuse(kRelativeUnknown);
    asked.right_side = *relative;
  } else {
    asked.right_side = std::get<Decimal>(target.goal);
  }
  ASSIGN_OR_RETURN(GoalRow row, MakeRow(inputs, asked));
  row.name = target.id;
  row.target = position;
  row.kind = target.kind;
  row.hard = target.kind == TargetKind::kBinding;
  row.stretch = target.kind == TargetKind::kStretch;
  if (!target.pair_note.empty()) row.notes.push_back(target.pair_note);
  return row;
}

size_t TargetPosition(const InputSet& inputs, const std::string& id) {
  const auto& targets = inputs.targets();
  return static_cast<size_t>(
      std::find_if(targets.begin(), targets.end(), [&](const Target& t) { return t.id == id; }) -
      targets.begin());
}

absl::StatusOr<GoalRow> RowOf(const InputSet& inputs, const Quotas& quotas, const PlanGoal& goal,
                              int last_year) {
  if (!goal.target.empty()) {
    auto row = RowOf(inputs, quotas, TargetPosition(inputs, goal.target), last_year);
    if (!row.ok()) return FieldError("target", row.status().message());
    if (goal.force != GoalForce::kByKind) row->hard = goal.force == GoalForce::kHard;
    return row;
  }
  auto row = MakeRow(
      inputs, {goal.indicator, goal.measure, goal.relation, goal.right_side, last_year, nullptr});
  if (!row.ok()) return FieldError("constant", row.status().message());
  row->hard = goal.force != GoalForce::kSoft;
  return row;
}

}  // namespace

absl::StatusOr<GoalRows> ResolveGoals(const InputSet& inputs, const Quotas& quotas,
                                      const std::vector<PlanGoal>& goals, int last_year) {
  GoalRows out;
  for (size_t i = 0; i < goals.size(); ++i) {
    auto row = RowOf(inputs, quotas, goals[i], last_year);
    if (!row.ok()) return PrefixField(row.status(), absl::StrCat("goals[", i, "]"));
    if (row->name.empty()) row->name = absl::StrCat("goals[", i, "]");
    out.rows.push_back(*std::move(row));
  }
  if (!goals.empty()) return out;
  for (size_t i = 0; i < inputs.targets().size(); ++i) {
    auto row = RowOf(inputs, quotas, i, last_year);
    if (row.ok()) {
      out.rows.push_back(*std::move(row));
      continue;
    }
    const Target& target = inputs.targets()[i];
    const Issue issue = IssueOf(row.status());
    out.left_out.push_back({target.id, target.indicator, issue.code, issue.text});
  }
  return out;
}

}  // namespace indicast::projection
