// Saturating path between a floor F and a ceiling K: with q = (L - F) / (K - F),
//   logit q_h = logit q_0 + kappa h,   L_h = F + (K - F) / (1 + exp(-(logit q_0 + kappa h))).
// Source: Verhulst 1838; slope from two consecutive levels, kappa = logit q_0 - logit q_{-1}. The
// shares 62 then 65 of 100 give kappa 0.12949098 and next 67.885835. Levels in one unit. Pure,
// O(1).
#pragma once

#include "absl/status/statusor.h"

namespace indicast::projection {

// logit q. kFailedPrecondition OUTSIDE_LOGISTIC_RANGE unless floor < level < ceiling.
absl::StatusOr<double> LogisticPosition(double level, double floor, double ceiling);

// kappa from two consecutive levels; errors as above.
absl::StatusOr<double> LogisticSlope(double previous, double current, double floor, double ceiling);

// L_h; errors as above.
absl::StatusOr<double> LogisticLevel(double base, double floor, double ceiling, double kappa,
                                     int years);

}  // namespace indicast::projection
