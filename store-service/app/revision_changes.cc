#include "store-service/app/revision_changes.h"

#include <algorithm>
#include <utility>

namespace indicast::store {
namespace {

RecordChange Describe(const Area& record) {
  return {.kind = RecordKind::kArea, .key = record.id, .area = record.id};
}
RecordChange Describe(const Unit& record) { return {.kind = RecordKind::kUnit, .key = record.id}; }
RecordChange Describe(const Document& record) {
  return {.kind = RecordKind::kDocument, .key = record.id};
}
RecordChange Describe(const Indicator& record) {
  return {.kind = RecordKind::kIndicator, .key = record.id, .indicator = record.id};
}
RecordChange Describe(const Observation& record) {
  return {.kind = RecordKind::kObservation,
          .key = KeyOf(record),
          .indicator = record.series.indicator,
          .area = record.series.area};
}
RecordChange Describe(const Target& record) {
  return {.kind = RecordKind::kTarget,
          .key = record.id,
          .indicator = record.indicator,
          .area = record.area};
}
RecordChange Describe(const Scenario& record) {
  return {.kind = RecordKind::kScenario, .key = record.id};
}
RecordChange Describe(const Withdrawal& record) {
  RecordChange change = {.kind = RecordKind::kObservation, .key = record.observation_key};
  if (const auto key = VintageKey::Parse(record.observation_key); key.ok()) {
    change.indicator = key->series.indicator;
    change.area = key->series.area;
  }
  change.withdrawn = true;
  return change;
}

template <typename T>
bool Allows(const std::vector<T>& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

}  // namespace

std::shared_ptr<const RevisionChanges> ChangesOf(LogEntry entry, const Snapshot& snapshot) {
  auto made = std::make_shared<RevisionChanges>();
  const std::vector<Record>& records = entry.batch.records;
  made->changes.reserve(records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    RecordChange change = std::visit([](const auto& r) { return Describe(r); }, records[i]);
    change.previous = snapshot.CurrentVersion(records[i], entry.revision - 1);
    change.record = i;
    made->changes.push_back(std::move(change));
  }
  made->entry = std::move(entry);
  return made;
}

bool WatchFilter::Passes(const RecordChange& change) const {
  return Allows(kinds, change.kind) && Allows(indicators, change.indicator) &&
         Allows(areas, change.area);
}

}  // namespace indicast::store
