// Holds the tree to its own architecture and its error table.

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
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
  for (const char* prefix : {"GRPC_", "INDICAST_", "JOB_COMPLETION_", "LC_", "NOTIFY_SOCKET",
                             "NO_COLOR", "SLURM_ARRAY_", "XDG_"}) {
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

std::string ErrorsPage() { return ReadFile(absl::StrCat(INDICAST_SOURCE_DIR, "/docs/errors.md")); }

// Why a verdict is unknown or a value unset: no errors, and in a table of their own.
std::set<std::string> VerdictCodes() {
  std::set<std::string> codes;
  for (const char* file : {"result.h", "tracking_codes.h"}) {
    for (const auto& [reason, unused] :
         FindReasons(Tree().at(absl::StrCat("projection-service/domain/", file)))) {
      codes.insert(reason);
    }
  }
  return codes;
}

std::set<std::string> FindingCodes() {
  std::set<std::string> codes;
  for (const auto& [reason, unused] :
       FindReasons(Tree().at("store-service/app/import_findings.h"))) {
    codes.insert(reason);
  }
  return codes;
}

// Columns of files that others define.
std::set<std::string> ColumnNames() {
  std::set<std::string> names;
  for (const auto& [name, unused] : FindReasons(Tree().at("clients/cpp/sdmx_columns.cc"))) {
    names.insert(name);
  }
  return names;
}

TEST(StructureTest, ReadsTheTree) {
  EXPECT_THAT(Tree(), AllOf(Contains(Key("common/decimal/decimal.cc")),
                            Contains(Key("store-service/domain/records.h")),
                            Contains(Key("tests/structure/structure_test.cc"))));
}

TEST(StructureTest, ArrowsPointOneWay) { EXPECT_THAT(Breaches(Tree()), IsEmpty()); }

TEST(ErrorReasonsTest, EveryReasonIsDocumentedWithItsCode) {
  const Reasons documented = ReadReasonTable(ErrorsPage());
  const std::set<std::string> verdicts = VerdictCodes();
  const std::set<std::string> findings = FindingCodes();
  const std::set<std::string> columns = ColumnNames();
  for (const auto& [reason, codes] : ReasonsOfTree(/*given_only=*/false)) {
    if (codes.empty() && (verdicts.count(reason) > 0 || findings.count(reason) > 0)) continue;
    if (codes.empty() && columns.count(reason) > 0) continue;
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
  for (const auto& [reason, codes] : ReadReasonTable(ErrorsPage())) {
    EXPECT_TRUE(given.count(reason) > 0) << reason << " is in docs/errors.md alone";
    EXPECT_FALSE(codes.empty()) << reason;
  }
}

TEST(ErrorReasonsTest, EveryDocumentedCodeIsACanonicalOne) {
  std::set<std::string> canonical;
  for (int code = 1; code <= 16; ++code) {
    canonical.insert(absl::StatusCodeToString(static_cast<absl::StatusCode>(code)));
  }
  for (const auto& [reason, codes] : ReadReasonTable(ErrorsPage())) {
    for (const std::string& code : codes) EXPECT_THAT(canonical, Contains(code)) << reason;
  }
}

TEST(ErrorReasonsTest, TheCodesOfVerdictsAndFindingsAreThoseOfTheCode) {
  EXPECT_EQ(ReadVerdictTable(ErrorsPage()), VerdictCodes());
  EXPECT_EQ(ReadFindingTable(ErrorsPage()), FindingCodes());
}

TEST(ErrorReasonsTest, TheTablesAreInAlphabeticalOrder) {
  std::vector<std::string> errors;
  std::vector<std::string> verdicts;
  const std::string page = ErrorsPage();
  for (const absl::string_view line : absl::StrSplit(page, '\n')) {
    for (const auto& [reason, codes] : ReadReasonTable(line)) errors.push_back(reason);
    for (const std::string& code : ReadVerdictTable(line)) verdicts.push_back(code);
  }
  EXPECT_FALSE(errors.empty() || verdicts.empty());
  EXPECT_TRUE(std::is_sorted(errors.begin(), errors.end()));
  EXPECT_TRUE(std::is_sorted(verdicts.begin(), verdicts.end()));
}

}  // namespace
}  // namespace indicast::structure
