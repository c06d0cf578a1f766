// Typed access to the store. One method an RPC: request message in, StatusOr of the answer out.
//
// Every call carries the deadline and language of the options and a fresh x-request-id. Errors keep
// the server's code, message and typed detail (DetailOf: reason, field violations, metadata); the
// request id is in metadata["request_id"]. kUnavailable: the service did not answer; reads were
// already repeated (connect.h). List...All follow the pages of one revision to the end.
//
// Thread-safe. Calls block the calling thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cpp/connect.h"
#include "clients/cpp/watch_stop.h"
#include "indicast/store/v1/indicator_curation_service.pb.h"
#include "indicast/store/v1/indicator_store_service.pb.h"
#include "indicast/store/v1/scenario_store_service.pb.h"

namespace indicast::client {

// All items of a list and the revision they were read at.
template <typename T>
struct Listing {
  std::vector<T> items;
  int64_t revision = 0;
};

struct SilentListing : Listing<store::v1::SilentSeries> {
  std::string date;  // judged at
};

// How a watch ended.
struct WatchEnd {
  // Never OK: a watch goes on until something ends it.
  absl::Status status;
  // Everything up to this revision was handed over: watch again after it to lose nothing. Unset
  // when the watch was to begin with the newest revision and nothing came.
  std::optional<int64_t> resume_revision;
};

class StoreClient {
 public:
  // The errors of MakeChannel.
  static absl::StatusOr<std::unique_ptr<StoreClient>> Connect(const ConnectOptions& options);
  // On a channel the caller made, for example of an in-process server.
  StoreClient(const std::shared_ptr<grpc::Channel>& channel, const ConnectOptions& options);
  ~StoreClient();
  StoreClient(const StoreClient&) = delete;
  StoreClient& operator=(const StoreClient&) = delete;
  // A client on the same connection for calls that may take longer, or must not.
  std::unique_ptr<StoreClient> WithDeadline(absl::Duration deadline) const;

  absl::StatusOr<store::v1::GetServerInfoResponse> GetServerInfo() const;
  absl::StatusOr<store::v1::GetIndicatorResponse> GetIndicator(
      const store::v1::GetIndicatorRequest& request) const;
  absl::StatusOr<store::v1::ListIndicatorsResponse> ListIndicators(
      const store::v1::ListIndicatorsRequest& request) const;
  absl::StatusOr<store::v1::SearchIndicatorsResponse> SearchIndicators(
      const store::v1::SearchIndicatorsRequest& request) const;
  absl::StatusOr<store::v1::ListAreasResponse> ListAreas(
      const store::v1::ListAreasRequest& request) const;
  absl::StatusOr<store::v1::ListUnitsResponse> ListUnits(
      const store::v1::ListUnitsRequest& request) const;
  absl::StatusOr<store::v1::GetObservationResponse> GetObservation(
      const store::v1::GetObservationRequest& request) const;
  absl::StatusOr<store::v1::ListObservationsResponse> ListObservations(
      const store::v1::ListObservationsRequest& request) const;
  absl::StatusOr<store::v1::ListObservationHistoryResponse> ListObservationHistory(
      const store::v1::ListObservationHistoryRequest& request) const;
  absl::StatusOr<store::v1::ListTargetsResponse> ListTargets(
      const store::v1::ListTargetsRequest& request) const;
  absl::StatusOr<store::v1::GetDocumentResponse> GetDocument(
      const store::v1::GetDocumentRequest& request) const;
  absl::StatusOr<store::v1::ListDocumentsResponse> ListDocuments(
      const store::v1::ListDocumentsRequest& request) const;
  absl::StatusOr<store::v1::GetEvidenceResponse> GetEvidence(
      const store::v1::GetEvidenceRequest& request) const;
  absl::StatusOr<store::v1::GetScenarioResponse> GetScenario(
      const store::v1::GetScenarioRequest& request) const;
  absl::StatusOr<store::v1::ListScenariosResponse> ListScenarios(
      const store::v1::ListScenariosRequest& request) const;
  absl::StatusOr<store::v1::DiffScenariosResponse> DiffScenarios(
      const store::v1::DiffScenariosRequest& request) const;
  absl::StatusOr<store::v1::ListConflictsResponse> ListConflicts(
      const store::v1::ListConflictsRequest& request) const;
  // Not repeated here; the same request_id may be sent again after kUnavailable.
  absl::StatusOr<store::v1::CreateScenarioResponse> CreateScenario(
      const store::v1::CreateScenarioRequest& request) const;
  // Not repeated here; the same request_id may be sent again after kUnavailable.
  absl::StatusOr<store::v1::ImportRecordsResponse> ImportRecords(
      const store::v1::ImportRecordsRequest& request) const;
  // Sends the parts that `next` fills until it returns false, then waits for the answer; an error
  // of `next` breaks the stream off, so that nothing is written, and is returned. Not repeated
  // here; the same parts with the same request_id may be sent again after kUnavailable.
  absl::StatusOr<store::v1::ImportRecordStreamResponse> ImportRecordStream(
      const std::function<absl::StatusOr<bool>(store::v1::ImportRecordStreamRequest&)>& next) const;
  // As ImportRecords.
  absl::StatusOr<store::v1::RevertRevisionResponse> RevertRevision(
      const store::v1::RevertRevisionRequest& request) const;

