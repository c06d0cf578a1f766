// Requests and answers of indicast.projection.v1 as values of the use cases. FromProto refuses with
// field paths of the request; ToProto cannot fail. Thread-safe free functions.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "indicast/projection/v1/projection_service.pb.h"
#include "projection-service/app/query.h"

namespace indicast::projection {

// `field` is the path of the selection: "scenario" or "scenarios[1]".
absl::StatusOr<ScenarioChoice> ScenarioFromProto(const v1::ScenarioSelection& in,
                                                 const std::string& field);
absl::StatusOr<Frame> FrameFromProto(const v1::ProjectRequest& in);
absl::StatusOr<Frame> FrameFromProto(const v1::CompareScenariosRequest& in);

void ToProto(const ProjectionAnswer& in, v1::ProjectionResult& out);
void ToProto(const Comparison& in, v1::CompareScenariosResponse& out);

}  // namespace indicast::projection
