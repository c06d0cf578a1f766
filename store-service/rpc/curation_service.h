// indicast.store.v1.IndicatorCuration: writes, on the storage pool.
#pragma once

#include <memory>

#include "common/rpc/runtime.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "store-service/app/store.h"
#include "store-service/rpc/import_parts.h"

namespace indicast::store {

class CurationService final : public v1::IndicatorCuration::CallbackService {
 public:
  CurationService(Store& store, rpc::Runtime& runtime, const StreamedImportLimits& limits);

  grpc::ServerUnaryReactor* ImportRecords(grpc::CallbackServerContext* context,
                                          const v1::ImportRecordsRequest* request,
                                          v1::ImportRecordsResponse* response) override;
  grpc::ServerReadReactor<v1::ImportRecordStreamRequest>* ImportRecordStream(
      grpc::CallbackServerContext* context, v1::ImportRecordStreamResponse* response) override;
  grpc::ServerUnaryReactor* RevertRevision(grpc::CallbackServerContext* context,
                                           const v1::RevertRevisionRequest* request,
                                           v1::RevertRevisionResponse* response) override;

 private:
  Store& store_;
  rpc::Runtime& runtime_;
  const StreamedImportLimits limits_;
  // Shared with the streams, whose memory is freed after their calls have ended.
  const std::shared_ptr<StreamedBytes> streamed_bytes_;
};

}  // namespace indicast::store
