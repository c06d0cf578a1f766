// The records that answers carry, for tests with figures and targets of plain values: ids,
// published texts, values, units, documents. Pure.
#pragma once

#include "indicast/store/v1/resources.pb.h"
#include "projection-service/domain/inputs.h"

namespace indicast::projection {

inline InputParts WithRecords(InputParts parts) {
  for (Figure& figure : parts.figures) {
    store::v1::Observation record;
    record.mutable_series()->set_indicator(figure.indicator);
    record.set_published_text(figure.published_text);
    record.set_unit(figure.unit);
    if (figure.value.has_value()) record.mutable_value()->set_text(figure.value->ToString());
    record.mutable_evidence()->set_document(figure.document);
    figure.record = record.SerializeAsString();
  }
  for (Target& target : parts.targets) {
    store::v1::Target record;
    record.set_id(target.id);
    record.set_indicator(target.indicator);
    target.record = record.SerializeAsString();
  }
  return parts;
}

}  // namespace indicast::projection
