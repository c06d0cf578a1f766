#include "clients/batch/exit_code.h"

#include <string>

#include "absl/strings/match.h"
#include "clients/batch/reasons.h"
#include "common/status/error.h"

namespace indicast::batch {
namespace {

ExitCode OfCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return ExitCode::kDone;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kAlreadyExists:
      return ExitCode::kBadData;
    case absl::StatusCode::kNotFound:
    case absl::StatusCode::kOutOfRange:
      return ExitCode::kNotFound;
    case absl::StatusCode::kUnavailable:
      return ExitCode::kUnavailable;
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kCancelled:
      return ExitCode::kTryAgain;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kNotTogether;
    default:
      return ExitCode::kInternal;
  }
}

}  // namespace

ExitCode ExitCodeOf(const absl::Status& status) {
  const std::string reason = DetailOf(status).reason;
  if (reason == kUsage) return ExitCode::kUsage;
  if (reason == kReceiptsDiffer || reason == kShardsOverlap) return ExitCode::kNotTogether;
  if (reason == kShardDamaged) return ExitCode::kBadData;
  if (reason == kOutputNotCreated) return ExitCode::kCannotCreate;
  if (reason == kFileFailed) return ExitCode::kInputOutput;
  if (reason == "ADDRESS_INVALID" || reason == "INSECURE_ADDRESS" ||
      absl::StartsWith(reason, "CONFIGURATION") || absl::StartsWith(reason, "TLS_")) {
    return ExitCode::kConfiguration;
  }
  return OfCode(status.code());
}

}  // namespace indicast::batch
