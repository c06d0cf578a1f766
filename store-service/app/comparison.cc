#include "store-service/app/comparison.h"

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "store-service/app/observations.h"

namespace indicast::store {
namespace {

constexpr size_t kNearestPeriods = 2;
constexpr size_t kMaxPerSide = 64;  // vintages of one period that are paired

FigureName NameOf(const Observation& o) { return {o.series, o.period, o.evidence.document}; }

// Both, or the one that both are.
std::vector<std::string> Distinct(const std::string& a, const std::string& b) {
  return a == b ? std::vector<std::string>{a} : std::vector<std::string>{a, b};
}

int64_t DaysBetween(const Date& a, const Date& b) {
  return absl::CivilDay(b.year(), b.month(), b.day()) -
         absl::CivilDay(a.year(), a.month(), a.day());
}

// The records that figures name, kept alive while they are compared.
class RulerRecords {
 public:
  RulerRecords(const Snapshot& snapshot, const AsOf& as_of) : snapshot_(snapshot), as_of_(as_of) {}

  RulerFigure Of(const VintageView& view) {
    const Observation& o = *view.observation;
    RulerFigure figure;
    figure.figure = &o;
    figure.indicator = Keep(snapshot_.FindIndicator(o.series.indicator, as_of_));
    figure.area = Keep(snapshot_.FindArea(o.series.area, as_of_));
    figure.unit = Keep(snapshot_.FindUnit(o.unit, as_of_));
    figure.breaks = BreaksOf(o.series);
    kept_.emplace_back(view.observation);
    return figure;
  }

 private:
  template <typename T>
  const T* Keep(std::shared_ptr<const T> record) {
    const T* kept = record.get();
    kept_.emplace_back(std::move(record));
    return kept;
  }

  const std::vector<Period>& BreaksOf(const SeriesKey& series) {
    if (const auto known = breaks_.find(series); known != breaks_.end()) return known->second;
    std::vector<Period>& breaks = breaks_[series];
    ObservationQuery query;
    query.indicators = {series.indicator};
    query.areas = {series.area};
    query.measures = {series.measure};
    query.all_vintages = true;
    snapshot_.Visit(query, as_of_, [&](const VintageView& view) {
      const Observation& o = *view.observation;
      if (o.series == series && o.status == ObservationStatus::kBreak && IsOutcome(o.stage)) {
        breaks.push_back(o.period);
      }
      return true;
    });
    return breaks;
  }

  const Snapshot& snapshot_;
  const AsOf& as_of_;
  std::deque<std::shared_ptr<const void>> kept_;
  std::map<SeriesKey, std::vector<Period>> breaks_;
};

LocalizedText PairText(const Observation& from, const Observation& to,
                       const std::vector<RulerDifference>& notes) {
  const std::string a = absl::StrCat(from.series.ToString(), " ", from.period.ToString(), " (",
                                     CodeOf(from.stage), ")");
  const std::string b = absl::StrCat(from.series == to.series ? "" : to.series.ToString() + " ",
                                     to.period.ToString(), " (", CodeOf(to.stage), ")");
  const auto join = [&](std::string LocalizedText::*text) {
    return absl::StrJoin(notes, "; ", [&](std::string* out, const RulerDifference& note) {
      out->append(note.text.*text);
    });
  };
  if (notes.empty()) {
    return {absl::StrCat("同一口径:", a, " 与 ", b), absl::StrCat("on one ruler: ", a, " and ", b)};
  }
  return {absl::StrCat("可比,附注:", a, " 与 ", b, "(", join(&LocalizedText::zh), ")"),
          absl::StrCat("with a note: ", a, " and ", b, " (", join(&LocalizedText::en), ")")};
}

LocalizedText PublishedText(const Observation& o) {
  const bool growth = o.series.measure == Measure::kGrowth;
  return {absl::StrCat("已公布的", growth ? "增速" : "变动", ":", o.series.ToString(), " ",
                       o.period.ToString(), " ", o.published_text),
          absl::StrCat("the published ", CodeOf(o.series.measure), ": ", o.series.ToString(), " ",
                       o.period.ToString(), " ", o.published_text)};
}

// What may be compared instead of one pair.
class AlternativeFinder {
 public:
  AlternativeFinder(const Snapshot& snapshot, const AsOf& as_of, const Comparison& asked,
                    RulerRecords& records)
      : snapshot_(snapshot),
        as_of_(as_of),
        asked_(asked),
        from_(*asked.from.observation),
        to_(*asked.to.observation),
        records_(records) {
    ObservationQuery query;
    query.indicators = Distinct(from_.series.indicator, to_.series.indicator);
    query.areas = Distinct(from_.series.area, to_.series.area);
    query.all_vintages = true;
    snapshot.Visit(query, as_of, [&](const VintageView& view) {
      if (view.observation->value.has_value()) figures_.push_back(view);
      return true;
    });
  }

