#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "store-service/app/catalogue.h"
#include "store-service/app/conflicts.h"
#include "store-service/app/evidence.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

constexpr size_t kStreamPartBytes = 512 << 10;

// Series and period of a request, checked as a whole.
struct FigureName {
  SeriesKey series;
  Period period;
};

template <typename Message>
absl::StatusOr<FigureName> NameOf(const Message& message) {
  FigureName name;
  FieldReader fields;
  fields.Take("series", FromProto(message.series()), name.series);
  fields.Take("period", wire::FromProto(message.period()), name.period);
  RETURN_IF_ERROR(std::move(fields).Status());
  return name;
}

absl::StatusOr<ObservationQuery> QueryOf(const v1::ObservationFilter& filter) {
  absl::StatusOr<ObservationQuery> query = FromProto(filter);
  return query.ok() ? std::move(query) : PrefixField(query.status(), "filter");
}

// Bytes of a figure in a message, at least about.
size_t BytesOf(const Observation& figure) {
  constexpr size_t kFixed = 192;  // codes, numbers, dates, tags and lengths
  size_t bytes = kFixed + figure.series.indicator.size() + figure.series.area.size() +
                 figure.series.scope.size() + figure.published_text.size() + figure.unit.size() +
                 figure.evidence.document.size() + figure.note.zh.size() + figure.note.en.size();
  if (const auto* quote = std::get_if<TextQuote>(&figure.evidence.grounds)) {
    bytes += quote->exact.size() + quote->prefix.size() + quote->suffix.size();
  } else {
    bytes += std::get<std::string>(figure.evidence.grounds).size();
  }
  if (figure.derivation.has_value()) {
    for (const std::string& input : figure.derivation->inputs) bytes += input.size();
  }
  return bytes;
}

}  // namespace

std::optional<VintageView> FindFigure(const v1::SeriesKey& series, const type::v1::Period& period,
                                      absl::string_view document, const ReadPoint& at) {
  const absl::StatusOr<Measure> measure = wire::FromProto(series.measure());
  const absl::StatusOr<PriceBasis> price_basis = wire::FromProto(series.price_basis());
  const absl::StatusOr<Period> parsed = wire::FromProto(period);
  if (!measure.ok() || !price_basis.ok() || !parsed.ok()) return std::nullopt;
  SeriesKeyView key;
  key.indicator = series.indicator();
  key.area = series.area();
  key.measure = *measure;
  key.price_basis = *price_basis;
  key.scope = series.scope().empty() ? "total" : absl::string_view(series.scope());
  return FindObservation(*at.snapshot, key, *parsed, document, at.as_of);
}

