// Runs a page of documentation as it stands.
#pragma once

#include <cstddef>
#include <string>

namespace indicast::testing {

// Runs the blocks of the page ("docs/runbook.md"), at least `least_blocks` of them, in a new folder
// that holds `data` and `deploy` as shipped, with the built programs in the path. A failure when
// the script does not end with 0 or a block gives other output than the page shows after it.
void ExpectPageRuns(const std::string& page, size_t least_blocks);

}  // namespace indicast::testing
