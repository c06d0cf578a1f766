#include "projection-service/rpc/convert_track.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "projection-service/engine/tracking_words.h"
#include "projection-service/rpc/convert.h"
#include "projection-service/rpc/convert_plan.h"

namespace indicast::projection {
namespace {

template <typename In>
auto Read(const In& in, const std::string& field) -> decltype(wire::FromProto(in)) {
  auto out = wire::FromProto(in);
  if (!out.ok()) return PrefixField(out.status(), field);
  return out;
}

absl::StatusOr<GivenFigure> GivenFromProto(const v1::PartYearFigure& in) {
  GivenFigure out;
  out.indicator = in.indicator();
  if (!in.has_period()) return FieldError("period", "is required");
  ASSIGN_OR_RETURN(out.period, Read(in.period(), "period"));
  ASSIGN_OR_RETURN(out.measure, Read(in.measure(), "measure"));
  ASSIGN_OR_RETURN(out.value, RequiredDecimal(in.has_value(), in.value(), "value"));
  out.unit = in.unit();
  if (in.price_basis() != type::v1::PRICE_BASIS_UNSPECIFIED) {
    ASSIGN_OR_RETURN(out.price_basis, Read(in.price_basis(), "price_basis"));
  }
  out.source = in.source();
  return out;
}

void Put(const Figure& in, v1::PartYearFigure& out) {
  out.set_indicator(in.indicator);
  *out.mutable_period() = wire::ToProto(in.period);
  out.set_measure(wire::ToProto(in.measure));
  *out.mutable_value() = wire::ToProto(*in.value);
  out.set_unit(in.unit);
  out.set_price_basis(wire::ToProto(in.price_basis));
  out.set_source(in.document);
}

v1::ShareBasis BasisOf(const YearTrack& track) {
  if (!track.share.has_value()) return v1::SHARE_BASIS_NOT_APPLICABLE;
  switch (track.share->source) {
    case ShareSource::kBaseYear:
      return v1::SHARE_BASIS_PREVIOUS_YEAR;
    case ShareSource::kOtherYears:
      return v1::SHARE_BASIS_SEVERAL_YEARS;
    case ShareSource::kTime:
      return v1::SHARE_BASIS_TIME;
  }
  return v1::SHARE_BASIS_UNSPECIFIED;
}

v1::TrackStatus ToProto(Standing standing) {
  switch (standing) {
    case Standing::kAhead:
      return v1::TRACK_STATUS_AHEAD;
    case Standing::kOnCourse:
      return v1::TRACK_STATUS_ON_TRACK;
    case Standing::kBehind:
      return v1::TRACK_STATUS_BEHIND;
    case Standing::kOutOfReach:
    case Standing::kMissed:
      return v1::TRACK_STATUS_OUT_OF_REACH;
    case Standing::kReached:
      return v1::TRACK_STATUS_REACHED;
    case Standing::kUnknown:
      break;
  }
  return v1::TRACK_STATUS_UNKNOWN;
}

v1::PlanningErrorSource ToProto(ErrorSource source) {
  switch (source) {
    case ErrorSource::kOwn:
      return v1::PLANNING_ERROR_SOURCE_OWN;
    case ErrorSource::kPooled:
      return v1::PLANNING_ERROR_SOURCE_POOLED;
    case ErrorSource::kNone:
      break;
  }
  return v1::PLANNING_ERROR_SOURCE_NONE;
}

void Put(const ImpliedSlot& in, v1::ImpliedPeriod& out) {
  out.set_first_month(in.first_month);
  out.set_last_month(in.last_month);
  if (in.growth.has_value()) {
    PutNumber(in.growth->growth_percent, *out.mutable_growth());
    PutNumber(in.growth->band_percent, *out.mutable_growth_error());
  }
  if (in.level.has_value()) PutNumber(*in.level, *out.mutable_level());
}

void Put(const PlanningError& in, Measure measure, v1::PlanningError& out) {
  out.set_source(ToProto(in.source));
  out.set_pairs(in.pairs);
  out.set_indicators(in.indicators);
  out.set_first_year(in.first_year);
  out.set_last_year(in.last_year);
  if (in.source != ErrorSource::kNone) {
    PutNumber(in.bias, *out.mutable_mean());
    PutNumber(in.sd, *out.mutable_standard_deviation());
  }
  Put(PlanningErrorWords(in, measure), *out.mutable_explanation());
}

void Put(const ExpectedOutcome& in, v1::ExpectedOutcome& out) {
  out.mutable_figure()->ParseFromString(in.figure.record);
  if (in.band.has_value()) {
    PutNumber(in.band->low, *out.mutable_low());
    PutNumber(in.band->high, *out.mutable_high());
  }
}

// An exact number as probability: the closed form has no error of its own.
void PutClosedForm(double in, v1::Probability& out) {
  PutNumber(in, *out.mutable_value());
  *out.mutable_low() = out.value();
  *out.mutable_high() = out.value();
  out.set_method(v1::METHOD_CLOSED_FORM);
}

void PutCourse(const YearTrack& in, v1::TrackedTarget& out) {
  out.set_months(in.months);
  for (const ImpliedSlot& slot : in.slots) Put(slot, *out.add_periods());
  if (in.growth_so_far.has_value()) PutNumber(*in.growth_so_far, *out.mutable_growth_so_far());
  if (in.required.has_value()) {
    PutNumber(*in.required, *out.mutable_required());
    PutNumber(in.required_error, *out.mutable_required_error());
  }
  if (in.required_per_share_point.has_value()) {
    PutNumber(*in.required_per_share_point, *out.mutable_required_per_share_point());
  }
  if (in.share.has_value()) PutNumber(in.share->value, *out.mutable_share());
  out.set_share_basis(BasisOf(in));
  if (in.pace.has_value()) {
    PutNumber(in.pace->time, *out.mutable_time_pace());
    const bool seasonal = in.share.has_value() && in.share->source != ShareSource::kTime;
    if (seasonal) PutNumber(in.pace->season, *out.mutable_season_pace());
  }
  if (in.base.has_value()) {
    PutNumber(in.base->implied, *out.mutable_implied_base());
    if (in.base->scope_factor.has_value()) {
      PutNumber(*in.base->scope_factor, *out.mutable_scope_factor());
    }
  }
  if (in.probability.has_value()) PutClosedForm(*in.probability, *out.mutable_probability());
  out.set_month_of_no_return(in.no_return.value_or(0));
  out.set_status(ToProto(in.standing));
}

void Put(const TrackedTarget& in, const InputSet& inputs, v1::TrackedTarget& out) {
  const Target& target = inputs.targets()[in.target];
  out.mutable_target()->ParseFromString(target.record);
  Put(inputs.FindIndicator(target.indicator)->name, *out.mutable_indicator_name());
  for (const Figure& figure : in.series.used) Put(figure, *out.add_figures());
  PutCourse(in.track, out);
  if (in.goal.number.has_value()) Put(in.goal, *out.mutable_goal());
  out.set_required_unit(in.required_unit);
  Put(in.reason, *out.mutable_reason());
  out.set_reason_code(in.reason_code);
  for (const LocalizedText& note : in.notes) Put(note, *out.add_notes());
  Put(in.planning_error, target.measure, *out.mutable_planning_error());
  if (in.expected.has_value()) Put(*in.expected, *out.mutable_expected());
}

}  // namespace

absl::StatusOr<TrackQuestion> TrackQuestionFromProto(const v1::TrackYearRequest& in) {
  TrackQuestion out;
  out.frame.area = in.area();
  out.year = in.year();
  for (int i = 0; i < in.figures_size(); ++i) {
    auto figure = GivenFromProto(in.figures(i));
    if (!figure.ok()) return PrefixField(figure.status(), absl::StrCat("figures[", i, "]"));
    out.figures.push_back(*std::move(figure));
  }
  out.only_given = in.only_given();
  ASSIGN_OR_RETURN(out.frame.quotas, QuotasFromProto(in.quotas(), "quotas"));
  ASSIGN_OR_RETURN(out.priors, PriorsFromProto(in.priors(), "priors"));
  RETURN_IF_ERROR(ReadAsOf(in.as_of(), "as_of", out.frame));
  return out;
}

absl::StatusOr<DecomposeQuestion> DecomposeQuestionFromProto(const v1::DecomposeGrowthRequest& in) {
  DecomposeQuestion out;
  ASSIGN_OR_RETURN(out.plan, PlanQuestionFromProto(in.frame()));
  out.whole = in.whole();
  out.parts = {in.parts().begin(), in.parts().end()};
  switch (in.kind()) {
    case v1::IDENTITY_KIND_UNSPECIFIED:
    case v1::IDENTITY_KIND_SUM:
      return out;
    case v1::IDENTITY_KIND_PRODUCT:
      out.kind = IdentityKind::kProduct;
      return out;
    case v1::IDENTITY_KIND_RATIO:
      out.kind = IdentityKind::kRatio;
      return out;
    default:
      return FieldError("kind", "is newer than this build");
  }
}

void ToProto(const TrackAnswer& in, v1::TrackYearResponse& out) {
  Put(in.context, *in.inputs, in.year, *out.mutable_context());
  for (const TrackedTarget& target : in.result.targets) Put(target, *in.inputs, *out.add_targets());
}

void ToProto(const DecomposeAnswer& in, v1::DecomposeGrowthResponse& out) {
  Put(in.context, *in.inputs, in.year, *out.mutable_context());
  PutNumber(in.growth_percent, *out.mutable_growth());
  PutNumber(in.residual_points, *out.mutable_residual());
  for (const PartOfGrowth& part : in.parts) {
    v1::GrowthContribution& to = *out.add_parts();
    const Indicator& indicator = in.inputs->indicators()[part.indicator];
    to.set_indicator(indicator.id);
    Put(indicator.name, *to.mutable_name());
    if (part.weight.has_value()) PutNumber(*part.weight, *to.mutable_weight());
    PutNumber(part.growth_percent, *to.mutable_growth());
    PutNumber(part.pull_points, *to.mutable_pull());
    if (part.rate_percent.has_value()) {
      PutNumber(*part.rate_percent, *to.mutable_contribution_rate());
    }
  }
}

}  // namespace indicast::projection
