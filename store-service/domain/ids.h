// Ids of records: lower-case words joined by hyphens. Thread-safe free functions.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::store {

inline constexpr size_t kMaxIdBytes = 80;

// [a-z0-9]([a-z0-9-]*[a-z0-9])?, at most kMaxIdBytes.
bool IsId(absl::string_view id);

// At most three of `candidates` that a person who typed `wanted` may have meant, nearest first:
// those that contain it or are contained in it, and those within a small edit distance. Equal
// distances keep the order of the ids. Only the first kMaxIdBytes of `wanted` count.
// Cost: candidates x length^2.
std::vector<std::string> NearestIds(absl::string_view wanted,
                                    const std::vector<absl::string_view>& candidates);

// "; nearest: gdp, gdp-deflator", empty when there is nothing near. For error messages.
std::string NearestHint(absl::string_view wanted, const std::vector<absl::string_view>& candidates);

}  // namespace indicast::store
