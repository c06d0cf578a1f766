// What one revision changed, computed once for all watchers.
//
// Thread-safe: RevisionChanges is immutable once made; the rest are free functions and values.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store-service/domain/snapshot.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

// In the order of v1::RecordKind.
enum class RecordKind { kArea = 1, kUnit, kDocument, kIndicator, kObservation, kTarget, kScenario };

struct RecordChange {
  RecordKind kind = RecordKind::kArea;
  std::string key{};        // id, or KeyOf(observation)
  std::string indicator{};  // that it belongs to; empty: to none
  std::string area{};       // that it belongs to; empty: to none
  Revision previous = 0;    // of the version that was current before; 0: none
  bool withdrawn = false;
  size_t record = 0;  // its place in entry.batch.records
};

struct RevisionChanges {
  LogEntry entry;
  std::vector<RecordChange> changes;  // in the order of writing
};

// `snapshot` holds at least the revision before the entry. Cost: a look-up a record.
std::shared_ptr<const RevisionChanges> ChangesOf(LogEntry entry, const Snapshot& snapshot);

// Which changes a watcher is told. A list that is not empty lets only changes pass that carry one
// of its values.
struct WatchFilter {
  std::vector<std::string> indicators;
  std::vector<std::string> areas;
  std::vector<RecordKind> kinds;

  bool Passes(const RecordChange& change) const;
};

}  // namespace indicast::store
