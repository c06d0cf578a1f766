// Early return on errors.
//   RETURN_IF_ERROR(expr);                     expr is an absl::Status
//   ASSIGN_OR_RETURN(auto x, expr);            expr is an absl::StatusOr<T>
#pragma once

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// A declaration cannot stand in parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define INDICAST_CONCAT_INNER(a, b) a##b
#define INDICAST_CONCAT(a, b) INDICAST_CONCAT_INNER(a, b)

#define RETURN_IF_ERROR(expr)                                           \
  do {                                                                  \
    if (absl::Status indicast_status = (expr); !indicast_status.ok()) { \
      return indicast_status;                                           \
    }                                                                   \
  } while (false)

#define ASSIGN_OR_RETURN(lhs, expr) \
  ASSIGN_OR_RETURN_INNER(INDICAST_CONCAT(indicast_statusor_, __LINE__), lhs, expr)

#define ASSIGN_OR_RETURN_INNER(tmp, lhs, expr) \
  auto tmp = (expr);                           \
  if (!tmp.ok()) {                             \
    return std::move(tmp).status();            \
  }                                            \
  lhs = *std::move(tmp)
// NOLINTEND(bugprone-macro-parentheses)
