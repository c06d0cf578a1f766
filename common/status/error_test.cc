#include "common/status/error.h"

#include <string>

#include "common/testing/status_matchers.h"

namespace indicast {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::HasSubstr;

TEST(ErrorTest, CarriesReasonAndMetadata) {
  const absl::Status s = Error(absl::StatusCode::kNotFound, "INDICATOR_NOT_FOUND",
                               "no indicator 'x'", {{"id", "x:1"}, {"hint", ""}});
  EXPECT_THAT(s, HasReason("INDICATOR_NOT_FOUND"));
  EXPECT_EQ(DetailOf(s).metadata.at("id"), "x:1");
  EXPECT_EQ(DetailOf(s).metadata.at("hint"), "");
}

TEST(ErrorTest, PrefixesEveryField) {
  const absl::Status s =
      PrefixField(FieldErrors({{"period", "bad"}, {"[2]", "worse"}}), "observations[3]");
  EXPECT_THAT(s, HasField("observations[3].period"));
  EXPECT_THAT(s, HasField("observations[3][2]"));
  EXPECT_THAT(s, StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("and 1 more")));
}

TEST(ErrorTest, PrefixTurnsAPlainStatusIntoAFieldError) {
  EXPECT_THAT(PrefixField(absl::InvalidArgumentError("not a number"), "value"), HasField("value"));
  EXPECT_EQ(PrefixField(absl::NotFoundError("x"), "value"), absl::NotFoundError("x"));
}

TEST(ErrorTest, CarriesAWholeDetailUnderAnyCode) {
  const ErrorDetail detail = {"SERVER_BUSY", {{"request_id", "r"}}, {{"a", "b"}}};
  const absl::Status s = ErrorWithDetail(absl::StatusCode::kResourceExhausted, "busy", detail);
  EXPECT_THAT(s, StatusIs(absl::StatusCode::kResourceExhausted, "busy"));
  EXPECT_EQ(DetailOf(s), detail);
}

TEST(ErrorTest, KeepsAtMostAHundredFields) {
  const absl::Status s = FieldErrors(std::vector<FieldViolation>(150, {"f", "d"}));
  EXPECT_EQ(DetailOf(s).violations.size(), 100U);
}

TEST(ErrorTest, ShortensAtACharacterBorder) {
  EXPECT_EQ(Shorten("超过1200亿元", 4), "超...");
  EXPECT_EQ(Shorten("a\nb"), "a\\x0ab");
  EXPECT_EQ(Shorten(std::string(5 << 20, 'a')).size(), 63U);
}

}  // namespace
}  // namespace indicast
