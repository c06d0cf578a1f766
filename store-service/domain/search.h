// Search of the catalogue in Chinese and English. Thread-safe free functions.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// The form in which texts are compared: Unicode NFKC with case folding, so that full-width letters,
// case and compatibility forms do not matter; runs of white space become one space, none at the
// ends. Text that is not UTF-8 gives "".
std::string SearchForm(absl::string_view text);

struct SearchHit {
  std::shared_ptr<const Indicator> indicator;
  std::string matched_text;  // the id, name or alias that matched
};

// Indicators whose id, name or alias matches, best first: the whole text equals the query, begins
// with it, contains it, or all words of the query occur among the texts of the indicator. Within a
// rank: id before names before aliases, then by id. An empty query matches nothing. The same
// arguments give the same answer.
// Cost: catalogue x length of its texts.
std::vector<SearchHit> SearchIndicators(const Snapshot& snapshot, absl::string_view query,
                                        size_t limit, const AsOf& as_of = {});

}  // namespace indicast::store
