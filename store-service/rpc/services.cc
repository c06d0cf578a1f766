#include "store-service/rpc/services.h"

#include <string>

#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "store-service/rpc/curation_service.h"
#include "store-service/rpc/indicator_service.h"
#include "store-service/rpc/scenario_service.h"

namespace indicast::store {

std::vector<std::unique_ptr<grpc::Service>> MakeServices(Store& store, rpc::Runtime& runtime,
                                                         const StreamedImportLimits& limits) {
  runtime.OnDrain([&store] { store.watch_hub().Close(); });
  std::vector<std::unique_ptr<grpc::Service>> services;
  services.push_back(std::make_unique<IndicatorService>(store, runtime, limits));
  services.push_back(std::make_unique<CurationService>(store, runtime, limits));
  services.push_back(std::make_unique<ScenarioService>(store, runtime));
  return services;
}

void AddStoreMetrics(Store& store, rpc::Runtime& runtime) {
  Metrics& metrics = runtime.metrics();
  metrics.AddGauge("indicast_store_revision", "Newest revision of the store.",
                   [&store] { return static_cast<double>(store.snapshot()->revision()); });
  metrics.AddGauge("indicast_store_observations", "Figures in the newest state.", [&store] {
    return static_cast<double>(store.snapshot()->counts().observations);
  });
  metrics.AddGauge("indicast_store_bytes", "Size of the storage after the last write.",
                   [&store] { return static_cast<double>(store.backend_bytes()); });
  metrics.AddGauge("indicast_store_writable",
                   "1 while the store accepts writes, 0 once it only reads until it is restarted.",
                   [&store] { return store.writable() ? 1.0 : 0.0; });
  metrics.AddCounter("indicast_store_slow_watchers_total", "Watch calls whose reader fell behind.",
                     [&store] { return static_cast<double>(store.watch_hub().slow()); });
  metrics.AddGauge("indicast_store_watchers", "Open Watch calls.",
                   [&store] { return static_cast<double>(store.watch_hub().watchers()); });
}

void FollowWritability(Store& store, rpc::Server& server) {
  store.OnWritingEnded([&server](const absl::Status& failure) {
    server.SetServing(v1::IndicatorCuration::service_full_name(), false);
    server.runtime().logger().Log(LogLevel::kError, "store only reads until it is restarted",
                                  {{"cause", std::string(failure.message())}});
  });
}

}  // namespace indicast::store
