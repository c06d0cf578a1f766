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

constexpr char kDefaultScope[] = "total";

std::string ScopeOf(const std::string& scope) { return scope.empty() ? kDefaultScope : scope; }

// Series with its codes converted and its ids unchecked.
SeriesKey TakeSeries(FieldReader& fields, absl::string_view prefix, const v1::SeriesKey& in) {
  SeriesKey out;
  out.indicator = in.indicator();
  out.area = in.area();
  fields.Take(absl::StrCat(prefix, "measure"), wire::FromProto(in.measure()), out.measure);
  fields.Take(absl::StrCat(prefix, "price_basis"), wire::FromProto(in.price_basis()),
              out.price_basis);
  out.scope = ScopeOf(in.scope());
  return out;
}

void TakeGoal(FieldReader& fields, const v1::TargetGoal& in, TargetGoal& out) {
  switch (in.right_side_case()) {
    case v1::TargetGoal::kConstant:
      fields.Take("goal.constant", wire::FromProto(in.constant()), out);
      return;
    case v1::TargetGoal::kRelative: {
      RelativeGoal relative;
      relative.indicator = in.relative().indicator();
      if (in.relative().has_margin()) {
        fields.Take("goal.relative.margin", wire::FromProto(in.relative().margin()),
                    relative.margin);
      }
      out = std::move(relative);
      return;
    }
    case v1::TargetGoal::kExternal:
      out = ExternalGoal{FromProto(in.external().authority())};
      return;
    case v1::TargetGoal::kQualitative:
      out = QualitativeGoal{};
      return;
    case v1::TargetGoal::RIGHT_SIDE_NOT_SET:
      break;
  }
  fields.Add("goal", "must be a constant, relative to an indicator, external, or qualitative");
}

void ToProto(const TargetGoal& in, v1::TargetGoal* out) {
  if (const auto* constant = std::get_if<Decimal>(&in)) {
    store::ToProto(*constant, out->mutable_constant());
  } else if (const auto* relative = std::get_if<RelativeGoal>(&in)) {
    out->mutable_relative()->set_indicator(relative->indicator);
    if (relative->margin.has_value()) {
      store::ToProto(*relative->margin, out->mutable_relative()->mutable_margin());
    }
  } else if (const auto* external = std::get_if<ExternalGoal>(&in)) {
    store::ToProto(external->authority, out->mutable_external()->mutable_authority());
  } else {
    out->mutable_qualitative();
  }
}

void TakeDerivation(FieldReader& fields, const v1::Derivation& in, std::optional<Derivation>& out) {
  Derivation derivation;
  fields.Take("derivation.formula", wire::FromProto(in.formula()), derivation.formula);
  derivation.inputs.assign(in.inputs().begin(), in.inputs().end());
  out = std::move(derivation);
}

}  // namespace

