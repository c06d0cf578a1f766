// Both real services in one process over the shipped data set: SQLite in memory, the store's
// service, the projection service that reads it over gRPC. For tests of what the two say together.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "indicast/projection/v1/projection_service.grpc.pb.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"

namespace indicast::testing {

class CityInProcess {
 public:
  // data/changsha is imported as revision 1.
  static absl::StatusOr<std::unique_ptr<CityInProcess>> Start();
  virtual ~CityInProcess() = default;

  virtual store::v1::IndicatorStore::Stub& store() = 0;
  virtual store::v1::IndicatorCuration::Stub& curation() = 0;
  virtual projection::v1::Projection::Stub& projection() = 0;
  // Ends the store, so that the projection service finds it gone.
  virtual void StopStore() = 0;
};

}  // namespace indicast::testing
