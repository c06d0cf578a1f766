#include "store-service/app/catalogue.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "store-service/domain/ids.h"
#include "store-service/domain/text.h"

namespace indicast::store {
namespace {

constexpr int kDefaultHits = 20;
constexpr int kMaxHits = 100;
constexpr ptrdiff_t kMaxQuery = 200;

template <typename T>
absl::Status NotFound(absl::string_view reason, absl::string_view kind, absl::string_view id,
                      const AsOf& as_of, const std::vector<Versioned<T>>& records) {
  std::vector<absl::string_view> ids;
  ids.reserve(records.size());
  for (const auto& [record, revision] : records) ids.push_back(record->id);
  std::string bound = absl::StrCat(" at revision ", as_of.revision.value_or(0));
  if (as_of.publication_date.has_value()) {
    absl::StrAppend(&bound, ", public by ", as_of.publication_date->ToString());
  }
  return Error(absl::StatusCode::kNotFound, reason,
               absl::StrCat("no ", kind, " '", Shorten(id), "'", bound, NearestHint(id, ids)),
               {{"id", Shorten(id)}, {"nearest", absl::StrJoin(NearestIds(id, ids), ",")}});
}

// Lists are told apart by the name of the method; filters follow on lines of their own.
std::string QueryText(const std::vector<std::string>& parts) { return absl::StrJoin(parts, "\n"); }

}  // namespace

absl::StatusOr<std::shared_ptr<const Indicator>> GetIndicator(const Snapshot& snapshot,
                                                              absl::string_view id,
                                                              const AsOf& as_of) {
  auto indicator = snapshot.FindIndicator(id, as_of);
  if (indicator == nullptr) {
    return NotFound("INDICATOR_NOT_FOUND", "indicator", id, as_of, snapshot.Indicators(as_of));
  }
  return indicator;
}

absl::StatusOr<std::shared_ptr<const Document>> GetDocument(const Snapshot& snapshot,
                                                            absl::string_view id,
                                                            const AsOf& as_of) {
  auto document = snapshot.FindDocument(id, as_of);
  if (document == nullptr) {
    return NotFound("DOCUMENT_NOT_FOUND", "document", id, as_of, snapshot.Documents(as_of));
  }
  return document;
}

absl::StatusOr<std::shared_ptr<const Target>> GetTarget(const Snapshot& snapshot,
                                                        absl::string_view id, const AsOf& as_of) {
  auto target = snapshot.FindTarget(id, as_of);
  if (target == nullptr) {
    return NotFound("TARGET_NOT_FOUND", "target", id, as_of, snapshot.Targets(as_of));
  }
  return target;
}

absl::StatusOr<Page<Versioned<Indicator>>> ListIndicators(const Snapshot& snapshot,
                                                          const std::string& domain,
                                                          const AsOf& as_of,
                                                          const PageRequest& page) {
  ASSIGN_OR_RETURN(const PageStart start,
                   StartPage(snapshot, page, as_of, QueryText({"indicators", domain})));
  auto all = snapshot.Indicators(start.as_of);
  if (!domain.empty()) {
    all.erase(std::remove_if(all.begin(), all.end(),
                             [&](const auto& i) { return i.first->domain != domain; }),
              all.end());
  }
  return PageOf(start, std::move(all));
}

absl::StatusOr<Page<Versioned<Area>>> ListAreas(const Snapshot& snapshot, const AsOf& as_of,
                                                const PageRequest& page) {
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, page, as_of, "areas"));
  return PageOf(start, snapshot.Areas(start.as_of));
}

absl::StatusOr<Page<Versioned<Unit>>> ListUnits(const Snapshot& snapshot, const AsOf& as_of,
                                                const PageRequest& page) {
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, page, as_of, "units"));
  return PageOf(start, snapshot.Units(start.as_of));
}

absl::StatusOr<Page<Versioned<Document>>> ListDocuments(const Snapshot& snapshot, const AsOf& as_of,
                                                        const PageRequest& page) {
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, page, as_of, "documents"));
  return PageOf(start, snapshot.Documents(start.as_of));
}

absl::StatusOr<Page<Versioned<Target>>> ListTargets(const Snapshot& snapshot,
                                                    const TargetQuery& query, const AsOf& as_of,
                                                    const PageRequest& page) {
  std::vector<std::string> text = {"targets", query.section,
                                   query.year.has_value() ? absl::StrCat(*query.year) : ""};
  text.insert(text.end(), query.indicators.begin(), query.indicators.end());
  ASSIGN_OR_RETURN(const PageStart start, StartPage(snapshot, page, as_of, QueryText(text)));
  const auto unwanted = [&](const Versioned<Target>& versioned) {
    const Target& target = *versioned.first;
    return (query.year.has_value() && target.period.year() != *query.year) ||
           (!query.section.empty() && target.section != query.section) ||
           (!query.indicators.empty() && std::find(query.indicators.begin(), query.indicators.end(),
                                                   target.indicator) == query.indicators.end());
  };
  auto all = snapshot.Targets(start.as_of);
  all.erase(std::remove_if(all.begin(), all.end(), unwanted), all.end());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    const auto key = [](const Target& t) {
      return std::make_tuple(t.section != "headline", absl::string_view(t.section), t.position,
                             absl::string_view(t.id));
    };
    return key(*a.first) < key(*b.first);
  });
  return PageOf(start, std::move(all));
}

absl::StatusOr<std::vector<SearchHit>> SearchCatalogue(const Snapshot& snapshot,
                                                       const std::string& query, int size,
                                                       const AsOf& as_of) {
  const ptrdiff_t characters = CountCharacters(query);
  if (characters < 0 || characters > kMaxQuery || SearchForm(query).empty()) {
    return FieldError("query", absl::StrCat("'", Shorten(query), "' is not a text of 1..",
                                            kMaxQuery, " characters"));
  }
  if (size < 0) {
    return FieldError("page_size", absl::StrCat(size, " is negative; want 1..", kMaxHits,
                                                ", or 0 for ", kDefaultHits));
  }
  const int limit = size == 0 ? kDefaultHits : std::min(size, kMaxHits);
  return SearchIndicators(snapshot, query, static_cast<size_t>(limit), as_of);
}

}  // namespace indicast::store
