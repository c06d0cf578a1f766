#include "store-service/domain/snapshot.h"

#include <algorithm>
#include <type_traits>
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
  Folder(SnapshotState& state, Revision revision)
      : state_(state), revision_(revision), edit_(Edit::Begin()) {}

  absl::Status operator()(Area record) { return Put(state_.areas, std::move(record)); }
  absl::Status operator()(Unit record) { return Put(state_.units, std::move(record)); }
  absl::Status operator()(Document record) {
    if (const RecordHistory<Document>* known = state_.documents.Find(record.id)) {
      const Document* last = known->versions.back().first.get();
      state_.superseded.Put(std::make_shared<SupersededNode>(SupersededNode{last}), edit_);
    }
    last_cited_ = {};
    return Put(state_.documents, std::move(record));
  }
  absl::Status operator()(Indicator record) { return Put(state_.indicators, std::move(record)); }
  absl::Status operator()(Target record) { return Put(state_.targets, std::move(record)); }
  absl::Status operator()(Scenario record) { return Put(state_.scenarios, std::move(record)); }

  absl::Status operator()(Observation record) {
    if (record.derivation.has_value()) NoteInputs(KeyOf(record), record.derivation->inputs);
    AddVersion({std::make_shared<const Observation>(std::move(record)), revision_, false, false});
    return absl::OkStatus();
  }

  absl::Status operator()(const Withdrawal& record);

 private:
  template <typename T>
  absl::Status Put(RecordMap<T>& map, T record) {
    const RecordHistory<T>* known = map.Find(record.id);
    auto history = known == nullptr ? std::make_shared<RecordHistory<T>>()
                                    : std::make_shared<RecordHistory<T>>(*known);
    history->id = record.id;
    history->versions.emplace_back(std::make_shared<const T>(std::move(record)), revision_);
    map.Put(std::move(history), edit_);
    return absl::OkStatus();
  }

  // The newest version of a document; null and 0 for an unknown one.
  Snapshot::Versioned<Document> Cited(const std::string& id);
  SeriesNode& SeriesFor(const SeriesKey& series);
  static PeriodNode& PeriodFor(SeriesNode& series, const Period& period);
  void AddVersion(ObservationVersion version);
  void NoteInputs(const std::string& derived, const std::vector<std::string>& inputs);

  SnapshotState& state_;
  const Revision revision_;
  const Edit edit_;
  Snapshot::Versioned<Document> last_cited_;
};

Snapshot::Versioned<Document> Folder::Cited(const std::string& id) {
  if (last_cited_.first != nullptr && last_cited_.first->id == id) return last_cited_;
  const RecordHistory<Document>* history = state_.documents.Find(id);
  last_cited_ = history == nullptr ? Snapshot::Versioned<Document>() : history->versions.back();
  return last_cited_;
}

void Folder::NoteInputs(const std::string& derived, const std::vector<std::string>& inputs) {
  for (const std::string& input : inputs) {
    const DerivedNode* known = state_.derived.Find(input);
    auto node =
        known == nullptr ? std::make_shared<DerivedNode>() : std::make_shared<DerivedNode>(*known);
    node->input = input;
    auto& keys = node->derived;
    if (std::find(keys.begin(), keys.end(), derived) == keys.end()) keys.push_back(derived);
    state_.derived.Put(std::move(node), edit_);
  }
}

// The node of a series, to be changed in place: made by this fold, so that nobody else has seen it.
SeriesNode& Folder::SeriesFor(const SeriesKey& series) {
  const SeriesNode* known = state_.series.Find(SeriesKeyView(series));
  if (known != nullptr && known->edit == edit_) return *const_cast<SeriesNode*>(known);
  auto copy =
      known == nullptr ? std::make_shared<SeriesNode>() : std::make_shared<SeriesNode>(*known);
  copy->series = series;
  copy->edit = edit_;
  SeriesNode& node = *copy;
  state_.series.Put(std::move(copy), edit_);
  return node;
}

PeriodNode& Folder::PeriodFor(SeriesNode& series, const Period& period) {
  auto& periods = series.periods;
  const auto at = std::lower_bound(periods.begin(), periods.end(), period, PeriodBefore);
  const bool found = at != periods.end() && (*at)->period == period;
  auto changed = found ? std::make_shared<PeriodNode>(**at) : std::make_shared<PeriodNode>();
  changed->period = period;
  PeriodNode& node = *changed;
  if (found) {
    *at = std::move(changed);
  } else {
    periods.insert(at, std::move(changed));
  }
  return node;
}

void Folder::AddVersion(ObservationVersion version) {
  const Observation& figure = *version.observation;
  std::vector<Vintage>& vintages = PeriodFor(SeriesFor(figure.series), figure.period).vintages;
  const std::string& document = figure.evidence.document;
  auto vintage = std::find_if(vintages.begin(), vintages.end(), [&](const Vintage& v) {
    return v.stage == figure.stage && v.document() == document;
  });
  if (vintage == vintages.end()) {
    const auto [cited, cited_revision] = Cited(document);
    vintage =
        vintages.insert(vintages.end(), Vintage{figure.stage, cited.get(), cited_revision, {}});
  }
  const bool counted = !vintage->versions.empty() && !vintage->versions.back().withdrawn;
  state_.observation_count += (version.withdrawn ? 0 : 1) - (counted ? 1 : 0);
  vintage->versions.push_back(std::move(version));
}

absl::Status Folder::operator()(const Withdrawal& record) {
  const absl::StatusOr<VintageKey> key = VintageKey::Parse(record.observation_key);
  const PeriodNode* node = key.ok() ? state_.FindPeriod(key->series, key->period) : nullptr;
  if (node != nullptr) {
    for (const Vintage& vintage : node->vintages) {
      if (vintage.stage != key->stage || vintage.document() != key->document) continue;
      if (vintage.versions.back().withdrawn) break;
      AddVersion({vintage.versions.back().observation, revision_, true, false});
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
  return Fold(entry);
}

absl::StatusOr<std::shared_ptr<const Snapshot>> Snapshot::Apply(LogEntry&& entry) const {
  return Fold(std::move(entry));
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
  return std::shared_ptr<const Snapshot>(new Snapshot(std::move(next)));
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
