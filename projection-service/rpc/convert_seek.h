// SeekTargets and CheckPlan: requests and answers as values of the use cases. FromProto refuses
// with field paths of the request; ToProto cannot fail. Thread-safe free functions.
#pragma once

#include <vector>

#include "absl/status/statusor.h"
#include "indicast/projection/v1/seek_targets.pb.h"
#include "projection-service/app/plan_checking.h"
#include "projection-service/app/target_seeking.h"

namespace indicast::projection {

// Fields of errors begin with "levers".
absl::StatusOr<std::vector<PlanLever>> LeversFromProto(
    const google::protobuf::RepeatedPtrField<v1::Lever>& in);

void ToProto(const SeekAnswer& in, v1::SeekTargetsResponse& out);
void ToProto(const CheckAnswer& in, v1::CheckPlanResponse& out);

}  // namespace indicast::projection
