#include "store-service/app/import.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "common/digest/digest.h"
#include "common/status/error.h"
#include "store-service/app/etag.h"
#include "store-service/app/figure_index.h"
#include "store-service/app/import_replacement.h"
#include "store-service/app/import_thresholds.h"
#include "store-service/app/summary.h"
#include "store-service/app/write_envelope.h"

namespace indicast::store {
namespace {

constexpr size_t kMaxViolations = 100;

// The current version of the record with the same key; null when there is none.
auto Current(const Snapshot& s, const AsOf& at, const Area& r) { return s.FindArea(r.id, at); }
auto Current(const Snapshot& s, const AsOf& at, const Unit& r) { return s.FindUnit(r.id, at); }
auto Current(const Snapshot& s, const AsOf& at, const Document& r) {
  return s.FindDocument(r.id, at);
}
auto Current(const Snapshot& s, const AsOf& at, const Indicator& r) {
  return s.FindIndicator(r.id, at);
}
auto Current(const Snapshot& s, const AsOf& at, const Observation& r) {
  return s.FindVintage(r.series, r.period, r.stage, r.evidence.document, at);
}
auto Current(const Snapshot& s, const AsOf& at, const Target& r) { return s.FindTarget(r.id, at); }
auto Current(const Snapshot& s, const AsOf& at, const Scenario& r) {
  return s.FindScenario(r.id, at);
}

template <typename T>
ImportChange ChangeOf(const T& before, const T& after) {
  ImportChange change = {std::string(KindOf(after)), RecordKey(after), Summary(before),
                         Summary(after)};
  if (change.before == change.after) change.after += "; other fields changed";
  return change;
}

// Which observations repeat an earlier one of the request.
std::vector<bool> Repetitions(const std::vector<Observation>& observations) {
  const FigureIndex index(observations);
  std::vector<bool> repeated(observations.size());
  for (size_t i = 0; i < observations.size(); ++i) repeated[i] = index.FirstLike(i) != i;
  return repeated;
}

// Moves the observations of a request that is not const.
template <typename Request>
ImportPlan Plan(Request& request, const Snapshot& snapshot, const AsOf& as_of) {
  ImportPlan plan;
  plan.places.assign(request.observations.size(), kNotWritten);
  plan.records.reserve(request.observations.size());
  const std::vector<bool> repeated = Repetitions(request.observations);
  absl::flat_hash_set<std::string> seen;
  ForEachRecord(request, [&](absl::string_view list, size_t index, auto& record) {
    constexpr bool kFigure = std::is_same_v<std::decay_t<decltype(record)>, Observation>;
    if constexpr (kFigure) {
      if (repeated[index]) return;
    } else {
      if (!seen.insert(absl::StrCat(list, " ", RecordKey(record))).second) return;
    }
    const auto current = Current(snapshot, as_of, record);
    if (current == nullptr) {
      ++plan.report.added;
    } else if (*current == record) {
      ++plan.report.unchanged;
      return;
    } else {
      ++plan.report.changed;
      if (plan.report.changes.size() < kMaxReportedChanges) {
        plan.report.changes.push_back(ChangeOf(*current, record));
      }
    }
    if constexpr (kFigure) {
      plan.places[index] = static_cast<uint32_t>(plan.records.size());
      plan.records.emplace_back(std::move(record));
    } else {
      plan.records.emplace_back(record);
    }
  });
  return plan;
}

}  // namespace

std::string RecordPath(absl::string_view list, size_t index) {
  return absl::StrCat(list, "[", index, "]");
}

std::string RecordPlace::Field(absl::string_view below) const {
  return absl::StrCat(list, "[", index, "]", below);
}

absl::Status ValidateRequest(const ImportRequest& request) {
  std::vector<FieldViolation> violations;
  CheckEnvelope(EnvelopeOf(request), violations);
  CheckVerbs(request, violations);
  CheckThresholds(request, violations);
  CheckEtagForms(request, violations);
  ForEachRecord(request, [&](absl::string_view list, size_t index, const auto& record) {
    if (violations.size() >= kMaxViolations) return;
    const absl::Status status = Validate(record);
    if (status.ok()) return;
    for (FieldViolation& v : DetailOf(PrefixField(status, RecordPath(list, index))).violations) {
      violations.push_back(std::move(v));
    }
  });
  return violations.empty() ? absl::OkStatus() : FieldErrors(std::move(violations));
}

std::string RequestDigest(const ImportRequest& request) {
  Sha256 digest;
  digest.PutString("indicast import 1").PutString(request.reason);
  digest.PutInt(request.expected_revision.value_or(-1));
  if (request.only_new) digest.PutString("only new");
  CanonicalWriter writer;
  ForEachRecord(request, [&](absl::string_view list, size_t, const auto& record) {
    digest.PutString(list).PutString(writer.Write(record));
  });
  PutVerbs(request, digest);
  PutEtags(request, digest);
  return digest.Hex();
}

ImportPlan PlanImport(const ImportRequest& request, const Snapshot& snapshot, const AsOf& as_of) {
  return Plan(request, snapshot, as_of);
}

ImportPlan TakePlan(ImportRequest& request, const Snapshot& snapshot) {
  ImportPlan plan = Plan(request, snapshot, {});
  const auto written = [](uint32_t place) { return place != kNotWritten; };
  if (std::all_of(plan.places.begin(), plan.places.end(), written)) {
    std::vector<Observation>().swap(request.observations);
  }
  return plan;
}

void ReturnObservations(std::vector<Record>& records, const std::vector<uint32_t>& places,
                        ImportRequest& request) {
  request.observations.resize(places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    if (places[i] == kNotWritten) continue;
    request.observations[i] = std::move(std::get<Observation>(records[places[i]]));
  }
}

}  // namespace indicast::store
