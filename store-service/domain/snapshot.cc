#include "store-service/domain/snapshot.h"

#include <algorithm>
#include <tuple>
#include <type_traits>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/domain/snapshot_state.h"

namespace indicast::store {
namespace {

bool PeriodBefore(const std::shared_ptr<const PeriodNode>& node, const Period& period) {
  return node->period < period;
}

struct SeriesHash {
  using is_transparent = void;
  size_t operator()(const SeriesKeyView& key) const {
    return absl::HashOf(key.indicator, key.area, static_cast<int>(key.measure),
                        static_cast<int>(key.price_basis), key.scope);
  }
};

struct SeriesEqual {
  using is_transparent = void;
  bool operator()(const SeriesKeyView& a, const SeriesKeyView& b) const {
    return std::tie(a.indicator, a.area, a.measure, a.price_basis, a.scope) ==
           std::tie(b.indicator, b.area, b.measure, b.price_basis, b.scope);
  }
};

// Folds the records of one revision into a state under construction. Every series that they touch
// is copied once and put back by Finish.
class Folder {
 public:
  Folder(SnapshotState& state, Revision revision) : state_(state), revision_(revision) {}

  absl::Status operator()(Area record) { return Put(state_.areas, std::move(record)); }
  absl::Status operator()(Unit record) { return Put(state_.units, std::move(record)); }
  absl::Status operator()(Document record) { return Put(state_.documents, std::move(record)); }
  absl::Status operator()(Indicator record) { return Put(state_.indicators, std::move(record)); }
  absl::Status operator()(Target record) { return Put(state_.targets, std::move(record)); }
  absl::Status operator()(Scenario record) { return Put(state_.scenarios, std::move(record)); }

  absl::Status operator()(Observation record) {
    const auto made = std::make_shared<const Observation>(std::move(record));
    AddVersion(made->series, made->period, made->stage, made->evidence.document,
               {made, revision_, false, false});
    if (made->derivation.has_value()) NoteInputs(KeyOf(*made), made->derivation->inputs);
    return absl::OkStatus();
  }

  absl::Status operator()(const Withdrawal& record);

  void Finish() {
    for (auto& [key, node] : open_) state_.series = state_.series.Put(std::move(node));
    open_.clear();
  }

 private:
  template <typename T>
  absl::Status Put(RecordMap<T>& map, T record) {
    const RecordHistory<T>* known = map.Find(record.id);
    auto history = known == nullptr ? std::make_shared<RecordHistory<T>>()
                                    : std::make_shared<RecordHistory<T>>(*known);
    history->id = record.id;
    history->versions.emplace_back(std::make_shared<const T>(std::move(record)), revision_);
    map = map.Put(std::move(history));
    return absl::OkStatus();
  }

  SeriesNode& Open(const SeriesKey& series);
  PeriodNode& OpenPeriod(SeriesNode& series, const Period& period);
  const PeriodNode* FindPeriod(const SeriesKey& series, const Period& period) const;
  void AddVersion(const SeriesKey& series, const Period& period, Stage stage,
                  const std::string& document, ObservationVersion version);
  void NoteInputs(const std::string& derived, const std::vector<std::string>& inputs);

  SnapshotState& state_;
  const Revision revision_;
  // The keys point into the nodes.
  absl::flat_hash_map<SeriesKeyView, std::shared_ptr<SeriesNode>, SeriesHash, SeriesEqual> open_;
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

SeriesNode& Folder::Open(const SeriesKey& series) {
  if (const auto it = open_.find(SeriesKeyView(series)); it != open_.end()) return *it->second;
  const SeriesNode* known = state_.series.Find(SeriesKeyView(series));
  auto node =
      known == nullptr ? std::make_shared<SeriesNode>() : std::make_shared<SeriesNode>(*known);
  node->series = series;
  SeriesNode& opened = *node;
  open_.emplace(opened.key(), std::move(node));
  return opened;
}

// The node of the period, which nobody else holds.
PeriodNode& Folder::OpenPeriod(SeriesNode& series, const Period& period) {
  auto& periods = series.periods;
  auto at = std::lower_bound(periods.begin(), periods.end(), period, PeriodBefore);
  if (at == periods.end() || (*at)->period != period) {
    auto made = std::make_shared<PeriodNode>();
    made->period = period;
    at = periods.insert(at, std::move(made));
  } else if (at->use_count() != 1) {
    *at = std::make_shared<PeriodNode>(**at);
  }
  return *std::const_pointer_cast<PeriodNode>(*at);
}

const PeriodNode* Folder::FindPeriod(const SeriesKey& series, const Period& period) const {
  const auto it = open_.find(SeriesKeyView(series));
  return it != open_.end() ? it->second->Find(period) : state_.FindPeriod(series, period);
}

void Folder::AddVersion(const SeriesKey& series, const Period& period, Stage stage,
                        const std::string& document, ObservationVersion version) {
  PeriodNode& node = OpenPeriod(Open(series), period);
  auto vintage = std::find_if(node.vintages.begin(), node.vintages.end(), [&](const Vintage& v) {
    return v.stage == stage && v.document == document;
  });
  if (vintage == node.vintages.end()) {
    node.vintages.push_back({stage, document, {}});
    vintage = node.vintages.end() - 1;
  }
  const bool counted = !vintage->versions.empty() && !vintage->versions.back().withdrawn;
  state_.observation_count += (version.withdrawn ? 0 : 1) - (counted ? 1 : 0);
  vintage->versions.push_back(std::move(version));
}

absl::Status Folder::operator()(const Withdrawal& record) {
  const absl::StatusOr<VintageKey> key = VintageKey::Parse(record.observation_key);
  const PeriodNode* node = key.ok() ? FindPeriod(key->series, key->period) : nullptr;
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

template <typename Entry>
absl::StatusOr<std::shared_ptr<const Snapshot>> Snapshot::Fold(Entry&& entry) const {
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
  for (auto& record : entry.batch.records) {
    if constexpr (std::is_lvalue_reference_v<Entry>) {
      RETURN_IF_ERROR(std::visit(folder, record));
    } else {
      RETURN_IF_ERROR(std::visit(folder, std::move(record)));
    }
  }
  folder.Finish();
  return std::shared_ptr<const Snapshot>(new Snapshot(std::move(next)));
}

absl::StatusOr<std::shared_ptr<const Snapshot>> Snapshot::Apply(const LogEntry& entry) const {
  return Fold(entry);
}

absl::StatusOr<std::shared_ptr<const Snapshot>> Snapshot::Apply(LogEntry&& entry) const {
  return Fold(std::move(entry));
}

std::shared_ptr<const Snapshot> Snapshot::WithChecksum(std::string checksum) const {
  auto state = std::make_unique<SnapshotState>(*state_);
  state->checksum = std::move(checksum);
  return std::shared_ptr<const Snapshot>(new Snapshot(std::move(state)));
}

Revision Snapshot::revision() const { return state_->revision; }
const std::string& Snapshot::checksum() const { return state_->checksum; }

const RevisionInfo& Snapshot::info(Revision revision) const {
  static const RevisionInfo kNone;
  const RevisionNode* node = state_->revisions.Find(revision);
  return node == nullptr ? kNone : node->info;
}

bool Snapshot::HasDerived() const { return state_->derived.size() > 0; }

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
