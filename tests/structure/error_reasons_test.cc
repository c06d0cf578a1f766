#include "tests/structure/error_reasons.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::structure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const std::set<std::string> kNoCode;

TEST(FindReasonsTest, ReadsTheReasonAndTheCodeOfEachCall) {
  EXPECT_THAT(FindReasons(R"(return Error(absl::StatusCode::kNotFound, "UNIT_NOT_FOUND", "no");)"),
              ElementsAre(Pair("UNIT_NOT_FOUND", std::set<std::string>{"NOT_FOUND"})));
  EXPECT_THAT(FindReasons("Error(absl::StatusCode::kUnavailable,\n    \"DRAINING\",\n \"x\")"),
              ElementsAre(Pair("DRAINING", std::set<std::string>{"UNAVAILABLE"})));
  EXPECT_THAT(FindReasons(R"(FieldError("a", absl::StrCat("x, (", y), "DUPLICATE_KEY"))"),
              ElementsAre(Pair("DUPLICATE_KEY", std::set<std::string>{"INVALID_ARGUMENT"})));
  EXPECT_THAT(FindReasons(R"(indicast::FieldErrors({{"a", "b"}, {"c", "d"}}, "MANY"))"),
              ElementsAre(Pair("MANY", std::set<std::string>{"INVALID_ARGUMENT"})));
}

TEST(FindReasonsTest, ReadsConstantsOfTheFile) {
  EXPECT_THAT(FindReasons(R"(constexpr char kUsageReason[] = "USAGE"; auto kOther = "OTHER";
                             Error(absl::StatusCode::kInvalidArgument, kUsageReason, text))"),
              ElementsAre(Pair("USAGE", std::set<std::string>{"INVALID_ARGUMENT"})));
}

TEST(FindReasonsTest, TakesForwardedLiteralsWithoutACode) {
  EXPECT_THAT(FindReasons(R"(return NotFound("AREA_NOT_FOUND", id);)"),
              ElementsAre(Pair("AREA_NOT_FOUND", kNoCode)));
  EXPECT_THAT(FindReasons(R"(constexpr char kReason[] = "PAGE_TOKEN_STALE";)"),
              ElementsAre(Pair("PAGE_TOKEN_STALE", kNoCode)));
  EXPECT_THAT(FindReasons(R"(Error(code, stale ? "A_STALE" : "B_STALE", text))"),
              UnorderedElementsAre(Pair("A_STALE", kNoCode), Pair("B_STALE", kNoCode)));
}

TEST(FindReasonsTest, JoinsTheCodesOfSeveralCalls) {
  EXPECT_THAT(FindReasons(R"(Error(absl::StatusCode::kAborted, "LATE", "");
                             Error(absl::StatusCode::kDataLoss, "LATE", "");)"),
              ElementsAre(Pair("LATE", std::set<std::string>{"ABORTED", "DATA_LOSS"})));
}

TEST(FindReasonsTest, LeavesOtherTextAlone) {
  EXPECT_THAT(FindReasons(R"y(// Error(absl::StatusCode::kAborted, "IN_COMMENT", "")
      absl::InternalError("WORD"); Log("GET", "a_b", "A_", "_A", "A B_C");
      absl::Status Error(absl::StatusCode code, absl::string_view reason);
      Error(code, reason, "SHOUTING"); FieldError("field", "text"); char c = '"'; const char* raw = R"x("IN_RAW)x"; Error)y"),
              IsEmpty());
}

TEST(ReadReasonTableTest, ReadsCompleteRowsOnce) {
  const char markdown[] =
      "# Errors\n"
      "| reason | code | meaning | next step |\n"
      "|---|---|---|---|\n"
      "| `A_B` | `NOT_FOUND` | gone | look again |\n"
      "| LATE | ABORTED, DATA_LOSS | moved | read again |\n"
      "| NO_STEP | ABORTED | moved | |\n"
      "| TWICE | ABORTED | moved | read |\n"
      "| TWICE | ABORTED | moved | read |\n"
      "| SHORT | ABORTED |\n";
  EXPECT_THAT(ReadReasonTable(markdown),
              UnorderedElementsAre(Pair("A_B", std::set<std::string>{"NOT_FOUND"}),
                                   Pair("LATE", std::set<std::string>{"ABORTED", "DATA_LOSS"})));
}

TEST(ReadVerdictTableTest, ReadsTheTableOfTwoColumns) {
  EXPECT_THAT(ReadVerdictTable("| reason code | meaning |\n|---|---|\n| `A_B` | why |\n| C_D | |\n"
                               "| E_F | ABORTED | moved | read |\n"),
              ElementsAre("A_B"));
}

}  // namespace
}  // namespace indicast::structure
