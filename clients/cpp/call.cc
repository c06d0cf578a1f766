#include "clients/cpp/call.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/rpc/status_map.h"
#include "common/status/error.h"

namespace indicast::client {

std::string Prepare(grpc::ClientContext& context, const ConnectOptions& options) {
  std::string request_id = NewRequestId();
  context.set_deadline(absl::ToChronoTime(absl::Now() + options.deadline));
  context.AddMetadata("accept-language", options.language);
  context.AddMetadata("x-request-id", request_id);
  return request_id;
}

absl::Status ToStatus(const grpc::Status& status, const std::string& request_id,
                      const ConnectOptions& options) {
  const absl::Status mapped = rpc::FromGrpcStatus(status);
  ErrorDetail detail = DetailOf(mapped);
  std::string message(mapped.message());
  // Without a detail the error is the transport's, not the service's.
  if (detail.reason.empty() && mapped.code() == absl::StatusCode::kUnavailable) {
    // A name that leads nowhere would only be looked up once more.
    const bool no_address = absl::StrContains(message, "DNS resolution failed");
    absl::Status why = no_address ? absl::OkStatus() : WhyUnavailable(options);
    if (!why.ok()) return why;
    detail.reason = "SERVICE_UNREACHABLE";
    message = absl::StrCat("no service answers at ", options.address, " (", message, ")");
  } else if (detail.reason.empty() && mapped.code() == absl::StatusCode::kDeadlineExceeded) {
    detail.reason = "DEADLINE_EXCEEDED";
    message = absl::StrCat("no answer from ", options.address, " within ",
                           absl::FormatDuration(options.deadline));
  }
  detail.metadata.emplace(rpc::kRequestIdKey, request_id);
  return ErrorWithDetail(mapped.code(), message, std::move(detail));
}

}  // namespace indicast::client
