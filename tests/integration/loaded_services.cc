#include "tests/integration/loaded_services.h"

#include <utility>

#include "clients/cpp/connect.h"
#include "clients/cpp/data_folder.h"
#include "common/status/status_macros.h"

namespace indicast::testing {

absl::StatusOr<store::v1::ImportRecordsRequest> ReadImport(const std::string& folder) {
  ASSIGN_OR_RETURN(client::DataFolder data, client::ReadDataFolder(SourcePath(folder)));
  data.request.set_request_id(client::NewRequestId());
  data.request.set_reason("test import");
  return std::move(data.request);
}

absl::StatusOr<LoadedServices> StartEmpty(const ServiceOptions& options) {
  LoadedServices services;
  ASSIGN_OR_RETURN(services.processes, ServiceProcesses::Start(options));
  client::ConnectOptions connect;
  connect.deadline = absl::Seconds(60);
  connect.address = services.processes->store_address().address;
  ASSIGN_OR_RETURN(services.store, client::StoreClient::Connect(connect));
  if (options.projection) {
    connect.address = services.processes->projection_address().address;
    ASSIGN_OR_RETURN(services.projection, client::ProjectionClient::Connect(connect));
  }
  return services;
}

absl::StatusOr<LoadedServices> StartLoaded(const std::string& folder) {
  ASSIGN_OR_RETURN(LoadedServices services, StartEmpty());
  ASSIGN_OR_RETURN(const store::v1::ImportRecordsRequest request, ReadImport(folder));
  RETURN_IF_ERROR(services.store->ImportRecords(request).status());
  return services;
}

}  // namespace indicast::testing
