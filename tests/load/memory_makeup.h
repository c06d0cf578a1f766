// What a version of a figure costs in memory, part by part.
#pragma once

#include <ostream>

#include "absl/status/status.h"
#include "tests/load/generated_country.h"

namespace indicast::load {

// Folds the country into a snapshot in this process, as a store does at start, and counts the
// blocks of the heap behind it. Prints a line a part: name, blocks and bytes a version; the last
// line is what the allocator itself counts.
absl::Status PrintMakeUp(const CountrySize& size, std::ostream& out);

// How long a point read takes within the process, without gRPC: of one figure again and again, and
// of figures all over the country. "same_ns=... anywhere_ns=...".
absl::Status TimeReads(const CountrySize& size, int reads, std::ostream& out);

}  // namespace indicast::load