absl::StatusOr<SeriesKey> FromProto(const v1::SeriesKey& in) {
  FieldReader fields;
  SeriesKey out = TakeSeries(fields, "", in);
  fields.Add("", Validate(out));
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<Observation> FromProto(const v1::Observation& in) {
  Observation out;
  FieldReader fields;
  out.series = TakeSeries(fields, "series.", in.series());
  fields.Take("period", wire::FromProto(in.period()), out.period);
  if (in.has_value()) fields.Take("value", wire::FromProto(in.value()), out.value);
  out.published_text = in.published_text();
  fields.Take("qualifier", wire::FromProto(in.qualifier()), out.qualifier);
  if (in.has_lower_bound()) {
    fields.Take("lower_bound", wire::FromProto(in.lower_bound()), out.lower_bound);
  }
  if (in.has_upper_bound()) {
    fields.Take("upper_bound", wire::FromProto(in.upper_bound()), out.upper_bound);
  }
  out.unit = in.unit();
  fields.Take("status", wire::FromProto(in.status()), out.status);
  fields.Take("stage", wire::FromProto(in.stage()), out.stage);
  fields.Take("evidence", FromProto(in.evidence()), out.evidence);
  out.note = FromProto(in.note());
  if (in.has_derivation()) TakeDerivation(fields, in.derivation(), out.derivation);
  // A field that was not understood would only give a second, misleading violation.
  if (fields.ok()) fields.Add("", Validate(out));
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<Target> FromProto(const v1::Target& in) {
  Target out;
  FieldReader fields;
  out.id = in.id();
  out.indicator = in.indicator();
  out.area = in.area();
  fields.Take("measure", wire::FromProto(in.measure()), out.measure);
  fields.Take("price_basis", wire::FromProto(in.price_basis()), out.price_basis);
  out.scope = ScopeOf(in.scope());
  out.base_scope = in.base_scope();
  fields.Take("period", wire::FromProto(in.period()), out.period);
  fields.Take("relation", wire::FromProto(in.relation()), out.relation);
  TakeGoal(fields, in.goal(), out.goal);
  out.unit = in.unit();
  fields.Take("kind", wire::FromProto(in.kind()), out.kind);
  out.published_text = in.published_text();
  fields.Take("evidence", FromProto(in.evidence()), out.evidence);
  out.section = in.section();
  out.position = in.position();
  out.office = FromProto(in.office());
  out.pair_note = FromProto(in.pair_note());
  if (fields.ok()) fields.Add("", Validate(out));
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<ObservationQuery> FromProto(const v1::ObservationFilter& in) {
  ObservationQuery out;
  FieldReader fields;
  out.indicators.assign(in.indicators().begin(), in.indicators().end());
  out.areas.assign(in.areas().begin(), in.areas().end());
  out.documents.assign(in.documents().begin(), in.documents().end());
  for (int i = 0; i < in.measures_size(); ++i) {
    Measure measure = Measure::kLevel;
    fields.Take(absl::StrCat("measures[", i, "]"), wire::FromProto(in.measures(i)), measure);
    out.measures.push_back(measure);
  }
  Period period;
  if (in.has_from_period()) {
    fields.Take("from_period", wire::FromProto(in.from_period()), period);
    out.from_day = period.first_day();
  }
  if (in.has_to_period()) {
    fields.Take("to_period", wire::FromProto(in.to_period()), period);
    out.to_day = period.last_day();
  }
  out.all_vintages = in.all_vintages();
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

void ToProto(const SeriesKey& in, v1::SeriesKey* out) {
  out->set_indicator(in.indicator);
  out->set_area(in.area);
  out->set_measure(wire::ToProto(in.measure));
  out->set_price_basis(wire::ToProto(in.price_basis));
  out->set_scope(in.scope);
}

void ToProto(const Observation& in, v1::Observation* out) {
  ToProto(in.series, out->mutable_series());
  out->mutable_period()->set_text(in.period.ToString());
  if (in.value.has_value()) ToProto(*in.value, out->mutable_value());
  out->set_published_text(in.published_text);
  out->set_qualifier(wire::ToProto(in.qualifier));
  if (in.lower_bound.has_value()) ToProto(*in.lower_bound, out->mutable_lower_bound());
  if (in.upper_bound.has_value()) ToProto(*in.upper_bound, out->mutable_upper_bound());
  out->set_unit(in.unit);
  out->set_status(wire::ToProto(in.status));
  out->set_stage(wire::ToProto(in.stage));
  ToProto(in.evidence, out->mutable_evidence());
  if (!in.note.zh.empty() || !in.note.en.empty()) ToProto(in.note, out->mutable_note());
  if (in.derivation.has_value()) {
    v1::Derivation& derivation = *out->mutable_derivation();
    derivation.set_formula(wire::ToProto(in.derivation->formula));
    derivation.mutable_inputs()->Add(in.derivation->inputs.begin(), in.derivation->inputs.end());
  }
}

void ToProto(const VintageView& in, v1::Observation* out) {
  ToProto(*in.observation, out);
  ToProto(in.publication, out->mutable_publication());
  out->set_revision(in.revision);
  PutEtag(in.revision, out);
  out->set_preferred(in.preferred);
  out->set_preferred_because(static_cast<v1::PreferenceReason>(in.because));
}

void ToProto(const Target& in, v1::Target* out) {
  out->set_id(in.id);
  out->set_indicator(in.indicator);
  out->set_area(in.area);
  out->set_measure(wire::ToProto(in.measure));
  out->set_price_basis(wire::ToProto(in.price_basis));
  out->set_scope(in.scope);
  out->set_base_scope(in.base_scope);
  out->mutable_period()->set_text(in.period.ToString());
  out->set_relation(wire::ToProto(in.relation));
  ToProto(in.goal, out->mutable_goal());
  out->set_unit(in.unit);
  out->set_kind(wire::ToProto(in.kind));
  out->set_published_text(in.published_text);
  ToProto(in.evidence, out->mutable_evidence());
  out->set_section(in.section);
  out->set_position(in.position);
  ToProto(in.office, out->mutable_office());
  ToProto(in.pair_note, out->mutable_pair_note());
}

}  // namespace indicast::store
