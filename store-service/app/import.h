// An import: a set of records that becomes one revision or nothing. Pure rules; the Store writes.
// Thread-safe free functions on values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/records.h"
#include "store-service/domain/snapshot.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

// Current vintages that all conditions cover end unless the request holds them. Empty: all.
struct ObservationReplacement {
  std::vector<std::string> indicators{};  // these or documents are not empty
  std::vector<std::string> areas{};
  std::vector<std::string> documents{};
  std::optional<Date> from_day{};  // period.first_day() >= from_day
  std::optional<Date> to_day{};    // period.last_day() <= to_day
};

// What a caller sets instead of the limits of the server (import_thresholds.h).
struct ImportThresholds {
  std::optional<int64_t> max_changed_count;
  std::optional<int64_t> max_replaced_count;
  std::optional<Decimal> max_level_factor;
};

// The version that a record of the request must replace; see etag.h.
struct ExpectedEtag {
  std::string list;  // "observations", "withdrawals"
  size_t index = 0;
  std::string etag;
};

struct ImportRequest {
  std::string request_id;  // 1..64 printable ASCII characters
  std::string author;
  std::string reason;  // 1..500 characters
  std::vector<Area> areas;
  std::vector<Unit> units;
  std::vector<Document> documents;
  std::vector<Indicator> indicators;
  std::vector<Observation> observations;
  std::vector<Target> targets;
  std::vector<Scenario> scenarios;
  std::vector<VintageKey> withdrawals;
  std::vector<ObservationReplacement> replacements;
  std::vector<ExpectedEtag> etags;  // of the records that carry one
  ImportThresholds thresholds;
  std::string confirmed_plan;  // ImportReport::plan; empty: none
  bool validate_only = false;
  bool only_new = false;  // kAlreadyExists for a scenario whose id is taken
  std::optional<Revision> expected_revision;
};

// A record whose content differs from the current state. Before and after are short.
struct ImportChange {
  std::string kind;  // area, unit, document, indicator, observation, target, scenario
  std::string key;
  std::string before;
  std::string after;
  bool operator==(const ImportChange&) const = default;
};

inline constexpr size_t kMaxReportedChanges = 1000;

// Something a curator should look at although it is no error.
struct ImportFinding {
  std::string code;   // of import_findings.h
  std::string field;  // "observations[3].published_text"
  std::string text;
  bool operator==(const ImportFinding&) const = default;
};

inline constexpr size_t kMaxReportedFindings = 1000;

// A threshold that an import goes beyond.
struct ThresholdExceeded {
  std::string threshold;  // "max_changed_count"
  std::string limit;
  std::string actual;
  std::string key;  // of the first record concerned
  bool operator==(const ThresholdExceeded&) const = default;
};

struct ImportReport {
  int added = 0;
  int changed = 0;
  int unchanged = 0;
  int withdrawn = 0;
  std::vector<ImportChange> changes;  // changed and withdrawn, at most kMaxReportedChanges
  int wordings_checked = 0;           // values read again from their wording
  int finding_count = 0;
  std::vector<ImportFinding> findings;  // at most kMaxReportedFindings
  std::string plan;                     // names what would be written; see import_thresholds.h
  std::vector<ThresholdExceeded> exceeded;
  bool operator==(const ImportReport&) const = default;
};

struct ImportResult {
  RevisionInfo head;
  bool changed = false;
  ImportReport report;
};

// What an import would write over a state.
struct ImportPlan {
  std::vector<Record> records;  // new, changed or withdrawn, each key once
  ImportReport report;
  // For each observation of the request its place in `records`, or kNotWritten.
  std::vector<uint32_t> places;
};

inline constexpr uint32_t kNotWritten = UINT32_MAX;

// Calls visit(list, index, record) for every record in the order of writing; `list` is the name of
// the field that holds it ("observations").
template <typename Request, typename Visit>
void ForEachRecord(Request& request, const Visit& visit) {
  const auto all = [&](absl::string_view list, auto& records) {
    for (size_t i = 0; i < records.size(); ++i) visit(list, i, records[i]);
  };
  all("areas", request.areas);
  all("units", request.units);
  all("documents", request.documents);
  all("indicators", request.indicators);
  all("observations", request.observations);
  all("targets", request.targets);
  all("scenarios", request.scenarios);
}

// "observations[3]".
std::string RecordPath(absl::string_view list, size_t index);

// A record of a request, whose path is made when it is needed.
struct RecordPlace {
  absl::string_view list;
  size_t index = 0;
  // "observations[3].value".
  std::string Field(absl::string_view below = "") const;
};

// Rules of the request and of each record alone: kInvalidArgument with every wrong field.
absl::Status ValidateRequest(const ImportRequest& request);

// SHA-256 (hex) of reason, expected revision, records, etags, withdrawals and replacements: tells a
// retry from another request. Thresholds and the confirmed plan say what is allowed, not what is
// written, and do not count: a refused request is repeated with its id.
std::string RequestDigest(const ImportRequest& request);

// The difference between the request and the state within the bound. Records equal to it, and
// repetitions within the request, are left out. Cost: records x log of the state.
ImportPlan PlanImport(const ImportRequest& request, const Snapshot& snapshot, const AsOf& as_of);
// The same over the newest state with the observations that would be written moved out of the
// request; ReturnObservations brings them back.
ImportPlan TakePlan(ImportRequest& request, const Snapshot& snapshot);
void ReturnObservations(std::vector<Record>& records, const std::vector<uint32_t>& places,
                        ImportRequest& request);

}  // namespace indicast::store
