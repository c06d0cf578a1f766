// ErrorReport: what an error of a client says, part by part, for programs that show it to people or
// decide by it. Thread-safe free function.
//
//   if (const auto answer = store->GetIndicator(request); !answer.ok()) {
//     const ErrorReport report = ReportOf(answer.status());
//     if (report.reason == "INDICATOR_NOT_FOUND") ...
//     std::cerr << report.message << "\nnext: " << report.next_step << "\n";
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "common/status/error.h"

namespace indicast::client {

struct ErrorReport {
  absl::StatusCode code = absl::StatusCode::kOk;
  std::string reason;   // stable, listed in docs/errors.md; empty when none was given
  std::string message;  // for people, in English; may change
  // The wrong fields of the request, each with its path: "observations[3].period".
  std::vector<FieldViolation> fields;
  std::map<std::string, std::string> metadata;  // values by name, as docs/errors.md says
  std::string request_id;                       // what to give to the operator
  std::string next_step;                        // what docs/errors.md advises; may be empty
};

ErrorReport ReportOf(const absl::Status& status);

}  // namespace indicast::client
