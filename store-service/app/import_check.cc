#include "store-service/app/import_check.h"

#include <algorithm>
#include <future>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "store-service/app/ending_check.h"
#include "store-service/app/figure_index.h"
#include "store-service/app/summary.h"
#include "store-service/app/wording_check.h"
#include "store-service/domain/derivation.h"
#include "store-service/domain/ids.h"
#include "store-service/domain/quote.h"
#include "store-service/domain/text.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;
// From so many on it pays to use a second thread.
constexpr size_t kManyObservations = 10000;

// Records of one kind: those of the request over those of the state.
template <typename T>
class Overlay {
 public:
  using Find = std::shared_ptr<const T> (Snapshot::*)(absl::string_view, const AsOf&) const;
  using All = std::vector<Snapshot::Versioned<T>> (Snapshot::*)(const AsOf&) const;

  Overlay(const std::vector<T>& requested, const Snapshot& snapshot, Find find, All all)
      : snapshot_(snapshot), find_(find), all_(all) {
    for (const T& record : requested) requested_.emplace(record.id, &record);
    known_ = requested_;
  }

  // Null when there is none. Valid while request and snapshot live.
  const T* Get(absl::string_view id) const {
    const auto it = known_.find(id);
    if (it != known_.end()) return it->second;
    const T* const stored = (snapshot_.*find_)(id, {}).get();
    if (stored != nullptr) known_.emplace(stored->id, stored);
    return stored;
  }

  std::string Hint(absl::string_view wanted) const {
    const auto stored = (snapshot_.*all_)({});
    std::vector<absl::string_view> ids;
    ids.reserve(stored.size() + requested_.size());
    for (const auto& [record, revision] : stored) ids.push_back(record->id);
    for (const auto& [id, record] : requested_) ids.push_back(id);
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return NearestHint(wanted, ids);
  }

 private:
  const Snapshot& snapshot_;
  const Find find_;
  const All all_;
  absl::flat_hash_map<absl::string_view, const T*> requested_;
  mutable absl::flat_hash_map<absl::string_view, const T*> known_;  // those found so far, too
};

class ImportChecker {
 public:
  // `wordings` may be null, else has a place for each observation.
  ImportChecker(const ImportRequest& request, const FigureIndex& figures, const Snapshot& snapshot,
                const Endings& endings, std::vector<WordingVerdict>* wordings)
      : request_(request),
        snapshot_(snapshot),
        endings_(endings),
        wordings_(wordings),
        areas_(request.areas, snapshot, &Snapshot::FindArea, &Snapshot::Areas),
        units_(request.units, snapshot, &Snapshot::FindUnit, &Snapshot::Units),
        documents_(request.documents, snapshot, &Snapshot::FindDocument, &Snapshot::Documents),
        indicators_(request.indicators, snapshot, &Snapshot::FindIndicator, &Snapshot::Indicators),
        scenarios_(request.scenarios, snapshot, &Snapshot::FindScenario, &Snapshot::Scenarios),
        figures_(figures) {}

  absl::Status Run() {
    CheckDuplicates();
    CheckAll("areas", request_.areas);
    CheckAll("units", request_.units);
    CheckAll("documents", request_.documents);
    CheckAll("indicators", request_.indicators);
    CheckObservations();
    CheckAll("targets", request_.targets);
    CheckAll("scenarios", request_.scenarios);
    CheckQuotesOfChangedDocuments();
    CheckStoredDerivations();
    CheckReplacements();
    CheckEndings(request_, snapshot_, endings_, figures_,
                 [&](absl::string_view reason, std::string field, std::string description) {
                   Add(reason, std::move(field), std::move(description));
                 });
    if (violations_.empty()) return absl::OkStatus();
    return FieldErrors(std::move(violations_), reason_);
  }

 private:
  void Add(absl::string_view reason, std::string field, std::string description) {
    if (violations_.empty()) reason_ = std::string(reason);
    violations_.push_back({std::move(field), std::move(description)});
  }

  template <typename T>
  const T* Require(const Overlay<T>& overlay, absl::string_view reason, absl::string_view kind,
                   const RecordPlace& place, absl::string_view below, const std::string& id) {
    const T* found = overlay.Get(id);
    if (found == nullptr) {
      Add(reason, place.Field(below),
          absl::StrCat("'", Shorten(id), "' is not a known ", kind, overlay.Hint(id)));
    }
    return found;
  }

