// What the read methods do between their messages and the app; the services only dispatch. Each
// fills `response`, which must be empty, from one snapshot. Thread-safe free functions.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "indicast/store/v1/scenario_store_service.pb.h"
#include "store-service/app/export.h"
#include "store-service/app/observations.h"
#include "store-service/app/store.h"
#include "store-service/domain/snapshot.h"
#include "store-service/rpc/import_limits.h"

namespace indicast::store {

// Figures in one BatchGetObservations.
inline constexpr int kMaxBatch = 100;

// A snapshot and the pinned bounds of one read.
struct ReadPoint {
  std::shared_ptr<const Snapshot> snapshot;
  AsOf as_of;
};

// kInvalidArgument names fields under "as_of"; kOutOfRange (REVISION_NOT_FOUND).
template <typename Request>
absl::StatusOr<ReadPoint> ReadPointOf(const Store& store, const Request& request);
absl::StatusOr<ReadPoint> ReadPointAt(std::shared_ptr<const Snapshot> snapshot, bool bounded,
                                      const type::v1::AsOf& as_of);

template <typename Request>
absl::StatusOr<ReadPoint> ReadPointOf(const Store& store, const Request& request) {
  return ReadPointAt(store.snapshot(), request.has_as_of(), request.as_of());
}

// read_catalogue.cc
absl::Status Read(const Store& store, const v1::GetServerInfoRequest& request,
                  int64_t max_request_bytes, v1::GetServerInfoResponse* response);
// Sets what it is told of; the other limits are left as they are.
void FillLimits(const StreamedImportLimits& imports, size_t max_watchers, int queue_limit,
                v1::ServerLimits* limits);
absl::Status Read(const Store& store, const v1::GetIndicatorRequest& request,
                  v1::GetIndicatorResponse* response);
absl::Status Read(const Store& store, const v1::ListIndicatorsRequest& request,
                  v1::ListIndicatorsResponse* response);
absl::Status Read(const Store& store, const v1::SearchIndicatorsRequest& request,
                  v1::SearchIndicatorsResponse* response);
absl::Status Read(const Store& store, const v1::ListAreasRequest& request,
                  v1::ListAreasResponse* response);
absl::Status Read(const Store& store, const v1::ListUnitsRequest& request,
                  v1::ListUnitsResponse* response);
absl::Status Read(const Store& store, const v1::GetDocumentRequest& request,
                  v1::GetDocumentResponse* response);
absl::Status Read(const Store& store, const v1::ListDocumentsRequest& request,
                  v1::ListDocumentsResponse* response);

// scenario_methods.cc
absl::Status Read(const Store& store, const v1::GetScenarioRequest& request,
                  v1::GetScenarioResponse* response);
absl::Status Read(const Store& store, const v1::ListScenariosRequest& request,
                  v1::ListScenariosResponse* response);
absl::Status Read(const Store& store, const v1::DiffScenariosRequest& request,
                  v1::DiffScenariosResponse* response);
// Blocks on the backend. kAlreadyExists (SCENARIO_EXISTS); errors of Store::Import.
absl::Status Create(Store& store, const v1::CreateScenarioRequest& request,
                    const std::string& author, v1::CreateScenarioResponse* response);

// read_figures.cc
// The preferred figure, or with a document the best one of it, found without copying the ids;
// nullopt when there is none or the names are not well formed.
std::optional<VintageView> FindFigure(const v1::SeriesKey& series, const type::v1::Period& period,
                                      absl::string_view document, const ReadPoint& at);
absl::Status Read(const Store& store, const v1::GetObservationRequest& request,
                  v1::GetObservationResponse* response);
absl::Status Read(const Store& store, const v1::ListObservationsRequest& request,
                  v1::ListObservationsResponse* response);
absl::Status Read(const Store& store, const v1::ListObservationHistoryRequest& request,
                  v1::ListObservationHistoryResponse* response);
absl::Status Read(const Store& store, const v1::ListTargetsRequest& request,
                  v1::ListTargetsResponse* response);
absl::Status Read(const Store& store, const v1::GetEvidenceRequest& request,
                  v1::GetEvidenceResponse* response);
absl::Status Read(const Store& store, const v1::ListConflictsRequest& request,
                  v1::ListConflictsResponse* response);

// observation_methods.cc
absl::Status Read(const Store& store, const v1::BatchGetObservationsRequest& request,
                  v1::BatchGetObservationsResponse* response);
absl::Status Read(const Store& store, const v1::DiffObservationsRequest& request,
                  v1::DiffObservationsResponse* response);
absl::Status Read(const Store& store, const v1::ListAvailabilityRequest& request,
                  v1::ListAvailabilityResponse* response);

// ruler_methods.cc
absl::Status Read(const Store& store, const v1::CompareObservationsRequest& request,
                  v1::CompareObservationsResponse* response);
absl::Status Read(const Store& store, const v1::ListSilentSeriesRequest& request,
                  v1::ListSilentSeriesResponse* response);

// The parts of one stream, all from the snapshot of its beginning. Thread-compatible.
class ObservationStream {
 public:
  static absl::StatusOr<ObservationStream> Start(const Store& store,
                                                 const v1::StreamObservationsRequest& request);
  // Fills the next part; false at the end. A part holds at most about 512 KiB.
  bool Next(v1::StreamObservationsResponse& part);

 private:
  ObservationStream(ObservationCursor cursor, Revision revision)
      : cursor_(std::move(cursor)), revision_(revision) {}
  ObservationCursor cursor_;
  Revision revision_;
  bool started_ = false;
};

// export_methods.cc
// The parts of one export, all from the snapshot of its beginning. Thread-compatible.
class ExportStream {
 public:
  static absl::StatusOr<ExportStream> Start(const Store& store,
                                            const v1::ExportObservationsRequest& request);
  // Fills the next part, at most 512 KiB of text; false at the end.
  bool Next(v1::ExportObservationsResponse& part);

 private:
  ExportStream(ObservationExport figures, Revision revision)
      : figures_(std::move(figures)), revision_(revision) {}
  ObservationExport figures_;
  Revision revision_;
};

}  // namespace indicast::store
