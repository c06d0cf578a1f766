// The C++ files of the project, read once, for the tests of the tree's structure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace indicast::structure {

// Path relative to the root ("common/decimal/decimal.h") to content.
using SourceTree = std::map<std::string, std::string>;

// Every .h, .cc and .hpp file below the folders that hold C++ code (common, store-service,
// projection-service, clients, tests). Folders named build or node_modules and hidden folders are
// no part of the project and are skipped.
SourceTree ReadSourceTree(const std::string& root);

// The whole file; empty when there is none.
std::string ReadFile(const std::string& path);

// Length of the string, character or raw string literal that starts at `at`, with its quotes and
// the R of a raw one; 0 when none starts there. A literal that nobody closes ends with the line.
size_t LiteralLength(absl::string_view code, size_t at);

// The code with comments replaced by blanks, so that line breaks stay where they are. Text in
// literals is no comment.
std::string WithoutComments(absl::string_view code);

// The targets of the #include lines of a file, in order: `"a/b.h"` gives a/b.h, `<vector>` gives
// vector. Lines in comments do not count.
std::vector<std::string> IncludesOf(absl::string_view code);

}  // namespace indicast::structure
