// Projection.Sweep: the request as a value, the rows as messages. Thread-safe free functions.
#pragma once

#include "common/rpc/handlers.h"
#include "indicast/projection/v1/sweep.pb.h"
#include "projection-service/app/sweep.h"

namespace indicast::projection {

// kInvalidArgument with field paths of the request.
absl::StatusOr<SweepQuestion> SweepFromProto(const v1::SweepRequest& in);

// The heading first, then rows of at most a few thousand values a message. Reads the request at
// the first call. Projector and request must outlive it.
rpc::StreamProducer<v1::SweepResponse> MakeSweepProducer(Projector& projector,
                                                         const v1::SweepRequest& request);

}  // namespace indicast::projection
