#include "store-service/app/import_check.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "store-service/app/ending_check.h"
#include "store-service/app/summary.h"
#include "store-service/app/wording_check.h"
#include "store-service/domain/derivation.h"
#include "store-service/domain/ids.h"
#include "store-service/domain/quote.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;

// Records of one kind: those of the request over those of the state.
template <typename T>
class Overlay {
 public:
  using Find = std::shared_ptr<const T> (Snapshot::*)(absl::string_view, const AsOf&) const;
  using All = std::vector<Snapshot::Versioned<T>> (Snapshot::*)(const AsOf&) const;

  Overlay(const std::vector<T>& requested, const Snapshot& snapshot, Find find, All all)
      : snapshot_(snapshot), find_(find), all_(all) {
    for (const T& record : requested) requested_.emplace(record.id, &record);
  }

  // Null when there is none. Valid while request and snapshot live.
  const T* Get(absl::string_view id) const {
    const auto it = requested_.find(id);
    if (it != requested_.end()) return it->second;
    return (snapshot_.*find_)(id, {}).get();
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
};

class ImportChecker {
 public:
  ImportChecker(const ImportRequest& request, const Snapshot& snapshot, const Endings& endings)
      : request_(request),
        snapshot_(snapshot),
        endings_(endings),
        areas_(request.areas, snapshot, &Snapshot::FindArea, &Snapshot::Areas),
        units_(request.units, snapshot, &Snapshot::FindUnit, &Snapshot::Units),
        documents_(request.documents, snapshot, &Snapshot::FindDocument, &Snapshot::Documents),
        indicators_(request.indicators, snapshot, &Snapshot::FindIndicator, &Snapshot::Indicators),
        scenarios_(request.scenarios, snapshot, &Snapshot::FindScenario, &Snapshot::Scenarios) {
    for (const Observation& figure : request.observations) figures_.emplace(KeyOf(figure), &figure);
  }

  absl::Status Run() {
    CheckDuplicates();
    ForEachRecord(request_, [&](absl::string_view list, size_t index, const auto& record) {
      if (violations_.size() < kMaxViolations) Check(RecordPath(list, index), record);
    });
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
                   const std::string& field, const std::string& id) {
    const T* found = overlay.Get(id);
    if (found == nullptr) {
      Add(reason, field,
          absl::StrCat("'", Shorten(id), "' is not a known ", kind, overlay.Hint(id)));
    }
    return found;
  }

  const Indicator* RequireIndicator(const std::string& field, const std::string& id) {
    return Require(indicators_, "INDICATOR_NOT_FOUND", "indicator", field, id);
  }

  void CheckDuplicates();
  void CheckQuotesOfChangedDocuments();
  void CheckUnit(const std::string& path, const std::string& indicator_id, Measure measure,
                 const std::string& scope, const std::string& unit_id);
  void CheckEvidence(const std::string& path, const Evidence& evidence);
  template <typename Record>
  void CheckQuotedValue(const std::string& path, const Record& record);
  void CheckDerivation(const std::string& path, const Observation& observation);
  void CheckStoredDerivations();
  void CheckReplacements();
  std::shared_ptr<const Observation> FindFigure(const std::string& key) const;
  void CheckRule(const std::string& path, const AssumptionRule& rule);
  template <typename T>
  void CheckParents(absl::string_view reason, const std::string& path, const Overlay<T>& overlay,
                    const T& record);

  void Check(const std::string& path, const Area& area);
  void Check(const std::string&, const Unit&) {}
  void Check(const std::string& path, const Document& document);
  void Check(const std::string& path, const Indicator& indicator);
  void Check(const std::string& path, const Observation& observation);
  void Check(const std::string& path, const Target& target);
  void Check(const std::string& path, const Scenario& scenario);

