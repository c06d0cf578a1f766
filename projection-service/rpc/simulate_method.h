// Projection.Simulate and AnalyzeSensitivity: requests as values, answers as messages. Thread-safe
// free functions.
#pragma once

#include <vector>

#include "common/rpc/handlers.h"
#include "indicast/projection/v1/simulate.pb.h"
#include "projection-service/app/plan_sensitivity.h"
#include "projection-service/app/plan_simulation.h"

namespace indicast::projection {

// kInvalidArgument with field paths of the request.
absl::StatusOr<SimulationOptions> SimulationOptionsFromProto(const v1::SimulateRequest& in);
absl::StatusOr<PlanSensitivityQuestion> SensitivityFromProto(
    const v1::AnalyzeSensitivityRequest& in);

void ToProto(const SimulationAnswer& in, v1::SimulationResult& out);
void ToProto(const PlanSensitivityAnswer& in, v1::AnalyzeSensitivityResponse& out);

// Progress before and after every slice of paths, the result last. Reads the request at the first
// call. Projector and request must outlive it.
rpc::StreamProducer<v1::SimulateResponse> MakeSimulateProducer(Projector& projector,
                                                               const v1::SimulateRequest& request);

}  // namespace indicast::projection
