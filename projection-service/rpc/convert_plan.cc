#include "projection-service/rpc/convert_plan.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/store_client/convert_records.h"

namespace indicast::projection {
namespace {

constexpr double kTail = 0.1;

absl::StatusOr<double> RequiredNumber(bool is_set, const type::v1::Decimal& in,
                                      const std::string& field) {
  ASSIGN_OR_RETURN(const Decimal value, RequiredDecimal(is_set, in, field));
  return value.ToDouble();
}

absl::StatusOr<IdentityKind> KindFromProto(v1::IdentityKind in, const std::string& field) {
  switch (in) {
    case v1::IDENTITY_KIND_SUM:
      return IdentityKind::kSum;
    case v1::IDENTITY_KIND_PRODUCT:
      return IdentityKind::kProduct;
    case v1::IDENTITY_KIND_RATIO:
      return IdentityKind::kRatio;
    default:
      return FieldError(field, "is required: sum, product or ratio");
  }
}

absl::StatusOr<PlanStructure> StructureFromProto(const v1::PlanStructure& in) {
  const std::string at = "frame.structure.";
  PlanStructure out;
  for (int i = 0; i < in.drivers_size(); ++i) {
    const v1::Driver& from = in.drivers(i);
    PlanDriver driver{from.indicator(), from.driver(), 0, from.lag_years()};
    ASSIGN_OR_RETURN(driver.elasticity,
                     RequiredNumber(from.has_elasticity(), from.elasticity(),
                                    absl::StrCat(at, "drivers[", i, "].elasticity")));
    out.drivers.push_back(std::move(driver));
  }
  for (int i = 0; i < in.identities_size(); ++i) {
    const v1::Identity& from = in.identities(i);
    PlanIdentity identity;
    ASSIGN_OR_RETURN(identity.kind,
                     KindFromProto(from.kind(), absl::StrCat(at, "identities[", i, "].kind")));
    identity.whole = from.whole();
    identity.parts = {from.parts().begin(), from.parts().end()};
    out.identities.push_back(std::move(identity));
  }
  ASSIGN_OR_RETURN(out.priors, PriorsFromProto(in.priors(), absl::StrCat(at, "priors")));
  for (int i = 0; i < in.correlations_size(); ++i) {
    const v1::Correlation& from = in.correlations(i);
    PlanCorrelation correlation{from.indicator(), from.other(), 0};
    ASSIGN_OR_RETURN(correlation.value,
                     RequiredNumber(from.has_value(), from.value(),
                                    absl::StrCat(at, "correlations[", i, "].value")));
    out.correlations.push_back(std::move(correlation));
  }
  if (in.has_common_correlation()) {
    ASSIGN_OR_RETURN(
        out.common_correlation,
        RequiredNumber(true, in.common_correlation(), absl::StrCat(at, "common_correlation")));
  }
  return out;
}

absl::StatusOr<PlanGoal> GoalFromProto(const v1::Goal& in) {
  PlanGoal goal;
  goal.target = in.target();
  goal.force = in.force() == v1::GOAL_FORCE_HARD   ? GoalForce::kHard
               : in.force() == v1::GOAL_FORCE_SOFT ? GoalForce::kSoft
                                                   : GoalForce::kByKind;
  if (!goal.target.empty()) {
    if (!in.indicator().empty() || in.right_side_case() != v1::Goal::RIGHT_SIDE_NOT_SET) {
      return FieldError("target",
                        "is named together with an indicator or a right side; say either");
    }
    return goal;
  }
  goal.indicator = in.indicator();
  if (in.measure() != type::v1::MEASURE_UNSPECIFIED) {
    auto measure = wire::FromProto(in.measure());
    if (!measure.ok()) return PrefixField(measure.status(), "measure");
    goal.measure = *measure;
  }
  auto relation = wire::FromProto(in.relation());
  if (!relation.ok()) return PrefixField(relation.status(), "relation");
  goal.relation = *relation;
  switch (in.right_side_case()) {
    case v1::Goal::kConstant: {
      ASSIGN_OR_RETURN(const Decimal value, RequiredDecimal(true, in.constant(), "constant"));
      goal.right_side = value;
      return goal;
    }
    case v1::Goal::kRelative: {
      RelativeGoal relative{in.relative().indicator(), Decimal()};
      if (in.relative().has_margin()) {
        ASSIGN_OR_RETURN(relative.margin,
                         RequiredDecimal(true, in.relative().margin(), "relative.margin"));
      }
      goal.right_side = std::move(relative);
      return goal;
    }
    case v1::Goal::RIGHT_SIDE_NOT_SET:
      break;
  }
  return FieldError("right_side", "is required: a constant or another indicator");
}

v1::OutlookSource ToProto(OutlookSource source) {
  switch (source) {
    case OutlookSource::kShortHistory:
      return v1::OUTLOOK_SOURCE_SHORT_HISTORY;
    case OutlookSource::kPool:
      return v1::OUTLOOK_SOURCE_POOL;
    case OutlookSource::kScenario:
      return v1::OUTLOOK_SOURCE_SCENARIO;
    case OutlookSource::kGiven:
      return v1::OUTLOOK_SOURCE_GIVEN;
    case OutlookSource::kIdentity:
      return v1::OUTLOOK_SOURCE_IDENTITY;
  }
  return v1::OUTLOOK_SOURCE_UNSPECIFIED;
}

}  // namespace

absl::StatusOr<Decimal> RequiredDecimal(bool is_set, const type::v1::Decimal& in,
                                        const std::string& field) {
  if (!is_set) return FieldError(field, "is required");
  auto value = wire::FromProto(in);
  if (!value.ok()) return PrefixField(value.status(), field);
  return value;
}

absl::StatusOr<std::optional<Decimal>> OptionalDecimal(bool is_set, const type::v1::Decimal& in,
                                                       const std::string& field) {
  if (!is_set) return std::optional<Decimal>();
  ASSIGN_OR_RETURN(const Decimal value, RequiredDecimal(true, in, field));
  return std::optional<Decimal>(value);
}

absl::StatusOr<std::vector<StatedLaw>> PriorsFromProto(
    const google::protobuf::RepeatedPtrField<v1::GrowthPrior>& in, const std::string& field) {
  std::vector<StatedLaw> out;
  for (int i = 0; i < in.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "].");
    StatedLaw law{in[i].indicator(), Decimal(), 0, FromProto(in[i].source())};
    ASSIGN_OR_RETURN(law.growth_percent,
                     RequiredDecimal(in[i].has_growth_percent(), in[i].growth_percent(),
                                     absl::StrCat(at, "growth_percent")));
    ASSIGN_OR_RETURN(law.standard_deviation,
                     RequiredNumber(in[i].has_standard_deviation(), in[i].standard_deviation(),
                                    absl::StrCat(at, "standard_deviation")));
    out.push_back(std::move(law));
  }
  return out;
}

