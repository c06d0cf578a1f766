// Snapshot: the log folded into an immutable, indexed state. All versions of all records are kept,
// so one snapshot answers every as-of read up to its revision.
//
// Thread-safe: immutable. Build the next one with Apply; it copies the indexes it touches and
// shares the rest with its predecessor (copy-on-write per series and per record kind). Cost of
// Apply: proportional to the records of the entry plus the periods of the series they touch.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "store-service/domain/records.h"
#include "store-service/domain/write_batch.h"

namespace indicast::store {

struct RevisionInfo {
  Revision revision = 0;
  absl::Time commit_time;
  std::string author;
  std::string reason;
};

// Both clocks. Unset members do not bound.
struct AsOf {
  std::optional<Revision> revision;
  std::optional<Date> publication_date;
};

// One version of one vintage. A withdrawal repeats the content that it ends.
struct ObservationVersion {
  std::shared_ptr<const Observation> observation;
  Revision revision = 0;
  bool withdrawn = false;
  bool current = false;  // no later version of the vintage within the bound; set by History()
};

// A series key for look-up, made without copying. The texts must outlive it.
struct SeriesKeyView {
  absl::string_view indicator;
  absl::string_view area;
  Measure measure = Measure::kLevel;
  PriceBasis price_basis = PriceBasis::kNotApplicable;
  absl::string_view scope;

  SeriesKeyView() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a key is its own view.
  SeriesKeyView(const SeriesKey& key)
      : indicator(key.indicator),
        area(key.area),
        measure(key.measure),
        price_basis(key.price_basis),
        scope(key.scope) {}
};

// The first point of the preference rule in which the preferred vintage beats the next one.
enum class PreferenceReason {
  kNone = 0,  // not preferred, or not asked for
  kOnlyOne,
  kOutcome,
  kWorkReport,
  kSeenPrimary,
  kStage,
  kLater,
  kDocumentId
};

// A vintage as a read sees it.
struct VintageView {
  std::shared_ptr<const Observation> observation;
  Revision revision = 0;
  Publication publication;
  bool preferred = false;
  PreferenceReason because = PreferenceReason::kNone;  // from Vintages() and lists of all vintages
};

struct ObservationQuery {
  std::vector<std::string> indicators;  // empty: all, and so on
  std::vector<std::string> areas;
  std::vector<Measure> measures;
  std::vector<std::string> documents;
  std::optional<Date> from_day;  // period.first_day() >= from_day
  std::optional<Date> to_day;    // period.last_day() <= to_day
  bool all_vintages = false;
  // Begin at this series and period instead of the first one: how a page goes on.
  std::optional<std::pair<SeriesKey, Period>> start;
};

// Orders vintages of one series and period: the preferred one first. Work report, then
// seen_primary, then census, final, preliminary, reported, flash; expected last; ties: later
// publication, then document id.
bool PreferredBefore(const VintageView& a, const Document& document_a, const VintageView& b,
                     const Document& document_b);

struct SnapshotState;

class Snapshot {
 public:
  static std::shared_ptr<const Snapshot> Empty();
  // The state after `entry`, which must follow revision(). kInternal otherwise.
  absl::StatusOr<std::shared_ptr<const Snapshot>> Apply(const LogEntry& entry) const;
  // The same with the records of the entry moved into it.
  absl::StatusOr<std::shared_ptr<const Snapshot>> Apply(LogEntry&& entry) const;
  // This state under another checksum: one that was built before its revision was written. O(1).
  std::shared_ptr<const Snapshot> WithChecksum(std::string checksum) const;

  Revision revision() const;
  const std::string& checksum() const;
  const RevisionInfo& info(Revision revision) const;  // 1..revision(); else all zero

