// Assumptions and scenarios of the contract as domain values. For the store's answers and for the
// overlays of requests. Thread-safe free functions.
#pragma once

#include "absl/status/statusor.h"
#include "indicast/store/v1/resources.pb.h"
#include "projection-service/domain/scenario.h"

namespace indicast::projection {

// kInvalidArgument with the field relative to the message ("rule.compound.growth_percent.text"):
// required parts that are missing, decimals that are none, a rule that this build does not know.
// The rules of domain/scenario.h are checked by Validate.
absl::StatusOr<Assumption> FromProto(const store::v1::Assumption& in);

// One layer, without its ancestors.
absl::StatusOr<ScenarioLayer> FromProto(const store::v1::Scenario& in);

}  // namespace indicast::projection
