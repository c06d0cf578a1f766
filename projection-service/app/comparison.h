// What changes between two projections of the same inputs, and which assumptions changed it.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "common/rpc/call.h"
#include "projection-service/app/query.h"
#include "projection-service/engine/projection.h"

namespace indicast::projection {

// Values of `other` that differ from `baseline`'s, by indicator, path and year. A cause is an
// indicator whose assumption differs up to that year: the indicator itself or one it follows.
// `position` is that of `other` in the comparison.
std::vector<PathDifference> CompareProjections(const Projection& baseline, const Projection& other,
                                               size_t position);

// Adds what each changed assumption of result `position` adds to its differences from result 0, for
// the indicators of both. kCancelled once the caller has gone.
absl::Status AttributeScenario(size_t position, const ProjectionOptions& options,
                               const rpc::CallContext& call, Comparison& comparison);

}  // namespace indicast::projection
