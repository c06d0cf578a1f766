// Reads of a snapshot under both clocks.
#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "store-service/domain/snapshot.h"
#include "store-service/domain/snapshot_state.h"

namespace indicast::store {
namespace {

bool IsPublic(const Publication& publication, const AsOf& as_of) {
  return !as_of.publication_date.has_value() || publication.date <= *as_of.publication_date;
}

const Document& DocumentOrDefault(const Document* document) {
  static const Document kUnknown;
  return document == nullptr ? kUnknown : *document;
}

template <typename T>
std::shared_ptr<const T> FindRecord(const RecordMap<T>& map, absl::string_view id,
                                    const AsOf& as_of) {
  const RecordHistory<T>* history = map.Find(id);
  const auto* version = history == nullptr ? nullptr : history->At(as_of);
  return version == nullptr ? nullptr : version->first;
}

template <typename T, typename Accept>
std::vector<Snapshot::Versioned<T>> AllRecords(const RecordMap<T>& map, const AsOf& as_of,
                                               const Accept& accept) {
  std::vector<Snapshot::Versioned<T>> all;
  all.reserve(map.size());
  map.ForEach([&](const RecordHistory<T>& history) {
    const auto* version = history.At(as_of);
    if (version != nullptr && accept(*version->first)) all.push_back(*version);
    return true;
  });
  return all;
}

constexpr auto kAcceptAll = [](const auto&) { return true; };

// A vintage with what its order depends on, found without copying.
struct Candidate {
  const ObservationVersion* version = nullptr;
  Stage stage = Stage::kReported;
  const Document* document = nullptr;  // may be null
  Publication publication;
};

// Smaller is preferred.
auto PreferenceKey(const Candidate& c) {
  const Document& document = DocumentOrDefault(c.document);
  return std::make_tuple(c.stage == Stage::kExpected, !IsOutcome(c.stage), !document.is_work_report,
                         document.confidence != Confidence::kSeenPrimary, StagePreference(c.stage));
}

bool PreferredCandidate(const Candidate& a, const Candidate& b) {
  const auto key_a = PreferenceKey(a);
  const auto key_b = PreferenceKey(b);
  if (key_a != key_b) return key_a < key_b;
  if (a.publication.date != b.publication.date) return a.publication.date > b.publication.date;
  return a.version->observation->evidence.document < b.version->observation->evidence.document;
}

VintageView ViewOf(const Candidate& candidate, bool preferred) {
  return {candidate.version->observation, candidate.version->revision, candidate.publication,
          preferred, PreferenceReason::kNone};
}

// Why the best of the candidates is it.
PreferenceReason WhyPreferred(const std::vector<Candidate>& candidates, const Candidate& best) {
  const Candidate* second = nullptr;
  for (const Candidate& candidate : candidates) {
    if (candidate.version == best.version) continue;
    if (second == nullptr || PreferredCandidate(candidate, *second)) second = &candidate;
  }
  if (second == nullptr) return PreferenceReason::kOnlyOne;
  const auto key = PreferenceKey(best);
  const auto next = PreferenceKey(*second);
  if (std::get<0>(key) != std::get<0>(next) || std::get<1>(key) != std::get<1>(next)) {
    return PreferenceReason::kOutcome;
  }
  if (std::get<2>(key) != std::get<2>(next)) return PreferenceReason::kWorkReport;
  if (std::get<3>(key) != std::get<3>(next)) return PreferenceReason::kSeenPrimary;
  if (std::get<4>(key) != std::get<4>(next)) return PreferenceReason::kStage;
  return best.publication.date != second->publication.date ? PreferenceReason::kLater
                                                           : PreferenceReason::kDocumentId;
}

const Document* DocumentAt(const SnapshotState& state, absl::string_view id, const AsOf& as_of) {
  const RecordHistory<Document>* history = state.documents.Find(id);
  const auto* version = history == nullptr ? nullptr : history->At(as_of);
  return version == nullptr ? nullptr : version->first.get();
}

Publication PublicationFrom(const Document* document, Stage stage, const Period& period) {
  if (document != nullptr && document->publication.has_value()) return *document->publication;
  return {EstimatedPublicBy(stage, period), true};
}

Publication PublicationFrom(const Document* document, const Target& target) {
  if (document != nullptr && document->publication.has_value()) return *document->publication;
  return {target.period.last_day(), true};
}

// The document of a vintage within the bound; null when there is none. Mostly without a search:
// few documents are ever written again.
const Document* DocumentOf(const SnapshotState& state, const Vintage& vintage, const AsOf& as_of) {
  const bool newest = vintage.cited != nullptr && (state.superseded.size() == 0 ||
                                                   state.superseded.Find(vintage.cited) == nullptr);
  if (!newest) return DocumentAt(state, vintage.document(), as_of);
  const bool known = !as_of.revision.has_value() || vintage.cited_revision <= *as_of.revision;
  return known ? vintage.cited : nullptr;
}

// Calls `visit` with each vintage of the period that is visible within the bound.
template <typename Visit>
void ForEachVisible(const SnapshotState& state, const PeriodNode& node, const AsOf& as_of,
                    const Visit& visit) {
  for (const Vintage& vintage : node.vintages) {
    const ObservationVersion* version = vintage.At(as_of);
    if (version == nullptr) continue;
    Candidate candidate;
    candidate.version = version;
    candidate.stage = vintage.stage;
    candidate.document = DocumentOf(state, vintage, as_of);
    candidate.publication = PublicationFrom(candidate.document, vintage.stage, node.period);
    if (IsPublic(candidate.publication, as_of)) visit(candidate);
  }
}

template <typename T>
bool Contains(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

bool InPublicationOrder(const Candidate& a, const Candidate& b) {
  const Observation& left = *a.version->observation;
  const Observation& right = *b.version->observation;
  return std::tie(a.publication.date, left.stage, left.evidence.document) <
         std::tie(b.publication.date, right.stage, right.evidence.document);
}

// One call of Visit().
class Visitor {
 public:
  Visitor(const SnapshotState& state, const ObservationQuery& query, const AsOf& as_of,
          const std::function<bool(const VintageView&)>& visit)
      : state_(state), query_(query), as_of_(as_of), visit_(visit) {}

  // False to stop, as for the others.
  bool Series(const SeriesNode& node) {
    if (!Contains(query_.areas, node.series.area) ||
        !Contains(query_.measures, node.series.measure)) {
      return true;
    }
    auto period = node.periods.begin();
    if (query_.start.has_value() && query_.start->first == node.series) {
      const Period& from = query_.start->second;
      period = std::partition_point(period, node.periods.end(),
                                    [&](const auto& p) { return p->period < from; });
    }
    for (; period != node.periods.end(); ++period) {
      if (query_.from_day.has_value() && (*period)->period.first_day() < *query_.from_day) continue;
      if (query_.to_day.has_value() && (*period)->period.last_day() > *query_.to_day) continue;
      if (query_.all_vintages ? !AllOf(**period) : !PreferredOf(**period)) return false;
    }
    return true;
  }

 private:
  template <typename Take>
  void ForEachMatch(const PeriodNode& node, const Take& take) {
    ForEachVisible(state_, node, as_of_, [&](const Candidate& candidate) {
      if (query_.documents.empty() ||
          Contains(query_.documents, candidate.version->observation->evidence.document)) {
        take(candidate);
      }
    });
  }

  bool PreferredOf(const PeriodNode& node) {
    Candidate best;
    ForEachMatch(node, [&](const Candidate& candidate) {
      if (best.version == nullptr || PreferredCandidate(candidate, best)) best = candidate;
    });
    return best.version == nullptr || visit_(ViewOf(best, true));
  }

  bool AllOf(const PeriodNode& node) {
    std::vector<Candidate> candidates;
    ForEachMatch(node, [&](const Candidate& candidate) { candidates.push_back(candidate); });
    if (candidates.empty()) return true;
    const Candidate best =
        *std::min_element(candidates.begin(), candidates.end(), PreferredCandidate);
    const PreferenceReason because = WhyPreferred(candidates, best);
    std::sort(candidates.begin(), candidates.end(), InPublicationOrder);
    for (const Candidate& candidate : candidates) {
      VintageView view = ViewOf(candidate, candidate.version == best.version);
      if (view.preferred) view.because = because;
      if (!visit_(view)) return false;
    }
    return true;
  }

  const SnapshotState& state_;
  const ObservationQuery& query_;
  const AsOf& as_of_;
  const std::function<bool(const VintageView&)>& visit_;
};

}  // namespace

bool PreferredBefore(const VintageView& a, const Document& document_a, const VintageView& b,
                     const Document& document_b) {
  const ObservationVersion version_a{a.observation, a.revision, false, false};
  const ObservationVersion version_b{b.observation, b.revision, false, false};
  return PreferredCandidate({&version_a, a.observation->stage, &document_a, a.publication},
                            {&version_b, b.observation->stage, &document_b, b.publication});
}

std::shared_ptr<const Area> Snapshot::FindArea(absl::string_view id, const AsOf& as_of) const {
  return FindRecord(state_->areas, id, as_of);
}

std::shared_ptr<const Unit> Snapshot::FindUnit(absl::string_view id, const AsOf& as_of) const {
  return FindRecord(state_->units, id, as_of);
}

std::shared_ptr<const Document> Snapshot::FindDocument(absl::string_view id,
                                                       const AsOf& as_of) const {
  auto document = FindRecord(state_->documents, id, as_of);
  const bool hidden = document != nullptr && document->publication.has_value() &&
                      !IsPublic(*document->publication, as_of);
  return hidden ? nullptr : document;
}

std::shared_ptr<const Indicator> Snapshot::FindIndicator(absl::string_view id,
                                                         const AsOf& as_of) const {
  return FindRecord(state_->indicators, id, as_of);
}

std::shared_ptr<const Target> Snapshot::FindTarget(absl::string_view id, const AsOf& as_of) const {
  auto target = FindRecord(state_->targets, id, as_of);
  return target != nullptr && IsPublic(PublicationOf(*target, as_of), as_of) ? target : nullptr;
}

std::shared_ptr<const Scenario> Snapshot::FindScenario(absl::string_view id,
                                                       const AsOf& as_of) const {
  return FindRecord(state_->scenarios, id, as_of);
}

Snapshot::Versioned<Scenario> Snapshot::FindScenarioVersion(absl::string_view id,
                                                            const AsOf& as_of) const {
  const RecordHistory<Scenario>* history = state_->scenarios.Find(id);
  const auto* version = history == nullptr ? nullptr : history->At(as_of);
  return version == nullptr ? Versioned<Scenario>() : *version;
}

std::vector<Snapshot::Versioned<Area>> Snapshot::Areas(const AsOf& as_of) const {
  return AllRecords(state_->areas, as_of, kAcceptAll);
}

std::vector<Snapshot::Versioned<Unit>> Snapshot::Units(const AsOf& as_of) const {
  return AllRecords(state_->units, as_of, kAcceptAll);
}

std::vector<Snapshot::Versioned<Document>> Snapshot::Documents(const AsOf& as_of) const {
  return AllRecords(state_->documents, as_of, [&](const Document& document) {
    return !document.publication.has_value() || IsPublic(*document.publication, as_of);
  });
}

std::vector<Snapshot::Versioned<Indicator>> Snapshot::Indicators(const AsOf& as_of) const {
  return AllRecords(state_->indicators, as_of, kAcceptAll);
}

std::vector<Snapshot::Versioned<Target>> Snapshot::Targets(const AsOf& as_of) const {
  return AllRecords(state_->targets, as_of, [&](const Target& target) {
    return IsPublic(PublicationOf(target, as_of), as_of);
  });
}

std::vector<Snapshot::Versioned<Scenario>> Snapshot::Scenarios(const AsOf& as_of) const {
  return AllRecords(state_->scenarios, as_of, kAcceptAll);
}

std::vector<VintageView> Snapshot::Vintages(const SeriesKeyView& series, const Period& period,
                                            const AsOf& as_of) const {
  std::vector<Candidate> candidates;
  if (const PeriodNode* node = state_->FindPeriod(series, period); node != nullptr) {
    ForEachVisible(*state_, *node, as_of,
                   [&](const Candidate& candidate) { candidates.push_back(candidate); });
  }
  std::sort(candidates.begin(), candidates.end(), PreferredCandidate);
  std::vector<VintageView> views;
  views.reserve(candidates.size());
  for (const Candidate& candidate : candidates) views.push_back(ViewOf(candidate, views.empty()));
  if (!views.empty()) views[0].because = WhyPreferred(candidates, candidates[0]);
  return views;
}

std::optional<VintageView> Snapshot::Preferred(const SeriesKeyView& series, const Period& period,
                                               const AsOf& as_of) const {
  const PeriodNode* node = state_->FindPeriod(series, period);
  if (node == nullptr) return std::nullopt;
  Candidate best;
  ForEachVisible(*state_, *node, as_of, [&](const Candidate& candidate) {
    if (best.version == nullptr || PreferredCandidate(candidate, best)) best = candidate;
  });
  if (best.version == nullptr) return std::nullopt;
  return ViewOf(best, true);
}

void Snapshot::Visit(const ObservationQuery& query, const AsOf& as_of,
                     const std::function<bool(const VintageView&)>& visit) const {
  SeriesKeyView from;
  from.measure = static_cast<Measure>(0);
  if (query.start.has_value()) from = query.start->first;
  Visitor visitor(*state_, query, as_of, visit);
  if (query.indicators.empty()) {
    state_->series.ForEachFrom(from, [&](const SeriesNode& node) { return visitor.Series(node); });
    return;
  }
  const std::set<absl::string_view> wanted(query.indicators.begin(), query.indicators.end());
  for (const absl::string_view indicator : wanted) {
    SeriesKeyView first;
    first.indicator = indicator;
    first.measure = static_cast<Measure>(0);
    if (SeriesLess()(first, from)) first = from;
    bool more = true;
    state_->series.ForEachFrom(first, [&](const SeriesNode& node) {
      if (node.series.indicator != indicator) return false;
      more = visitor.Series(node);
      return more;
    });
    if (!more) return;
  }
}

std::vector<ObservationVersion> Snapshot::History(const SeriesKeyView& series, const Period& period,
                                                  const AsOf& as_of) const {
  std::vector<ObservationVersion> history;
  const PeriodNode* node = state_->FindPeriod(series, period);
  if (node == nullptr) return history;
  for (const Vintage& vintage : node->vintages) {
    bool any = false;
    for (const ObservationVersion& version : vintage.versions) {
      const bool known = !as_of.revision.has_value() || version.revision <= *as_of.revision;
      if (!known || !IsPublic(PublicationOf(*version.observation, as_of), as_of)) continue;
      if (any) history.back().current = false;
      history.push_back(version);
      history.back().current = true;
      any = true;
    }
  }
  std::stable_sort(
      history.begin(), history.end(), [](const ObservationVersion& a, const ObservationVersion& b) {
        return std::tie(a.revision, a.observation->stage, a.observation->evidence.document) <
               std::tie(b.revision, b.observation->stage, b.observation->evidence.document);
      });
  return history;
}

std::shared_ptr<const Observation> Snapshot::FindVintage(const SeriesKeyView& series,
                                                         const Period& period, Stage stage,
                                                         absl::string_view document,
                                                         const AsOf& as_of) const {
  const PeriodNode* node = state_->FindPeriod(series, period);
  if (node == nullptr) return nullptr;
  for (const Vintage& vintage : node->vintages) {
    if (vintage.stage != stage || vintage.document() != document) continue;
    const ObservationVersion* version = vintage.At(as_of);
    return version == nullptr ? nullptr : version->observation;
  }
  return nullptr;
}

Publication Snapshot::PublicationOf(const Observation& observation, const AsOf& as_of) const {
  return PublicationFrom(DocumentAt(*state_, observation.evidence.document, as_of),
                         observation.stage, observation.period);
}

Publication Snapshot::PublicationOf(const Target& target, const AsOf& as_of) const {
  return PublicationFrom(DocumentAt(*state_, target.evidence.document, as_of), target);
}

std::vector<Revision> Snapshot::DocumentRevisions(absl::string_view id) const {
  std::vector<Revision> revisions;
  const RecordHistory<Document>* history = state_->documents.Find(id);
  if (history == nullptr) return revisions;
  for (const auto& [document, revision] : history->versions) revisions.push_back(revision);
  return revisions;
}

std::optional<Date> Snapshot::LatestPublication() const {
  std::optional<Date> latest;
  state_->documents.ForEach([&](const RecordHistory<Document>& history) {
    const std::optional<Publication>& publication = history.versions.back().first->publication;
    if (publication.has_value() && !publication->estimated) {
      latest = latest.has_value() ? std::max(*latest, publication->date) : publication->date;
    }
    return true;
  });
  return latest;
}

}  // namespace indicast::store
