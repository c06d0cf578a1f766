// Derived figures: formulas over published ones, checked exactly. Thread-safe free functions.
#pragma once

#include <vector>

#include "absl/status/status.h"
#include "store-service/domain/records.h"

namespace indicast::store {

// OK when `derived` follows from `inputs` (in the order of its derivation) by its formula, rounded
// to the decimals it has: within half a unit of its last decimal, compared in exact arithmetic.
//   level-minus-change: L(t-1) = L(t) - C(t)            level and change of t, one unit
//   level-over-growth:  L(t-1) = L(t) / (1 + g(t)/100)  level and growth of t
//   days-from-rate:     d(t) = r(t)/100 x days of t     a level in percent
// kInvalidArgument, fields relative to the record: DERIVATION_INPUT_UNFIT (wrong series, period,
// unit, or an input that is no plain number: a bound or words give no value), DERIVATION_MISMATCH.
absl::Status CheckDerived(const Observation& derived,
                          const std::vector<const Observation*>& inputs);

}  // namespace indicast::store