  std::vector<AdmissibleComparison> Run() {
    AddPairsOfTheSamePeriods();
    AddPublished();
    if (!asked_.admissible) {
      AddOtherPeriods(asked_.to, from_.period, /*anchor_is_later=*/true);
      AddOtherPeriods(asked_.from, to_.period, /*anchor_is_later=*/false);
    }
    std::stable_sort(found_.begin(), found_.end(),
                     [](const Ranked& a, const Ranked& b) { return a.rank < b.rank; });
    std::vector<AdmissibleComparison> best;
    std::set<std::pair<std::optional<FigureName>, FigureName>> seen;
    for (Ranked& ranked : found_) {
      if (best.size() == kMaxAlternatives) break;
      if (!seen.emplace(ranked.comparison.from, ranked.comparison.to).second) continue;
      best.push_back(std::move(ranked.comparison));
    }
    return best;
  }

 private:
  // Group, notes, series other than asked for, vintages that are not preferred, distance in days.
  using Rank = std::tuple<int, size_t, int, int, int64_t>;
  struct Ranked {
    Rank rank;
    AdmissibleComparison comparison;
  };

  // A name leads to the best vintage of its document; the others have none.
  bool HasAName(const VintageView& view) const {
    const Observation& o = *view.observation;
    const auto named = FindObservation(snapshot_, o.series, o.period, o.evidence.document, as_of_);
    return named.has_value() && named->observation == view.observation;
  }

  std::vector<VintageView> Of(const Observation& asked) const {
    std::vector<VintageView> side;
    for (const VintageView& view : figures_) {
      const Observation& o = *view.observation;
      if (o.series.indicator != asked.series.indicator || o.series.area != asked.series.area ||
          o.series.measure != asked.series.measure || o.period != asked.period) {
        continue;
      }
      if (!HasAName(view)) continue;
      side.push_back(view);
      if (side.size() == kMaxPerSide) break;
    }
    return side;
  }

  // One pair for each pair of series: the one with the fewest notes.
  void AddPairsOfTheSamePeriods() {
    std::map<std::pair<SeriesKey, SeriesKey>, Ranked> best;
    const std::vector<VintageView> later = Of(to_);
    for (const VintageView& x : Of(from_)) {
      for (const VintageView& y : later) {
        std::optional<Ranked> pair = Rate(x, y, 0);
        if (!pair.has_value()) continue;
        const auto key = std::pair(x.observation->series, y.observation->series);
        const auto [it, added] = best.emplace(key, *pair);
        if (!added && pair->rank < it->second.rank) it->second = *std::move(pair);
      }
    }
    for (auto& [key, pair] : best) found_.push_back(std::move(pair));
  }

