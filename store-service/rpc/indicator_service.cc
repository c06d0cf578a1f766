#include "store-service/rpc/indicator_service.h"

#include <memory>
#include <optional>
#include <utility>

#include "common/rpc/handlers.h"
#include "common/status/status_macros.h"
#include "store-service/rpc/read_methods.h"
#include "store-service/rpc/watch_stream.h"

namespace indicast::store {
namespace {

using rpc::CallContext;
using rpc::Dispatch;
using rpc::Method;

constexpr char kService[] = "indicast.store.v1.IndicatorStore";
constexpr Method kGetServerInfo = {kService, "GetServerInfo"};
constexpr Method kGetIndicator = {kService, "GetIndicator"};
constexpr Method kListIndicators = {kService, "ListIndicators"};
constexpr Method kSearchIndicators = {kService, "SearchIndicators"};
constexpr Method kListAreas = {kService, "ListAreas"};
constexpr Method kListUnits = {kService, "ListUnits"};
constexpr Method kGetObservation = {kService, "GetObservation"};
constexpr Method kListObservations = {kService, "ListObservations"};
constexpr Method kStreamObservations = {kService, "StreamObservations"};
constexpr Method kListObservationHistory = {kService, "ListObservationHistory"};
constexpr Method kListTargets = {kService, "ListTargets"};
constexpr Method kGetDocument = {kService, "GetDocument"};
constexpr Method kListDocuments = {kService, "ListDocuments"};
constexpr Method kGetEvidence = {kService, "GetEvidence"};
constexpr Method kListConflicts = {kService, "ListConflicts"};
constexpr Method kBatchGetObservations = {kService, "BatchGetObservations"};
constexpr Method kDiffObservations = {kService, "DiffObservations"};
constexpr Method kListAvailability = {kService, "ListAvailability"};
constexpr Method kCompareObservations = {kService, "CompareObservations"};
constexpr Method kListSilentSeries = {kService, "ListSilentSeries"};
constexpr Method kExportObservations = {kService, "ExportObservations"};
constexpr Method kWatch = {kService, "Watch"};

}  // namespace

IndicatorService::IndicatorService(Store& store, rpc::Runtime& runtime,
                                   const StreamedImportLimits& limits)
    : store_(store), runtime_(runtime), import_limits_(limits) {
  SetMessageAllocatorFor_GetObservation(&point_messages_);
  SetMessageAllocatorFor_BatchGetObservations(&batch_messages_);
}

grpc::ServerUnaryReactor* IndicatorService::GetServerInfo(grpc::CallbackServerContext* context,
                                                          const v1::GetServerInfoRequest* request,
                                                          v1::GetServerInfoResponse* response) {
  return rpc::RunUnary(runtime_, context, kGetServerInfo, Dispatch::kInline,
                       [this, request, response](CallContext&) {
                         FillLimits(import_limits_, store_.watch_hub().limits().watchers,
                                    runtime_.options().queue_limit, response->mutable_limits());
                         return Read(store_, *request, runtime_.options().max_request_bytes,
                                     response);
                       });
}

grpc::ServerUnaryReactor* IndicatorService::GetIndicator(grpc::CallbackServerContext* context,
                                                         const v1::GetIndicatorRequest* request,
                                                         v1::GetIndicatorResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kGetIndicator, Dispatch::kInline,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListIndicators(grpc::CallbackServerContext* context,
                                                           const v1::ListIndicatorsRequest* request,
                                                           v1::ListIndicatorsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListIndicators, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::SearchIndicators(
    grpc::CallbackServerContext* context, const v1::SearchIndicatorsRequest* request,
    v1::SearchIndicatorsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kSearchIndicators, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListAreas(grpc::CallbackServerContext* context,
                                                      const v1::ListAreasRequest* request,
                                                      v1::ListAreasResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListAreas, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListUnits(grpc::CallbackServerContext* context,
                                                      const v1::ListUnitsRequest* request,
                                                      v1::ListUnitsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListUnits, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::GetObservation(grpc::CallbackServerContext* context,
                                                           const v1::GetObservationRequest* request,
                                                           v1::GetObservationResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kGetObservation, Dispatch::kInline,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListObservations(
    grpc::CallbackServerContext* context, const v1::ListObservationsRequest* request,
    v1::ListObservationsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListObservations, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerWriteReactor<v1::StreamObservationsResponse>* IndicatorService::StreamObservations(
    grpc::CallbackServerContext* context, const v1::StreamObservationsRequest* request) {
  return rpc::RunServerStream<v1::StreamObservationsResponse>(
      runtime_, context, kStreamObservations, Dispatch::kStorage,
      [this, request, stream = std::optional<ObservationStream>()](
          CallContext&, v1::StreamObservationsResponse& part) mutable -> absl::StatusOr<bool> {
        if (!stream.has_value()) {
          ASSIGN_OR_RETURN(ObservationStream started, ObservationStream::Start(store_, *request));
          stream.emplace(std::move(started));
        }
        return stream->Next(part);
      });
}

grpc::ServerUnaryReactor* IndicatorService::ListObservationHistory(
    grpc::CallbackServerContext* context, const v1::ListObservationHistoryRequest* request,
    v1::ListObservationHistoryResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListObservationHistory, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListTargets(grpc::CallbackServerContext* context,
                                                        const v1::ListTargetsRequest* request,
                                                        v1::ListTargetsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListTargets, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::GetDocument(grpc::CallbackServerContext* context,
                                                        const v1::GetDocumentRequest* request,
                                                        v1::GetDocumentResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kGetDocument, Dispatch::kInline,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListDocuments(grpc::CallbackServerContext* context,
                                                          const v1::ListDocumentsRequest* request,
                                                          v1::ListDocumentsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListDocuments, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::GetEvidence(grpc::CallbackServerContext* context,
                                                        const v1::GetEvidenceRequest* request,
                                                        v1::GetEvidenceResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kGetEvidence, Dispatch::kInline,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListConflicts(grpc::CallbackServerContext* context,
                                                          const v1::ListConflictsRequest* request,
                                                          v1::ListConflictsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListConflicts, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::BatchGetObservations(
    grpc::CallbackServerContext* context, const v1::BatchGetObservationsRequest* request,
    v1::BatchGetObservationsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kBatchGetObservations, Dispatch::kInline,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::DiffObservations(
    grpc::CallbackServerContext* context, const v1::DiffObservationsRequest* request,
    v1::DiffObservationsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kDiffObservations, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListAvailability(
    grpc::CallbackServerContext* context, const v1::ListAvailabilityRequest* request,
    v1::ListAvailabilityResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListAvailability, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::CompareObservations(
    grpc::CallbackServerContext* context, const v1::CompareObservationsRequest* request,
    v1::CompareObservationsResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kCompareObservations, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerUnaryReactor* IndicatorService::ListSilentSeries(
    grpc::CallbackServerContext* context, const v1::ListSilentSeriesRequest* request,
    v1::ListSilentSeriesResponse* response) {
  return rpc::RunUnary(
      runtime_, context, kListSilentSeries, Dispatch::kStorage,
      [this, request, response](CallContext&) { return Read(store_, *request, response); });
}

grpc::ServerWriteReactor<v1::ExportObservationsResponse>* IndicatorService::ExportObservations(
    grpc::CallbackServerContext* context, const v1::ExportObservationsRequest* request) {
  return rpc::RunServerStream<v1::ExportObservationsResponse>(
      runtime_, context, kExportObservations, Dispatch::kStorage,
      [this, request, stream = std::optional<ExportStream>()](
          CallContext&, v1::ExportObservationsResponse& part) mutable -> absl::StatusOr<bool> {
        if (!stream.has_value()) {
          ASSIGN_OR_RETURN(ExportStream started, ExportStream::Start(store_, *request));
          stream.emplace(std::move(started));
        }
        return stream->Next(part);
      });
}

grpc::ServerWriteReactor<v1::WatchResponse>* IndicatorService::Watch(
    grpc::CallbackServerContext* context, const v1::WatchRequest* request) {
  return WatchStream::Start(store_, runtime_, context, kWatch, *request);
}

}  // namespace indicast::store
