// The gRPC services of the store: thin handlers that convert, call the app and convert back.
// Thread-safe. `store` and `runtime` must outlive the services.
#pragma once

#include <memory>
#include <vector>

#include "common/rpc/runtime.h"
#include "grpcpp/impl/service_type.h"
#include "store-service/app/store.h"

namespace indicast::store {

// IndicatorStore, IndicatorCuration and ScenarioStore. A drain of the server closes the store's
// WatchHub.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(Store& store, rpc::Runtime& runtime);

// Adds the store's own metrics: indicast_store_revision, indicast_store_observations,
// indicast_store_bytes, indicast_store_writable, indicast_store_watchers,
// indicast_store_slow_watchers_total.
void AddStoreMetrics(Store& store, rpc::Runtime& runtime);

}  // namespace indicast::store
