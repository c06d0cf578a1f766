#include "store-service/app/observation_diff.h"

#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

bool SameNumber(const std::optional<Decimal>& a, const std::optional<Decimal>& b) {
  return a.has_value() == b.has_value() && (!a.has_value() || SameRepresentation(*a, *b));
}

bool SameView(const std::optional<VintageView>& a, const std::optional<VintageView>& b) {
  if (!a.has_value() || !b.has_value()) return a.has_value() == b.has_value();
  return a->observation == b->observation || SameFigure(*a->observation, *b->observation);
}

std::vector<VintageView> Preferred(const Snapshot& snapshot, const DiffQuery& query,
                                   const AsOf& as_of) {
  ObservationQuery figures;
  figures.indicators = query.indicators;
  figures.areas = query.areas;
  std::vector<VintageView> all;
  snapshot.Visit(figures, as_of, [&](const VintageView& view) {
    all.push_back(view);
    return true;
  });
  return all;
}

class Differ {
 public:
  Differ(const Snapshot& snapshot, const AsOf& from, const AsOf& to)
      : snapshot_(snapshot), from_(from), to_(to) {}

  // Both sides in order of series and period.
  std::vector<ObservationDifference> Run(std::vector<VintageView> before,
                                         std::vector<VintageView> after) {
    size_t i = 0;
    size_t j = 0;
    while (i < before.size() || j < after.size()) {
      const auto key = [](const VintageView& view) {
        return std::tie(view.observation->series, view.observation->period);
      };
      const bool left = j == after.size() || (i < before.size() && key(before[i]) <= key(after[j]));
      const bool right =
          i == before.size() || (j < after.size() && key(after[j]) <= key(before[i]));
      std::optional<VintageView> old_figure;
      std::optional<VintageView> new_figure;
      if (left) old_figure = std::move(before[i++]);
      if (right) new_figure = std::move(after[j++]);
      if (!SameView(old_figure, new_figure)) {
        Add(std::move(old_figure), std::move(new_figure));
      }
    }
    return std::move(differences_);
  }

 private:
  void Add(std::optional<VintageView> before, std::optional<VintageView> after) {
    ObservationDifference added;
    added.before = std::move(before);
    added.after = std::move(after);
    added.revision = RevisionOf(added);
    if (!added.after.has_value()) {
      added.kind = DifferenceKind::kWithdrawn;
    } else if (added.before.has_value()) {
      added.kind = DifferenceKind::kRevised;
    } else {
      added.kind = added.revision == 0 ? DifferenceKind::kNewlyPublic : DifferenceKind::kAdded;
    }
    differences_.push_back(std::move(added));
  }

  // The last revision after `from` that made the later figure the preferred one under the later
  // publication bound; 0 when it was so at the revision of `from` already.
  Revision RevisionOf(const ObservationDifference& difference) const {
    const Observation& some = difference.after.has_value() ? *difference.after->observation
                                                           : *difference.before->observation;
    // The preferred figure changes only where a figure of the period or a document is written.
    std::set<Revision> written;
    std::set<std::string> documents;
    for (const ObservationVersion& version :
         snapshot_.History(some.series, some.period, {to_.revision, std::nullopt})) {
      written.insert(version.revision);
      documents.insert(version.observation->evidence.document);
    }
    for (const std::string& document : documents) {
      for (const Revision revision : snapshot_.DocumentRevisions(document)) {
        written.insert(revision);
      }
    }
    for (auto it = written.rbegin(); it != written.rend() && *it > *from_.revision; ++it) {
      if (*it > *to_.revision) continue;
      const auto earlier =
          snapshot_.Preferred(some.series, some.period, {*it - 1, to_.publication_date});
      if (!SameView(earlier, difference.after)) return *it;
    }
    return 0;
  }

  const Snapshot& snapshot_;
  const AsOf from_;
  const AsOf to_;
  std::vector<ObservationDifference> differences_;
};

// `from` at a revision; `to` has one already.
absl::StatusOr<AsOf> EarlierState(const Snapshot& snapshot, const AsOf& from, const AsOf& to) {
  AsOf earlier = from;
  if (!from.revision.has_value()) earlier.revision = to.revision;
  ASSIGN_OR_RETURN(earlier, PinRevision(snapshot, earlier, "from"));
  if (*earlier.revision > *to.revision) {
    return FieldError("from.revision", absl::StrCat(*earlier.revision, " is after revision ",
                                                    *to.revision, " of `to`; exchange the two"));
  }
  if (!to.publication_date.has_value()) return earlier;
  if (!from.publication_date.has_value()) {
    return FieldError("from.publication_date",
                      absl::StrCat("is not set, but that of `to` is ",
                                   to.publication_date->ToString(), "; set a date up to that one"));
  }
  if (*from.publication_date > *to.publication_date) {
    return FieldError("from.publication_date",
                      absl::StrCat(from.publication_date->ToString(), " is after ",
                                   to.publication_date->ToString(), " of `to`; exchange the two"));
  }
  return earlier;
}

std::string QueryText(const DiffQuery& query) {
  const AsOf& from = query.from;
  return absl::StrCat("diff\n", from.revision.value_or(-1), "\n",
                      from.publication_date.has_value() ? from.publication_date->ToString() : "",
                      "\n", absl::StrJoin(query.indicators, ","), "\n",
                      absl::StrJoin(query.areas, ","));
}

}  // namespace

bool SameFigure(const Observation& a, const Observation& b) {
  return SameNumber(a.value, b.value) && SameNumber(a.lower_bound, b.lower_bound) &&
         SameNumber(a.upper_bound, b.upper_bound) && a.qualifier == b.qualifier &&
         a.unit == b.unit && a.published_text == b.published_text && a.status == b.status &&
         a.stage == b.stage && a.evidence.document == b.evidence.document;
}

absl::StatusOr<DiffPage> DiffObservations(const Snapshot& snapshot, const DiffQuery& query,
                                          const AsOf& to, const PageRequest& request) {
  if (!query.from.revision.has_value() && !query.from.publication_date.has_value()) {
    return FieldError("from", "must name a revision (0: the empty store) or a publication date");
  }
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, request, to, QueryText(query), "to"));
  ASSIGN_OR_RETURN(const AsOf from, EarlierState(snapshot, query.from, start.as_of));
  DiffPage answer;
  answer.from_revision = *from.revision;
  ASSIGN_OR_RETURN(answer.page, PageOf(start, Differ(snapshot, from, start.as_of)
                                                  .Run(Preferred(snapshot, query, from),
                                                       Preferred(snapshot, query, start.as_of))));
  return answer;
}

}  // namespace indicast::store
