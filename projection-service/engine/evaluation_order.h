// The order in which indicators of one year are computed when some follow another ("income grows
// faster than the economy"). Each follows at most one other, so the links are a functional graph.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace indicast::projection {

// Positions so that followed[i] comes before i; otherwise ascending. kFailedPrecondition
// ASSUMPTION_CYCLE names the loop by `names`: "gdp > household-income > gdp". O(n).
absl::StatusOr<std::vector<size_t>> EvaluationOrder(
    const std::vector<std::optional<size_t>>& followed, const std::vector<std::string>& names);

}  // namespace indicast::projection