  const ImportRequest& request_;
  const Snapshot& snapshot_;
  const Endings& endings_;
  const Overlay<Area> areas_;
  const Overlay<Unit> units_;
  const Overlay<Document> documents_;
  const Overlay<Indicator> indicators_;
  const Overlay<Scenario> scenarios_;
  FiguresByKey figures_;  // of the request
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
  check("observations", request_.observations);
  check("targets", request_.targets);
  check("scenarios", request_.scenarios);
}

void ImportChecker::CheckUnit(const std::string& path, const std::string& indicator_id,
                              Measure measure, const std::string& scope,
                              const std::string& unit_id) {
  const Unit* unit = Require(units_, "UNIT_NOT_FOUND", "unit", path + ".unit", unit_id);
  const Indicator* indicator = indicators_.Get(indicator_id);
  const Unit* usual = indicator == nullptr ? nullptr : units_.Get(indicator->unit);
  if (unit == nullptr || usual == nullptr) return;
  std::string wanted = usual->measure;
  if (measure == Measure::kGrowth) wanted = "percent";
  if (measure == Measure::kChange && wanted == "percent") wanted = "percentage-point";
  const bool named_by_scope = measure != Measure::kGrowth && scope == unit->measure;
  const bool plain = measure != Measure::kGrowth || unit->multiplier_exponent == 0;
  if ((unit->measure == wanted || named_by_scope) && plain) return;
  Add("UNIT_MISMATCH", path + ".unit",
      absl::StrCat("'", unit_id, "' measures ", unit->measure, " (x 10^", unit->multiplier_exponent,
                   "), but the ", CodeOf(measure), " of ", indicator_id, " is in ", wanted,
                   measure == Measure::kGrowth ? " (x 10^0)" : ""));
}

void ImportChecker::CheckEvidence(const std::string& path, const Evidence& evidence) {
  const Document* document = Require(documents_, "DOCUMENT_NOT_FOUND", "document",
                                     path + ".evidence.document", evidence.document);
  const auto* quote = std::get_if<TextQuote>(&evidence.grounds);
  if (document == nullptr || quote == nullptr) return;
  const std::string field = path + ".evidence.quote.exact";
  if (document->text.empty()) {
    Add("QUOTE_NOT_FOUND", field,
        absl::StrCat("the text of document '", document->id,
                     "' is not held, so nothing can be quoted from it; give no_quote_reason"));
    return;
  }
  const absl::StatusOr<QuotePlace> place = FindQuote(document->text, *quote);
  if (place.ok()) return;
  const ErrorDetail detail = DetailOf(place.status());
  Add(detail.reason, field,
      absl::StrCat(detail.violations[0].description, " (document '", document->id, "')"));
}

// A value taken from a quote must be readable there.
template <typename Record>
void ImportChecker::CheckQuotedValue(const std::string& path, const Record& record) {
  const Unit* unit = units_.Get(record.unit);
  if (unit == nullptr || !std::holds_alternative<TextQuote>(record.evidence.grounds)) return;
  WordingCheck check = CheckWording(record, *unit);
  if (check.verdict != WordingVerdict::kDiffers) return;
  Add("VALUE_NOT_IN_QUOTE", absl::StrCat(path, ".", check.field), std::move(check.text));
}

template <typename T>
void ImportChecker::CheckParents(absl::string_view reason, const std::string& path,
                                 const Overlay<T>& overlay, const T& record) {
  absl::flat_hash_set<absl::string_view> seen;
  seen.insert(absl::string_view(record.id));
  for (const T* above = overlay.Get(record.parent); above != nullptr;
       above = overlay.Get(above->parent)) {
    if (!seen.insert(absl::string_view(above->id)).second) {
      Add(reason, path + ".parent",
          absl::StrCat("'", record.parent, "' leads back to '", above->id,
                       "': parents must end at a record without one"));
      return;
    }
  }
}

void ImportChecker::Check(const std::string& path, const Area& area) {
  if (area.parent.empty()) return;
  Require(areas_, "AREA_NOT_FOUND", "area", path + ".parent", area.parent);
  CheckParents("AREA_CYCLE", path, areas_, area);
}

void ImportChecker::Check(const std::string& path, const Indicator& indicator) {
  Require(units_, "UNIT_NOT_FOUND", "unit", path + ".unit", indicator.unit);
  for (size_t i = 0; i < indicator.links.size(); ++i) {
    RequireIndicator(absl::StrCat(path, ".links[", i, "].indicator"), indicator.links[i].indicator);
  }
}

void ImportChecker::Check(const std::string& path, const Observation& observation) {
  const SeriesKey& series = observation.series;
  RequireIndicator(path + ".series.indicator", series.indicator);
  Require(areas_, "AREA_NOT_FOUND", "area", path + ".series.area", series.area);
  CheckUnit(path, series.indicator, series.measure, series.scope, observation.unit);
  CheckEvidence(path, observation.evidence);
  CheckQuotedValue(path, observation);
  CheckDerivation(path, observation);
}

void ImportChecker::Check(const std::string& path, const Target& target) {
  RequireIndicator(path + ".indicator", target.indicator);
  Require(areas_, "AREA_NOT_FOUND", "area", path + ".area", target.area);
  CheckUnit(path, target.indicator, target.measure, target.scope, target.unit);
  CheckEvidence(path, target.evidence);
  CheckQuotedValue(path, target);
  if (const auto* relative = std::get_if<RelativeGoal>(&target.goal)) {
    RequireIndicator(path + ".goal.relative.indicator", relative->indicator);
  }
}

void ImportChecker::CheckRule(const std::string& path, const AssumptionRule& rule) {
  if (const auto* relative = std::get_if<RelativeRule>(&rule)) {
    RequireIndicator(path + ".rule.relative.indicator", relative->indicator);
  }
}

void ImportChecker::Check(const std::string& path, const Scenario& scenario) {
  if (!scenario.parent.empty()) {
    Require(scenarios_, "SCENARIO_NOT_FOUND", "scenario", path + ".parent", scenario.parent);
    CheckParents("SCENARIO_CYCLE", path, scenarios_, scenario);
  }
  for (size_t i = 0; i < scenario.assumptions.size(); ++i) {
    const Assumption& assumption = scenario.assumptions[i];
    const std::string at = absl::StrCat(path, ".assumptions[", i, "]");
    if (assumption.indicator != "*") RequireIndicator(at + ".indicator", assumption.indicator);
    CheckRule(at, assumption.rule);
  }
}

// Sections begin where they say, in the order of the text.
void ImportChecker::Check(const std::string& path, const Document& document) {
  size_t last = 0;
  for (size_t i = 0; i < document.sections.size(); ++i) {
    const std::string field = absl::StrCat(path, ".sections[", i, "].start.exact");
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
  const auto it = figures_.find(key);
  if (it != figures_.end()) return {std::shared_ptr<void>(), it->second};
  if (endings_.keys.contains(key)) return nullptr;
  const auto parsed = VintageKey::Parse(key);
  if (!parsed.ok()) return nullptr;
  return snapshot_.FindVintage(parsed->series, parsed->period, parsed->stage, parsed->document);
}

void ImportChecker::CheckDerivation(const std::string& path, const Observation& observation) {
  if (!observation.derivation.has_value()) return;
  std::vector<std::shared_ptr<const Observation>> inputs;
  std::vector<const Observation*> plain;
  const std::vector<std::string>& keys = observation.derivation->inputs;
  for (size_t i = 0; i < keys.size(); ++i) {
    inputs.push_back(FindFigure(keys[i]));
    plain.push_back(inputs.back().get());
    if (inputs.back() != nullptr) continue;
    Add("OBSERVATION_NOT_FOUND", absl::StrCat(path, ".derivation.inputs[", i, "]"),
        absl::StrCat("there is no figure '", Shorten(keys[i]), "' to derive from"));
    return;
  }
  const absl::Status status = CheckDerived(observation, plain);
  if (status.ok()) return;
  const ErrorDetail detail = DetailOf(status);
  if (detail.violations.empty()) return Add(detail.reason, path + ".value", "is out of range");
  Add(detail.reason, absl::StrCat(path, ".", detail.violations[0].field),
      detail.violations[0].description);
}

// Stored figures derived from one that the request changes must still follow from it.
void ImportChecker::CheckStoredDerivations() {
  for (size_t i = 0; i < request_.observations.size() && violations_.size() < kMaxViolations; ++i) {
    const std::string key = KeyOf(request_.observations[i]);
    for (const std::string& derived : snapshot_.DerivedFrom(key)) {
      if (figures_.contains(derived)) continue;  // checked as written
      const auto stored = FindFigure(derived);
      if (stored != nullptr) CheckDerivation(RecordPath("observations", i), *stored);
    }
  }
}

void ImportChecker::CheckReplacements() {
  for (size_t i = 0; i < request_.replacements.size(); ++i) {
    const ObservationReplacement& replacement = request_.replacements[i];
    const std::string path = RecordPath("replacements", i);
    const auto check = [&](absl::string_view list, const auto& overlay, absl::string_view reason,
                           absl::string_view kind, const std::vector<std::string>& ids) {
      for (size_t j = 0; j < ids.size() && violations_.size() < kMaxViolations; ++j) {
        Require(overlay, reason, kind, absl::StrCat(path, ".", RecordPath(list, j)), ids[j]);
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
                         const Endings& endings) {
  return ImportChecker(request, snapshot, endings).Run();
}

}  // namespace indicast::store
