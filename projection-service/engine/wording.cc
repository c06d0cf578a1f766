#include "projection-service/engine/wording.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace indicast::projection {
namespace {

constexpr int kSignificantDigits = 12;

struct Affix {
  const char* zh_before;
  const char* zh_after;
  const char* en;
};

Affix QualifierAffix(Qualifier q) {
  switch (q) {
    case Qualifier::kGreater:
      return {"超过", "", "more than "};
    case Qualifier::kGreaterOrEqual:
      return {"不低于", "", "at least "};
    case Qualifier::kLess:
      return {"不到", "", "less than "};
    case Qualifier::kLessOrEqual:
      return {"不超过", "", "at most "};
    case Qualifier::kAbout:
      return {"约", "", "about "};
    default:
      return {"", "", ""};
  }
}

Affix RelationAffix(Relation relation) {
  switch (relation) {
    case Relation::kGreaterOrEqual:
      return {"", "以上", "at least "};
    case Relation::kGreater:
      return {"高于", "", "more than "};
    case Relation::kAbout:
      return {"", "左右", "about "};
    case Relation::kLessOrEqual:
      return {"", "以内", "at most "};
    case Relation::kEqual:
      return {"", "", ""};
  }
  return {"", "", ""};
}

LocalizedText WithUnit(const std::string& number, absl::string_view unit, const InputSet& inputs) {
  if (unit == kPercentUnit) return {absl::StrCat(number, "%"), absl::StrCat(number, " %")};
  if (unit == kPercentagePointUnit) {
    return {absl::StrCat(number, "个百分点"), absl::StrCat(number, " percentage points")};
  }
  if (unit == kIndexUnit) return {number, number};
  const Unit* found = inputs.FindUnit(unit);
  if (found == nullptr) {
    return {absl::StrCat(number, std::string(unit)), absl::StrCat(number, " ", std::string(unit))};
  }
  return {absl::StrCat(number, found->symbol.zh), absl::StrCat(number, " ", found->symbol.en)};
}

LocalizedText Wrap(const Affix& affix, const LocalizedText& text) {
  return {absl::StrCat(affix.zh_before, text.zh, affix.zh_after), absl::StrCat(affix.en, text.en)};
}

std::string Plain(const Decimal& value) { return value.Normalized().ToString(); }

LocalizedText GivenWords(const GivenRule& rule, int year, const Indicator& indicator,
                         const InputSet& inputs) {
  for (const GivenPoint& point : rule.points) {
    if (point.year != year) continue;
    if (point.measure == Measure::kGrowth) {
      return {absl::StrCat("给定增速", Plain(point.value), "%"),
              absl::StrCat("given growth ", Plain(point.value), " %")};
    }
    const LocalizedText level = WithUnit(Plain(point.value), indicator.unit, inputs);
    return {absl::StrCat("给定水平", level.zh), absl::StrCat("given level ", level.en)};
  }
  return {"未给定", "not given"};
}

LocalizedText StyleWords(RequiredStyle style) {
  switch (style) {
    case RequiredStyle::kConstantGrowth:
      return {"等速", "at constant growth"};
    case RequiredStyle::kLinear:
      return {"等额", "in equal steps"};
    case RequiredStyle::kFrontLoaded:
      return {"前快后慢", "front-loaded"};
    case RequiredStyle::kBackLoaded:
      return {"前慢后快", "back-loaded"};
    case RequiredStyle::kSCurve:
      return {"先慢后快再慢", "along an S-curve"};
  }
  return {"等速", "at constant growth"};
}

struct RuleText {
  int year;
  const Indicator& indicator;
  const InputSet& inputs;

