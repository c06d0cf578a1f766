#include "store-service/app/observations.h"

#include <cstdint>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/domain/ids.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxNamedSeries = 5;

SeriesKey CopyOf(const SeriesKeyView& view) {
  return {std::string(view.indicator), std::string(view.area), view.measure, view.price_basis,
          std::string(view.scope)};
}

// What exists near a series without the figure asked for.
std::string Alternatives(const Snapshot& snapshot, const SeriesKeyView& series, const AsOf& as_of) {
  if (snapshot.FindIndicator(series.indicator, as_of) == nullptr) {
    const auto indicators = snapshot.Indicators(as_of);
    std::vector<absl::string_view> ids;
    ids.reserve(indicators.size());
    for (const auto& [indicator, revision] : indicators) ids.push_back(indicator->id);
    return absl::StrCat("; '", Shorten(series.indicator), "' is not a known indicator",
                        NearestHint(series.indicator, ids));
  }
  std::vector<std::string> keys;
  ObservationQuery query;
  query.indicators = {std::string(series.indicator)};
  snapshot.Visit(query, as_of, [&](const VintageView& view) {
    const std::string key = view.observation->series.ToString();
    if (keys.empty() || keys.back() != key) keys.push_back(key);
    return keys.size() < kMaxNamedSeries;
  });
  if (keys.empty()) return "; the indicator has no figures within the bounds";
  return absl::StrCat("; series with figures: ", absl::StrJoin(keys, ", "));
}

std::string QueryText(const ObservationQuery& query) {
  const auto day = [](const std::optional<Date>& date) {
    return date.has_value() ? date->ToString() : "";
  };
  std::string measures;
  for (const Measure measure : query.measures) absl::StrAppend(&measures, CodeOf(measure), ",");
  return absl::StrCat("observations\n", absl::StrJoin(query.indicators, ","), "\n",
                      absl::StrJoin(query.areas, ","), "\n", measures, "\n",
                      absl::StrJoin(query.documents, ","), "\n", day(query.from_day), "\n",
                      day(query.to_day), "\n", query.all_vintages ? "all" : "preferred");
}

}  // namespace

absl::Status ObservationNotFound(const Snapshot& snapshot, const SeriesKeyView& series,
                                 const Period& period, const AsOf& as_of) {
  const std::string key = CopyOf(series).ToString();
  std::string bound = absl::StrCat(" at revision ", as_of.revision.value_or(snapshot.revision()));
  if (as_of.publication_date.has_value()) {
    absl::StrAppend(&bound, ", public by ", as_of.publication_date->ToString());
  }
  return Error(absl::StatusCode::kNotFound, "OBSERVATION_NOT_FOUND",
               absl::StrCat("no figure of ", Shorten(key, 200), " for ", period.ToString(), bound,
                            Alternatives(snapshot, series, as_of)),
               {{"series", Shorten(key, 200)}, {"period", period.ToString()}});
}

std::optional<VintageView> FindObservation(const Snapshot& snapshot, const SeriesKeyView& series,
                                           const Period& period, absl::string_view document,
                                           const AsOf& as_of) {
  if (document.empty()) return snapshot.Preferred(series, period, as_of);
  for (VintageView& view : snapshot.Vintages(series, period, as_of)) {
    if (view.observation->evidence.document == document) return std::move(view);
  }
  return std::nullopt;
}

ObservationCursor::ObservationCursor(std::shared_ptr<const Snapshot> snapshot,
                                     ObservationQuery query, AsOf as_of, FigureFilter filter)
    : snapshot_(std::move(snapshot)),
      query_(std::move(query)),
      as_of_(as_of),
      filter_(std::move(filter)) {}

std::vector<VintageView> ObservationCursor::Next(size_t limit) {
  std::vector<VintageView> views;
  if (limit == 0) return views;
  Next([&](const VintageView& view) {
    views.push_back(view);
    return views.size() < limit;
  });
  return views;
}

void ObservationCursor::Next(const std::function<bool(const VintageView&)>& take) {
  if (done_) return;
  size_t to_skip = skip_;
  const Observation* last = nullptr;  // kept by the snapshot
  size_t read = 0;                    // of its series and period
  bool more_wanted = true;
  done_ = true;
  snapshot_->Visit(query_, as_of_, [&](const VintageView& view) {
    if (!filter_.Matches(view)) return true;
    if (to_skip > 0) {
      --to_skip;
      return true;
    }
    if (!more_wanted) {
      done_ = false;
      return false;
    }
    const Observation& figure = *view.observation;
    const bool same =
        last != nullptr && last->period == figure.period && last->series == figure.series;
    read = same ? read + 1 : 1;
    last = &figure;
    more_wanted = take(view);
    return true;
  });
  if (done_) return;
  // Go on at the last figure read, skipping those of its series and period that were read.
  const bool same = query_.start.has_value() && query_.start->first == last->series &&
                    query_.start->second == last->period;
  skip_ = (same ? skip_ : 0) + read;
  query_.start = {last->series, last->period};
}

absl::StatusOr<Page<VintageView>> ListObservations(const Snapshot& snapshot,
                                                   const ObservationQuery& query, const AsOf& as_of,
                                                   const PageRequest& request,
                                                   const FigureFilter& filter) {
  const std::string text = absl::StrCat(QueryText(query), "\n", filter.text());
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, request, as_of, text));
  // The cursor lives within this call only: the snapshot is not its own.
  ObservationCursor cursor(
      std::shared_ptr<const Snapshot>(std::shared_ptr<const Snapshot>(), &snapshot), query,
      start.as_of, filter);
  if (!start.position.empty()) {
    const std::vector<std::string> parts = absl::StrSplit(start.position, '|');
    uint64_t skip = 0;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[2], &skip)) {
      return FieldError("page_token", "the page token is damaged; begin again without a token",
                        "PAGE_TOKEN_INVALID");
    }
    ASSIGN_OR_RETURN(SeriesKey series, SeriesKey::Parse(parts[0]));
    ASSIGN_OR_RETURN(const Period period, Period::Parse(parts[1]));
    cursor.query_.start = {std::move(series), period};
    cursor.skip_ = static_cast<size_t>(skip);
  }
  Page<VintageView> page;
  page.revision = start.revision;
  page.items = cursor.Next(start.size);
  if (!cursor.done_) {
    page.next_token = NextPageToken(
        start, absl::StrCat(cursor.query_.start->first.ToString(), "|",
                            cursor.query_.start->second.ToString(), "|", cursor.skip_));
  }
  return page;
}

}  // namespace indicast::store