  // Hands every part of the stream to `on_part`, which may stop it by an error; that error is
  // returned. Parts are of one revision.
  absl::Status StreamObservations(
      const store::v1::StreamObservationsRequest& request,
      const std::function<absl::Status(const store::v1::StreamObservationsResponse&)>& on_part)
      const;

  // The page fields of the request are ignored.
  absl::StatusOr<Listing<store::v1::Indicator>> ListAllIndicators(
      store::v1::ListIndicatorsRequest request) const;
  absl::StatusOr<Listing<store::v1::Area>> ListAllAreas() const;
  absl::StatusOr<Listing<store::v1::Unit>> ListAllUnits() const;
  absl::StatusOr<Listing<store::v1::Observation>> ListAllObservations(
      store::v1::ListObservationsRequest request) const;
  absl::StatusOr<Listing<store::v1::Target>> ListAllTargets(
      store::v1::ListTargetsRequest request) const;
  absl::StatusOr<Listing<store::v1::Document>> ListAllDocuments() const;
  absl::StatusOr<Listing<store::v1::Scenario>> ListAllScenarios(
      store::v1::ListScenariosRequest request) const;
  absl::StatusOr<Listing<store::v1::Conflict>> ListAllConflicts(
      store::v1::ListConflictsRequest request) const;

  absl::StatusOr<store::v1::BatchGetObservationsResponse> BatchGetObservations(
      const store::v1::BatchGetObservationsRequest& request) const;
  absl::StatusOr<store::v1::DiffObservationsResponse> DiffObservations(
      const store::v1::DiffObservationsRequest& request) const;
  absl::StatusOr<store::v1::ListAvailabilityResponse> ListAvailability(
      const store::v1::ListAvailabilityRequest& request) const;
  absl::StatusOr<store::v1::CompareObservationsResponse> CompareObservations(
      const store::v1::CompareObservationsRequest& request) const;
  absl::StatusOr<store::v1::ListSilentSeriesResponse> ListSilentSeries(
      const store::v1::ListSilentSeriesRequest& request) const;
  // Hands the text of the file part by part to `on_part`, which may stop it by an error; that error
  // is returned.
  absl::Status ExportObservations(
      const store::v1::ExportObservationsRequest& request,
      const std::function<absl::Status(const store::v1::ExportObservationsResponse&)>& on_part)
      const;
  absl::StatusOr<Listing<store::v1::ObservationDifference>> DiffAllObservations(
      store::v1::DiffObservationsRequest request) const;
  absl::StatusOr<Listing<store::v1::SeriesAvailability>> ListAllAvailability(
      store::v1::ListAvailabilityRequest request) const;
  absl::StatusOr<SilentListing> ListAllSilentSeries(
      store::v1::ListSilentSeriesRequest request) const;
  // Hands every answer of the watch to `on_response`, which may end it by an error; that error is
  // returned. The deadline of the options does not hold, `limit` does. Not repeated here:
  // kUnavailable, and kResourceExhausted (WATCH_TOO_SLOW), are safe to resume after
  // resume_revision. kCancelled when `stop` was used; it may be null.
  WatchEnd Watch(const store::v1::WatchRequest& request,
                 const std::function<absl::Status(const store::v1::WatchResponse&)>& on_response,
                 WatchStop* stop = nullptr, absl::Duration limit = absl::InfiniteDuration()) const;

 private:
  struct Stubs;
  StoreClient(std::shared_ptr<Stubs> stubs, ConnectOptions options);

  std::shared_ptr<Stubs> stubs_;
  ConnectOptions options_;
};

}  // namespace indicast::client
