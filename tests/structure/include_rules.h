// The arrows of ARCHITECTURE.md as functions on paths: who may include whom.
//   main > rpc > app > domain; backend > domain; engine > domain; rpc > proto; common never
//   includes a service; services never include each other or a client; clients/cli sees
//   clients/cpp, the common values and the contracts alone.
// Tests beside the code may wire any folders of their own service together.
#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "tests/structure/source_tree.h"

namespace indicast::structure {

// Why the file at `path` may not include `included` (as written between the quotes); empty when it
// may. Both are relative to the root of the repository.
std::string WhyNotIncluded(absl::string_view path, absl::string_view included);

// Why there may be no file at `path`; empty when it may stand there.
std::string WhyNotPlaced(absl::string_view path);

// All breaches of a tree, each "path: reason". Beyond the two rules above: no code of domain/,
// engine/ or app/ reaches generated, RPC or database headers through other headers of the tree, and
// every include of the tree starts at its root.
std::vector<std::string> Breaches(const SourceTree& tree);

}  // namespace indicast::structure
