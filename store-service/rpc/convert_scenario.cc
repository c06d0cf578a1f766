#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"

namespace indicast::store {
namespace {

constexpr char kDefaultStyle[] = "constant-growth";
constexpr char kDefaultShock[] = "one-off";

DampedRule TakeDamped(FieldReader& fields, const v1::DampedRule& in) {
  DampedRule out;
  fields.Take("damped.long_run_growth_percent", wire::FromProto(in.long_run_growth_percent()),
              out.long_run_growth_percent);
  fields.Take("damped.phi", wire::FromProto(in.phi()), out.phi);
  if (in.has_initial_growth_percent()) {
    fields.Take("damped.initial_growth_percent", wire::FromProto(in.initial_growth_percent()),
                out.initial_growth_percent);
  }
  return out;
}

LogisticRule TakeLogistic(FieldReader& fields, const v1::LogisticRule& in) {
  LogisticRule out;
  if (in.has_floor()) fields.Take("logistic.floor", wire::FromProto(in.floor()), out.floor);
  fields.Take("logistic.ceiling", wire::FromProto(in.ceiling()), out.ceiling);
  if (in.has_kappa()) fields.Take("logistic.kappa", wire::FromProto(in.kappa()), out.kappa);
  return out;
}

RequiredRule TakeRequired(FieldReader& fields, const v1::RequiredRule& in) {
  RequiredRule out;
  fields.Take("required.level", wire::FromProto(in.level()), out.level);
  out.year = in.year();
  out.style = in.style().empty() ? kDefaultStyle : in.style();
  return out;
}

GivenRule TakeGiven(FieldReader& fields, const v1::GivenRule& in) {
  GivenRule out;
  for (int i = 0; i < in.points_size(); ++i) {
    const v1::GivenRule::Point& point = in.points(i);
    const std::string field = absl::StrCat("given.points[", i, "]");
    GivenPoint read;
    read.year = point.year();
    switch (point.value_case()) {
      case v1::GivenRule::Point::kGrowthPercent:
        fields.Take(field + ".growth_percent", wire::FromProto(point.growth_percent()), read.value);
        break;
      case v1::GivenRule::Point::kLevel:
        read.measure = Measure::kLevel;
        fields.Take(field + ".level", wire::FromProto(point.level()), read.value);
        break;
      case v1::GivenRule::Point::VALUE_NOT_SET:
        fields.Add(field, "must give a growth or a level");
        break;
    }
    out.points.push_back(read);
  }
  return out;
}

RelativeRule TakeRelative(FieldReader& fields, const v1::RelativeRule& in) {
  RelativeRule out;
  out.indicator = in.indicator();
  if (in.has_margin_percentage_points()) {
    fields.Take("relative.margin_percentage_points", wire::FromProto(in.margin_percentage_points()),
                out.margin_percentage_points);
  }
  return out;
}

TrendRule TakeTrend(FieldReader& fields, const v1::TrendRule& in) {
  TrendRule out;
  if (in.has_prior_growth_percent()) {
    fields.Take("trend.prior_growth_percent", wire::FromProto(in.prior_growth_percent()),
                out.prior_growth_percent);
  }
  if (in.has_prior_strength()) {
    fields.Take("trend.prior_strength", wire::FromProto(in.prior_strength()), out.prior_strength);
  }
  return out;
}

ShockRule TakeShock(FieldReader& fields, const v1::ShockRule& in) {
  ShockRule out;
  fields.Take("shock.size_percent", wire::FromProto(in.size_percent()), out.size_percent);
  out.kind = in.kind().empty() ? kDefaultShock : in.kind();
  if (in.has_persistence()) {
    fields.Take("shock.persistence", wire::FromProto(in.persistence()), out.persistence);
  }
  if (in.has_catch_up_share()) {
    fields.Take("shock.catch_up_share", wire::FromProto(in.catch_up_share()), out.catch_up_share);
  }
  if (in.catch_up_years() != 0) out.catch_up_years = in.catch_up_years();
  return out;
}

struct RuleWriter {
  v1::AssumptionRule* out;