absl::Status Read(const Store& store, const v1::GetObservationRequest& request,
                  v1::GetObservationResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  const std::optional<VintageView> view = FindFigure(request.series(), request.period(), "", at);
  if (!view.has_value()) {
    ASSIGN_OR_RETURN(const FigureName name, NameOf(request));
    return ObservationNotFound(*at.snapshot, name.series, name.period, at.as_of);
  }
  ToProto(*view, response->mutable_observation());
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListObservationsRequest& request,
                  v1::ListObservationsResponse* response) {
  ASSIGN_OR_RETURN(const ObservationQuery query, QueryOf(request.filter()));
  ASSIGN_OR_RETURN(const FigureFilter filter, FigureFilter::Parse(request.filter_text()));
  const absl::StatusOr<AsOf> as_of = FromProto(request.as_of());
  if (!as_of.ok()) return PrefixField(as_of.status(), "as_of");
  const std::shared_ptr<const Snapshot> snapshot = store.snapshot();
  ASSIGN_OR_RETURN(Page<VintageView> page,
                   ListObservations(*snapshot, query, *as_of,
                                    {request.page_size(), request.page_token()}, filter));
  response->mutable_observations()->Reserve(static_cast<int>(page.items.size()));
  for (const VintageView& view : page.items) ToProto(view, response->add_observations());
  response->set_next_page_token(std::move(page.next_token));
  response->set_revision(page.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListObservationHistoryRequest& request,
                  v1::ListObservationHistoryResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  ASSIGN_OR_RETURN(const FigureName name, NameOf(request));
  for (const ObservationVersion& version :
       at.snapshot->History(name.series, name.period, at.as_of)) {
    v1::ObservationVersion* added = response->add_versions();
    ToProto(*version.observation, added->mutable_observation());
    ToProto(at.snapshot->PublicationOf(*version.observation, at.as_of),
            added->mutable_observation()->mutable_publication());
    added->mutable_observation()->set_revision(version.revision);
    // A withdrawn version is not there to be replaced.
    if (!version.withdrawn) PutEtag(version.revision, added->mutable_observation());
    ToProto(at.snapshot->info(version.revision), added->mutable_revision());
    added->set_withdrawn(version.withdrawn);
    added->set_current(version.current);
  }
  if (response->versions().empty()) {
    return ObservationNotFound(*at.snapshot, name.series, name.period, at.as_of);
  }
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListTargetsRequest& request,
                  v1::ListTargetsResponse* response) {
  TargetQuery query;
  if (request.has_year()) query.year = request.year();
  query.section = request.section();
  query.indicators.assign(request.indicators().begin(), request.indicators().end());
  const absl::StatusOr<AsOf> as_of = FromProto(request.as_of());
  if (!as_of.ok()) return PrefixField(as_of.status(), "as_of");
  const std::shared_ptr<const Snapshot> snapshot = store.snapshot();
  ASSIGN_OR_RETURN(auto page, ListTargets(*snapshot, query, *as_of,
                                          {request.page_size(), request.page_token()}));
  for (const auto& [target, revision] : page.items) {
    v1::Target* added = response->add_targets();
    ToProto(*target, added);
    added->set_revision(revision);
    PutEtag(revision, added);
    ToProto(snapshot->PublicationOf(*target, {page.revision, {}}), added->mutable_publication());
  }
  response->set_next_page_token(std::move(page.next_token));
  response->set_revision(page.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::GetEvidenceRequest& request,
                  v1::GetEvidenceResponse* response) {
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  EvidenceView view;
  switch (request.subject_case()) {
    case v1::GetEvidenceRequest::kTarget: {
      ASSIGN_OR_RETURN(view, EvidenceOfTarget(*at.snapshot, request.target(), at.as_of));
      break;
    }
    case v1::GetEvidenceRequest::kObservation: {
      const absl::StatusOr<FigureName> name = NameOf(request.observation());
      if (!name.ok()) return PrefixField(name.status(), "observation");
      ASSIGN_OR_RETURN(view, EvidenceOfObservation(*at.snapshot, name->series, name->period,
                                                   request.observation().document(), at.as_of));
      break;
    }
    case v1::GetEvidenceRequest::SUBJECT_NOT_SET:
      return FieldError("subject", "must be a target or an observation");
  }
  ToProto(view.evidence, response->mutable_evidence());
  response->set_published_text(view.published_text);
  ToProto(*view.document, DocumentText::kWithout, response->mutable_document());
  PutEtag(at.snapshot->VersionOf(*view.document, *at.as_of.revision), response->mutable_document());
  response->set_paragraph(std::move(view.paragraph));
  response->set_paragraph_number(view.paragraph_number);
  response->set_heading(std::move(view.heading));
  response->set_quote_offset(static_cast<int32_t>(view.quote_offset));
  response->set_sentence(std::move(view.sentence));
  if (view.section.has_value()) ToProto(*view.section, response->mutable_section());
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::StatusOr<ObservationStream> ObservationStream::Start(
    const Store& store, const v1::StreamObservationsRequest& request) {
  ASSIGN_OR_RETURN(ReadPoint at, ReadPointOf(store, request));
  ASSIGN_OR_RETURN(ObservationQuery query, QueryOf(request.filter()));
  ASSIGN_OR_RETURN(FigureFilter filter, FigureFilter::Parse(request.filter_text()));
  const Revision revision = *at.as_of.revision;
  return ObservationStream(
      ObservationCursor(std::move(at.snapshot), std::move(query), at.as_of, std::move(filter)),
      revision);
}

bool ObservationStream::Next(v1::StreamObservationsResponse& part) {
  size_t bytes = 0;
  cursor_.Next([&](const VintageView& view) {
    ToProto(view, part.add_observations());
    bytes += BytesOf(*view.observation);
    return bytes < kStreamPartBytes;
  });
  // An empty set still says at which revision it was empty.
  const bool more = !part.observations().empty() || !started_;
  started_ = true;
  part.set_revision(revision_);
  return more;
}

absl::Status Read(const Store& store, const v1::ListConflictsRequest& request,
                  v1::ListConflictsResponse* response) {
  const absl::StatusOr<AsOf> as_of = FromProto(request.as_of());
  if (!as_of.ok()) return PrefixField(as_of.status(), "as_of");
  ConflictQuery query;
  query.indicators.assign(request.indicators().begin(), request.indicators().end());
  query.areas.assign(request.areas().begin(), request.areas().end());
  query.include_rounding = request.include_rounding();
  ASSIGN_OR_RETURN(auto page, ListConflicts(*store.snapshot(), query, *as_of,
                                            {request.page_size(), request.page_token()}));
  for (const Conflict& conflict : page.items) {
    v1::Conflict& added = *response->add_conflicts();
    const Observation& in_use = *conflict.figures.front().observation;
    ToProto(in_use.series, added.mutable_series());
    added.mutable_period()->set_text(in_use.period.ToString());
    added.set_kind(static_cast<v1::ConflictKind>(conflict.kind));
    for (const VintageView& figure : conflict.figures) ToProto(figure, added.add_figures());
    ToProto(conflict.spread, added.mutable_spread());
    added.set_unit(conflict.unit);
  }
  response->set_next_page_token(std::move(page.next_token));
  response->set_revision(page.revision);
  return absl::OkStatus();
}

}  // namespace indicast::store
