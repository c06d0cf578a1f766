// Errors for people on stderr: the reason, what happened, one line for each wrong field, the next
// step and the request id. Thread-safe free functions.
#pragma once

#include <ostream>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "clients/batch/language.h"

namespace indicast::batch {

// An error in both languages, with a next step.
absl::Status BatchError(absl::StatusCode code, absl::string_view reason, const Text& message,
                        const Text& next = {});

// One line without control characters, cut where it gets long.
std::string OneLine(absl::string_view text);

void PrintError(const absl::Status& status, Language language, std::ostream& err);

}  // namespace indicast::batch
