// Reading the catalogue, documents and targets of one snapshot. Thread-safe free functions.
// Common errors: those of PinRevision() and StartPage().
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/app/page_token.h"
#include "store-service/domain/search.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// A record with the revision that wrote it.
template <typename T>
using Versioned = Snapshot::Versioned<T>;

// kNotFound (INDICATOR_NOT_FOUND, DOCUMENT_NOT_FOUND, TARGET_NOT_FOUND) with the nearest ids.
// `as_of` must be pinned.
absl::StatusOr<std::shared_ptr<const Indicator>> GetIndicator(const Snapshot& snapshot,
                                                              absl::string_view id,
                                                              const AsOf& as_of);
absl::StatusOr<std::shared_ptr<const Document>> GetDocument(const Snapshot& snapshot,
                                                            absl::string_view id,
                                                            const AsOf& as_of);
absl::StatusOr<std::shared_ptr<const Target>> GetTarget(const Snapshot& snapshot,
                                                        absl::string_view id, const AsOf& as_of);

// By id. Empty domain: all.
absl::StatusOr<Page<Versioned<Indicator>>> ListIndicators(const Snapshot& snapshot,
                                                          const std::string& domain,
                                                          const AsOf& as_of,
                                                          const PageRequest& page);
absl::StatusOr<Page<Versioned<Area>>> ListAreas(const Snapshot& snapshot, const AsOf& as_of,
                                                const PageRequest& page);
absl::StatusOr<Page<Versioned<Unit>>> ListUnits(const Snapshot& snapshot, const AsOf& as_of,
                                                const PageRequest& page);
absl::StatusOr<Page<Versioned<Document>>> ListDocuments(const Snapshot& snapshot, const AsOf& as_of,
                                                        const PageRequest& page);

struct TargetQuery {
  std::optional<int> year;
  std::string section;                  // empty: all
  std::vector<std::string> indicators;  // empty: all
};
// Headline section first, then by section and position.
absl::StatusOr<Page<Versioned<Target>>> ListTargets(const Snapshot& snapshot,
                                                    const TargetQuery& query, const AsOf& as_of,
                                                    const PageRequest& page);

// Checks the query (1..200 characters) and the size (1..100; 0: 20) and searches.
absl::StatusOr<std::vector<SearchHit>> SearchCatalogue(const Snapshot& snapshot,
                                                       const std::string& query, int size,
                                                       const AsOf& as_of);

}  // namespace indicast::store
