#include "clients/cpp/call.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "indicast/rpc/v1/error.pb.h"

namespace indicast::client {
namespace {

// The typed parts of the google.rpc.Status bytes that travel with an error.
ErrorDetail ParseDetails(const std::string& bytes) {
  ErrorDetail detail;
  rpc::v1::Status status;
  if (!status.ParseFromString(bytes)) return detail;
  for (const google::protobuf::Any& any : status.details()) {
    if (absl::EndsWith(any.type_url(), "/google.rpc.ErrorInfo")) {
      rpc::v1::ErrorInfo info;
      if (!info.ParseFromString(any.value())) continue;
      detail.reason = info.reason();
      for (const auto& [key, value] : info.metadata()) detail.metadata[key] = value;
    } else if (absl::EndsWith(any.type_url(), "/google.rpc.BadRequest")) {
      rpc::v1::BadRequest bad;
      if (!bad.ParseFromString(any.value())) continue;
      for (const auto& v : bad.field_violations()) {
        detail.violations.push_back({v.field(), v.description()});
      }
    } else if (absl::EndsWith(any.type_url(), "/google.rpc.RequestInfo")) {
      rpc::v1::RequestInfo info;
      if (info.ParseFromString(any.value())) detail.metadata["request_id"] = info.request_id();
    }
  }
  return detail;
}

}  // namespace

std::string Prepare(grpc::ClientContext& context, const ConnectOptions& options) {
  std::string request_id = NewRequestId();
  context.set_deadline(absl::ToChronoTime(absl::Now() + options.deadline));
  context.AddMetadata("accept-language", options.language);
  context.AddMetadata("x-request-id", request_id);
  return request_id;
}

absl::Status ToStatus(const grpc::Status& status, const std::string& request_id,
                      const ConnectOptions& options) {
  const auto code = static_cast<absl::StatusCode>(status.error_code());
  ErrorDetail detail = ParseDetails(status.error_details());
  std::string message = status.error_message();
  if (detail.reason.empty() && code == absl::StatusCode::kUnavailable) {
    detail.reason = "SERVICE_UNREACHABLE";
    message = absl::StrCat("no service answers at ", options.address, ": ", message);
  } else if (detail.reason.empty() && code == absl::StatusCode::kDeadlineExceeded) {
    detail.reason = "DEADLINE_EXCEEDED";
    message = absl::StrCat("no answer from ", options.address, " within ",
                           absl::FormatDuration(options.deadline));
  }
  detail.metadata.emplace("request_id", request_id);
  detail.metadata.emplace("address", options.address);
  return ErrorWithDetail(code, message, std::move(detail));
}

}  // namespace indicast::client
