#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "store-service/app/availability.h"
#include "store-service/app/observation_diff.h"
#include "store-service/app/observations.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

// Why FindFigure finds none.
absl::Status WhyNone(const v1::ObservationReference& reference, const ReadPoint& at) {
  SeriesKey series;
  Period period;
  FieldReader fields;
  fields.Take("series", FromProto(reference.series()), series);
  fields.Take("period", wire::FromProto(reference.period()), period);
  RETURN_IF_ERROR(std::move(fields).Status());
  // Without the search of GetObservation: a hundred of them would hold the reaction.
  std::string source;
  if (!reference.document().empty()) {
    source = absl::StrCat(" from document ", Shorten(reference.document()));
  }
  return Error(absl::StatusCode::kNotFound, "OBSERVATION_NOT_FOUND",
               absl::StrCat("no figure of ", Shorten(series.ToString(), 200), " for ",
                            period.ToString(), source, " at revision ", *at.as_of.revision,
                            "; ask GetObservation for it to see what is near"));
}

void ToProto(const absl::Status& status, absl::string_view place, v1::ReadError& out) {
  const ErrorDetail detail = DetailOf(PrefixField(status, place));
  out.set_reason(detail.reason);
  out.set_message(std::string(status.message()));
  if (!detail.violations.empty()) out.set_field(detail.violations.front().field);
}

absl::StatusOr<AsOf> BoundOf(const type::v1::AsOf& in, absl::string_view field) {
  absl::StatusOr<AsOf> as_of = FromProto(in);
  return as_of.ok() ? std::move(as_of) : PrefixField(as_of.status(), field);
}

}  // namespace

absl::Status Read(const Store& store, const v1::BatchGetObservationsRequest& request,
                  v1::BatchGetObservationsResponse* response) {
  const int count = request.observations_size();
  if (count < 1 || count > kMaxBatch) {
    return FieldError("observations", absl::StrCat("has ", count, " figures; want 1..", kMaxBatch,
                                                   ", more in several calls"));
  }
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  response->mutable_results()->Reserve(count);
  for (int i = 0; i < count; ++i) {
    v1::ObservationResult& added = *response->add_results();
    const v1::ObservationReference& reference = request.observations(i);
    const std::optional<VintageView> view =
        FindFigure(reference.series(), reference.period(), reference.document(), at);
    if (view.has_value()) {
      ToProto(*view, added.mutable_observation());
    } else {
      ToProto(WhyNone(reference, at), absl::StrCat("observations[", i, "]"),
              *added.mutable_error());
    }
  }
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::DiffObservationsRequest& request,
                  v1::DiffObservationsResponse* response) {
  DiffQuery query;
  ASSIGN_OR_RETURN(query.from, BoundOf(request.from(), "from"));
  ASSIGN_OR_RETURN(const AsOf to, BoundOf(request.to(), "to"));
  query.indicators.assign(request.indicators().begin(), request.indicators().end());
  query.areas.assign(request.areas().begin(), request.areas().end());
  const std::shared_ptr<const Snapshot> snapshot = store.snapshot();
  ASSIGN_OR_RETURN(DiffPage answer, DiffObservations(*snapshot, query, to,
                                                     {request.page_size(), request.page_token()}));
  for (const ObservationDifference& difference : answer.page.items) {
    v1::ObservationDifference& added = *response->add_differences();
    const VintageView& some = difference.after.has_value() ? *difference.after : *difference.before;
    ToProto(some.observation->series, added.mutable_series());
    added.mutable_period()->set_text(some.observation->period.ToString());
    added.set_kind(static_cast<v1::DifferenceKind>(difference.kind));
    if (difference.before.has_value()) ToProto(*difference.before, added.mutable_before());
    if (difference.after.has_value()) ToProto(*difference.after, added.mutable_after());
    if (difference.revision != 0) {
      ToProto(snapshot->info(difference.revision), added.mutable_revision());
    }
  }
  response->set_next_page_token(std::move(answer.page.next_token));
  response->set_revision(answer.page.revision);
  response->set_from_revision(answer.from_revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListAvailabilityRequest& request,
                  v1::ListAvailabilityResponse* response) {
  ASSIGN_OR_RETURN(const AsOf as_of, BoundOf(request.as_of(), "as_of"));
  AvailabilityQuery query;
  query.indicators.assign(request.indicators().begin(), request.indicators().end());
  query.areas.assign(request.areas().begin(), request.areas().end());
  ASSIGN_OR_RETURN(auto page, ListAvailability(*store.snapshot(), query, as_of,
                                               {request.page_size(), request.page_token()}));
  for (const SeriesAvailability& series : page.items) {
    v1::SeriesAvailability& added = *response->add_series();
    ToProto(series.series, added.mutable_series());
    added.set_period_count(series.period_count);
    added.set_vintage_count(series.vintage_count);
    added.mutable_first_period()->set_text(series.first_period.ToString());
    added.mutable_last_period()->set_text(series.last_period.ToString());
    ToProto(series.last_publication, added.mutable_last_publication());
  }
  response->set_next_page_token(std::move(page.next_token));
  response->set_revision(page.revision);
  return absl::OkStatus();
}

}  // namespace indicast::store