  const Indicator* RequireIndicator(const RecordPlace& place, absl::string_view below,
                                    const std::string& id) {
    return Require(indicators_, "INDICATOR_NOT_FOUND", "indicator", place, below, id);
  }

  template <typename T>
  void CheckAll(absl::string_view list, const std::vector<T>& records) {
    for (size_t i = 0; i < records.size() && violations_.size() < kMaxViolations; ++i) {
      Check(RecordPlace{list, i}, records[i]);
    }
  }

  void CheckObservations();
  void CheckObservations(size_t begin, size_t end);
  void CheckDuplicates();
  void CheckQuotesOfChangedDocuments();
  void CheckUnit(const RecordPlace& place, const std::string& indicator_id, Measure measure,
                 const std::string& scope, const std::string& unit_id);
  void CheckEvidence(const RecordPlace& place, const Evidence& evidence);
  template <typename Record>
  void CheckQuotedValue(const RecordPlace& place, const Record& record);
  void CheckDerivation(const RecordPlace& place, const Observation& observation);
  void CheckStoredDerivations();
  void CheckReplacements();
  std::shared_ptr<const Observation> FindFigure(const std::string& key) const;
  void CheckRule(const RecordPlace& place, absl::string_view below, const AssumptionRule& rule);
  template <typename T>
  void CheckParents(absl::string_view reason, const RecordPlace& place, const Overlay<T>& overlay,
                    const T& record);

  void Check(const RecordPlace& place, const Area& area);
  void Check(const RecordPlace&, const Unit&) {}
  void Check(const RecordPlace& place, const Document& document);
  void Check(const RecordPlace& place, const Indicator& indicator);
  void Check(const RecordPlace& place, const Observation& observation);
  void Check(const RecordPlace& place, const Target& target);
  void Check(const RecordPlace& place, const Scenario& scenario);

  const ImportRequest& request_;
  const Snapshot& snapshot_;
  const Endings& endings_;
  std::vector<WordingVerdict>* const wordings_;  // may be null
  const Overlay<Area> areas_;
  const Overlay<Unit> units_;
  const Overlay<Document> documents_;
  const Overlay<Indicator> indicators_;
  const Overlay<Scenario> scenarios_;
  const FigureIndex& figures_;
  absl::flat_hash_map<const Document*, std::vector<Paragraph>> paragraphs_;  // of those quoted
  std::string reason_;
  std::vector<FieldViolation> violations_;
};

void ImportChecker::CheckDuplicates() {
  const auto check = [&](absl::string_view list, const auto& records) {
    absl::flat_hash_map<std::string, size_t> first;
    for (size_t i = 0; i < records.size() && violations_.size() < kMaxViolations; ++i) {
      const auto [it, inserted] = first.emplace(RecordKey(records[i]), i);
      if (inserted || records[it->second] == records[i]) continue;
      Add("DUPLICATE_KEY", RecordPath(list, i),
          absl::StrCat("has the key '", it->first, "' of ", RecordPath(list, it->second),
                       " and other content; keep one of the two"));
    }
  };
  check("areas", request_.areas);
  check("units", request_.units);
  check("documents", request_.documents);
  check("indicators", request_.indicators);
  const std::vector<Observation>& figures = request_.observations;
  for (size_t i = 0; i < figures.size() && violations_.size() < kMaxViolations; ++i) {
    const size_t first = figures_.FirstLike(i);
    if (first == i || figures[first] == figures[i]) continue;
    Add("DUPLICATE_KEY", RecordPath("observations", i),
        absl::StrCat("has the key '", KeyOf(figures[i]), "' of ", RecordPath("observations", first),
                     " and other content; keep one of the two"));
  }
  check("targets", request_.targets);
  check("scenarios", request_.scenarios);
}

// Many of them in two halves, one beside the other.
void ImportChecker::CheckObservations() {
  const size_t count = request_.observations.size();
  if (count < kManyObservations) return CheckObservations(0, count);
  const size_t half = count / 2;
  ImportChecker rest(request_, figures_, snapshot_, endings_, wordings_);
  std::future<void> checked =
      std::async(std::launch::async, [&] { rest.CheckObservations(half, count); });
  CheckObservations(0, half);
  checked.get();
  if (violations_.empty()) reason_ = rest.reason_;
  for (FieldViolation& violation : rest.violations_) {
    if (violations_.size() < kMaxViolations) violations_.push_back(std::move(violation));
  }
}

