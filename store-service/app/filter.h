// Conditions on figures in text: a subset of AIP-160 (https://google.aip.dev/160).
//
//   indicator = "gdp" AND (period >= "2020" OR stage = "expected") AND NOT area:"hunan" AND value >
//   5
//
//   filter     = [ expression ]
//   expression = term { AND term } | term { OR term }        one of the two; mixed: parentheses
//   term       = NOT term | "(" expression ")" | field operator literal
//   operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" | ":"   ":" holds the text
//   literal    = word | '"' text with \" and \\ '"'
// AIP-160 lets OR bind tighter than AND; here a mix without parentheses is refused. Keywords are in
// capitals; terms never stand side by side without AND or OR.
//
// Fields: indicator, area, scope, document, unit (= != :), measure, price_basis, stage, status,
// qualifier (= and != want a code of common/vocabulary), period (order: >= begins no earlier than
// the literal begins, > begins after it ends, <= ends no later than it ends, < ends before it
// begins), value (numbers; a figure without a value meets no condition on it), publication_date.
//
// Thread-safe: immutable. Cost of Matches: the terms of the filter, at most about 600.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

inline constexpr size_t kMaxFilterBytes = 4096;
inline constexpr int kMaxFilterDepth = 32;  // parentheses and NOT within each other

class FigureFilter {
 public:
  // Matches everything.
  FigureFilter() = default;
  // Blank text matches everything. kInvalidArgument (FILTER_INVALID, field filter_text) names the
  // first wrong character, counted from 1, and what is allowed there.
  static absl::StatusOr<FigureFilter> Parse(absl::string_view text);

  bool Matches(const VintageView& view) const;
  // As written.
  const std::string& text() const { return text_; }

  struct Node;

 private:
  std::string text_;
  std::shared_ptr<const Node> root_;  // null: everything
};

}  // namespace indicast::store
