#include <utility>

#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"

namespace indicast::store {

absl::StatusOr<Area> FromProto(const v1::Area& in) {
  Area out = {in.id(), FromProto(in.name()), in.parent()};
  FieldReader fields;
  for (int i = 0; i < in.boundary_changes_size(); ++i) {
    const v1::BoundaryChange& change = in.boundary_changes(i);
    BoundaryChange& added = out.boundary_changes.emplace_back();
    fields.Take(absl::StrCat("boundary_changes[", i, "].date"), Date::Parse(change.date()),
                added.date);
    added.note = FromProto(change.note());
  }
  // A date that could not be read has no order.
  if (fields.ok()) fields.Add("", Validate(out));
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<Unit> FromProto(const v1::Unit& in) {
  Unit out = {in.id(), FromProto(in.symbol()), in.measure(), in.multiplier_exponent()};
  RETURN_IF_ERROR(Validate(out));
  return out;
}

absl::StatusOr<Document> FromProto(const v1::Document& in) {
  Document out;
  FieldReader fields;
  out.id = in.id();
  out.title = FromProto(in.title());
  out.publisher = in.publisher();
  out.address = in.address();
  if (in.has_publication()) {
    fields.Take("publication", FromProto(in.publication()), out.publication);
  }
  fields.Take("confidence", wire::FromProto(in.confidence()), out.confidence);
  out.text = in.text();
  out.is_work_report = in.is_work_report();
  out.note = FromProto(in.note());
  for (const v1::DocumentSection& section : in.sections()) {
    const auto& start = section.start();
    out.sections.push_back({section.id(),
                            FromProto(section.title()),
                            {start.exact(), start.prefix(), start.suffix()}});
  }
  fields.Add("", Validate(out));
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

absl::StatusOr<Indicator> FromProto(const v1::Indicator& in) {
  Indicator out;
  FieldReader fields;
  out.id = in.id();
  out.name = FromProto(in.name());
  out.aliases.assign(in.aliases().begin(), in.aliases().end());
  out.unit = in.unit();
  fields.Take("nature", wire::FromProto(in.nature()), out.nature);
  fields.Take("direction", wire::FromProto(in.direction()), out.direction);
  out.domain = in.domain();
  out.definition = FromProto(in.definition());
  for (const v1::IndicatorLink& link : in.links()) {
    out.links.push_back({link.relation(), link.indicator(), FromProto(link.note())});
  }
  out.one_off = in.one_off();
  for (int i = 0; i < in.releases_size(); ++i) {
    const v1::ReleaseRule& rule = in.releases(i);
    ReleaseRule& added = out.releases.emplace_back();
    added.frequency = rule.frequency();
    fields.Take(absl::StrCat("releases[", i, "].measure"), wire::FromProto(rule.measure()),
                added.measure);
    added.due_days = rule.due_days();
    added.area = rule.area();
    added.note = FromProto(rule.note());
  }
  fields.Add("", Validate(out));
  RETURN_IF_ERROR(std::move(fields).Status());
  return out;
}

void ToProto(const Area& in, v1::Area* out) {
  out->set_id(in.id);
  ToProto(in.name, out->mutable_name());
  out->set_parent(in.parent);
  for (const BoundaryChange& change : in.boundary_changes) {
    v1::BoundaryChange& added = *out->add_boundary_changes();
    added.set_date(change.date.ToString());
    ToProto(change.note, added.mutable_note());
  }
}

void ToProto(const Unit& in, v1::Unit* out) {
  out->set_id(in.id);
  ToProto(in.symbol, out->mutable_symbol());
  out->set_measure(in.measure);
  out->set_multiplier_exponent(in.multiplier_exponent);
}

void ToProto(const Document& in, DocumentText text, v1::Document* out) {
  out->set_id(in.id);
  ToProto(in.title, out->mutable_title());
  out->set_publisher(in.publisher);
  out->set_address(in.address);
  if (in.publication.has_value()) ToProto(*in.publication, out->mutable_publication());
  out->set_confidence(wire::ToProto(in.confidence));
  if (text == DocumentText::kWith) out->set_text(in.text);
  out->set_is_work_report(in.is_work_report);
  ToProto(in.note, out->mutable_note());
  for (const DocumentSection& section : in.sections) ToProto(section, out->add_sections());
}

void ToProto(const DocumentSection& in, v1::DocumentSection* out) {
  out->set_id(in.id);
  ToProto(in.title, out->mutable_title());
  out->mutable_start()->set_exact(in.start.exact);
  out->mutable_start()->set_prefix(in.start.prefix);
  out->mutable_start()->set_suffix(in.start.suffix);
}

void ToProto(const Indicator& in, v1::Indicator* out) {
  out->set_id(in.id);
  ToProto(in.name, out->mutable_name());
  out->mutable_aliases()->Add(in.aliases.begin(), in.aliases.end());
  out->set_unit(in.unit);
  out->set_nature(wire::ToProto(in.nature));
  out->set_direction(wire::ToProto(in.direction));
  out->set_domain(in.domain);
  ToProto(in.definition, out->mutable_definition());
  for (const IndicatorLink& link : in.links) {
    v1::IndicatorLink* added = out->add_links();
    added->set_relation(link.relation);
    added->set_indicator(link.indicator);
    ToProto(link.note, added->mutable_note());
  }
  out->set_one_off(in.one_off);
  for (const ReleaseRule& rule : in.releases) ToProto(rule, out->add_releases());
}

void ToProto(const ReleaseRule& in, v1::ReleaseRule* out) {
  out->set_frequency(in.frequency);
  out->set_measure(wire::ToProto(in.measure));
  out->set_due_days(in.due_days);
  out->set_area(in.area);
  ToProto(in.note, out->mutable_note());
}

}  // namespace indicast::store
