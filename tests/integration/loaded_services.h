// Both services as processes with the shipped data set imported, and clients on them.
// Thread-compatible; each test suite starts its own.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "clients/cpp/projection_client.h"
#include "clients/cpp/store_client.h"
#include "tests/integration/service_processes.h"

namespace indicast::testing {

struct LoadedServices {
  std::unique_ptr<ServiceProcesses> processes;
  std::unique_ptr<client::StoreClient> store;
  std::unique_ptr<client::ProjectionClient> projection;  // null without the projection service
};

// Starts them and imports `folder` (a path below the source tree).
absl::StatusOr<LoadedServices> StartLoaded(const std::string& folder = "data/changsha");

// Starts the services without data.
absl::StatusOr<LoadedServices> StartEmpty(const ServiceOptions& options = {});

// The request that imports a folder below the source tree.
absl::StatusOr<store::v1::ImportRecordsRequest> ReadImport(const std::string& folder);

}  // namespace indicast::testing