void ImportChecker::CheckObservations(size_t begin, size_t end) {
  for (size_t i = begin; i < end && violations_.size() < kMaxViolations; ++i) {
    Check(RecordPlace{"observations", i}, request_.observations[i]);
  }
}

void ImportChecker::CheckUnit(const RecordPlace& place, const std::string& indicator_id,
                              Measure measure, const std::string& scope,
                              const std::string& unit_id) {
  const Unit* unit = Require(units_, "UNIT_NOT_FOUND", "unit", place, ".unit", unit_id);
  const Indicator* indicator = indicators_.Get(indicator_id);
  const Unit* usual = indicator == nullptr ? nullptr : units_.Get(indicator->unit);
  if (unit == nullptr || usual == nullptr) return;
  std::string wanted = usual->measure;
  if (measure == Measure::kGrowth) wanted = "percent";
  if (measure == Measure::kChange && wanted == "percent") wanted = "percentage-point";
  const bool named_by_scope = measure != Measure::kGrowth && scope == unit->measure;
  const bool plain = measure != Measure::kGrowth || unit->multiplier_exponent == 0;
  if ((unit->measure == wanted || named_by_scope) && plain) return;
  Add("UNIT_MISMATCH", place.Field(".unit"),
      absl::StrCat("'", unit_id, "' measures ", unit->measure, " (x 10^", unit->multiplier_exponent,
                   "), but the ", CodeOf(measure), " of ", indicator_id, " is in ", wanted,
                   measure == Measure::kGrowth ? " (x 10^0)" : ""));
}

void ImportChecker::CheckEvidence(const RecordPlace& place, const Evidence& evidence) {
  const Document* document = Require(documents_, "DOCUMENT_NOT_FOUND", "document", place,
                                     ".evidence.document", evidence.document);
  const auto* quote = std::get_if<TextQuote>(&evidence.grounds);
  if (document == nullptr || quote == nullptr) return;
  if (document->text.empty()) {
    Add("QUOTE_NOT_FOUND", place.Field(".evidence.quote.exact"),
        absl::StrCat("the text of document '", document->id,
                     "' is not held, so nothing can be quoted from it; give no_quote_reason"));
    return;
  }
  const auto [it, is_new] = paragraphs_.try_emplace(document);
  if (is_new) it->second = SplitParagraphs(document->text);
  const absl::Status found = CheckQuote(document->text, it->second, *quote);
  if (found.ok()) return;
  const ErrorDetail detail = DetailOf(found);
  Add(detail.reason, place.Field(".evidence.quote.exact"),
      absl::StrCat(detail.violations[0].description, " (document '", document->id, "')"));
}

// A value taken from a quote must be readable there.
template <typename Record>
void ImportChecker::CheckQuotedValue(const RecordPlace& place, const Record& record) {
  const Unit* unit = units_.Get(record.unit);
  if (unit == nullptr || !std::holds_alternative<TextQuote>(record.evidence.grounds)) return;
  WordingCheck check = CheckWording(record, *unit);
  if constexpr (std::is_same_v<Record, Observation>) {
    if (wordings_ != nullptr) (*wordings_)[place.index] = check.verdict;
  }
  if (check.verdict != WordingVerdict::kDiffers) return;
  Add("VALUE_NOT_IN_QUOTE", place.Field(absl::StrCat(".", check.field)), std::move(check.text));
}

template <typename T>
void ImportChecker::CheckParents(absl::string_view reason, const RecordPlace& place,
                                 const Overlay<T>& overlay, const T& record) {
  absl::flat_hash_set<absl::string_view> seen;
  seen.insert(absl::string_view(record.id));
  for (const T* above = overlay.Get(record.parent); above != nullptr;
       above = overlay.Get(above->parent)) {
    if (!seen.insert(absl::string_view(above->id)).second) {
      Add(reason, place.Field(".parent"),
          absl::StrCat("'", record.parent, "' leads back to '", above->id,
                       "': parents must end at a record without one"));
      return;
    }
  }
}

void ImportChecker::Check(const RecordPlace& place, const Area& area) {
  if (area.parent.empty()) return;
  Require(areas_, "AREA_NOT_FOUND", "area", place, ".parent", area.parent);
  CheckParents("AREA_CYCLE", place, areas_, area);
}