  LocalizedText operator()(const HoldRule&) const {
    return {"保持基期水平(增速0)", "level held (growth 0)"};
  }
  LocalizedText operator()(const RepeatRule&) const {
    return {"延续基期增速", "the base year's growth continues"};
  }
  LocalizedText operator()(const PlanRule&) const { return {"按目标", "as targeted"}; }
  LocalizedText operator()(const CompoundRule& rule) const {
    const std::string g = Plain(rule.growth_percent);
    return {absl::StrCat("年增速", g, "%"), absl::StrCat("growth ", g, " % a year")};
  }
  LocalizedText operator()(const LinearRule& rule) const {
    const LocalizedText step = WithUnit(Plain(rule.step), indicator.unit, inputs);
    return {absl::StrCat("每年增加", step.zh), absl::StrCat("a step of ", step.en, " a year")};
  }
  LocalizedText operator()(const DampedRule& rule) const {
    const std::string to = Plain(rule.long_run_growth_percent);
    const std::string phi = Plain(rule.phi);
    return {absl::StrCat("增速逐年趋向", to, "%(阻尼系数", phi, ")"),
            absl::StrCat("growth damped towards ", to, " % (phi ", phi, ")")};
  }
  LocalizedText operator()(const LogisticRule& rule) const {
    const LocalizedText ceiling = WithUnit(Plain(rule.ceiling), indicator.unit, inputs);
    return {absl::StrCat("饱和曲线,上限", ceiling.zh),
            absl::StrCat("logistic path, ceiling ", ceiling.en)};
  }
  LocalizedText operator()(const RequiredRule& rule) const {
    const LocalizedText level = WithUnit(Plain(rule.level), indicator.unit, inputs);
    const LocalizedText style = StyleWords(rule.style);
    return {absl::StrCat(rule.year, "年达到", level.zh, "(", style.zh, ")"),
            absl::StrCat("reaching ", level.en, " in ", rule.year, " ", style.en)};
  }
  LocalizedText operator()(const GivenRule& rule) const {
    return GivenWords(rule, year, indicator, inputs);
  }
  LocalizedText operator()(const RelativeRule& rule) const {
    const Indicator* other = inputs.FindIndicator(rule.indicator);
    const LocalizedText name =
        other == nullptr ? LocalizedText{rule.indicator, rule.indicator} : other->name;
    if (rule.margin.is_zero()) {
      return {absl::StrCat("与", name.zh, "增速同步"), absl::StrCat("grows as ", name.en)};
    }
    const std::string margin = Plain(rule.margin.Abs());
    const bool minus = rule.margin.is_negative();
    return {absl::StrCat(name.zh, "增速", minus ? "减" : "加", margin, "个百分点"),
            absl::StrCat("growth of ", name.en, minus ? " minus " : " plus ", margin,
                         " percentage points")};
  }
  LocalizedText operator()(const TrendRule& rule) const {
    if (!rule.prior_growth_percent.has_value()) {
      return {"短历史趋势", "the short-history trend"};
    }
    const std::string prior = Plain(*rule.prior_growth_percent);
    return {absl::StrCat("短历史趋势(先验", prior, "%)"),
            absl::StrCat("the short-history trend with a prior of ", prior, " %")};
  }
  LocalizedText operator()(const ShockRule& rule) const { return ShockWords(rule, year); }
};

LocalizedText PassingWords(const ShockRule& shock) {
  if (shock.catch_up_share.has_value()) {
    const std::string share = Plain(shock.catch_up_share->Shift(2).value_or(Decimal()));
    return {absl::StrCat(shock.catch_up_years, "年内补回", share, "%"),
            absl::StrCat("of which ", share, " % is caught up within ", shock.catch_up_years,
                         " years")};
  }
  if (shock.persistence.is_zero()) return {"次年消失", "that is gone a year later"};
  if (shock.persistence == Decimal::FromInt(1)) return {"不再补回", "that stays"};
  const std::string rho = Plain(shock.persistence);
  return {absl::StrCat("每年留存", rho), absl::StrCat("of which ", rho, " is left each year")};
}

}  // namespace

Value ToValue(const Computed& computed, int display_decimals) {
  Value value;
  value.display_decimals = display_decimals;
  if (!computed.ok()) return value;
  const auto number = Decimal::FromDouble(computed.value().value, kSignificantDigits);
  if (number.ok()) {
    value.number = *number;
    value.qualifier = computed.value().qualifier;
  }
  return value;
}

std::string Printed(const Value& value) {
  const auto rounded = value.number->RoundTo(value.display_decimals);
  return rounded.ok() ? rounded->ToString() : value.number->ToString();
}

LocalizedText Words(const Value& value, absl::string_view unit, const InputSet& inputs) {
  return Wrap(QualifierAffix(value.qualifier), WithUnit(Printed(value), unit, inputs));
}

LocalizedText Words(const Figure& figure, const InputSet& inputs) {
  return Wrap(QualifierAffix(figure.qualifier),
              WithUnit(figure.value->ToString(), figure.unit, inputs));
}

LocalizedText GoalWords(Relation relation, const Value& goal, absl::string_view unit,
                        const InputSet& inputs) {
  return Wrap(RelationAffix(relation), Words(goal, unit, inputs));
}

LocalizedText RuleWords(const Rule& rule, int year, const Indicator& indicator,
                        const InputSet& inputs) {
  return std::visit(RuleText{year, indicator, inputs}, rule);
}

LocalizedText ShockWords(const ShockRule& shock, int impact_year) {
  const std::string size = Plain(shock.size_percent);
  if (shock.growth) {
    return {absl::StrCat("叠加增速冲击每年", size, "%"),
            absl::StrCat("with a growth shock of ", size, " % a year")};
  }
  const LocalizedText passing = PassingWords(shock);
  return {absl::StrCat("叠加", impact_year, "年一次性冲击", size, "%(", passing.zh, ")"),
          absl::StrCat("with a one-off shock of ", size, " % in ", impact_year, " ", passing.en)};
}

LocalizedText PriceWords(PriceBasis basis) {
  switch (basis) {
    case PriceBasis::kCurrent:
      return {"现价(名义)", "nominal"};
    case PriceBasis::kConstant:
      return {"可比价(实际)", "real"};
    case PriceBasis::kNotApplicable:
      return {"不涉及价格", "without a price basis"};
    case PriceBasis::kUnstated:
      return {"价格基础未说明", "of unstated price basis"};
  }
  return {"价格基础未说明", "of unstated price basis"};
}

}  // namespace indicast::projection
