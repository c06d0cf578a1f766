// The gRPC services of the store: thin handlers that convert, call the app and convert back.
// Thread-safe. `store` and `runtime` must outlive the services.
#pragma once

#include <memory>
#include <vector>

#include "common/rpc/runtime.h"
#include "common/rpc/server.h"
#include "grpcpp/impl/service_type.h"
#include "store-service/app/store.h"
#include "store-service/rpc/import_limits.h"

namespace indicast::store {

// IndicatorStore, IndicatorCuration and ScenarioStore. A drain of the server closes the store's
// WatchHub.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(Store& store, rpc::Runtime& runtime,
                                                         const StreamedImportLimits& limits = {});

// Adds the store's own metrics: indicast_store_revision, indicast_store_observations,
// indicast_store_bytes, indicast_store_writable, indicast_store_watchers,
// indicast_store_slow_watchers_total.
void AddStoreMetrics(Store& store, rpc::Runtime& runtime);

// From now on IndicatorCuration is NOT_SERVING once the store only reads, and the log says why;
// the services that read go on. `server` must not run calls longer than `store` lives.
void FollowWritability(Store& store, rpc::Server& server);

}  // namespace indicast::store
