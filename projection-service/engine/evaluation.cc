#include "projection-service/engine/evaluation.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/compound.h"
#include "projection-service/engine/evaluation_order.h"
#include "projection-service/engine/shock.h"
#include "projection-service/engine/shocked_state.h"

namespace indicast::projection {
namespace {

// The base-year level carried from the last dated one by published growth.
Computed AnchoredLevel(const InputSet& inputs, const BaseFigures& base) {
  Bounded level = BoundedOf(inputs.figures()[*base.anchor]);
  if (!(level.value > 0)) return MakeIssue(kBaseNotPositive);
  for (const size_t i : base.anchor_growths) {
    const Bounded growth = BoundedOf(inputs.figures()[i]);
    const auto qualifier = Combined(level.qualifier, growth.qualifier);
    if (!qualifier.has_value()) return MakeIssue(kBoundUndetermined);
    level = {level.value * GrowthFactor(growth.value), *qualifier};
  }
  return level;
}

std::optional<Bounded> LevelAt(const InputSet& inputs, const std::optional<size_t>& figure) {
  if (!figure.has_value()) return std::nullopt;
  return BoundedOf(inputs.figures()[*figure]);
}

}  // namespace

std::optional<size_t> Evaluation::Position(absl::string_view indicator) const {
  const Indicator* found = inputs_->FindIndicator(indicator);
  if (found == nullptr) return std::nullopt;
  return static_cast<size_t>(found - inputs_->indicators().data());
}

const YearState& Evaluation::At(size_t indicator, int year) const {
  return states_[indicator][YearIndex(year)];
}

const Computed& Evaluation::At(size_t indicator, int year, Measure measure) const {
  const YearState& state = At(indicator, year);
  switch (measure) {
    case Measure::kGrowth:
      return state.growth;
    case Measure::kLevel:
      return state.level;
    case Measure::kChange:
      return state.change;
  }
  return state.growth;
}

const TrendGrowth* Evaluation::TrendAt(size_t indicator, int year) const {
  return trends_.At(indicator, rules_->At(indicator, year));
}

std::optional<size_t> Evaluation::FollowedBy(size_t indicator, int year) const {
  const EffectiveRule& rule = rules_->At(indicator, year);
  if (rule.assumption == nullptr) return std::nullopt;
  if (const auto* relative = std::get_if<RelativeRule>(&rule.assumption->rule)) {
    return Position(relative->indicator);
  }
  if (!std::holds_alternative<PlanRule>(rule.assumption->rule)) return std::nullopt;
  const Target* target = inputs_->FindTarget(inputs_->indicators()[indicator].id, year);
  const auto* goal = target == nullptr ? nullptr : std::get_if<RelativeGoal>(&target->goal);
  return goal == nullptr ? std::nullopt : Position(goal->indicator);
}

Computed Evaluation::FollowedValue(absl::string_view indicator, int year, Measure measure,
                                   const Decimal& margin) const {
  const auto other = Position(indicator);
  if (!other.has_value()) return MakeIssue(kRelativeUnknown);
  const Computed& value = At(*other, year, measure);
  if (value.ok()) {
    return Bounded{value.value().value + margin.ToDouble(), value.value().qualifier};
  }
  const LocalizedText& name = inputs_->indicators()[*other].name;
  return Issue{kRelativeUnknown,
               {absl::StrCat(name.zh, "无法计算:", value.issue().text.zh),
                absl::StrCat(name.en, " cannot be computed: ", value.issue().text.en)}};
}

Computed Evaluation::GoalOf(const Target& target) const {
  if (const auto* constant = std::get_if<Decimal>(&target.goal)) {
    return Bounded{constant->ToDouble(), Qualifier::kEqual};
  }
  if (const auto* relative = std::get_if<RelativeGoal>(&target.goal)) {
    return FollowedValue(relative->indicator, target.year, target.measure, relative->margin);
  }
  if (std::holds_alternative<QualitativeGoal>(target.goal)) return MakeIssue(kQualitativeTarget);
  const auto quota = quotas_->find(target.id);
  if (quota == quotas_->end()) {
    const LocalizedText& authority = std::get<ExternalGoal>(target.goal).authority;
    return Issue{kExternalQuotaUnknown,
                 {absl::StrCat(authority.zh, "下达的任务数未知,提供后方可判断"),
                  absl::StrCat("the quota set by ", authority.en,
                               " is not known; it can be judged once supplied")}};
  }
  return Bounded{quota->second.ToDouble(), Qualifier::kEqual};
}

MeasuredValue Evaluation::PlannedValue(const Target& target, const BaseFigures& base) const {
  const Computed goal = GoalOf(target);
  if (target.relation != Relation::kGreater || !goal.ok()) return {target.measure, goal};
  const int decimals =
      target.measure == Measure::kGrowth ? base.growth_decimals : base.level_decimals;
  return {target.measure,
          Bounded{goal.value().value + std::pow(10.0, -decimals), goal.value().qualifier}};
}

std::optional<MeasuredValue> Evaluation::TiedValue(size_t indicator, int year) const {
  const Rule& rule = rules_->At(indicator, year).assumption->rule;
  if (const auto* relative = std::get_if<RelativeRule>(&rule)) {
    return MeasuredValue{Measure::kGrowth, FollowedValue(relative->indicator, year,
                                                         Measure::kGrowth, relative->margin)};
  }
  if (const TrendGrowth* trend = trends_.At(indicator, rules_->At(indicator, year))) {
    return MeasuredValue{Measure::kGrowth, Bounded{trend->growth_percent, Qualifier::kEqual}};
  }
  if (!std::holds_alternative<PlanRule>(rule)) return std::nullopt;
  const Target* target = inputs_->FindTarget(inputs_->indicators()[indicator].id, year);
  if (target == nullptr) return std::nullopt;
  return PlannedValue(*target, (*bases_)[indicator]);
}

YearState Evaluation::BaseState(size_t indicator) const {
  const BaseFigures& base = (*bases_)[indicator];
  const std::string& id = inputs_->indicators()[indicator].id;
  Computed growth = MakeIssue(kBaseMissing);
  if (base.growth.has_value()) {
    growth = BoundedOf(inputs_->figures()[*base.growth]);
  } else {
    growth = MissingOutcome(*inputs_, id, Measure::kGrowth, base.scope, inputs_->base_year());
  }
  Computed level = MakeIssue(kLevelNotPublished);
  if (base.level.has_value()) {
    level = BoundedOf(inputs_->figures()[*base.level]);
  } else if (base.anchor.has_value()) {
    level = AnchoredLevel(*inputs_, base);
  }
  return {growth, level, MakeIssue(kBaseMissing)};
}

StepContext Evaluation::ContextFor(size_t indicator, int year) const {
  const BaseFigures& base = (*bases_)[indicator];
  const EffectiveRule& rule = rules_->At(indicator, year);
  const auto& below = rule.shocks.empty() ? states_[indicator] : underlying_[indicator];
  const YearState& previous = below[YearIndex(year - 1)];
  StepContext context{.year = year,
                      .rule = rule,
                      .base_growth = At(indicator, inputs_->base_year()).growth,
                      .previous_level = LevelAt(*inputs_, base.previous_level),
                      .base_level = LevelAt(*inputs_, base.level),
                      .lowest_level = base.lowest_level,
                      .highest_level = base.highest_level,
                      .previous = previous,
                      .run_base = previous.level,
                      .tied = std::nullopt};
  if (rule.assumption != nullptr) {
    context.run_base = below[YearIndex(rule.run_start - 1)].level;
    context.tied = TiedValue(indicator, year);
  }
  return context;
}

YearState Evaluation::UnderlyingStep(size_t indicator, int year) const {
  const bool assumed = rules_->At(indicator, year).assumption != nullptr;
  if (!assumed && inputs_->indicators()[indicator].one_off) {
    const Issue issue{kNoAssumption,
                      {"一次性计数指标,情景点名后才推算",
                       "a one-off count: projected only when a scenario names it"}};
    return {issue, issue, issue};
  }
  return StepYear(ContextFor(indicator, year));
}

void Evaluation::Step(size_t indicator, int year) {
  const size_t at = YearIndex(year);
  const YearState underlying = UnderlyingStep(indicator, year);
  underlying_[indicator][at] = underlying;
  states_[indicator][at] = underlying;
  const auto& shocks = rules_->At(indicator, year).shocks;
  if (shocks.empty()) return;
  double change = 0;
  for (const EffectiveShock& shock : shocks) {
    change += ShockLogGrowth(std::get<ShockRule>(shock.assumption->rule), shock.impact_year, year);
  }
  const double offset = log_offsets_[indicator][at - 1] + change;
  log_offsets_[indicator][at] = offset;
  states_[indicator][at] = ShockedState(underlying, offset, change, states_[indicator][at - 1]);
}

absl::StatusOr<Evaluation> Evaluation::Run(const InputSet& inputs, const RuleTable& rules,
                                           const std::vector<BaseFigures>& bases,
                                           const Quotas& quotas) {
  Evaluation run(inputs, rules, bases, quotas);
  const size_t n = inputs.indicators().size();
  const int years = rules.horizon_year() - inputs.base_year() + 1;
  std::vector<std::string> names;
  names.reserve(n);
  for (size_t i = 0; i < n; ++i) {
    names.push_back(inputs.indicators()[i].id);
    const Issue pending = MakeIssue(kNoAssumption);
    run.states_.emplace_back(static_cast<size_t>(years), YearState{pending, pending, pending});
    run.states_.back().front() = run.BaseState(i);
  }
  run.underlying_ = run.states_;
  run.log_offsets_.assign(n, std::vector<double>(static_cast<size_t>(years)));
  for (int year = rules.first_year(); year <= rules.horizon_year(); ++year) {
    std::vector<std::optional<size_t>> followed(n);
    for (size_t i = 0; i < n; ++i) followed[i] = run.FollowedBy(i, year);
    ASSIGN_OR_RETURN(std::vector<size_t> order, EvaluationOrder(followed, names));
    for (const size_t i : order) run.Step(i, year);
    run.order_.push_back(std::move(order));
  }
  return run;
}

std::vector<size_t> Evaluation::AffectedBy(const std::vector<size_t>& changed) const {
  std::vector<bool> affected(states_.size());
  for (const size_t i : changed) affected[i] = true;
  // Links are few and short: until nothing is added.
  for (bool added = true; added;) {
    added = false;
    for (size_t i = 0; i < affected.size(); ++i) {
      for (int year = rules_->first_year(); !affected[i] && year <= rules_->horizon_year();
           ++year) {
        const auto followed = FollowedBy(i, year);
        affected[i] = followed.has_value() && affected[*followed];
        added = added || affected[i];
      }
    }
  }
  std::vector<size_t> positions;
  for (size_t i = 0; i < affected.size(); ++i) {
    if (affected[i]) positions.push_back(i);
  }
  return positions;
}

void Evaluation::Recompute(const std::vector<size_t>& affected) {
  for (int year = rules_->first_year(); year <= rules_->horizon_year(); ++year) {
    for (const size_t i : order_[static_cast<size_t>(year - rules_->first_year())]) {
      if (std::binary_search(affected.begin(), affected.end(), i)) Step(i, year);
    }
  }
}

}  // namespace indicast::projection
