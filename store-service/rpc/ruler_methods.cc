#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "common/wire/wire.h"
#include "store-service/app/comparison.h"
#include "store-service/app/observations.h"
#include "store-service/app/silence.h"
#include "store-service/rpc/convert.h"
#include "store-service/rpc/field_reader.h"
#include "store-service/rpc/read_methods.h"

namespace indicast::store {
namespace {

constexpr int kMinFigures = 2;
constexpr int kMaxFigures = 10;

absl::StatusOr<FigureName> NameFrom(const v1::ObservationReference& in) {
  FigureName name;
  FieldReader fields;
  fields.Take("series", FromProto(in.series()), name.series);
  fields.Take("period", wire::FromProto(in.period()), name.period);
  RETURN_IF_ERROR(std::move(fields).Status());
  name.document = in.document();
  return name;
}

absl::StatusOr<VintageView> Find(const FigureName& name, const ReadPoint& at) {
  std::optional<VintageView> view =
      FindObservation(*at.snapshot, name.series, name.period, name.document, at.as_of);
  if (view.has_value()) return *std::move(view);
  // Other documents may state the figure.
  if (!name.document.empty() &&
      at.snapshot->Preferred(name.series, name.period, at.as_of).has_value()) {
    return Error(absl::StatusCode::kNotFound, "OBSERVATION_NOT_FOUND",
                 absl::StrCat("document ", Shorten(name.document), " states no figure of ",
                              Shorten(name.series.ToString(), 200), " for ", name.period.ToString(),
                              "; leave it out for the preferred figure"));
  }
  return ObservationNotFound(*at.snapshot, name.series, name.period, at.as_of);
}

void Write(const FigureName& in, v1::ObservationReference* out) {
  ToProto(in.series, out->mutable_series());
  out->mutable_period()->set_text(in.period.ToString());
  out->set_document(in.document);
}

void Write(const Comparison& in, v1::ObservationComparison* out) {
  ToProto(in.from, out->mutable_from());
  ToProto(in.to, out->mutable_to());
  for (const RulerDifference& difference : in.differences) {
    v1::RulerDifference& added = *out->add_differences();
    added.set_kind(static_cast<v1::RulerDifferenceKind>(difference.kind));
    added.set_refuses(difference.refuses);
    ToProto(difference.text, added.mutable_text());
  }
  out->set_admissible(in.admissible);
  if (in.result.difference.has_value()) {
    ToProto(*in.result.difference, out->mutable_difference());
    out->set_difference_unit(in.result.unit);
    out->set_qualifier(wire::ToProto(in.result.qualifier));
  }
  if (in.result.growth_percent.has_value()) {
    ToProto(*in.result.growth_percent, out->mutable_growth_percent());
  }
  for (const AdmissibleComparison& alternative : in.alternatives) {
    v1::AdmissibleComparison& added = *out->add_alternatives();
    if (alternative.from.has_value()) Write(*alternative.from, added.mutable_from());
    Write(alternative.to, added.mutable_to());
    ToProto(alternative.text, added.mutable_text());
  }
}

void Write(const SilentSeries& in, v1::SilentSeries* out) {
  ToProto(in.series, out->mutable_series());
  out->set_kind(static_cast<v1::SilenceKind>(in.kind));
  ToProto(in.rule, out->mutable_rule());
  if (in.last_period.has_value()) out->mutable_last_period()->set_text(in.last_period->ToString());
  out->mutable_expected_period()->set_text(in.expected_period.ToString());
  out->set_due_date(in.due_date.ToString());
  out->set_days_overdue(in.days_overdue);
  out->set_missing_count(in.missing_count);
}

}  // namespace

absl::Status Read(const Store& store, const v1::CompareObservationsRequest& request,
                  v1::CompareObservationsResponse* response) {
  const int count = request.observations_size();
  if (count < kMinFigures || count > kMaxFigures) {
    return FieldError("observations", absl::StrCat("has ", count, " figures; want ", kMinFigures,
                                                   "..", kMaxFigures));
  }
  std::vector<FigureName> names(static_cast<size_t>(count));
  FieldReader fields;
  for (int i = 0; i < count; ++i) {
    fields.Take(absl::StrCat("observations[", i, "]"), NameFrom(request.observations(i)),
                names[static_cast<size_t>(i)]);
  }
  RETURN_IF_ERROR(std::move(fields).Status());
  ASSIGN_OR_RETURN(const ReadPoint at, ReadPointOf(store, request));
  std::vector<VintageView> figures;
  figures.reserve(names.size());
  for (const FigureName& name : names) {
    ASSIGN_OR_RETURN(VintageView figure, Find(name, at));
    figures.push_back(std::move(figure));
  }
  for (size_t i = 1; i < figures.size(); ++i) {
    Write(CompareFigures(*at.snapshot, at.as_of, figures[i - 1], figures[i]),
          response->add_comparisons());
  }
  response->set_revision(*at.as_of.revision);
  return absl::OkStatus();
}

absl::Status Read(const Store& store, const v1::ListSilentSeriesRequest& request,
                  v1::ListSilentSeriesResponse* response) {
  SilenceQuery query;
  AsOf as_of;
  FieldReader fields;
  fields.Take("as_of", FromProto(request.as_of()), as_of);
  if (!request.date().empty()) fields.Take("date", Date::Parse(request.date()), query.date);
  RETURN_IF_ERROR(std::move(fields).Status());
  query.indicators.assign(request.indicators().begin(), request.indicators().end());
  query.areas.assign(request.areas().begin(), request.areas().end());
  query.upcoming_days = request.upcoming_days();
  ASSIGN_OR_RETURN(SilencePage answer,
                   ListSilentSeries(*store.snapshot(), query, DayInShanghai(store.clock().Now()),
                                    as_of, {request.page_size(), request.page_token()}));
  for (const SilentSeries& series : answer.page.items) Write(series, response->add_series());
  response->set_next_page_token(std::move(answer.page.next_token));
  response->set_revision(answer.page.revision);
  response->set_date(answer.date.ToString());
  return absl::OkStatus();
}

}  // namespace indicast::store