void ImportChecker::Check(const RecordPlace& place, const Indicator& indicator) {
  Require(units_, "UNIT_NOT_FOUND", "unit", place, ".unit", indicator.unit);
  for (size_t i = 0; i < indicator.links.size(); ++i) {
    RequireIndicator(place, absl::StrCat(".links[", i, "].indicator"),
                     indicator.links[i].indicator);
  }
  for (size_t i = 0; i < indicator.releases.size(); ++i) {
    const std::string& area = indicator.releases[i].area;
    if (area.empty()) continue;
    Require(areas_, "AREA_NOT_FOUND", "area", place, absl::StrCat(".releases[", i, "].area"), area);
  }
}

void ImportChecker::Check(const RecordPlace& place, const Observation& observation) {
  const SeriesKey& series = observation.series;
  RequireIndicator(place, ".series.indicator", series.indicator);
  Require(areas_, "AREA_NOT_FOUND", "area", place, ".series.area", series.area);
  CheckUnit(place, series.indicator, series.measure, series.scope, observation.unit);
  CheckEvidence(place, observation.evidence);
  CheckQuotedValue(place, observation);
  CheckDerivation(place, observation);
}

void ImportChecker::Check(const RecordPlace& place, const Target& target) {
  RequireIndicator(place, ".indicator", target.indicator);
  Require(areas_, "AREA_NOT_FOUND", "area", place, ".area", target.area);
  CheckUnit(place, target.indicator, target.measure, target.scope, target.unit);
  CheckEvidence(place, target.evidence);
  CheckQuotedValue(place, target);
  if (const auto* relative = std::get_if<RelativeGoal>(&target.goal)) {
    RequireIndicator(place, ".goal.relative.indicator", relative->indicator);
  }
}

void ImportChecker::CheckRule(const RecordPlace& place, absl::string_view below,
                              const AssumptionRule& rule) {
  if (const auto* relative = std::get_if<RelativeRule>(&rule)) {
    RequireIndicator(place, absl::StrCat(below, ".rule.relative.indicator"), relative->indicator);
  }
}

void ImportChecker::Check(const RecordPlace& place, const Scenario& scenario) {
  if (!scenario.parent.empty()) {
    Require(scenarios_, "SCENARIO_NOT_FOUND", "scenario", place, ".parent", scenario.parent);
    CheckParents("SCENARIO_CYCLE", place, scenarios_, scenario);
  }
  for (size_t i = 0; i < scenario.assumptions.size(); ++i) {
    const Assumption& assumption = scenario.assumptions[i];
    const std::string below = absl::StrCat(".assumptions[", i, "]");
    if (assumption.indicator != "*") {
      RequireIndicator(place, below + ".indicator", assumption.indicator);
    }
    CheckRule(place, below, assumption.rule);
  }
}

// Sections begin where they say, in the order of the text.
void ImportChecker::Check(const RecordPlace& place, const Document& document) {
  size_t last = 0;
  for (size_t i = 0; i < document.sections.size(); ++i) {
    const std::string field = place.Field(absl::StrCat(".sections[", i, "].start.exact"));
    const absl::StatusOr<QuotePlace> start = FindQuote(document.text, document.sections[i].start);
    if (!start.ok()) {
      const ErrorDetail detail = DetailOf(start.status());
      Add(detail.reason, field, detail.violations[0].description);
    } else if (i > 0 && start->text_offset <= last) {
      Add("SECTION_OUT_OF_ORDER", field,
          absl::StrCat("begins at or before section '", document.sections[i - 1].id,
                       "'; list sections in the order of the text"));
    } else {
      last = start->text_offset;
    }
  }
}

std::shared_ptr<const Observation> ImportChecker::FindFigure(const std::string& key) const {
  const auto parsed = VintageKey::Parse(key);
  if (!parsed.ok()) return nullptr;
  if (const Observation* requested = figures_.Find(*parsed); requested != nullptr) {
    return {std::shared_ptr<void>(), requested};
  }
  if (endings_.keys.contains(key)) return nullptr;
  return snapshot_.FindVintage(parsed->series, parsed->period, parsed->stage, parsed->document);
}

