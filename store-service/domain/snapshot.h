// Snapshot: the log folded into an immutable, indexed state. All versions of all records are kept, so
// one snapshot answers every as-of read up to its revision.
//
// Thread-safe: immutable. Build the next one with Apply; it copies the indexes it touches and shares
// the rest with its predecessor (copy-on-write per series and per record kind). Cost of Apply:
// proportional to the records of the entry plus the versions of the series they touch.
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

// One version of one vintage.
struct ObservationVersion {
  std::shared_ptr<const Observation> observation;
  Revision revision = 0;
  bool withdrawn = false;
};

// A vintage as a read sees it.
struct VintageView {
  std::shared_ptr<const Observation> observation;
  Revision revision = 0;
  Publication publication;
  bool preferred = false;
};

struct ObservationQuery {
  std::vector<std::string> indicators;  // empty: all, and so on
  std::vector<std::string> areas;
  std::vector<Measure> measures;
  std::vector<std::string> documents;
  std::optional<Date> from_day;         // period.first_day() >= from_day
  std::optional<Date> to_day;           // period.last_day() <= to_day
  bool all_vintages = false;
};

// Orders vintages of one series and period: the preferred one first. Work report, then seen_primary,
// then census, final, preliminary, reported, flash; expected last; ties: later publication, then
// document id.
bool PreferredBefore(const VintageView& a, const Document& document_a, const VintageView& b,
                     const Document& document_b);

class Snapshot {
 public:
  static std::shared_ptr<const Snapshot> Empty();
  // The state after `entry`, which must follow revision(). kInternal otherwise.
  absl::StatusOr<std::shared_ptr<const Snapshot>> Apply(const LogEntry& entry) const;

  Revision revision() const;
  const std::string& checksum() const;
  const RevisionInfo& info(Revision revision) const;  // 1..revision()

  // Current version of a record within the bound; null when there is none. A publication bound
  // filters documents, observations and targets, never the catalogue.
  std::shared_ptr<const Area> FindArea(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Unit> FindUnit(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Document> FindDocument(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Indicator> FindIndicator(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Target> FindTarget(absl::string_view id, const AsOf& as_of = {}) const;
  std::shared_ptr<const Scenario> FindScenario(absl::string_view id, const AsOf& as_of = {}) const;

  // All records of a kind within the bound, by id, with the revision that wrote the version.
  template <typename T>
  using Versioned = std::pair<std::shared_ptr<const T>, Revision>;
  std::vector<Versioned<Area>> Areas(const AsOf& as_of = {}) const;
  std::vector<Versioned<Unit>> Units(const AsOf& as_of = {}) const;
  std::vector<Versioned<Document>> Documents(const AsOf& as_of = {}) const;
  std::vector<Versioned<Indicator>> Indicators(const AsOf& as_of = {}) const;
  std::vector<Versioned<Target>> Targets(const AsOf& as_of = {}) const;
  std::vector<Versioned<Scenario>> Scenarios(const AsOf& as_of = {}) const;

  // Vintages of one series and period visible within the bound, preferred first.
  std::vector<VintageView> Vintages(const SeriesKey& series, const Period& period,
                                    const AsOf& as_of = {}) const;
  // The preferred one; the point read. Cost O(log periods), no allocation on a hit when as_of is
  // unset.
  std::optional<VintageView> Preferred(const SeriesKey& series, const Period& period,
                                       const AsOf& as_of = {}) const;
  // Visits matching vintages in order of series key, period, publication, stage. Return false from
  // `visit` to stop.
  void Visit(const ObservationQuery& query, const AsOf& as_of,
             const std::function<bool(const VintageView&)>& visit) const;
  // Every version of every vintage of one series and period, oldest revision first.
  std::vector<ObservationVersion> History(const SeriesKey& series, const Period& period,
                                          const AsOf& as_of = {}) const;
  // The newest version of a vintage by KeyOf(); null when absent or withdrawn.
  std::shared_ptr<const Observation> FindVintage(absl::string_view key) const;

  // Publication of a figure: its document's date, else its document's estimate, else the estimate
  // from its stage.
  Publication PublicationOf(const Observation& observation) const;
  Publication PublicationOf(const Target& target) const;

  struct Counts {
    int64_t indicators = 0, observations = 0, targets = 0, documents = 0;
  };
  Counts counts() const;

  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;
  ~Snapshot();

 private:
  struct State;
  explicit Snapshot(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace indicast::store
