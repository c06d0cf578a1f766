// The quoted sentence of a figure or target in its paragraph. Thread-safe free functions.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

struct EvidenceView {
  Evidence evidence;
  std::string published_text;
  std::shared_ptr<const Document> document;
  // Empty and 0 when the text is not held or there is no quote.
  std::string paragraph;
  int paragraph_number = 0;  // from 1
  size_t quote_offset = 0;   // bytes
  std::string heading;
  std::string sentence;
  std::optional<DocumentSection> section;
};

// Evidence of a target: kNotFound (TARGET_NOT_FOUND). `as_of` must be pinned.
absl::StatusOr<EvidenceView> EvidenceOfTarget(const Snapshot& snapshot, absl::string_view id,
                                              const AsOf& as_of);

// Evidence of a figure: of the preferred vintage, or of the preferred one of `document` when that
// is not empty. kNotFound (OBSERVATION_NOT_FOUND). `as_of` must be pinned.
absl::StatusOr<EvidenceView> EvidenceOfObservation(const Snapshot& snapshot,
                                                   const SeriesKeyView& series,
                                                   const Period& period, absl::string_view document,
                                                   const AsOf& as_of);

}  // namespace indicast::store