absl::StatusOr<PlanQuestion> PlanQuestionFromProto(const v1::PlanFrame& in) {
  PlanQuestion question;
  ASSIGN_OR_RETURN(question.scenario, ScenarioFromProto(in.scenario(), "frame.scenario"));
  question.frame.area = in.area();
  question.frame.base_year = in.base_year();
  question.frame.horizon_year = in.year();
  question.frame.horizon_field = "year";
  question.frame.indicators = {in.indicators().begin(), in.indicators().end()};
  ASSIGN_OR_RETURN(question.frame.quotas, QuotasFromProto(in.quotas(), "frame.quotas"));
  RETURN_IF_ERROR(ReadAsOf(in.as_of(), "frame.as_of", question.frame));
  ASSIGN_OR_RETURN(question.structure, StructureFromProto(in.structure()));
  return question;
}

absl::StatusOr<std::vector<PlanGoal>> GoalsFromProto(
    const google::protobuf::RepeatedPtrField<v1::Goal>& in) {
  std::vector<PlanGoal> goals;
  for (int i = 0; i < in.size(); ++i) {
    auto goal = GoalFromProto(in[i]);
    if (!goal.ok()) return PrefixField(goal.status(), absl::StrCat("goals[", i, "]"));
    goals.push_back(*std::move(goal));
  }
  return goals;
}

void PutNumber(double in, type::v1::Decimal& out) {
  if (const auto value = Decimal::FromDouble(in); value.ok()) out = wire::ToProto(*value);
}

void Put(const GrowthOutlook& in, const InputSet& inputs, v1::GrowthOutlook& out) {
  const Indicator& indicator = inputs.indicators()[in.indicator];
  out.set_indicator(indicator.id);
  Put(indicator.name, *out.mutable_name());
  out.set_year(in.year);
  PutNumber(in.MedianPercent(), *out.mutable_median());
  PutNumber(in.standard_deviation * 100, *out.mutable_standard_deviation());
  PutNumber(in.QuantilePercent(kTail), *out.mutable_low());
  PutNumber(in.QuantilePercent(1 - kTail), *out.mutable_high());
  out.set_observations(in.observations);
  PutNumber(in.own_weight, *out.mutable_own_weight());
  out.set_source(ToProto(in.source));
  Put(in.explanation, *out.mutable_explanation());
  for (const size_t figure : in.inputs) PutFigure(inputs, figure, *out.add_inputs());
}

void Put(const LeftOutTarget& in, v1::LeftOut& out) {
  out.set_target(in.target);
  out.set_indicator(in.indicator);
  out.set_reason_code(in.reason_code);
  Put(in.reason, *out.mutable_reason());
}

void Put(const PlanAnswerContext& in, const InputSet& inputs, int year, v1::PlanContext& out) {
  out.set_area(inputs.area());
  out.set_base_year(inputs.base_year());
  out.set_year(year);
  Put(in.explanation, *out.mutable_explanation());
  for (const LocalizedText& assumption : in.assumptions) Put(assumption, *out.add_assumptions());
  for (const GrowthOutlook& outlook : in.outlooks) Put(outlook, inputs, *out.add_outlooks());
  for (const LeftOutTarget& left : in.left_out) Put(left, *out.add_left_out());
  Put(in.receipt, *out.mutable_receipt());
  for (const ProjectionWarning& item : in.warnings) Put(item, inputs, *out.add_warnings());
}

}  // namespace indicast::projection
