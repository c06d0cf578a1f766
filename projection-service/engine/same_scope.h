// The base that official growth was measured on: with cumulative level C and growth G published
// side by side, B = C / (1 + G). Bureaus renew their list of respondents every year and compare
// like with like, so B differs from last year's published level; their ratio is the scope factor.
// It counts as another scope only beyond what rounding explains:
//   |B / P - 1| > e_C / C + e_G / (1 + G) + e_P / P, half steps of the three printed figures.
// Levels in one unit, growth in percent. Pure, O(1), thread-safe.
#pragma once

#include <optional>

#include "absl/status/statusor.h"

namespace indicast::projection {

// A printed number and half the unit of its last digit.
struct PrintedNumber {
  double value = 0;
  double half_step = 0;
};

struct SameScopeBase {
  double implied = 0;
  // implied / published; unset without a published base.
  std::optional<double> scope_factor;
  // The factor differs from 1 by more than rounding.
  bool differs = false;
};

// kFailedPrecondition GROWTH_UNDEFINED for growth of -100 % or less, BASE_NOT_POSITIVE for a level
// or a published base that is not positive.
absl::StatusOr<SameScopeBase> ImpliedBase(const PrintedNumber& level,
                                          const PrintedNumber& growth_percent,
                                          const std::optional<PrintedNumber>& published);

}  // namespace indicast::projection
