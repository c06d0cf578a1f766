#include "common/rpc/status_map.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/status/error.h"
#include "indicast/rpc/v1/error.pb.h"

namespace indicast::rpc {
namespace {

constexpr char kTypePrefix[] = "type.googleapis.com/google.rpc.";
constexpr char kDomain[] = "indicast";
constexpr char kOmittedKey[] = "omitted_violations";

// At most `limit` bytes, cut between characters.
std::string Cut(absl::string_view text, size_t limit) {
  if (text.size() <= limit) return std::string(text);
  constexpr absl::string_view kEllipsis = "...";
  size_t end = limit - kEllipsis.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), kEllipsis);
}

void Pack(absl::string_view type, const google::protobuf::MessageLite& message,
          v1::Status& status) {
  google::protobuf::Any* any = status.add_details();
  any->set_type_url(absl::StrCat(kTypePrefix, type));
  any->set_value(message.SerializeAsString());
}

// The details with at most `violations` of the violations.
v1::Status Build(absl::StatusCode code, const std::string& message, const ErrorDetail& detail,
                 size_t violations, absl::string_view request_id) {
  constexpr size_t kMaxValueBytes = 300;
  v1::Status out;
  out.set_code(static_cast<int>(code));
  out.set_message(message);
  const size_t omitted = detail.violations.size() - violations;
  if (!detail.reason.empty()) {
    v1::ErrorInfo info;
    info.set_reason(detail.reason);
    info.set_domain(kDomain);
    size_t bytes = 0;
    for (const auto& [key, value] : detail.metadata) {
      if (key == kRequestIdKey) continue;  // of a server behind this one; ours is in RequestInfo
      std::string cut = Cut(value, kMaxValueBytes);
      bytes += key.size() + cut.size();
      if (bytes > kMaxDetailBytes / 4) break;
      (*info.mutable_metadata())[key] = std::move(cut);
    }
    if (omitted > 0) (*info.mutable_metadata())[kOmittedKey] = absl::StrCat(omitted);
    Pack("ErrorInfo", info, out);
  }
  if (violations > 0) {
    v1::BadRequest bad;
    for (size_t i = 0; i < violations; ++i) {
      auto* violation = bad.add_field_violations();
      violation->set_field(Cut(detail.violations[i].field, kMaxValueBytes));
      violation->set_description(Cut(detail.violations[i].description, kMaxValueBytes));
    }
    Pack("BadRequest", bad, out);
  }
  if (!request_id.empty()) {
    v1::RequestInfo request;
    request.set_request_id(std::string(request_id));
    Pack("RequestInfo", request, out);
  }
  return out;
}

void Unpack(const google::protobuf::Any& any, ErrorDetail& detail) {
  absl::string_view type = any.type_url();
  if (!absl::ConsumePrefix(&type, kTypePrefix)) return;
  if (type == "ErrorInfo") {
    v1::ErrorInfo info;
    if (!info.ParseFromString(any.value())) return;
    detail.reason = info.reason();
    for (const auto& [key, value] : info.metadata()) detail.metadata.insert_or_assign(key, value);
  } else if (type == "BadRequest") {
    v1::BadRequest bad;
    if (!bad.ParseFromString(any.value())) return;
    for (const auto& violation : bad.field_violations()) {
      detail.violations.push_back({violation.field(), violation.description()});
    }
  } else if (type == "RequestInfo") {
    v1::RequestInfo request;
    if (!request.ParseFromString(any.value()) || request.request_id().empty()) return;
    detail.metadata.insert_or_assign(kRequestIdKey, request.request_id());
  }
}

}  // namespace

grpc::Status ToGrpcStatus(const absl::Status& status, absl::string_view request_id) {
  if (status.ok()) return {};
  const ErrorDetail detail = DetailOf(status);
  const std::string message = Cut(status.message(), kMaxMessageBytes);
  size_t violations = detail.violations.size();
  std::string bytes =
      Build(status.code(), message, detail, violations, request_id).SerializeAsString();
  while (bytes.size() > kMaxDetailBytes && violations > 0) {
    violations = violations * 3 / 4;
    bytes = Build(status.code(), message, detail, violations, request_id).SerializeAsString();
  }
  return {static_cast<grpc::StatusCode>(status.code()), message, bytes};
}

absl::Status FromGrpcStatus(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  v1::Status details;
  ErrorDetail detail;
  if (!status.error_details().empty() && details.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : details.details()) Unpack(any, detail);
  }
  if (detail == ErrorDetail{}) return absl::Status(code, status.error_message());
  return ErrorWithDetail(code, status.error_message(), std::move(detail));
}

}  // namespace indicast::rpc
