#include "projection-service/rpc/convert.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "projection-service/rpc/convert_plan.h"
#include "projection-service/store_client/convert_scenario.h"

namespace indicast::projection {
namespace {

// Both requests have the same frame.
template <typename Request>
absl::StatusOr<Frame> ReadFrame(const Request& in) {
  Frame frame;
  frame.area = in.area();
  frame.base_year = in.base_year();
  frame.horizon_year = in.horizon_year();
  frame.indicators = {in.indicators().begin(), in.indicators().end()};
  ASSIGN_OR_RETURN(frame.quotas, QuotasFromProto(in.quotas(), "quotas"));
  RETURN_IF_ERROR(ReadAsOf(in.as_of(), "as_of", frame));
  return frame;
}

void Put(const Path& in, const InputSet& inputs, v1::IndicatorPath& out) {
  out.set_basis(ToProto(in.basis));
  out.set_unit(in.unit);
  Put(in.base_name, *out.mutable_base_name());
  out.set_price_basis(wire::ToProto(in.price_basis));
  for (const PathPoint& point : in.points) {
    v1::PathPoint& to = *out.add_points();
    to.set_year(point.year);
    Put(point.value, *to.mutable_value());
    to.set_projected(point.projected);
  }
  for (const size_t i : in.inputs) PutFigure(inputs, i, *out.add_inputs());
}

void Put(const IndicatorProjection& in, const InputSet& inputs, v1::IndicatorProjection& out) {
  out.set_indicator(in.indicator);
  Put(in.name, *out.mutable_name());
  for (const Path& path : in.paths) Put(path, inputs, *out.add_paths());
  Put(in.rule, *out.mutable_rule());
  for (const LocalizedText& note : in.notes) Put(note, *out.add_notes());
  for (const size_t i : in.other_vintages) PutFigure(inputs, i, *out.add_other_vintages());
}

void Put(const SumProgress& in, const InputSet& inputs, const Target& target,
         v1::SumProgress& out) {
  out.set_first_year(target.first_year);
  out.set_last_year(target.year);
  out.set_years_done(in.years_done);
  out.set_years_left(in.years_left);
  Put(in.done, *out.mutable_done());
  Put(in.remaining, *out.mutable_remaining());
  if (in.needed_a_year.number.has_value()) Put(in.needed_a_year, *out.mutable_needed_a_year());
  out.set_unit(inputs.FindIndicator(target.indicator)->unit);
}

void Put(const TargetAssessment& in, const InputSet& inputs, v1::TargetAssessment& out) {
  out.mutable_target()->ParseFromString(inputs.targets()[in.target].record);
  Put(in.indicator_name, *out.mutable_indicator_name());
  if (in.base.has_value()) {
    PutFigure(inputs, *in.base, *out.mutable_base());
  } else {
    Put(in.base_missing_reason, *out.mutable_base_missing_reason());
  }
  if (in.goal.number.has_value()) Put(in.goal, *out.mutable_goal());
  if (in.projection.number.has_value()) Put(in.projection, *out.mutable_projection());
  if (in.gap.has_value()) *out.mutable_gap() = wire::ToProto(*in.gap);
  out.set_gap_unit(in.gap_unit);
  out.set_verdict(ToProto(in.verdict));
  Put(in.reason, *out.mutable_reason());
  out.set_reason_code(in.reason_code);
  if (in.implied_level.number.has_value()) {
    Put(in.implied_level, *out.mutable_implied_level());
    out.set_implied_level_unit(in.implied_level_unit);
  }
  for (const LocalizedText& note : in.notes) Put(note, *out.add_notes());
  if (in.progress.has_value()) {
    Put(*in.progress, inputs, inputs.targets()[in.target], *out.mutable_progress());
  }
}

void Put(const PathDifference& in, v1::PathDifference& out) {
  out.set_scenario_index(static_cast<int>(in.scenario));
  out.set_indicator(in.indicator);
  out.set_basis(ToProto(in.basis));
  out.set_year(in.year);
  Put(in.baseline, *out.mutable_baseline());
  Put(in.value, *out.mutable_scenario());
  if (in.difference.has_value()) *out.mutable_difference() = wire::ToProto(*in.difference);
  out.set_unit(in.unit);
  out.set_difference_unit(in.difference_unit);
  for (const std::string& cause : in.caused_by) out.add_caused_by(cause);
}

}  // namespace

v1::PathBasis ToProto(PathBasis basis) {
  switch (basis) {
    case PathBasis::kGrowth:
      return v1::PATH_BASIS_GROWTH;
    case PathBasis::kIndex:
      return v1::PATH_BASIS_INDEX;
    case PathBasis::kLevel:
      return v1::PATH_BASIS_LEVEL;
    case PathBasis::kChainedLevel:
      return v1::PATH_BASIS_CHAINED_LEVEL;
  }
  return v1::PATH_BASIS_UNSPECIFIED;
}

v1::Verdict ToProto(Verdict verdict) {
  switch (verdict) {
    case Verdict::kMet:
      return v1::VERDICT_MET;
    case Verdict::kMissed:
      return v1::VERDICT_MISSED;
    case Verdict::kAtRisk:
      return v1::VERDICT_AT_RISK;
    case Verdict::kUnknown:
      return v1::VERDICT_UNKNOWN;
  }
  return v1::VERDICT_UNSPECIFIED;
}

void Put(const LocalizedText& in, type::v1::LocalizedText& out) {
  out.set_zh(in.zh);
  out.set_en(in.en);
}

void Put(const Value& in, v1::ProjectedValue& out) {
  if (in.number.has_value()) *out.mutable_value() = wire::ToProto(*in.number);
  out.set_qualifier(wire::ToProto(in.qualifier));
  out.set_display_decimals(in.display_decimals);
}

void Put(const ProjectionWarning& in, const InputSet& inputs, v1::ProjectionWarning& out) {
  out.set_reason_code(in.code);
  out.set_indicator(inputs.indicators()[in.indicator].id);
  out.set_target(in.target);
  out.set_year(in.year);
  const auto deviations = Decimal::FromDouble(in.deviations, 6);
  if (deviations.ok()) *out.mutable_standard_deviations() = wire::ToProto(*deviations);
  Put(in.text, *out.mutable_text());
}

void PutFigure(const InputSet& inputs, size_t i, store::v1::Observation& out) {
  out.ParseFromString(inputs.figures()[i].record);
}

void Put(const Receipt& in, v1::Receipt& out) {
  out.set_data_revision(in.data_revision);
  if (in.publication_date.has_value()) out.set_publication_date(in.publication_date->ToString());
  out.set_scenario(in.scenario);
  out.set_scenario_revision(in.scenario_revision);
  out.set_scenario_hash(in.scenario_hash);
  out.set_model_version(in.model_version);
  out.set_build(in.build);
  out.set_inputs_hash(in.inputs_hash);
  out.set_seed(in.seed);
}

absl::StatusOr<std::vector<QuotaInput>> QuotasFromProto(
    const google::protobuf::RepeatedPtrField<v1::ExternalQuota>& in, const std::string& field) {
  std::vector<QuotaInput> quotas;
  for (int i = 0; i < in.size(); ++i) {
    const std::string at = absl::StrCat(field, "[", i, "].value");
    if (!in[i].has_value()) return FieldError(at, "is required");
    const auto value = wire::FromProto(in[i].value());
    if (!value.ok()) return PrefixField(value.status(), at);
    quotas.push_back({in[i].target(), *value});
  }
  return quotas;
}

absl::Status ReadAsOf(const type::v1::AsOf& in, const std::string& field, Frame& frame) {
  if (in.has_revision()) {
    if (in.revision() < 0) {
      return FieldError(absl::StrCat(field, ".revision"),
                        absl::StrCat("is ", in.revision(), ", must be 0 or more"));
    }
    frame.revision = in.revision();
  }
  if (!in.publication_date().empty()) {
    const auto date = Date::Parse(in.publication_date());
    if (!date.ok()) return PrefixField(date.status(), absl::StrCat(field, ".publication_date"));
    frame.publication_date = *date;
  }
  return absl::OkStatus();
}

absl::StatusOr<ScenarioChoice> ScenarioFromProto(const v1::ScenarioSelection& in,
                                                 const std::string& field) {
  ScenarioChoice choice;
  choice.scenario = in.scenario();
  choice.label = in.label();
  for (int i = 0; i < in.overlay_size(); ++i) {
    auto assumption = FromProto(in.overlay(i));
    if (!assumption.ok()) {
      return PrefixField(assumption.status(), absl::StrCat(field, ".overlay[", i, "]"));
    }
    choice.overlay.push_back(*std::move(assumption));
  }
  return choice;
}

namespace {

void Put(const ScenarioAttribution& in, const InputSet& inputs, v1::Attribution& out) {
  const AttributedDifference& from = in.difference;
  out.set_scenario_index(static_cast<int32_t>(in.scenario));
  out.set_indicator(inputs.indicators()[from.indicator].id);
  out.set_basis(ToProto(from.basis));
  out.set_year(from.year);
  PutNumber(from.difference, *out.mutable_difference());
  out.set_unit(from.unit == kPercentUnit ? kPercentagePointUnit : from.unit);
  out.set_exact(from.exact);
  for (const AttributedPart& part : from.parts) {
    v1::AttributionPart& to = *out.add_parts();
    to.set_indicator(inputs.indicators()[part.indicator].id);
    PutNumber(part.value, *to.mutable_value());
    if (!from.exact) PutNumber(part.standard_error, *to.mutable_standard_error());
  }
}

}  // namespace

absl::StatusOr<Frame> FrameFromProto(const v1::ProjectRequest& in) { return ReadFrame(in); }

absl::StatusOr<Frame> FrameFromProto(const v1::CompareScenariosRequest& in) {
  return ReadFrame(in);
}

void ToProto(const ProjectionAnswer& in, v1::ProjectionResult& out) {
  out.set_label(in.label);
  out.set_area(in.area);
  out.set_base_year(in.projection.base_year);
  out.set_horizon_year(in.projection.horizon_year);
  for (const IndicatorProjection& item : in.projection.indicators) {
    Put(item, *in.inputs, *out.add_indicators());
  }
  for (const TargetAssessment& item : in.projection.targets) {
    Put(item, *in.inputs, *out.add_targets());
  }
  Put(in.receipt, *out.mutable_receipt());
  for (const ProjectionWarning& item : in.projection.warnings) {
    Put(item, *in.inputs, *out.add_warnings());
  }
}

void ToProto(const Comparison& in, v1::CompareScenariosResponse& out) {
  for (const ProjectionAnswer& answer : in.results) ToProto(answer, *out.add_results());
  for (const PathDifference& difference : in.differences) Put(difference, *out.add_differences());
  for (const ScenarioAttribution& item : in.attributions) {
    Put(item, *in.results.front().inputs, *out.add_attributions());
  }
}

}  // namespace indicast::projection
