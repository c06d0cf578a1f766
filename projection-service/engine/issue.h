// Issue: why a value cannot be computed, as data. The engine never returns NaN, infinity or an
// invented number: a value that does not exist is an issue with a stable code and a sentence.
#pragma once

#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "projection-service/domain/text.h"
#include "projection-service/engine/bounded.h"

namespace indicast::projection {

struct Issue {
  std::string code;  // one of the codes of domain/result.h
  LocalizedText text;
};

// A value, or why there is none.
class Computed {
 public:
  Computed(Bounded value) : state_(value) {}           // NOLINT(google-explicit-constructor)
  Computed(Issue issue) : state_(std::move(issue)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return std::holds_alternative<Bounded>(state_); }
  // Only when ok().
  const Bounded& value() const { return std::get<Bounded>(state_); }
  // Only when not ok().
  const Issue& issue() const { return std::get<Issue>(state_); }

 private:
  std::variant<Bounded, Issue> state_;
};

// The issue for a code of domain/result.h in the standard words.
Issue MakeIssue(const std::string& code);
// The issue of an error returned by a formula; its reason is one of those codes.
Issue IssueOf(const absl::Status& status);

}  // namespace indicast::projection