  // Current version of a record within the bound; null when there is none. A publication bound
  // filters observations, targets and dated documents, never the catalogue nor undated documents.
  std::shared_ptr<const Area> FindArea(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Unit> FindUnit(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Document> FindDocument(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Indicator> FindIndicator(absl::string_view id,
                                                 const AsOf& as_of = {}) const;
  std::shared_ptr<const Target> FindTarget(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Scenario> FindScenario(absl::string_view id, const AsOf& as_of = {}) const;

  // With the revision that wrote the version; null and 0 when there is none.
  template <typename T>
  using Versioned = std::pair<std::shared_ptr<const T>, Revision>;
  Versioned<Scenario> FindScenarioVersion(absl::string_view id, const AsOf& as_of = {}) const;

  // All records of a kind within the bound, by id, with the revision that wrote the version.
  std::vector<Versioned<Area>> Areas(const AsOf& as_of = {}) const;
  std::vector<Versioned<Unit>> Units(const AsOf& as_of = {}) const;
  std::vector<Versioned<Document>> Documents(const AsOf& as_of = {}) const;
  std::vector<Versioned<Indicator>> Indicators(const AsOf& as_of = {}) const;
  std::vector<Versioned<Target>> Targets(const AsOf& as_of = {}) const;
  std::vector<Versioned<Scenario>> Scenarios(const AsOf& as_of = {}) const;

  // Vintages of one series and period visible within the bound, preferred first.
  std::vector<VintageView> Vintages(const SeriesKeyView& series, const Period& period,
                                    const AsOf& as_of = {}) const;
  // The preferred one; the point read. Cost O(log series + log periods), no allocation.
  std::optional<VintageView> Preferred(const SeriesKeyView& series, const Period& period,
                                       const AsOf& as_of = {}) const;
  // Visits matching vintages in order of series key, period, publication, stage, document; the
  // preferred one is that of the vintages that match. Return false from `visit` to stop.
  void Visit(const ObservationQuery& query, const AsOf& as_of,
             const std::function<bool(const VintageView&)>& visit) const;
  // Every version of every vintage of one series and period, oldest revision first.
  std::vector<ObservationVersion> History(const SeriesKeyView& series, const Period& period,
                                          const AsOf& as_of = {}) const;
  // The version of a vintage within the revision bound; null when absent or withdrawn.
  std::shared_ptr<const Observation> FindVintage(const SeriesKeyView& series, const Period& period,
                                                 Stage stage, absl::string_view document,
                                                 const AsOf& as_of = {}) const;

  // Revision of the version that is current within the bound under the key of `record`, whose
  // content does not matter; 0 when there is none or it was withdrawn. Cost O(log records).
  Revision CurrentVersion(const Record& record, Revision bound) const;
  // The same for a record of one kind, or the key of a vintage.
  template <typename T>
  Revision VersionOf(const T& record, Revision bound) const;

  // Whether any figure was ever derived from another one.
  bool HasDerived() const;
  // Keys of the figures that were ever derived from the figure with this key (KeyOf), in the order
  // of writing; some may have been withdrawn or be derived otherwise by now.
  std::vector<std::string> DerivedFrom(absl::string_view key) const;

  // Publication of a figure: its document's date, printed or estimated, else the estimate from its
  // stage; of a target without a dated document: the last day of its period, estimated. Documents
  // are read as of the revision bound.
  Publication PublicationOf(const Observation& observation, const AsOf& as_of = {}) const;
  Publication PublicationOf(const Target& target, const AsOf& as_of = {}) const;
  // The revisions that wrote this document, oldest first; empty for an unknown one.
  std::vector<Revision> DocumentRevisions(absl::string_view id) const;
  // The latest printed date of a document; nullopt when none has one. Cost: documents.
  std::optional<Date> LatestPublication() const;

  // Records in the newest state; observations are vintages that are not withdrawn.
  struct Counts {
    int64_t indicators = 0;
    int64_t observations = 0;
    int64_t targets = 0;
    int64_t documents = 0;
  };
  Counts counts() const;

  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  friend class SnapshotPeer;
  explicit Snapshot(std::unique_ptr<const SnapshotState> state);
  template <typename Entry>
  absl::StatusOr<std::shared_ptr<const Snapshot>> Fold(Entry&& entry) const;
  std::unique_ptr<const SnapshotState> state_;
};

}  // namespace indicast::store
