// Which version of a record is current.
#include "store-service/domain/snapshot.h"
#include "store-service/domain/snapshot_state.h"

namespace indicast::store {
namespace {

class VersionFinder {
 public:
  VersionFinder(const SnapshotState& state, Revision bound)
      : state_(state), as_of_{bound, std::nullopt} {}

  Revision operator()(const Area& record) const { return Find(state_.areas, record.id); }
  Revision operator()(const Unit& record) const { return Find(state_.units, record.id); }
  Revision operator()(const Document& record) const { return Find(state_.documents, record.id); }
  Revision operator()(const Indicator& record) const { return Find(state_.indicators, record.id); }
  Revision operator()(const Target& record) const { return Find(state_.targets, record.id); }
  Revision operator()(const Scenario& record) const { return Find(state_.scenarios, record.id); }

  Revision operator()(const Observation& record) const {
    return Find(record.series, record.period, record.stage, record.evidence.document);
  }

  Revision operator()(const Withdrawal& record) const {
    const absl::StatusOr<VintageKey> key = VintageKey::Parse(record.observation_key);
    return key.ok() ? (*this)(*key) : 0;
  }

  Revision operator()(const VintageKey& key) const {
    return Find(key.series, key.period, key.stage, key.document);
  }

 private:
  template <typename T>
  Revision Find(const RecordMap<T>& map, const std::string& id) const {
    const RecordHistory<T>* history = map.Find(id);
    const auto* version = history == nullptr ? nullptr : history->At(as_of_);
    return version == nullptr ? 0 : version->second;
  }

  Revision Find(const SeriesKey& series, const Period& period, Stage stage,
                const std::string& document) const {
    const PeriodNode* node = state_.FindPeriod(series, period);
    if (node == nullptr) return 0;
    for (const Vintage& vintage : node->vintages) {
      if (vintage.stage != stage || vintage.document() != document) continue;
      const ObservationVersion* version = vintage.At(as_of_);
      return version == nullptr ? 0 : version->revision;
    }
    return 0;
  }

  const SnapshotState& state_;
  const AsOf as_of_;
};

}  // namespace

Revision Snapshot::CurrentVersion(const Record& record, Revision bound) const {
  return std::visit(VersionFinder(*state_, bound), record);
}

template <typename T>
Revision Snapshot::VersionOf(const T& record, Revision bound) const {
  return VersionFinder(*state_, bound)(record);
}

template Revision Snapshot::VersionOf(const Area&, Revision) const;
template Revision Snapshot::VersionOf(const Unit&, Revision) const;
template Revision Snapshot::VersionOf(const Document&, Revision) const;
template Revision Snapshot::VersionOf(const Indicator&, Revision) const;
template Revision Snapshot::VersionOf(const Observation&, Revision) const;
template Revision Snapshot::VersionOf(const Target&, Revision) const;
template Revision Snapshot::VersionOf(const Scenario&, Revision) const;
template Revision Snapshot::VersionOf(const VintageKey&, Revision) const;

}  // namespace indicast::store
