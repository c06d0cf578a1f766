#include "store-service/domain/snapshot.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/domain/snapshot_state.h"

namespace indicast::store {
namespace {

bool PeriodBefore(const std::shared_ptr<const PeriodNode>& node, const Period& period) {
  return node->period < period;
}

// Folds the records of one revision into a state under construction.
class Folder {
 public:
  Folder(SnapshotState& state, Revision revision) : state_(state), revision_(revision) {}

  absl::Status operator()(const Area& record) { return Put(state_.areas, record); }
  absl::Status operator()(const Unit& record) { return Put(state_.units, record); }
  absl::Status operator()(const Document& record) { return Put(state_.documents, record); }
  absl::Status operator()(const Indicator& record) { return Put(state_.indicators, record); }
  absl::Status operator()(const Target& record) { return Put(state_.targets, record); }
  absl::Status operator()(const Scenario& record) { return Put(state_.scenarios, record); }

  absl::Status operator()(const Observation& record) {
    AddVersion(record.series, record.period, record.stage, record.evidence.document,
               {std::make_shared<const Observation>(record), revision_, false, false});
    if (record.derivation.has_value()) NoteInputs(KeyOf(record), record.derivation->inputs);
    return absl::OkStatus();
  }

  absl::Status operator()(const Withdrawal& record);

 private:
  template <typename T>
  absl::Status Put(RecordMap<T>& map, const T& record) {
    const RecordHistory<T>* known = map.Find(record.id);
    auto history = known == nullptr ? std::make_shared<RecordHistory<T>>()
                                    : std::make_shared<RecordHistory<T>>(*known);
    history->id = record.id;
    history->versions.emplace_back(std::make_shared<const T>(record), revision_);
    map = map.Put(std::move(history));
    return absl::OkStatus();
  }

  void AddVersion(const SeriesKey& series, const Period& period, Stage stage,
                  const std::string& document, ObservationVersion version);
  void NoteInputs(const std::string& derived, const std::vector<std::string>& inputs);

  SnapshotState& state_;
  const Revision revision_;
};

void Folder::NoteInputs(const std::string& derived, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    const DerivedNode* known = state_.derived.Find(input);
    auto node =
        known == nullptr ? std::make_shared<DerivedNode>() : std::make_shared<DerivedNode>(*known);
    node->input = input;
    auto& keys = node->derived;
    if (std::find(keys.begin(), keys.end(), derived) == keys.end()) keys.push_back(derived);
    state_.derived = state_.derived.Put(std::move(node));
  }
}

void Folder::AddVersion(const SeriesKey& series, const Period& period, Stage stage,
                        const std::string& document, ObservationVersion version) {
  const SeriesNode* known = state_.series.Find(SeriesKeyView(series));
  auto node =
      known == nullptr ? std::make_shared<SeriesNode>() : std::make_shared<SeriesNode>(*known);
  node->series = series;
  auto at = std::lower_bound(node->periods.begin(), node->periods.end(), period, PeriodBefore);
  const bool found = at != node->periods.end() && (*at)->period == period;
  auto changed = found ? std::make_shared<PeriodNode>(**at) : std::make_shared<PeriodNode>();
  changed->period = period;

  auto vintage =
      std::find_if(changed->vintages.begin(), changed->vintages.end(),
                   [&](const Vintage& v) { return v.stage == stage && v.document == document; });
  if (vintage == changed->vintages.end()) {
    changed->vintages.push_back({stage, document, {}});
    vintage = changed->vintages.end() - 1;
  }
  const bool counted = !vintage->versions.empty() && !vintage->versions.back().withdrawn;
  state_.observation_count += (version.withdrawn ? 0 : 1) - (counted ? 1 : 0);
  vintage->versions.push_back(std::move(version));

  if (found) {
    *at = std::move(changed);
  } else {
    node->periods.insert(at, std::move(changed));
  }
  state_.series = state_.series.Put(std::move(node));
}

absl::Status Folder::operator()(const Withdrawal& record) {
  const absl::StatusOr<VintageKey> key = VintageKey::Parse(record.observation_key);
  const PeriodNode* node = key.ok() ? state_.FindPeriod(key->series, key->period) : nullptr;
  if (node != nullptr) {
    for (const Vintage& vintage : node->vintages) {
      if (vintage.stage != key->stage || vintage.document != key->document) continue;
      if (vintage.versions.back().withdrawn) break;
      AddVersion(key->series, key->period, key->stage, key->document,
                 {vintage.versions.back().observation, revision_, true, false});
      return absl::OkStatus();
    }
  }
  return Error(absl::StatusCode::kInternal, "WITHDRAWAL_WITHOUT_VINTAGE",
               absl::StrCat("revision ", revision_, " withdraws '",
                            Shorten(record.observation_key, 200), "', which is not current"));
}

}  // namespace

const PeriodNode* SeriesNode::Find(const Period& period) const {
  const auto at = std::lower_bound(periods.begin(), periods.end(), period, PeriodBefore);
  return at != periods.end() && (*at)->period == period ? at->get() : nullptr;
}

const PeriodNode* SnapshotState::FindPeriod(const SeriesKeyView& key, const Period& period) const {
  const SeriesNode* node = series.Find(key);
  return node == nullptr ? nullptr : node->Find(period);
}

Snapshot::Snapshot(std::unique_ptr<const SnapshotState> state) : state_(std::move(state)) {}
Snapshot::~Snapshot() = default;

std::shared_ptr<const Snapshot> Snapshot::Empty() {
  auto state = std::make_unique<SnapshotState>();
  state->checksum = std::string(64, '0');
  return std::shared_ptr<const Snapshot>(new Snapshot(std::move(state)));
}

absl::StatusOr<std::shared_ptr<const Snapshot>> Snapshot::Apply(const LogEntry& entry) const {
  if (entry.revision != revision() + 1) {
    return Error(absl::StatusCode::kInternal, "REVISION_GAP",
                 absl::StrCat("revision ", entry.revision, " does not follow ", revision()));
  }
  auto next = std::make_unique<SnapshotState>(*state_);
  next->revision = entry.revision;
  next->checksum = entry.checksum;
  auto info = std::make_shared<RevisionNode>();
  info->info = {entry.revision, entry.batch.commit_time, entry.batch.author, entry.batch.reason};
  next->revisions = next->revisions.Put(std::move(info));
  Folder folder(*next, entry.revision);
  for (const Record& record : entry.batch.records) {
    RETURN_IF_ERROR(std::visit(folder, record));
  }
  return std::shared_ptr<const Snapshot>(new Snapshot(std::move(next)));
}

Revision Snapshot::revision() const { return state_->revision; }
const std::string& Snapshot::checksum() const { return state_->checksum; }

const RevisionInfo& Snapshot::info(Revision revision) const {
  static const RevisionInfo kNone;
  const RevisionNode* node = state_->revisions.Find(revision);
  return node == nullptr ? kNone : node->info;
}

std::vector<std::string> Snapshot::DerivedFrom(absl::string_view key) const {
  const DerivedNode* node = state_->derived.Find(key);
  return node == nullptr ? std::vector<std::string>() : node->derived;
}

Snapshot::Counts Snapshot::counts() const {
  return {static_cast<int64_t>(state_->indicators.size()), state_->observation_count,
          static_cast<int64_t>(state_->targets.size()),
          static_cast<int64_t>(state_->documents.size())};
}

}  // namespace indicast::store
