// Typed errors: an absl::Status that carries a stable reason, the wrong fields and named values, so
// that the RPC border can turn it into google.rpc details and the CLI into words.
//
// Thread-safe: free functions on values. Cost: one payload string an error; never on success paths.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace indicast {

// One wrong field: its path in the request ("observations[3].period") and what is wrong with it.
struct FieldViolation {
  std::string field;
  std::string description;
  bool operator==(const FieldViolation&) const = default;
};

// The typed part of an error. `reason` is UPPER_SNAKE and listed in docs/errors.md.
struct ErrorDetail {
  std::string reason;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> violations;
  bool operator==(const ErrorDetail&) const = default;
};

// A status with a reason. `message` says what was wrong, the value (shortened) and the next step.
absl::Status Error(absl::StatusCode code, absl::string_view reason, absl::string_view message,
                   std::map<std::string, std::string> metadata = {});

// A status with a whole detail, for the RPC borders; the first 100 violations are kept.
absl::Status ErrorWithDetail(absl::StatusCode code, absl::string_view message, ErrorDetail detail);

// kInvalidArgument for one field; the message is "<field>: <description>".
absl::Status FieldError(absl::string_view field, absl::string_view description,
                        absl::string_view reason = "FIELD_INVALID");

// kInvalidArgument for many fields (at least one; the first 100 are kept).
absl::Status FieldErrors(std::vector<FieldViolation> violations,
                         absl::string_view reason = "FIELD_INVALID");

// The same error with `prefix` put before every field path: "period" under "observations[3]"
// becomes "observations[3].period". Statuses without violations get one for `prefix` itself when
// they are kInvalidArgument and are returned unchanged otherwise.
absl::Status PrefixField(const absl::Status& status, absl::string_view prefix);

// The same error with the beginning `from` of its field paths replaced by `to`: "scenarios[0].id"
// becomes "scenario.id". Other paths and statuses without violations stay as they are.
absl::Status RenameField(const absl::Status& status, absl::string_view from, absl::string_view to);

// The typed part; empty reason when the status carries none.
ErrorDetail DetailOf(const absl::Status& status);

// Serialised form of the payload, for the RPC border.
inline constexpr char kErrorDetailUrl[] = "indicast.dev/ErrorDetail";

// At most `limit` bytes of a value for a message, cut at a UTF-8 border with "..." appended;
// control characters are escaped.
std::string Shorten(absl::string_view value, size_t limit = 60);

}  // namespace indicast
