#include "clients/cpp/error_report.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace indicast::client {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(ErrorReportTest, TellsEveryPart) {
  ErrorDetail detail;
  detail.reason = "FIELD_INVALID";
  detail.violations = {{"observations[3].period", "not a period"}};
  detail.metadata = {{"request_id", "4711"}, {"nearest", "gdp"}};
  const ErrorReport report =
      ReportOf(ErrorWithDetail(absl::StatusCode::kInvalidArgument, "one field", detail));
  EXPECT_EQ(report.code, absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(report.reason, "FIELD_INVALID");
  EXPECT_EQ(report.message, "one field");
  EXPECT_THAT(report.fields, ElementsAre(FieldViolation{"observations[3].period", "not a period"}));
  EXPECT_THAT(report.metadata, ElementsAre(Pair("nearest", "gdp")));
  EXPECT_EQ(report.request_id, "4711");
  EXPECT_EQ(report.next_step, "correct the named fields");
}

TEST(ErrorReportTest, TheNextStepIsThatOfThePage) {
  const auto step = [](const char* reason) {
    return ReportOf(Error(absl::StatusCode::kInternal, reason, "x")).next_step;
  };
  EXPECT_THAT(step("CONFIRMATION_NEEDED"), HasSubstr("confirmed_plan (indicast import --confirm)"));
  EXPECT_THAT(step("TLS_KEY_MISMATCH"), HasSubstr("made together"));
  EXPECT_EQ(step("NO_SUCH_REASON"), "");
  EXPECT_EQ(step("reason"), "") << "the head of the table is no error";
}

TEST(ErrorReportTest, AnErrorOfSomebodyElseHasItsCodeAndMessage) {
  const ErrorReport report = ReportOf(absl::UnavailableError("gone"));
  EXPECT_EQ(report.code, absl::StatusCode::kUnavailable);
  EXPECT_EQ(report.message, "gone");
  EXPECT_EQ(report.reason, "");
  EXPECT_THAT(report.fields, IsEmpty());
  EXPECT_EQ(report.next_step, "");
}

}  // namespace
}  // namespace indicast::client
