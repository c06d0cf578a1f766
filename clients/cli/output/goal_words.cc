#include "clients/cli/output/goal_words.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "clients/cli/output/words.h"

namespace indicast::cli::output {
namespace {

using store::v1::AssumptionRule;
using store::v1::Target;
using store::v1::TargetGoal;

bool IsZero(absl::string_view digits) {
  return digits.find_first_of("123456789") == absl::string_view::npos;
}

// "0.5" of "-0.5".
absl::string_view Magnitude(absl::string_view digits) {
  if (!digits.empty() && (digits.front() == '-' || digits.front() == '+')) digits.remove_prefix(1);
  return digits;
}

// The growth of another indicator, with a margin in percentage points.
Text Shifted(const Text& other, absl::string_view margin) {
  if (margin.empty() || IsZero(margin)) return other;
  const bool below = margin.front() == '-';
  return {absl::StrCat(other.zh, below ? "减" : "加", Magnitude(margin), "个百分点"),
          absl::StrCat(other.en, below ? " minus " : " plus ", Magnitude(margin), " pp")};
}

Text RelativeWords(const Target& target, const IndicatorNames& names) {
  Text other = NameOf(names, target.goal().relative().indicator());
  if (target.measure() == type::v1::MEASURE_GROWTH) {
    other = {absl::StrCat(other.zh, "增速"), absl::StrCat(other.en, " growth")};
  }
  return ComparedWith(target.relation(), Shifted(other, target.goal().relative().margin().text()));
}

Text PercentWords(const type::v1::Decimal& percent) {
  if (!percent.text().empty() && percent.text().front() == '-') {
    const absl::string_view size = Magnitude(percent.text());
    return {absl::StrCat("下降", size, "%"), absl::StrCat("growth -", size, " %")};
  }
  return {absl::StrCat("增长", percent.text(), "%"), absl::StrCat("growth ", percent.text(), " %")};
}

// How the way to a level is spread; nothing for the usual way.
Text StyleWords(const std::string& style) {
  if (style == "linear") return {"(等额)", ", in equal steps"};
  if (style == "front-loaded") return {"(前快后慢)", ", front-loaded"};
  if (style == "back-loaded") return {"(前慢后快)", ", back-loaded"};
  if (style == "s-curve") return {"(先慢后快再慢)", ", along an S-curve"};
  return {};
}

Text TrendWords(const store::v1::TrendRule& trend) {
  if (!trend.has_prior_growth_percent()) return {"短历史趋势", "short-history trend"};
  const std::string& prior = trend.prior_growth_percent().text();
  return {absl::StrCat("短历史趋势(先验", prior, "%)"),
          absl::StrCat("short-history trend (prior ", prior, " %)")};
}

Text ShockWords(const store::v1::ShockRule& shock) {
  const std::string& size = shock.size_percent().text();
  if (shock.kind() == "growth") {
    return {absl::StrCat("增速冲击每年", size, "%"),
            absl::StrCat("growth shock of ", size, " % a year")};
  }
  Text passing{"不再补回", "it stays"};
  if (shock.has_catch_up_share()) {
    passing = {
        absl::StrCat(shock.catch_up_years(), "年内补回其中的", shock.catch_up_share().text()),
        absl::StrCat(shock.catch_up_share().text(), " of it caught up within ",
                     shock.catch_up_years(), " years")};
  } else if (shock.has_persistence() && shock.persistence().text() != "1") {
    passing = {absl::StrCat("每年留存", shock.persistence().text()),
               absl::StrCat(shock.persistence().text(), " of it left each year")};
  }
  return {absl::StrCat("一次性冲击", size, "%(", passing.zh, ")"),
          absl::StrCat("one-off shock of ", size, " % (", passing.en, ")")};
}

Text GivenWords(const store::v1::GivenRule& given, const UnitSymbols& symbols,
                const std::string& unit) {
  std::vector<std::string> zh;
  std::vector<std::string> en;
  for (const auto& point : given.points()) {
    Text value;
    if (point.has_level()) {
      const Text digits = symbols.WithUnit(Same(point.level().text()), unit);
      value = {absl::StrCat("水平", digits.zh), absl::StrCat("level ", digits.en)};
    } else {
      value = PercentWords(point.growth_percent());
    }
    zh.push_back(absl::StrCat(point.year(), "年", value.zh));
    en.push_back(absl::StrCat(point.year(), ": ", value.en));
  }
  return {absl::StrJoin(zh, ","), absl::StrJoin(en, ", ")};
}

Text DampedWords(const store::v1::DampedRule& damped) {
  Text words = {absl::StrCat("增速逐年趋向", damped.long_run_growth_percent().text(),
                             "%(φ=", damped.phi().text()),
                absl::StrCat("growth damped towards ", damped.long_run_growth_percent().text(),
                             " % (phi ", damped.phi().text())};
  if (damped.has_initial_growth_percent()) {
    absl::StrAppend(&words.zh, ",起点", damped.initial_growth_percent().text(), "%");
    absl::StrAppend(&words.en, ", from ", damped.initial_growth_percent().text(), " %");
  }
  absl::StrAppend(&words.zh, ")");
  absl::StrAppend(&words.en, ")");
  return words;
}

}  // namespace

Text NameOf(const IndicatorNames& names, const std::string& indicator) {
  const auto it = names.find(indicator);
  if (it == names.end() || it->second.empty()) return Same(indicator);
  return {it->second.In(Language::kChinese), it->second.In(Language::kEnglish)};
}

Text AuthorityWords(const store::v1::ExternalGoal& external) {
  const Text authority = FromProto(external.authority());
  if (authority.empty()) return {"上级定", "set by higher authority"};
  Text words;
  words.zh = absl::EndsWith(authority.zh, "省")
                 ? "省定"
                 : absl::StrCat(authority.In(Language::kChinese), "定");
  words.en = absl::StrContains(absl::AsciiStrToLower(authority.en), "province")
                 ? "set by province"
                 : absl::StrCat("set by ", authority.In(Language::kEnglish));
  return words;
}

Text GoalWords(const Target& target, const IndicatorNames& names,
               const std::string& supplied_quota) {
  switch (target.goal().right_side_case()) {
    case TargetGoal::kConstant:
      return Compared(target.relation(), Same(target.goal().constant().text()));
    case TargetGoal::kRelative:
      return RelativeWords(target, names);
    case TargetGoal::kExternal: {
      Text set_by = AuthorityWords(target.goal().external());
      if (supplied_quota.empty()) return set_by;
      const Text quota = Compared(target.relation(), Same(supplied_quota));
      return {absl::StrCat(quota.zh, "(", set_by.zh, ")"),
              absl::StrCat(quota.en, " (", set_by.en, ")")};
    }
    case TargetGoal::kQualitative:
      return {"定性", "in words"};
    default:
      return {"未说明", "not stated"};
  }
}

Text GoalWordsWithUnit(const Target& target, const IndicatorNames& names,
                       const UnitSymbols& symbols) {
  if (target.goal().right_side_case() != TargetGoal::kConstant) return GoalWords(target, names);
  return Compared(target.relation(),
                  symbols.WithUnit(Same(target.goal().constant().text()), target.unit()));
}

std::string GoalKind(const Target& target) {
  switch (target.goal().right_side_case()) {
    case TargetGoal::kConstant:
      return "constant";
    case TargetGoal::kRelative:
      return "relative";
    case TargetGoal::kExternal:
      return "external";
    case TargetGoal::kQualitative:
      return "qualitative";
    default:
      return "none";
  }
}

Text RuleWords(const AssumptionRule& rule, const IndicatorNames& names, const UnitSymbols& symbols,
               const std::string& unit) {
  const auto with_unit = [&](const type::v1::Decimal& value) {
    return symbols.WithUnit(Same(value.text()), unit);
  };
  switch (rule.rule_case()) {
    case AssumptionRule::kHold:
      return {"保持基期水平(增长0%)", "level held (growth 0 %)"};
    case AssumptionRule::kRepeat:
      return {"延续基期增速", "base year's growth continues"};
    case AssumptionRule::kPlan:
      return {"按公布目标", "as targeted"};
    case AssumptionRule::kCompound:
      return PercentWords(rule.compound().growth_percent());
    case AssumptionRule::kLinear: {
      const Text step = with_unit(rule.linear().step());
      return {absl::StrCat("每年增加", step.zh), absl::StrCat("step of ", step.en, " a year")};
    }
    case AssumptionRule::kDamped:
      return DampedWords(rule.damped());
    case AssumptionRule::kLogistic: {
      const Text ceiling = with_unit(rule.logistic().ceiling());
      return {absl::StrCat("趋于饱和,上限", ceiling.zh),
              absl::StrCat("saturating towards ", ceiling.en)};
    }
    case AssumptionRule::kRequired: {
      const Text level = with_unit(rule.required().level());
      const Text style = StyleWords(rule.required().style());
      return {absl::StrCat(rule.required().year(), "年达到", level.zh, style.zh),
              absl::StrCat("reaches ", level.en, " in ", rule.required().year(), style.en)};
    }
    case AssumptionRule::kGiven:
      return GivenWords(rule.given(), symbols, unit);
    case AssumptionRule::kRelative: {
      const Text other = NameOf(names, rule.relative().indicator());
      return Shifted({absl::StrCat("同", other.zh, "增速"), absl::StrCat(other.en, " growth")},
                     rule.relative().margin_percentage_points().text());
    }
    case AssumptionRule::kTrend:
      return TrendWords(rule.trend());
    case AssumptionRule::kShock:
      return ShockWords(rule.shock());
    default:
      return {"未说明", "not stated"};
  }
}

Text YearsWords(const store::v1::Assumption& assumption) {
  if (assumption.has_from_year() && assumption.has_to_year()) {
    if (assumption.from_year() == assumption.to_year()) {
      return {absl::StrCat(assumption.from_year(), "年"), absl::StrCat(assumption.from_year())};
    }
    return {absl::StrCat(assumption.from_year(), "至", assumption.to_year(), "年"),
            absl::StrCat(assumption.from_year(), " to ", assumption.to_year())};
  }
  if (assumption.has_from_year()) {
    return {absl::StrCat("自", assumption.from_year(), "年起"),
            absl::StrCat("from ", assumption.from_year())};
  }
  if (assumption.has_to_year()) {
    return {absl::StrCat("至", assumption.to_year(), "年"),
            absl::StrCat("to ", assumption.to_year())};
  }
  return {"各预测年", "every projected year"};
}

}  // namespace indicast::cli::output
