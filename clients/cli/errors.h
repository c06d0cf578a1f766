// Errors for people and programs, on stderr: what happened, why, what next, and the request id.
//   people:    错误 INDICATOR_NOT_FOUND: ... and one line each for wrong fields, next step and
//              request id
//   programs:  with -o json or ndjson one JSON object on one line: {"error": {...}}
// Thread-safe free functions.
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/cli/output/table.h"

namespace indicast::cli {

// A wrong command line in the language of the user: exit code 2.
absl::Status UsageError(absl::string_view message);

// An error the program itself found, in the language of the user, with the next step.
absl::Status LocalError(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                        absl::string_view next = "");

struct ErrorStyle {
  output::Format format = output::Format::kTable;
  output::Language language = output::Language::kEnglish;
  bool color = false;
};

void PrintError(const absl::Status& status, const ErrorStyle& style, std::ostream& err);

// The next step for an error, from its reason and code; empty when there is none to give.
std::string NextStep(const absl::Status& status, output::Language language);

}  // namespace indicast::cli
