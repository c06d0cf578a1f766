// indicast.projection.v1.Projection on the use cases: converts, calls, converts back. Holds no
// rules. Every method runs on the compute pool: each may wait for the store.
#pragma once

#include <memory>

#include "common/rpc/runtime.h"
#include "grpcpp/impl/codegen/service_type.h"
#include "projection-service/app/projector.h"

namespace indicast::projection {

// Both must outlive the service.
std::unique_ptr<grpc::Service> MakeProjectionService(rpc::Runtime& runtime, Projector& projector);

}  // namespace indicast::projection