  void operator()(const HoldRule&) const { out->mutable_hold(); }
  void operator()(const RepeatRule&) const { out->mutable_repeat(); }
  void operator()(const PlanRule&) const { out->mutable_plan(); }
  void operator()(const CompoundRule& in) const {
    ToProto(in.growth_percent, out->mutable_compound()->mutable_growth_percent());
  }
  void operator()(const LinearRule& in) const {
    ToProto(in.step, out->mutable_linear()->mutable_step());
  }
  void operator()(const DampedRule& in) const {
    v1::DampedRule* damped = out->mutable_damped();
    ToProto(in.long_run_growth_percent, damped->mutable_long_run_growth_percent());
    ToProto(in.phi, damped->mutable_phi());
    if (in.initial_growth_percent.has_value()) {
      ToProto(*in.initial_growth_percent, damped->mutable_initial_growth_percent());
    }
  }
  void operator()(const LogisticRule& in) const {
    v1::LogisticRule* logistic = out->mutable_logistic();
    if (in.floor.has_value()) ToProto(*in.floor, logistic->mutable_floor());
    ToProto(in.ceiling, logistic->mutable_ceiling());
    if (in.kappa.has_value()) ToProto(*in.kappa, logistic->mutable_kappa());
  }
  void operator()(const RequiredRule& in) const {
    v1::RequiredRule* required = out->mutable_required();
    ToProto(in.level, required->mutable_level());
    required->set_year(in.year);
    required->set_style(in.style);
  }
  void operator()(const GivenRule& in) const {
    v1::GivenRule* given = out->mutable_given();
    for (const GivenPoint& point : in.points) {
      v1::GivenRule::Point* added = given->add_points();
      added->set_year(point.year);
      const bool level = point.measure == Measure::kLevel;
      ToProto(point.value, level ? added->mutable_level() : added->mutable_growth_percent());
    }
  }
  void operator()(const RelativeRule& in) const {
    v1::RelativeRule* relative = out->mutable_relative();
    relative->set_indicator(in.indicator);
    if (in.margin_percentage_points.has_value()) {
      ToProto(*in.margin_percentage_points, relative->mutable_margin_percentage_points());
    }
  }
  void operator()(const TrendRule& in) const {
    v1::TrendRule* trend = out->mutable_trend();
    if (in.prior_growth_percent.has_value()) {
      ToProto(*in.prior_growth_percent, trend->mutable_prior_growth_percent());
    }
    if (in.prior_strength.has_value()) {
      ToProto(*in.prior_strength, trend->mutable_prior_strength());
    }
  }
  void operator()(const ShockRule& in) const {
    v1::ShockRule* shock = out->mutable_shock();
    ToProto(in.size_percent, shock->mutable_size_percent());
    shock->set_kind(in.kind);
    if (in.persistence.has_value()) ToProto(*in.persistence, shock->mutable_persistence());
    if (in.catch_up_share.has_value()) {
      ToProto(*in.catch_up_share, shock->mutable_catch_up_share());
    }
    if (in.catch_up_years.has_value()) shock->set_catch_up_years(*in.catch_up_years);
  }
};

AssumptionRule TakeRule(FieldReader& fields, const v1::AssumptionRule& in) {
  switch (in.rule_case()) {
    case v1::AssumptionRule::kHold:
      return HoldRule{};
    case v1::AssumptionRule::kRepeat:
      return RepeatRule{};
    case v1::AssumptionRule::kPlan:
      return PlanRule{};
    case v1::AssumptionRule::kCompound: {
      CompoundRule rule;
      fields.Take("compound.growth_percent", wire::FromProto(in.compound().growth_percent()),
                  rule.growth_percent);
      return rule;
    }
    case v1::AssumptionRule::kLinear: {
      LinearRule rule;
      fields.Take("linear.step", wire::FromProto(in.linear().step()), rule.step);
      return rule;
    }
    case v1::AssumptionRule::kDamped:
      return TakeDamped(fields, in.damped());
    case v1::AssumptionRule::kLogistic:
      return TakeLogistic(fields, in.logistic());
    case v1::AssumptionRule::kRequired:
      return TakeRequired(fields, in.required());
    case v1::AssumptionRule::kGiven:
      return TakeGiven(fields, in.given());
    case v1::AssumptionRule::kRelative:
      return TakeRelative(fields, in.relative());
    case v1::AssumptionRule::kTrend:
      return TakeTrend(fields, in.trend());
    case v1::AssumptionRule::kShock:
      return TakeShock(fields, in.shock());
    case v1::AssumptionRule::RULE_NOT_SET:
      break;
  }
  fields.Add("",
             "must be one of hold, repeat, plan, compound, linear, damped, logistic, "
             "required, given, relative, trend, shock");
  return HoldRule{};
}

}  // namespace

absl::StatusOr<AssumptionRule> FromProto(const v1::AssumptionRule& in) {
  FieldReader fields;
  AssumptionRule out = TakeRule(fields, in);
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<Scenario> FromProto(const v1::Scenario& in) {
  Scenario out;
  FieldReader fields;
  out.id = in.id();
  out.name = FromProto(in.name());
  out.parent = in.parent();
  out.description = FromProto(in.description());
  for (int i = 0; i < in.assumptions_size(); ++i) {
    const v1::Assumption& assumption = in.assumptions(i);
    Assumption read;
    read.indicator = assumption.indicator();
    if (assumption.has_from_year()) read.from_year = assumption.from_year();
    if (assumption.has_to_year()) read.to_year = assumption.to_year();
    fields.Take(absl::StrCat("assumptions[", i, "].rule"), FromProto(assumption.rule()), read.rule);
    read.reason = FromProto(assumption.reason());
    out.assumptions.push_back(std::move(read));
  }
  if (fields.ok()) fields.Add("", Validate(out));
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

void ToProto(const AssumptionRule& in, v1::AssumptionRule* out) { std::visit(RuleWriter{out}, in); }

void ToProto(const Scenario& in, v1::Scenario* out) {
  out->set_id(in.id);
  ToProto(in.name, out->mutable_name());
  out->set_parent(in.parent);
  ToProto(in.description, out->mutable_description());
  for (const Assumption& assumption : in.assumptions) {
    ToProto(assumption, out->add_assumptions());
  }
}

void ToProto(const Assumption& in, v1::Assumption* out) {
  out->set_indicator(in.indicator);
  if (in.from_year.has_value()) out->set_from_year(*in.from_year);
  if (in.to_year.has_value()) out->set_to_year(*in.to_year);
  ToProto(in.rule, out->mutable_rule());
  ToProto(in.reason, out->mutable_reason());
}

void ToProto(const ScenarioView& in, v1::Scenario* out) {
  ToProto(*in.scenario, out);
  out->set_revision(in.revision);
  PutEtag(in.revision, out);
  out->set_content_hash(in.content_hash);
}

}  // namespace indicast::store
