// The known ids most like a mistyped one, for error messages.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::projection {

// At most three ids within an edit distance (Levenshtein, in bytes) of a third of the longer one's
// length, nearest first, then by id. Ids beyond 80 bytes match nothing. O(ids x length^2).
std::vector<std::string> NearestIds(absl::string_view id, const std::vector<std::string>& known);

// What to say about it: unknown "gpd"; nearest: gdp.
std::string UnknownId(absl::string_view id, const std::vector<std::string>& known);

}  // namespace indicast::projection
