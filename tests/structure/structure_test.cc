// Holds the tree to its own architecture and its error table.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/structure/error_reasons.h"
#include "tests/structure/include_rules.h"
#include "tests/structure/source_tree.h"

namespace indicast::structure {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Key;

const SourceTree& Tree() {
  static const SourceTree* const tree = new SourceTree(ReadSourceTree(INDICAST_SOURCE_DIR));
  return *tree;
}

// Upper-case literals that are no reasons of errors: environment variables, and names of values in
// the contracts.
bool IsNoReason(const std::string& literal) {
  for (const char* prefix : {"GRPC_", "INDICAST_", "LC_", "NO_COLOR", "XDG_"}) {
    if (absl::StartsWith(literal, prefix)) return true;
  }
  return absl::EndsWith(literal, "_UNSPECIFIED");
}

// The command line's table of next steps names reasons that others give.
constexpr char kHints[] = "clients/cli/errors.cc";

// Reasons named by the code that ships, with their codes. With `given_only` a reason that nothing
// but the table of next steps knows is left out.
Reasons ReasonsOfTree(bool given_only) {
  Reasons all;
  for (const auto& [path, code] : Tree()) {
    if (absl::StartsWith(path, "tests/") || absl::EndsWith(path, "_test.cc")) continue;
    for (const auto& [reason, codes] : FindReasons(code)) {
      if (IsNoReason(reason) || (given_only && path == kHints && codes.empty())) continue;
      all[reason].insert(codes.begin(), codes.end());
    }
  }
  return all;
}

Reasons DocumentedReasons() {
  return ReadReasonTable(ReadFile(absl::StrCat(INDICAST_SOURCE_DIR, "/docs/errors.md")));
}

TEST(StructureTest, ReadsTheTree) {
  EXPECT_THAT(Tree(), AllOf(Contains(Key("common/decimal/decimal.cc")),
                            Contains(Key("store-service/domain/records.h")),
                            Contains(Key("tests/structure/structure_test.cc"))));
}

TEST(StructureTest, ArrowsPointOneWay) { EXPECT_THAT(Breaches(Tree()), IsEmpty()); }

TEST(ErrorReasonsTest, EveryReasonIsDocumentedWithItsCode) {
  const Reasons documented = DocumentedReasons();
  for (const auto& [reason, codes] : ReasonsOfTree(/*given_only=*/false)) {
    const auto row = documented.find(reason);
    if (row == documented.end()) {
      ADD_FAILURE() << reason << " has no complete, single row in docs/errors.md";
      continue;
    }
    EXPECT_TRUE(std::includes(row->second.begin(), row->second.end(), codes.begin(), codes.end()))
        << reason << ": docs/errors.md and the code name different codes";
  }
}

TEST(ErrorReasonsTest, EveryDocumentedReasonIsGivenSomewhere) {
  const Reasons given = ReasonsOfTree(/*given_only=*/true);
  for (const auto& [reason, codes] : DocumentedReasons()) {
    EXPECT_TRUE(given.count(reason) > 0) << reason << " is in docs/errors.md alone";
    EXPECT_FALSE(codes.empty()) << reason;
  }
}

TEST(ErrorReasonsTest, TheTableIsInAlphabeticalOrder) {
  std::vector<std::string> order;
  const std::string text = ReadFile(absl::StrCat(INDICAST_SOURCE_DIR, "/docs/errors.md"));
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    for (const auto& [reason, codes] : ReadReasonTable(line)) order.push_back(reason);
  }
  EXPECT_FALSE(order.empty());
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

}  // namespace
}  // namespace indicast::structure
