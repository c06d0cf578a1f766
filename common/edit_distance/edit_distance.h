// How far a mistyped word is from a known one. Thread-safe free function; no errors.
// Cost: product of the lengths in time, the length of `b` in memory.
#pragma once

#include <cstddef>

#include "absl/strings/string_view.h"

namespace indicast {

// Levenshtein distance in bytes: insertions, deletions and replacements that make `b` from `a`.
size_t EditDistance(absl::string_view a, absl::string_view b);

}  // namespace indicast
