#include "common/rpc/status_map.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"
#include "indicast/rpc/v1/error.pb.h"

namespace indicast::rpc {
namespace {

using ::indicast::testing::HasField;
using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

v1::Status DetailsOf(const grpc::Status& status) {
  v1::Status details;
  EXPECT_TRUE(details.ParseFromString(status.error_details()));
  return details;
}

TEST(StatusMapTest, OkCarriesNothing) {
  EXPECT_TRUE(ToGrpcStatus(absl::OkStatus(), "id").ok());
  EXPECT_THAT(ToGrpcStatus(absl::OkStatus(), "id").error_details(), IsEmpty());
  EXPECT_TRUE(FromGrpcStatus(grpc::Status::OK).ok());
}

TEST(StatusMapTest, EveryCodeSurvivesTheRoundTrip) {
  for (int code = 1; code <= 16; ++code) {
    const absl::Status in(static_cast<absl::StatusCode>(code), "text 长沙");
    EXPECT_EQ(FromGrpcStatus(ToGrpcStatus(in, "")), in) << code;
  }
}

TEST(StatusMapTest, ReasonMetadataFieldsAndRequestIdSurviveTheRoundTrip) {
  const absl::Status in = ErrorWithDetail(absl::StatusCode::kInvalidArgument, "two wrong fields",
                                          {.reason = "UNIT_NOT_FOUND",
                                           .metadata = {{"unit", "亿"}},
                                           .violations = {{"a.b[3]", "bad"}, {"c", "worse"}}});
  const absl::Status out = FromGrpcStatus(ToGrpcStatus(in, "req-7"));
  EXPECT_THAT(out, StatusIs(absl::StatusCode::kInvalidArgument, "two wrong fields"));
  ErrorDetail expected = DetailOf(in);
  expected.metadata[kRequestIdKey] = "req-7";
  EXPECT_EQ(DetailOf(out), expected);
}

TEST(StatusMapTest, TheWireCarriesGoogleRpcTypes) {
  const grpc::Status status =
      ToGrpcStatus(FieldError("period", "month 13", "PERIOD_INVALID"), "req-7");
  const v1::Status details = DetailsOf(status);
  EXPECT_EQ(details.code(), static_cast<int>(status.error_code()));
  EXPECT_EQ(details.message(), status.error_message());
  std::vector<std::string> urls;
  for (const auto& any : details.details()) urls.push_back(any.type_url());
  EXPECT_THAT(urls, ElementsAre("type.googleapis.com/google.rpc.ErrorInfo",
                                "type.googleapis.com/google.rpc.BadRequest",
                                "type.googleapis.com/google.rpc.RequestInfo"));
  v1::ErrorInfo info;
  ASSERT_TRUE(info.ParseFromString(details.details(0).value()));
  EXPECT_EQ(info.domain(), "indicast");
}

TEST(StatusMapTest, AForwardedErrorNamesTheRequestOfTheAnsweringServer) {
  const absl::Status from_store =
      FromGrpcStatus(ToGrpcStatus(Error(absl::StatusCode::kNotFound, "X", "x"), "inner"));
  const absl::Status out = FromGrpcStatus(ToGrpcStatus(from_store, "outer"));
  EXPECT_EQ(DetailOf(out).metadata.at(kRequestIdKey), "outer");
}

TEST(StatusMapTest, ManyViolationsAreCutToTheLimitAndCounted) {
  const std::vector<FieldViolation> many(100,
                                         {"observations[3].period.text", std::string(200, 'x')});
  const grpc::Status status = ToGrpcStatus(FieldErrors(many), "req-7");
  EXPECT_LE(status.error_details().size(), kMaxDetailBytes);
  const ErrorDetail detail = DetailOf(FromGrpcStatus(status));
  EXPECT_GE(detail.violations.size(), 8U);
  EXPECT_EQ(detail.metadata.at("omitted_violations"), absl::StrCat(100 - detail.violations.size()));
  EXPECT_EQ(detail.metadata.at(kRequestIdKey), "req-7");
}

TEST(StatusMapTest, HugePartsAreCutAtCharacterBorders) {
  std::string text;
  for (int i = 0; i < 100000; ++i) text += "长";
  const absl::Status in =
      ErrorWithDetail(absl::StatusCode::kInternal, text,
                      {.reason = "R", .metadata = {{"a", text}, {"b", text}}, .violations = {}});
  const grpc::Status status = ToGrpcStatus(in, "");
  EXPECT_LE(status.error_message().size(), kMaxMessageBytes);
  EXPECT_LE(status.error_details().size(), kMaxDetailBytes);
  EXPECT_THAT(status.error_message(), EndsWith("长..."));
  EXPECT_THAT(FromGrpcStatus(status), HasReason("R"));
}

TEST(StatusMapTest, MalformedDetailsLeaveCodeAndMessage) {
  const grpc::Status garbage(grpc::StatusCode::NOT_FOUND, "gone", "\x0a\xff\xff garbage");
  EXPECT_EQ(FromGrpcStatus(garbage), absl::NotFoundError("gone"));
  v1::Status details;
  details.add_details()->set_type_url("type.googleapis.com/google.rpc.Help");
  auto* bad = details.add_details();
  bad->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  bad->set_value("\xff\xff");
  EXPECT_EQ(FromGrpcStatus({grpc::StatusCode::NOT_FOUND, "gone", details.SerializeAsString()}),
            absl::NotFoundError("gone"));
}

TEST(StatusMapTest, FieldsAreReadable) {
  EXPECT_THAT(FromGrpcStatus(ToGrpcStatus(FieldError("a[1].b", "bad"), "")), HasField("a[1].b"));
}

}  // namespace
}  // namespace indicast::rpc
