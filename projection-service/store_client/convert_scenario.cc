#include "projection-service/store_client/convert_scenario.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/decimal/decimal.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"

namespace indicast::projection {
namespace {

namespace pb = ::indicast::store::v1;

absl::StatusOr<Decimal> Required(bool present, const type::v1::Decimal& in, const char* field) {
  if (!present) return FieldError(field, "is required");
  const auto value = wire::FromProto(in);
  if (!value.ok()) return PrefixField(value.status(), field);
  return *value;
}

absl::StatusOr<std::optional<Decimal>> Optional(bool present, const type::v1::Decimal& in,
                                                const char* field) {
  if (!present) return std::optional<Decimal>();
  ASSIGN_OR_RETURN(const Decimal value, Required(true, in, field));
  return std::optional<Decimal>(value);
}

absl::StatusOr<Rule> Convert(const pb::CompoundRule& in) {
  ASSIGN_OR_RETURN(const Decimal growth,
                   Required(in.has_growth_percent(), in.growth_percent(), "growth_percent"));
  return Rule(CompoundRule{growth});
}

absl::StatusOr<Rule> Convert(const pb::LinearRule& in) {
  ASSIGN_OR_RETURN(const Decimal step, Required(in.has_step(), in.step(), "step"));
  return Rule(LinearRule{step});
}

absl::StatusOr<Rule> Convert(const pb::DampedRule& in) {
  DampedRule rule;
  ASSIGN_OR_RETURN(rule.long_run_growth_percent,
                   Required(in.has_long_run_growth_percent(), in.long_run_growth_percent(),
                            "long_run_growth_percent"));
  ASSIGN_OR_RETURN(rule.phi, Required(in.has_phi(), in.phi(), "phi"));
  ASSIGN_OR_RETURN(rule.initial_growth_percent,
                   Optional(in.has_initial_growth_percent(), in.initial_growth_percent(),
                            "initial_growth_percent"));
  return Rule(rule);
}

absl::StatusOr<Rule> Convert(const pb::LogisticRule& in) {
  LogisticRule rule;
  ASSIGN_OR_RETURN(const auto floor, Optional(in.has_floor(), in.floor(), "floor"));
  rule.floor = floor.value_or(Decimal());
  ASSIGN_OR_RETURN(rule.ceiling, Required(in.has_ceiling(), in.ceiling(), "ceiling"));
  ASSIGN_OR_RETURN(rule.kappa, Optional(in.has_kappa(), in.kappa(), "kappa"));
  return Rule(rule);
}

absl::StatusOr<Rule> Convert(const pb::RequiredRule& in) {
  RequiredRule rule;
  ASSIGN_OR_RETURN(rule.level, Required(in.has_level(), in.level(), "level"));
  rule.year = in.year();
  if (in.style().empty()) return Rule(rule);
  const auto style = RequiredStyleOf(in.style());
  if (!style.has_value()) {
    return FieldError("style", absl::StrCat("is \"", Shorten(in.style()),
                                            "\", must be constant-growth, linear, front-loaded, "
                                            "back-loaded or s-curve"));
  }
  rule.style = *style;
  return Rule(rule);
}

absl::StatusOr<GivenPoint> Convert(const pb::GivenRule::Point& in) {
  GivenPoint point;
  point.year = in.year();
  if (in.has_growth_percent()) {
    point.measure = Measure::kGrowth;
    ASSIGN_OR_RETURN(point.value, Required(true, in.growth_percent(), "growth_percent"));
    return point;
  }
  point.measure = Measure::kLevel;
  ASSIGN_OR_RETURN(point.value, Required(in.has_level(), in.level(), "level"));
  return point;
}

absl::StatusOr<Rule> Convert(const pb::GivenRule& in) {
  GivenRule rule;
  for (int i = 0; i < in.points_size(); ++i) {
    auto point = Convert(in.points(i));
    if (!point.ok()) return PrefixField(point.status(), absl::StrCat("points[", i, "]"));
    rule.points.push_back(*point);
  }
  return Rule(rule);
}

absl::StatusOr<Rule> Convert(const pb::RelativeRule& in) {
  RelativeRule rule;
  rule.indicator = in.indicator();
  ASSIGN_OR_RETURN(const auto margin,
                   Optional(in.has_margin_percentage_points(), in.margin_percentage_points(),
                            "margin_percentage_points"));
  rule.margin = margin.value_or(Decimal());
  return Rule(rule);
}

absl::StatusOr<Rule> Convert(const pb::TrendRule& in) {
  TrendRule rule;
  ASSIGN_OR_RETURN(
      rule.prior_growth_percent,
      Optional(in.has_prior_growth_percent(), in.prior_growth_percent(), "prior_growth_percent"));
  ASSIGN_OR_RETURN(rule.prior_strength,
                   Optional(in.has_prior_strength(), in.prior_strength(), "prior_strength"));
  return Rule(rule);
}

absl::StatusOr<Rule> Convert(const pb::ShockRule& in) {
  ShockRule rule;
  ASSIGN_OR_RETURN(rule.size_percent,
                   Required(in.has_size_percent(), in.size_percent(), "size_percent"));
  rule.growth = in.kind() == "growth";
  if (!rule.growth && !in.kind().empty() && in.kind() != "one-off") {
    return FieldError("kind",
                      absl::StrCat("is \"", Shorten(in.kind()), "\", must be one-off or growth"));
  }
  ASSIGN_OR_RETURN(const auto persistence,
                   Optional(in.has_persistence(), in.persistence(), "persistence"));
  rule.persistence = persistence.value_or(Decimal::FromInt(1));
  ASSIGN_OR_RETURN(rule.catch_up_share,
                   Optional(in.has_catch_up_share(), in.catch_up_share(), "catch_up_share"));
  rule.catch_up_years = in.catch_up_years();
  return Rule(rule);
}

template <typename T>
absl::StatusOr<Rule> ConvertUnder(const T& in, const char* field) {
  auto rule = Convert(in);
  if (!rule.ok()) return PrefixField(rule.status(), field);
  return rule;
}

absl::StatusOr<Rule> ConvertRule(const pb::AssumptionRule& in) {
  switch (in.rule_case()) {
    case pb::AssumptionRule::kHold:
      return Rule(HoldRule{});
    case pb::AssumptionRule::kRepeat:
      return Rule(RepeatRule{});
    case pb::AssumptionRule::kPlan:
      return Rule(PlanRule{});
    case pb::AssumptionRule::kCompound:
      return ConvertUnder(in.compound(), "compound");
    case pb::AssumptionRule::kLinear:
      return ConvertUnder(in.linear(), "linear");
    case pb::AssumptionRule::kDamped:
      return ConvertUnder(in.damped(), "damped");
    case pb::AssumptionRule::kLogistic:
      return ConvertUnder(in.logistic(), "logistic");
    case pb::AssumptionRule::kRequired:
      return ConvertUnder(in.required(), "required");
    case pb::AssumptionRule::kGiven:
      return ConvertUnder(in.given(), "given");
    case pb::AssumptionRule::kRelative:
      return ConvertUnder(in.relative(), "relative");
    case pb::AssumptionRule::kTrend:
      return ConvertUnder(in.trend(), "trend");
    case pb::AssumptionRule::kShock:
      return ConvertUnder(in.shock(), "shock");
    case pb::AssumptionRule::RULE_NOT_SET:
      break;
  }
  return FieldError("", "is required, or is a rule that this build does not know");
}

}  // namespace

absl::StatusOr<Assumption> FromProto(const store::v1::Assumption& in) {
  Assumption assumption;
  assumption.indicator = in.indicator();
  if (in.has_from_year()) assumption.from_year = in.from_year();
  if (in.has_to_year()) assumption.to_year = in.to_year();
  auto rule = ConvertRule(in.rule());
  if (!rule.ok()) return PrefixField(rule.status(), "rule");
  assumption.rule = *std::move(rule);
  return assumption;
}

absl::StatusOr<ScenarioLayer> FromProto(const store::v1::Scenario& in) {
  ScenarioLayer layer;
  layer.id = in.id();
  layer.revision = in.revision();
  for (int i = 0; i < in.assumptions_size(); ++i) {
    auto assumption = FromProto(in.assumptions(i));
    if (!assumption.ok()) {
      return PrefixField(assumption.status(), absl::StrCat("assumptions[", i, "]"));
    }
    layer.assumptions.push_back(*std::move(assumption));
  }
  return layer;
}

}  // namespace indicast::projection