  // nullopt when the pair is the one asked for, refused, or no better than it.
  std::optional<Ranked> Rate(const VintageView& x, const VintageView& y, int group) {
    const Observation& a = *x.observation;
    const Observation& b = *y.observation;
    if ((&a == &from_ && &b == &to_) || &a == &b) return std::nullopt;
    const RulerFigure from = records_.Of(x);
    const RulerFigure to = records_.Of(y);
    const std::vector<RulerDifference> differences = RulerDifferences(from, to);
    const size_t notes = differences.size();
    if (!IsAdmissible(differences) || !DifferenceOf(from, to).difference.has_value()) {
      return std::nullopt;
    }
    if (asked_.admissible && notes >= asked_.differences.size()) return std::nullopt;
    Ranked ranked;
    const int other = (a.series == from_.series ? 0 : 1) + (b.series == to_.series ? 0 : 1);
    const int unpreferred = (x.preferred ? 0 : 1) + (y.preferred ? 0 : 1);
    ranked.rank = {group == 0 && notes > 0 ? 2 : group, notes, other, unpreferred, 0};
    ranked.comparison = {NameOf(a), NameOf(b), PairText(a, b, differences)};
    return ranked;
  }

  // Growth and change are published against the year before.
  void AddPublished() {
    const auto next = from_.period.PlusYears(1);
    if (from_.series.measure != Measure::kLevel || to_.series.measure != Measure::kLevel ||
        from_.series.indicator != to_.series.indicator || from_.series.area != to_.series.area ||
        !next.ok() || *next != to_.period) {
      return;
    }
    for (const VintageView& view : figures_) {
      const Observation& o = *view.observation;
      if (o.series.measure == Measure::kLevel || o.period != to_.period || !view.preferred ||
          !IsOutcome(o.stage)) {
        continue;
      }
      const int other = o.series.scope == to_.series.scope ? 0 : 1;
      found_.push_back({{1, 0, other, 0, 0}, {std::nullopt, NameOf(o), PublishedText(o)}});
    }
  }

  // The anchor with the periods of its series that are nearest to `wanted`.
  void AddOtherPeriods(const VintageView& anchor, const Period& wanted, bool anchor_is_later) {
    std::vector<Ranked> pairs;
    for (const VintageView& view : figures_) {
      const Observation& o = *view.observation;
      const Period& at = anchor.observation->period;
      if (o.series != anchor.observation->series || !view.preferred || !IsOutcome(o.stage) ||
          o.period == from_.period || o.period == to_.period ||
          (o.period.last_day() < at.last_day()) != anchor_is_later) {
        continue;
      }
      std::optional<Ranked> pair = anchor_is_later ? Rate(view, anchor, 3) : Rate(anchor, view, 3);
      if (!pair.has_value()) continue;
      std::get<4>(pair->rank) = std::abs(DaysBetween(o.period.last_day(), wanted.last_day()));
      pairs.push_back(*std::move(pair));
    }
    std::stable_sort(pairs.begin(), pairs.end(), [](const Ranked& a, const Ranked& b) {
      return std::get<4>(a.rank) < std::get<4>(b.rank);
    });
    if (pairs.size() > kNearestPeriods) pairs.resize(kNearestPeriods);
    for (Ranked& pair : pairs) found_.push_back(std::move(pair));
  }

  const Snapshot& snapshot_;
  const AsOf& as_of_;
  const Comparison& asked_;
  const Observation& from_;
  const Observation& to_;
  RulerRecords& records_;
  std::vector<VintageView> figures_;
  std::vector<Ranked> found_;
};

}  // namespace

Comparison CompareFigures(const Snapshot& snapshot, const AsOf& as_of, const VintageView& a,
                          const VintageView& b) {
  const bool in_order = !(b.observation->period.last_day() < a.observation->period.last_day());
  Comparison comparison;
  comparison.from = in_order ? a : b;
  comparison.to = in_order ? b : a;
  RulerRecords records(snapshot, as_of);
  const RulerFigure from = records.Of(comparison.from);
  const RulerFigure to = records.Of(comparison.to);
  comparison.differences = RulerDifferences(from, to);
  comparison.admissible = IsAdmissible(comparison.differences);
  if (comparison.admissible) comparison.result = DifferenceOf(from, to);
  if (!comparison.differences.empty()) {
    comparison.alternatives = AlternativeFinder(snapshot, as_of, comparison, records).Run();
  }
  return comparison;
}

}  // namespace indicast::store
