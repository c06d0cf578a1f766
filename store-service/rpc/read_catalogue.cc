#include <string>
#include <utility>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "indicast_version.h"
#include "store-service/app/catalogue.h"
#include "store-service/app/filter.h"
#include "store-service/app/page_token.h"
#include "store-service/app/scenarios.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

template <typename Request>
PageRequest PageOfRequest(const Request& request) {
  return {request.page_size(), request.page_token()};
}

template <typename T, typename Response>
void FinishPage(Page<T>& page, Response* response) {
  response->set_next_page_token(std::move(page.next_token));
  response->set_revision(page.revision);
}

// The bounds of a listing, not pinned: the page token does that.
template <typename Request>
absl::StatusOr<AsOf> BoundsOf(const Request& request) {
  const absl::StatusOr<AsOf> as_of = FromProto(request.as_of());
  return as_of.ok() ? as_of : PrefixField(as_of.status(), "as_of");
}

}  // namespace

absl::StatusOr<ReadPoint> ReadPointAt(std::shared_ptr<const Snapshot> snapshot, bool bounded,
                                      const type::v1::AsOf& as_of) {
  ReadPoint point;
  if (bounded) {
    absl::StatusOr<AsOf> read = FromProto(as_of);
    if (!read.ok()) return PrefixField(read.status(), "as_of");
    point.as_of = *read;
  }
  ASSIGN_OR_RETURN(point.as_of, PinRevision(*snapshot, point.as_of));
  point.snapshot = std::move(snapshot);
  return point;
}

absl::Status Read(const Store& store, const v1::GetServerInfoRequest&, int64_t max_request_bytes,
                  v1::GetServerInfoResponse* response) {
  const std::shared_ptr<const Snapshot> snapshot = store.snapshot();
  response->set_version(INDICAST_VERSION);
  response->set_commit(INDICAST_COMMIT);
  ToProto(snapshot->info(snapshot->revision()), response->mutable_head());
  response->set_head_checksum(snapshot->checksum());
  response->set_backend(store.backend_name());
  const Snapshot::Counts counts = snapshot->counts();
  response->set_indicator_count(counts.indicators);
  response->set_observation_count(counts.observations);
  response->set_target_count(counts.targets);
  response->set_document_count(counts.documents);
  response->set_max_page_size(kMaxPageSize);
  response->set_max_request_bytes(max_request_bytes);
  ToProto(store.import_limits(), response->mutable_limits());
  const std::optional<Date> latest = snapshot->LatestPublication();
  if (latest.has_value()) response->set_latest_publication_date(latest->ToString());
  return absl::OkStatus();
}

void FillLimits(const StreamedImportLimits& imports, size_t max_watchers, int queue_limit,
                v1::ServerLimits* limits) {
  limits->set_max_batch_size(kMaxBatch);
  limits->set_max_filter_bytes(kMaxFilterBytes);
  limits->set_max_streamed_records(imports.max_records);
  limits->set_max_streamed_bytes(imports.max_bytes);
  limits->set_max_watchers(static_cast<int32_t>(max_watchers));
  limits->set_queue_limit(queue_limit);
}

absl::Status Read(const Store& store, const v1::GetIndicatorRequest& request,
                  v1::GetIndicatorResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  ASSIGN_OR_RETURN(const auto indicator, GetIndicator(*at.snapshot, request.id(), at.as_of));
  ToProto(*indicator, response->mutable_indicator());
  PutEtag(at.snapshot->VersionOf(*indicator, *at.as_of.revision), response->mutable_indicator());
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListIndicatorsRequest& request,
                  v1::ListIndicatorsResponse* response) {
  ASSIGN_OR_RETURN(const AsOf as_of, BoundsOf(request));
  ASSIGN_OR_RETURN(auto page, ListIndicators(*store.snapshot(), request.domain(), as_of,
                                             PageOfRequest(request)));
  for (const auto& [indicator, revision] : page.items) {
    v1::Indicator* added = response->add_indicators();
    ToProto(*indicator, added);
    PutEtag(revision, added);
  }
  FinishPage(page, response);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::SearchIndicatorsRequest& request,
                  v1::SearchIndicatorsResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  ASSIGN_OR_RETURN(const std::vector<SearchHit> hits,
                   SearchCatalogue(*at.snapshot, request.query(), request.page_size(), at.as_of));
  for (const SearchHit& hit : hits) {
    v1::SearchIndicatorsResponse::Hit* added = response->add_hits();
    ToProto(*hit.indicator, added->mutable_indicator());
    PutEtag(at.snapshot->VersionOf(*hit.indicator, *at.as_of.revision), added->mutable_indicator());
    added->set_matched_text(hit.matched_text);
  }
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListAreasRequest& request,
                  v1::ListAreasResponse* response) {
  ASSIGN_OR_RETURN(const AsOf as_of, BoundsOf(request));
  ASSIGN_OR_RETURN(auto page, ListAreas(*store.snapshot(), as_of, PageOfRequest(request)));
  for (const auto& [area, revision] : page.items) {
    v1::Area* added = response->add_areas();
    ToProto(*area, added);
    PutEtag(revision, added);
  }
  FinishPage(page, response);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListUnitsRequest& request,
                  v1::ListUnitsResponse* response) {
  ASSIGN_OR_RETURN(const AsOf as_of, BoundsOf(request));
  ASSIGN_OR_RETURN(auto page, ListUnits(*store.snapshot(), as_of, PageOfRequest(request)));
  for (const auto& [unit, revision] : page.items) {
    v1::Unit* added = response->add_units();
    ToProto(*unit, added);
    PutEtag(revision, added);
  }
  FinishPage(page, response);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::GetDocumentRequest& request,
                  v1::GetDocumentResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  ASSIGN_OR_RETURN(const auto document, GetDocument(*at.snapshot, request.id(), at.as_of));
  ToProto(*document, DocumentText::kWith, response->mutable_document());
  PutEtag(at.snapshot->VersionOf(*document, *at.as_of.revision), response->mutable_document());
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListDocumentsRequest& request,
                  v1::ListDocumentsResponse* response) {
  ASSIGN_OR_RETURN(const AsOf as_of, BoundsOf(request));
  ASSIGN_OR_RETURN(auto page, ListDocuments(*store.snapshot(), as_of, PageOfRequest(request)));
  for (const auto& [document, revision] : page.items) {
    v1::Document* added = response->add_documents();
    ToProto(*document, DocumentText::kWithout, added);
    PutEtag(revision, added);
  }
  FinishPage(page, response);
  return absl::OkStatus();
}

}  // namespace indicast::store
