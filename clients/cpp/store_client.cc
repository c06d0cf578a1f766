#include "clients/cpp/store_client.h"

#include <utility>

#include "absl/strings/numbers.h"
#include "clients/cpp/call.h"
#include "common/status/error.h"
#include "grpcpp/channel.h"
#include "indicast/store/v1/indicator_curation_service.grpc.pb.h"
#include "indicast/store/v1/indicator_store_service.grpc.pb.h"
#include "indicast/store/v1/scenario_store_service.grpc.pb.h"

namespace indicast::client {

namespace pb = ::indicast::store::v1;
using IndicatorStub = pb::IndicatorStore::Stub;
using CurationStub = pb::IndicatorCuration::Stub;
using ScenarioStub = pb::ScenarioStore::Stub;

struct StoreClient::Stubs {
  std::unique_ptr<IndicatorStub> indicator;
  std::unique_ptr<CurationStub> curation;
  std::unique_ptr<ScenarioStub> scenario;
};

namespace {

constexpr int kPageSize = 1000;

// Follows next_page_token. The first answer's revision holds for all pages: tokens are bound to it.
// A token that comes back unchanged is a broken server and ends the loop with kInternal.
template <typename T, typename Request, typename Call, typename Items>
absl::StatusOr<Listing<T>> ListAll(Request request, const Call& call, const Items& items_of) {
  Listing<T> listing;
  request.set_page_size(kPageSize);
  request.clear_page_token();
  while (true) {
    auto page = call(request);
    if (!page.ok()) return page.status();
    listing.revision = page->revision();
    for (T& item : *items_of(*page)) listing.items.push_back(std::move(item));
    if (page->next_page_token().empty()) return listing;
    if (page->next_page_token() == request.page_token()) {
      return Error(absl::StatusCode::kInternal, "PAGE_TOKEN_REPEATED",
                   "the service answered the same page token twice");
    }
    request.set_page_token(page->next_page_token());
  }
}

// Where a watch stands after an answer; nullopt within a revision.
std::optional<int64_t> PositionAfter(const pb::WatchResponse& response) {
  if (response.has_bookmark()) return response.bookmark().revision();
  if (!response.revision().last_part()) return std::nullopt;
  return response.revision().info().revision();
}

std::optional<int64_t> ResumeRevision(const absl::Status& status) {
  const ErrorDetail detail = DetailOf(status);
  const auto found = detail.metadata.find("resume_revision");
  int64_t revision = 0;
  if (found == detail.metadata.end() || !absl::SimpleAtoi(found->second, &revision)) {
    return std::nullopt;
  }
  return revision;
}

}  // namespace

absl::StatusOr<std::unique_ptr<StoreClient>> StoreClient::Connect(const ConnectOptions& options) {
  auto channel = MakeChannel(options);
  if (!channel.ok()) return channel.status();
  return std::make_unique<StoreClient>(*std::move(channel), options);
}

StoreClient::StoreClient(const std::shared_ptr<grpc::Channel>& channel,
                         const ConnectOptions& options)
    : stubs_(std::make_shared<Stubs>(Stubs{pb::IndicatorStore::NewStub(channel),
                                           pb::IndicatorCuration::NewStub(channel),
                                           pb::ScenarioStore::NewStub(channel)})),
      options_(options) {}

StoreClient::StoreClient(std::shared_ptr<Stubs> stubs, ConnectOptions options)
    : stubs_(std::move(stubs)), options_(std::move(options)) {}

StoreClient::~StoreClient() = default;

std::unique_ptr<StoreClient> StoreClient::WithDeadline(absl::Duration deadline) const {
  ConnectOptions options = options_;
  options.deadline = deadline;
  return std::unique_ptr<StoreClient>(new StoreClient(stubs_, std::move(options)));
}

absl::StatusOr<pb::GetServerInfoResponse> StoreClient::GetServerInfo() const {
  return CallUnary<pb::GetServerInfoResponse>(*stubs_->indicator, &IndicatorStub::GetServerInfo,
                                              pb::GetServerInfoRequest(), options_);
}

absl::StatusOr<pb::GetIndicatorResponse> StoreClient::GetIndicator(
    const pb::GetIndicatorRequest& request) const {
  return CallUnary<pb::GetIndicatorResponse>(*stubs_->indicator, &IndicatorStub::GetIndicator,
                                             request, options_);
}

absl::StatusOr<pb::ListIndicatorsResponse> StoreClient::ListIndicators(
    const pb::ListIndicatorsRequest& request) const {
  return CallUnary<pb::ListIndicatorsResponse>(*stubs_->indicator, &IndicatorStub::ListIndicators,
                                               request, options_);
}

absl::StatusOr<pb::SearchIndicatorsResponse> StoreClient::SearchIndicators(
    const pb::SearchIndicatorsRequest& request) const {
  return CallUnary<pb::SearchIndicatorsResponse>(
      *stubs_->indicator, &IndicatorStub::SearchIndicators, request, options_);
}

absl::StatusOr<pb::ListAreasResponse> StoreClient::ListAreas(
    const pb::ListAreasRequest& request) const {
  return CallUnary<pb::ListAreasResponse>(*stubs_->indicator, &IndicatorStub::ListAreas, request,
                                          options_);
}

absl::StatusOr<pb::ListUnitsResponse> StoreClient::ListUnits(
    const pb::ListUnitsRequest& request) const {
  return CallUnary<pb::ListUnitsResponse>(*stubs_->indicator, &IndicatorStub::ListUnits, request,
                                          options_);
}

absl::StatusOr<pb::GetObservationResponse> StoreClient::GetObservation(
    const pb::GetObservationRequest& request) const {
  return CallUnary<pb::GetObservationResponse>(*stubs_->indicator, &IndicatorStub::GetObservation,
                                               request, options_);
}

absl::StatusOr<pb::ListObservationsResponse> StoreClient::ListObservations(
    const pb::ListObservationsRequest& request) const {
  return CallUnary<pb::ListObservationsResponse>(
      *stubs_->indicator, &IndicatorStub::ListObservations, request, options_);
}

absl::StatusOr<pb::ListObservationHistoryResponse> StoreClient::ListObservationHistory(
    const pb::ListObservationHistoryRequest& request) const {
  return CallUnary<pb::ListObservationHistoryResponse>(
      *stubs_->indicator, &IndicatorStub::ListObservationHistory, request, options_);
}

absl::StatusOr<pb::ListTargetsResponse> StoreClient::ListTargets(
    const pb::ListTargetsRequest& request) const {
  return CallUnary<pb::ListTargetsResponse>(*stubs_->indicator, &IndicatorStub::ListTargets,
                                            request, options_);
}

absl::StatusOr<pb::GetDocumentResponse> StoreClient::GetDocument(
    const pb::GetDocumentRequest& request) const {
  return CallUnary<pb::GetDocumentResponse>(*stubs_->indicator, &IndicatorStub::GetDocument,
                                            request, options_);
}

absl::StatusOr<pb::ListDocumentsResponse> StoreClient::ListDocuments(
    const pb::ListDocumentsRequest& request) const {
  return CallUnary<pb::ListDocumentsResponse>(*stubs_->indicator, &IndicatorStub::ListDocuments,
                                              request, options_);
}

absl::StatusOr<pb::GetEvidenceResponse> StoreClient::GetEvidence(
    const pb::GetEvidenceRequest& request) const {
  return CallUnary<pb::GetEvidenceResponse>(*stubs_->indicator, &IndicatorStub::GetEvidence,
                                            request, options_);
}

absl::StatusOr<pb::GetScenarioResponse> StoreClient::GetScenario(
    const pb::GetScenarioRequest& request) const {
  return CallUnary<pb::GetScenarioResponse>(*stubs_->scenario, &ScenarioStub::GetScenario, request,
                                            options_);
}

absl::StatusOr<pb::ListScenariosResponse> StoreClient::ListScenarios(
    const pb::ListScenariosRequest& request) const {
  return CallUnary<pb::ListScenariosResponse>(*stubs_->scenario, &ScenarioStub::ListScenarios,
                                              request, options_);
}

absl::StatusOr<pb::DiffScenariosResponse> StoreClient::DiffScenarios(
    const pb::DiffScenariosRequest& request) const {
  return CallUnary<pb::DiffScenariosResponse>(*stubs_->scenario, &ScenarioStub::DiffScenarios,
                                              request, options_);
}

absl::StatusOr<pb::CreateScenarioResponse> StoreClient::CreateScenario(
    const pb::CreateScenarioRequest& request) const {
  return CallUnary<pb::CreateScenarioResponse>(*stubs_->scenario, &ScenarioStub::CreateScenario,
                                               request, options_);
}

absl::StatusOr<pb::ListConflictsResponse> StoreClient::ListConflicts(
    const pb::ListConflictsRequest& request) const {
  return CallUnary<pb::ListConflictsResponse>(*stubs_->indicator, &IndicatorStub::ListConflicts,
                                              request, options_);
}

absl::StatusOr<pb::ImportRecordsResponse> StoreClient::ImportRecords(
    const pb::ImportRecordsRequest& request) const {
  return CallUnary<pb::ImportRecordsResponse>(*stubs_->curation, &CurationStub::ImportRecords,
                                              request, options_);
}

absl::StatusOr<pb::ImportRecordStreamResponse> StoreClient::ImportRecordStream(
    const std::function<absl::StatusOr<bool>(pb::ImportRecordStreamRequest&)>& next) const {
  grpc::ClientContext context;
  const std::string request_id = Prepare(context, options_);
  pb::ImportRecordStreamResponse response;
  const auto writer = stubs_->curation->ImportRecordStream(&context, &response);
  pb::ImportRecordStreamRequest part;
  absl::StatusOr<bool> more = next(part);
  // A part that cannot be sent means that the call has ended; its status says why.
  while (more.ok() && *more && writer->Write(part)) more = next(part);
  if (more.ok()) {
    writer->WritesDone();
  } else {
    context.TryCancel();
  }
  const grpc::Status status = writer->Finish();
  if (!more.ok()) return more.status();
  if (!status.ok()) return ToStatus(status, request_id, options_);
  return response;
}

absl::StatusOr<pb::RevertRevisionResponse> StoreClient::RevertRevision(
    const pb::RevertRevisionRequest& request) const {
  return CallUnary<pb::RevertRevisionResponse>(*stubs_->curation, &CurationStub::RevertRevision,
                                               request, options_);
}

absl::Status StoreClient::StreamObservations(
    const pb::StreamObservationsRequest& request,
    const std::function<absl::Status(const pb::StreamObservationsResponse&)>& on_part) const {
  return CallStream(*stubs_->indicator, &IndicatorStub::StreamObservations, request, on_part,
                    options_);
}

absl::StatusOr<Listing<pb::Indicator>> StoreClient::ListAllIndicators(
    pb::ListIndicatorsRequest request) const {
  return ListAll<pb::Indicator>(
      std::move(request), [this](const auto& r) { return ListIndicators(r); },
      [](auto& page) { return page.mutable_indicators(); });
}

absl::StatusOr<Listing<pb::Area>> StoreClient::ListAllAreas() const {
  return ListAll<pb::Area>(
      pb::ListAreasRequest(), [this](const auto& r) { return ListAreas(r); },
      [](auto& page) { return page.mutable_areas(); });
}

absl::StatusOr<Listing<pb::Unit>> StoreClient::ListAllUnits() const {
  return ListAll<pb::Unit>(
      pb::ListUnitsRequest(), [this](const auto& r) { return ListUnits(r); },
      [](auto& page) { return page.mutable_units(); });
}

absl::StatusOr<Listing<pb::Observation>> StoreClient::ListAllObservations(
    pb::ListObservationsRequest request) const {
  return ListAll<pb::Observation>(
      std::move(request), [this](const auto& r) { return ListObservations(r); },
      [](auto& page) { return page.mutable_observations(); });
}

absl::StatusOr<Listing<pb::Target>> StoreClient::ListAllTargets(
    pb::ListTargetsRequest request) const {
  return ListAll<pb::Target>(
      std::move(request), [this](const auto& r) { return ListTargets(r); },
      [](auto& page) { return page.mutable_targets(); });
}

absl::StatusOr<Listing<pb::Document>> StoreClient::ListAllDocuments() const {
  return ListAll<pb::Document>(
      pb::ListDocumentsRequest(), [this](const auto& r) { return ListDocuments(r); },
      [](auto& page) { return page.mutable_documents(); });
}

absl::StatusOr<Listing<pb::Scenario>> StoreClient::ListAllScenarios(
    pb::ListScenariosRequest request) const {
  return ListAll<pb::Scenario>(
      std::move(request), [this](const auto& r) { return ListScenarios(r); },
      [](auto& page) { return page.mutable_scenarios(); });
}

absl::StatusOr<Listing<pb::Conflict>> StoreClient::ListAllConflicts(
    pb::ListConflictsRequest request) const {
  return ListAll<pb::Conflict>(
      std::move(request), [this](const auto& r) { return ListConflicts(r); },
      [](auto& page) { return page.mutable_conflicts(); });
}

absl::StatusOr<pb::BatchGetObservationsResponse> StoreClient::BatchGetObservations(
    const pb::BatchGetObservationsRequest& request) const {
  return CallUnary<pb::BatchGetObservationsResponse>(
      *stubs_->indicator, &IndicatorStub::BatchGetObservations, request, options_);
}

absl::StatusOr<pb::DiffObservationsResponse> StoreClient::DiffObservations(
    const pb::DiffObservationsRequest& request) const {
  return CallUnary<pb::DiffObservationsResponse>(
      *stubs_->indicator, &IndicatorStub::DiffObservations, request, options_);
}

absl::StatusOr<pb::ListAvailabilityResponse> StoreClient::ListAvailability(
    const pb::ListAvailabilityRequest& request) const {
  return CallUnary<pb::ListAvailabilityResponse>(
      *stubs_->indicator, &IndicatorStub::ListAvailability, request, options_);
}

absl::StatusOr<pb::CompareObservationsResponse> StoreClient::CompareObservations(
    const pb::CompareObservationsRequest& request) const {
  return CallUnary<pb::CompareObservationsResponse>(
      *stubs_->indicator, &IndicatorStub::CompareObservations, request, options_);
}

absl::StatusOr<pb::ListSilentSeriesResponse> StoreClient::ListSilentSeries(
    const pb::ListSilentSeriesRequest& request) const {
  return CallUnary<pb::ListSilentSeriesResponse>(
      *stubs_->indicator, &IndicatorStub::ListSilentSeries, request, options_);
}

absl::Status StoreClient::ExportObservations(
    const pb::ExportObservationsRequest& request,
    const std::function<absl::Status(const pb::ExportObservationsResponse&)>& on_part) const {
  return CallStream(*stubs_->indicator, &IndicatorStub::ExportObservations, request, on_part,
                    options_);
}

absl::StatusOr<Listing<pb::ObservationDifference>> StoreClient::DiffAllObservations(
    pb::DiffObservationsRequest request) const {
  return ListAll<pb::ObservationDifference>(
      std::move(request), [this](const auto& r) { return DiffObservations(r); },
      [](auto& page) { return page.mutable_differences(); });
}

absl::StatusOr<Listing<pb::SeriesAvailability>> StoreClient::ListAllAvailability(
    pb::ListAvailabilityRequest request) const {
  return ListAll<pb::SeriesAvailability>(
      std::move(request), [this](const auto& r) { return ListAvailability(r); },
      [](auto& page) { return page.mutable_series(); });
}

absl::StatusOr<SilentListing> StoreClient::ListAllSilentSeries(
    pb::ListSilentSeriesRequest request) const {
  SilentListing all;
  auto listing = ListAll<pb::SilentSeries>(
      std::move(request),
      [&](const auto& r) {
        auto page = ListSilentSeries(r);
        if (page.ok()) all.date = page->date();
        return page;
      },
      [](auto& page) { return page.mutable_series(); });
  if (!listing.ok()) return listing.status();
  all.items = std::move(listing->items);
  all.revision = listing->revision;
  return all;
}

WatchEnd StoreClient::Watch(
    const pb::WatchRequest& request,
    const std::function<absl::Status(const pb::WatchResponse&)>& on_response, WatchStop* stop,
    absl::Duration limit) const {
  WatchEnd end;
  if (request.has_start_after_revision()) end.resume_revision = request.start_after_revision();
  ConnectOptions options = options_;
  options.deadline = limit;
  grpc::ClientContext context;
  const std::string request_id = Prepare(context, options);
  if (stop != nullptr && !stop->Attach(&context)) context.TryCancel();
  const auto reader = stubs_->indicator->Watch(&context, request);
  pb::WatchResponse response;
  while (end.status.ok() && reader->Read(&response)) {
    end.status = on_response(response);
    if (!end.status.ok()) break;
    if (const auto position = PositionAfter(response)) end.resume_revision = position;
  }
  if (!end.status.ok()) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (stop != nullptr) stop->Detach();
  if (!end.status.ok()) return end;
  end.status = status.ok() ? Error(absl::StatusCode::kUnavailable, "WATCH_ENDED",
                                   "the service ended the watch; watch again")
                           : ToStatus(status, request_id, options);
  if (!end.resume_revision.has_value()) end.resume_revision = ResumeRevision(end.status);
  return end;
}

}  // namespace indicast::client
