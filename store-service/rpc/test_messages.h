// Requests of tests as messages.
#pragma once

#include "indicast/store/v1/indicator_curation_service.pb.h"
#include "store-service/rpc/convert.h"

namespace indicast::store::testing {

// Records only.
inline v1::ImportRecordsRequest MessageOf(const ImportRequest& request) {
  v1::ImportRecordsRequest message;
  message.set_request_id(request.request_id);
  message.set_reason(request.reason);
  for (const Area& r : request.areas) ToProto(r, message.add_areas());
  for (const Unit& r : request.units) ToProto(r, message.add_units());
  for (const Document& r : request.documents) {
    ToProto(r, DocumentText::kWith, message.add_documents());
  }
  for (const Indicator& r : request.indicators) ToProto(r, message.add_indicators());
  for (const Observation& r : request.observations) ToProto(r, message.add_observations());
  for (const Target& r : request.targets) ToProto(r, message.add_targets());
  for (const Scenario& r : request.scenarios) ToProto(r, message.add_scenarios());
  return message;
}

}  // namespace indicast::store::testing
