// Gathers what is wrong with the fields of one message while it is converted. Thread-compatible.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/status/error.h"

namespace indicast::store {

class FieldReader {
 public:
  // Stores the value, or notes the error under `field`.
  template <typename T, typename Out>
  void Take(absl::string_view field, absl::StatusOr<T> value, Out& out) {
    if (value.ok()) {
      out = *std::move(value);
    } else {
      Add(field, value.status());
    }
  }

  // Notes a failed status under `field` (may be empty: its own fields stand); nothing when it is
  // OK.
  void Add(absl::string_view field, const absl::Status& status) {
    if (status.ok()) return;
    ErrorDetail detail = DetailOf(field.empty() ? status : PrefixField(status, field));
    if (violations_.empty()) reason_ = detail.reason;
    if (detail.violations.empty()) {
      detail.violations.push_back({std::string(field), std::string(status.message())});
    }
    for (FieldViolation& v : detail.violations) violations_.push_back(std::move(v));
  }

  // Notes a missing or contradictory field.
  void Add(absl::string_view field, absl::string_view description) {
    Add("", FieldError(field, description));
  }

  bool ok() const { return violations_.empty(); }
  size_t count() const { return violations_.size(); }

  // OK, or kInvalidArgument with every violation and the reason of the first.
  absl::Status Status() && {
    if (violations_.empty()) return absl::OkStatus();
    return FieldErrors(std::move(violations_), reason_.empty() ? "FIELD_INVALID" : reason_);
  }

 private:
  std::string reason_;
  std::vector<FieldViolation> violations_;
};

}  // namespace indicast::store
