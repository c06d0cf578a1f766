// indicast.store.v1.IndicatorCuration: writes, on the storage pool.
#pragma once

#include "common/rpc/runtime.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "store-service/app/store.h"

namespace indicast::store {

class CurationService final : public v1::IndicatorCuration::CallbackService {
 public:
  CurationService(Store& store, rpc::Runtime& runtime);

  grpc::ServerUnaryReactor* ImportRecords(grpc::CallbackServerContext* context,
                                          const v1::ImportRecordsRequest* request,
                                          v1::ImportRecordsResponse* response) override;
  grpc::ServerUnaryReactor* RevertRevision(grpc::CallbackServerContext* context,
                                           const v1::RevertRevisionRequest* request,
                                           v1::RevertRevisionResponse* response) override;

 private:
  Store& store_;
  rpc::Runtime& runtime_;
};

}  // namespace indicast::store
