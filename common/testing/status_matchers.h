// gMock matchers for absl::Status and absl::StatusOr, missing from this Abseil.
//   EXPECT_THAT(expr, IsOk());
//   EXPECT_THAT(expr, IsOkAndHolds(Eq(3)));
//   EXPECT_THAT(expr, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("period")));
//   EXPECT_THAT(expr, HasReason("UNIT_NOT_FOUND"));
//   ASSERT_OK_AND_ASSIGN(auto x, expr);
#pragma once

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/status/error.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::testing {

inline const absl::Status& ToStatus(const absl::Status& s) { return s; }
template <typename T>
const absl::Status& ToStatus(const absl::StatusOr<T>& s) {
  return s.status();
}

MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << ToStatus(arg).ToString();
  return ToStatus(arg).ok();
}

MATCHER_P(StatusIs, code, "has code " + absl::StatusCodeToString(code)) {
  *result_listener << ToStatus(arg).ToString();
  return ToStatus(arg).code() == code;
}

MATCHER_P2(StatusIs, code, message, "has code " + absl::StatusCodeToString(code) + " and message") {
  *result_listener << ToStatus(arg).ToString();
  return ToStatus(arg).code() == code &&
         ::testing::ExplainMatchResult(message, std::string(ToStatus(arg).message()),
                                       result_listener);
}

MATCHER_P(HasReason, reason, "has reason " + std::string(reason)) {
  const std::string got = DetailOf(ToStatus(arg)).reason;
  *result_listener << ToStatus(arg).ToString() << ", reason " << got;
  return got == reason;
}

MATCHER_P(HasField, field, "names field " + std::string(field)) {
  for (const FieldViolation& v : DetailOf(ToStatus(arg)).violations) {
    if (v.field == field) return true;
    *result_listener << "names " << v.field << "; ";
  }
  *result_listener << ToStatus(arg).ToString();
  return false;
}

MATCHER_P(IsOkAndHolds, inner, "is OK and its value matches") {
  if (!arg.ok()) {
    *result_listener << arg.status().ToString();
    return false;
  }
  return ::testing::ExplainMatchResult(inner, *arg, result_listener);
}

}  // namespace indicast::testing

// A declaration cannot stand in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define ASSERT_OK_AND_ASSIGN(lhs, expr) \
  ASSERT_OK_AND_ASSIGN_INNER(INDICAST_TEST_CONCAT(indicast_test_or_, __LINE__), lhs, expr)
#define INDICAST_TEST_CONCAT_INNER(a, b) a##b
#define INDICAST_TEST_CONCAT(a, b) INDICAST_TEST_CONCAT_INNER(a, b)
#define ASSERT_OK_AND_ASSIGN_INNER(tmp, lhs, expr)  \
  auto tmp = (expr);                                \
  ASSERT_TRUE(tmp.ok()) << tmp.status().ToString(); \
  lhs = *std::move(tmp)
// NOLINTEND(bugprone-macro-parentheses)
