// What a request must satisfy against the inputs it will run on, and the defaults it leaves open.
// Pure functions; errors name the field of the request.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "projection-service/app/query.h"
#include "projection-service/engine/projection.h"
#include "projection-service/store_client/store_reader.h"

namespace indicast::projection {

// The area named, or the only one with targets. kFailedPrecondition NO_DATA when there are none,
// kInvalidArgument when there are several.
absl::StatusOr<std::string> ChooseArea(const Frame& frame, const Catalogue& catalogue);

// The base year named, or the year before the area's earliest target.
absl::StatusOr<int> ChooseBaseYear(const Frame& frame, const Catalogue& catalogue,
                                   const std::string& area);

// The horizon named, or the area's latest target year, at least one and at most kMaxHorizonYears
// years after the base year.
absl::StatusOr<int> ChooseHorizon(const Frame& frame, const InputSet& inputs);

// Indicators and quotas of the frame. kNotFound INDICATOR_NOT_FOUND.
absl::StatusOr<ProjectionOptions> MakeOptions(const Frame& frame, const InputSet& inputs,
                                              int horizon_year);

// Every assumption of an overlay: its rule, its indicators, its years within the projected ones.
// `field` is the path of the selection: "scenario" or "scenarios[1]".
absl::Status CheckOverlay(const ScenarioChoice& choice, const InputSet& inputs, int horizon_year,
                          const std::string& field);

}  // namespace indicast::projection
