// Catalogue records and figures of the store as domain values. kInvalidArgument with the field
// relative to the message for values that this build does not know. Thread-safe free functions.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "indicast/store/v1/resources.pb.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/store_client/store_reader.h"

namespace indicast::projection {

LocalizedText FromProto(const type::v1::LocalizedText& in);
Unit FromProto(const store::v1::Unit& in);
DocumentFacts FromProto(const store::v1::Document& in);
absl::StatusOr<Indicator> FromProto(const store::v1::Indicator& in);

// The figure with its record and with what its document says about it.
absl::StatusOr<Figure> FigureFromProto(const store::v1::Observation& in,
                                       const Catalogue& catalogue);

// nullopt for a target of another span than a whole year: it is not projected.
absl::StatusOr<std::optional<AreaTarget>> TargetFromProto(const store::v1::Target& in);

}  // namespace indicast::projection
