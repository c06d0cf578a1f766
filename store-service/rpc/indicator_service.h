// indicast.store.v1.IndicatorStore: reads. Point reads run in the reaction, the rest on the storage
// pool.
#pragma once

#include "common/rpc/arena_messages.h"
#include "common/rpc/runtime.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "store-service/app/store.h"
#include "store-service/rpc/import_limits.h"

namespace indicast::store {

class IndicatorService final : public v1::IndicatorStore::CallbackService {
 public:
  IndicatorService(Store& store, rpc::Runtime& runtime, const StreamedImportLimits& limits);

  grpc::ServerUnaryReactor* GetServerInfo(grpc::CallbackServerContext* context,
                                          const v1::GetServerInfoRequest* request,
                                          v1::GetServerInfoResponse* response) override;
  grpc::ServerUnaryReactor* GetIndicator(grpc::CallbackServerContext* context,
                                         const v1::GetIndicatorRequest* request,
                                         v1::GetIndicatorResponse* response) override;
  grpc::ServerUnaryReactor* ListIndicators(grpc::CallbackServerContext* context,
                                           const v1::ListIndicatorsRequest* request,
                                           v1::ListIndicatorsResponse* response) override;
  grpc::ServerUnaryReactor* SearchIndicators(grpc::CallbackServerContext* context,
                                             const v1::SearchIndicatorsRequest* request,
                                             v1::SearchIndicatorsResponse* response) override;
  grpc::ServerUnaryReactor* ListAreas(grpc::CallbackServerContext* context,
                                      const v1::ListAreasRequest* request,
                                      v1::ListAreasResponse* response) override;
  grpc::ServerUnaryReactor* ListUnits(grpc::CallbackServerContext* context,
                                      const v1::ListUnitsRequest* request,
                                      v1::ListUnitsResponse* response) override;
  grpc::ServerUnaryReactor* GetObservation(grpc::CallbackServerContext* context,
                                           const v1::GetObservationRequest* request,
                                           v1::GetObservationResponse* response) override;
  grpc::ServerUnaryReactor* ListObservations(grpc::CallbackServerContext* context,
                                             const v1::ListObservationsRequest* request,
                                             v1::ListObservationsResponse* response) override;
  grpc::ServerWriteReactor<v1::StreamObservationsResponse>* StreamObservations(
      grpc::CallbackServerContext* context, const v1::StreamObservationsRequest* request) override;
  grpc::ServerUnaryReactor* ListObservationHistory(
      grpc::CallbackServerContext* context, const v1::ListObservationHistoryRequest* request,
      v1::ListObservationHistoryResponse* response) override;
  grpc::ServerUnaryReactor* ListTargets(grpc::CallbackServerContext* context,
                                        const v1::ListTargetsRequest* request,
                                        v1::ListTargetsResponse* response) override;
  grpc::ServerUnaryReactor* GetDocument(grpc::CallbackServerContext* context,
                                        const v1::GetDocumentRequest* request,
                                        v1::GetDocumentResponse* response) override;
  grpc::ServerUnaryReactor* ListDocuments(grpc::CallbackServerContext* context,
                                          const v1::ListDocumentsRequest* request,
                                          v1::ListDocumentsResponse* response) override;
  grpc::ServerUnaryReactor* GetEvidence(grpc::CallbackServerContext* context,
                                        const v1::GetEvidenceRequest* request,
                                        v1::GetEvidenceResponse* response) override;
  grpc::ServerUnaryReactor* ListConflicts(grpc::CallbackServerContext* context,
                                          const v1::ListConflictsRequest* request,
                                          v1::ListConflictsResponse* response) override;
  grpc::ServerUnaryReactor* BatchGetObservations(
      grpc::CallbackServerContext* context, const v1::BatchGetObservationsRequest* request,
      v1::BatchGetObservationsResponse* response) override;
  grpc::ServerUnaryReactor* DiffObservations(grpc::CallbackServerContext* context,
                                             const v1::DiffObservationsRequest* request,
                                             v1::DiffObservationsResponse* response) override;
  grpc::ServerUnaryReactor* ListAvailability(grpc::CallbackServerContext* context,
                                             const v1::ListAvailabilityRequest* request,
                                             v1::ListAvailabilityResponse* response) override;
  grpc::ServerUnaryReactor* CompareObservations(grpc::CallbackServerContext* context,
                                                const v1::CompareObservationsRequest* request,
                                                v1::CompareObservationsResponse* response) override;
  grpc::ServerUnaryReactor* ListSilentSeries(grpc::CallbackServerContext* context,
                                             const v1::ListSilentSeriesRequest* request,
                                             v1::ListSilentSeriesResponse* response) override;
  grpc::ServerWriteReactor<v1::ExportObservationsResponse>* ExportObservations(
      grpc::CallbackServerContext* context, const v1::ExportObservationsRequest* request) override;
  grpc::ServerWriteReactor<v1::WatchResponse>* Watch(grpc::CallbackServerContext* context,
                                                     const v1::WatchRequest* request) override;

 private:
  Store& store_;
  rpc::Runtime& runtime_;
  const StreamedImportLimits import_limits_;
  rpc::ArenaMessages<v1::GetObservationRequest, v1::GetObservationResponse, 2048> point_messages_;
  rpc::ArenaMessages<v1::BatchGetObservationsRequest, v1::BatchGetObservationsResponse, 4096>
      batch_messages_;
};

}  // namespace indicast::store
