// The path from a base to a given end level in n years; it ends on the level exactly.
//   linear:           L_h = L_0 + (h/n)(T - L_0);
//   all others, in logs: ln L_h = ln L_0 + W_h ln(T / L_0), r_t = w_t ln(T / L_0), with the
//   cumulated weights W_h = w_1 + ... + w_h, W_n = 1:
//   constant growth   W_h = h / n;
//   front-loaded      W_h = h (2n - h + 1) / (n (n + 1)), w_t falling as n, n - 1, ..., 1;
//   back-loaded       W_h = h (h + 1) / (n (n + 1)), w_t rising as 1, 2, ..., n;
//   S-curve           W_h = x^2 (3 - 2x), x = h / n: slow, fast, slow, symmetric about the middle.
// Weights by the sum of the years' digits, as in depreciation tables; the S-curve is the cubic of
// Hermite that is flat at both ends. Levels in one unit. Pure, O(1).
#pragma once

#include "absl/status/statusor.h"
#include "projection-service/domain/scenario.h"

namespace indicast::projection {

// W_h for 0 <= h <= n: the share of the way in logs (of the way in levels for linear).
double RequiredShare(int years, RequiredStyle style, int h);

// L_h for 1 <= h <= n. Styles in logs need positive ends: kFailedPrecondition BASE_NOT_POSITIVE
// or GROWTH_UNDEFINED.
absl::StatusOr<double> RequiredLevel(double base, double end, int years, RequiredStyle style,
                                     int h);

}  // namespace indicast::projection
