#include "store-service/app/availability.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

SeriesAvailability Begin(const VintageView& view) {
  SeriesAvailability series;
  series.series = view.observation->series;
  series.first_period = series.last_period = view.observation->period;
  series.last_publication = view.publication;
  return series;
}

void Count(const VintageView& view, SeriesAvailability& series) {
  const Period& period = view.observation->period;
  ++series.vintage_count;
  if (view.preferred) ++series.period_count;
  if (period.first_day() < series.first_period.first_day()) series.first_period = period;
  if (period.last_day() > series.last_period.last_day()) series.last_period = period;
  if (view.publication.date > series.last_publication.date) {
    series.last_publication = view.publication;
  }
}

}  // namespace

absl::StatusOr<Page<SeriesAvailability>> ListAvailability(const Snapshot& snapshot,
                                                          const AvailabilityQuery& query,
                                                          const AsOf& as_of,
                                                          const PageRequest& request) {
  const std::string text = absl::StrCat("availability\n", absl::StrJoin(query.indicators, ","),
                                        "\n", absl::StrJoin(query.areas, ","));
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, request, as_of, text));
  ObservationQuery figures;
  figures.indicators = query.indicators;
  figures.areas = query.areas;
  figures.all_vintages = true;
  std::vector<SeriesAvailability> all;
  snapshot.Visit(figures, start.as_of, [&](const VintageView& view) {
    if (all.empty() || all.back().series != view.observation->series) all.push_back(Begin(view));
    Count(view, all.back());
    return true;
  });
  return PageOf(start, std::move(all));
}

}  // namespace indicast::store
