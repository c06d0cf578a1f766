// Whole steps that sum to the rounded sum: each value down to a step, then one step more for those
// with the largest remainders until the total is that of the sum rounded half to even; ties go to
// the earlier one. The method of Hamilton (Balinski and Young 2001, Fair Representation). Pure;
// O(n log n).
#pragma once

#include <vector>

namespace indicast::projection {

// In units of `step` > 0: 1 for whole pieces, .01 for two decimals.
std::vector<double> RoundToSum(const std::vector<double>& values, double step);

}  // namespace indicast::projection
