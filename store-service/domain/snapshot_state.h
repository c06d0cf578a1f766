// The indexes behind Snapshot. Private to snapshot*.cc and its tests. Thread-safe: immutable once
// frozen in a Snapshot.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/persistent_map.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

struct IdLess {
  bool operator()(absl::string_view a, absl::string_view b) const { return a < b; }
};

// The order of SeriesKey's own comparison.
struct SeriesLess {
  bool operator()(const SeriesKeyView& a, const SeriesKeyView& b) const {
    return std::tie(a.indicator, a.area, a.measure, a.price_basis, a.scope) <
           std::tie(b.indicator, b.area, b.measure, b.price_basis, b.scope);
  }
};

struct RevisionLess {
  bool operator()(Revision a, Revision b) const { return a < b; }
};

// All versions of one record, oldest first.
template <typename T>
struct RecordHistory {
  std::string id;
  std::vector<std::pair<std::shared_ptr<const T>, Revision>> versions;

  const std::string& key() const { return id; }
  // The newest version within the bound; null when there is none.
  const std::pair<std::shared_ptr<const T>, Revision>* At(const AsOf& as_of) const {
    for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
      if (!as_of.revision.has_value() || it->second <= *as_of.revision) return &*it;
    }
    return nullptr;
  }
};

template <typename T>
using RecordMap = PersistentMap<RecordHistory<T>, IdLess>;

// All versions of one vintage, oldest first, at least one. Stage and document are its key within a
// period; every version has both.
struct Vintage {
  Stage stage = Stage::kReported;
  // The version of its document that was current when the vintage was first written, and the
  // revision of that; null when there was none. Kept alive by SnapshotState::documents.
  const Document* cited = nullptr;
  Revision cited_revision = 0;
  absl::InlinedVector<ObservationVersion, 1> versions;

  const std::string& document() const { return versions.front().observation->evidence.document; }

  // The newest version within the bound; null when there is none or it is a withdrawal.
  const ObservationVersion* At(const AsOf& as_of) const {
    for (auto it = versions.rbegin(); it != versions.rend(); ++it) {
      if (!as_of.revision.has_value() || it->revision <= *as_of.revision) {
        return it->withdrawn ? nullptr : &*it;
      }
    }
    return nullptr;
  }
};

struct PeriodNode {
  Period period;
  std::vector<Vintage> vintages;
};

struct SeriesNode {
  SeriesKey series;
  std::vector<std::shared_ptr<const PeriodNode>> periods;  // by period
  Edit edit;                                               // that made it

  SeriesKeyView key() const { return series; }
  const PeriodNode* Find(const Period& period) const;
};

struct RevisionNode {
  RevisionInfo info;
  Revision key() const { return info.revision; }
};

// Keys of the figures that were ever derived from the figure `input`.
struct DerivedNode {
  std::string input;
  std::vector<std::string> derived;
  const std::string& key() const { return input; }
};

// A version of a document that is no longer the newest one.
struct SupersededNode {
  const Document* document = nullptr;
  const Document* key() const { return document; }
};

struct PointerLess {
  bool operator()(const Document* a, const Document* b) const {
    return std::less<const Document*>()(a, b);
  }
};

struct SnapshotState {
  Revision revision = 0;
  std::string checksum;
  int64_t observation_count = 0;
  PersistentMap<RevisionNode, RevisionLess> revisions;
  RecordMap<Area> areas;
  RecordMap<Unit> units;
  RecordMap<Document> documents;
  RecordMap<Indicator> indicators;
  RecordMap<Target> targets;
  RecordMap<Scenario> scenarios;
  PersistentMap<SeriesNode, SeriesLess> series;
  PersistentMap<DerivedNode, IdLess> derived;
  PersistentMap<SupersededNode, PointerLess> superseded;

  const PeriodNode* FindPeriod(const SeriesKeyView& key, const Period& period) const;
};

// What a test may see of the sharing between snapshots, and a benchmark of their memory.
class SnapshotPeer {
 public:
  static const SnapshotState& State(const Snapshot& snapshot) { return *snapshot.state_; }
  static const SeriesNode* FindSeries(const Snapshot& snapshot, const SeriesKey& series) {
    return snapshot.state_->series.Find(SeriesKeyView(series));
  }
};

}  // namespace indicast::store