void ImportChecker::CheckDerivation(const RecordPlace& place, const Observation& observation) {
  if (!observation.derivation.has_value()) return;
  std::vector<std::shared_ptr<const Observation>> inputs;
  std::vector<const Observation*> plain;
  const std::vector<std::string>& keys = observation.derivation->inputs;
  for (size_t i = 0; i < keys.size(); ++i) {
    inputs.push_back(FindFigure(keys[i]));
    plain.push_back(inputs.back().get());
    if (inputs.back() != nullptr) continue;
    Add("OBSERVATION_NOT_FOUND", place.Field(absl::StrCat(".derivation.inputs[", i, "]")),
        absl::StrCat("there is no figure '", Shorten(keys[i]), "' to derive from"));
    return;
  }
  const absl::Status status = CheckDerived(observation, plain);
  if (status.ok()) return;
  const ErrorDetail detail = DetailOf(status);
  if (detail.violations.empty()) {
    return Add(detail.reason, place.Field(".value"), "is out of range");
  }
  Add(detail.reason, place.Field(absl::StrCat(".", detail.violations[0].field)),
      detail.violations[0].description);
}

// Stored figures derived from one that the request changes must still follow from it.
void ImportChecker::CheckStoredDerivations() {
  if (!snapshot_.HasDerived()) return;
  for (size_t i = 0; i < request_.observations.size() && violations_.size() < kMaxViolations; ++i) {
    const std::string key = KeyOf(request_.observations[i]);
    for (const std::string& derived : snapshot_.DerivedFrom(key)) {
      const auto parsed = VintageKey::Parse(derived);
      if (!parsed.ok() || figures_.Find(*parsed) != nullptr) continue;  // checked as written
      const auto stored = FindFigure(derived);
      if (stored != nullptr) CheckDerivation(RecordPlace{"observations", i}, *stored);
    }
  }
}

void ImportChecker::CheckReplacements() {
  for (size_t i = 0; i < request_.replacements.size(); ++i) {
    const ObservationReplacement& replacement = request_.replacements[i];
    const RecordPlace place = {"replacements", i};
    const auto check = [&](absl::string_view list, const auto& overlay, absl::string_view reason,
                           absl::string_view kind, const std::vector<std::string>& ids) {
      for (size_t j = 0; j < ids.size() && violations_.size() < kMaxViolations; ++j) {
        Require(overlay, reason, kind, place, absl::StrCat(".", RecordPath(list, j)), ids[j]);
      }
    };
    check("indicators", indicators_, "INDICATOR_NOT_FOUND", "indicator", replacement.indicators);
    check("areas", areas_, "AREA_NOT_FOUND", "area", replacement.areas);
    check("documents", documents_, "DOCUMENT_NOT_FOUND", "document", replacement.documents);
  }
}

// Evidence that was found when it was written must stay findable.
void ImportChecker::CheckQuotesOfChangedDocuments() {
  absl::flat_hash_map<absl::string_view, size_t> changed;
  for (size_t i = 0; i < request_.documents.size(); ++i) {
    const auto before = snapshot_.FindDocument(request_.documents[i].id);
    if (before != nullptr && before->text != request_.documents[i].text) {
      changed.emplace(request_.documents[i].id, i);
    }
  }
  if (changed.empty()) return;
  absl::flat_hash_set<std::string> rewritten;
  for (const Observation& o : request_.observations) rewritten.insert(KeyOf(o));
  for (const Target& t : request_.targets) rewritten.insert(t.id);
  rewritten.insert(endings_.keys.begin(), endings_.keys.end());
  const auto check = [&](const std::string& key, const Evidence& evidence) {
    const auto it = changed.find(evidence.document);
    const auto* quote = std::get_if<TextQuote>(&evidence.grounds);
    if (it == changed.end() || quote == nullptr || rewritten.contains(key)) return;
    const absl::StatusOr<QuotePlace> place = FindQuote(request_.documents[it->second].text, *quote);
    if (place.ok() || violations_.size() >= kMaxViolations) return;
    Add(DetailOf(place.status()).reason, RecordPath("documents", it->second) + ".text",
        absl::StrCat("the quote of ", key, " no longer stands at one place: ",
                     DetailOf(place.status()).violations[0].description));
  };
  ObservationQuery query;
  query.all_vintages = true;
  snapshot_.Visit(query, {}, [&](const VintageView& view) {
    check(KeyOf(*view.observation), view.observation->evidence);
    return true;
  });
  for (const auto& [target, revision] : snapshot_.Targets()) check(target->id, target->evidence);
}

}  // namespace

absl::Status CheckImport(const ImportRequest& request, const Snapshot& snapshot,
                         const Endings& endings, std::vector<WordingVerdict>* wordings) {
  if (wordings != nullptr) {
    wordings->assign(request.observations.size(), WordingVerdict::kNothingToCheck);
  }
  const FigureIndex figures(request.observations);
  return ImportChecker(request, figures, snapshot, endings, wordings).Run();
}

}  // namespace indicast::store
