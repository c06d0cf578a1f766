// The difference between two projections of the same inputs taken apart by the indicators whose
// assumptions changed: Shapley values (shapley.h) over the rules of either scenario, indicator by
// indicator.
//
// Only what an output can follow takes part in its decomposition: the indicator itself and, along
// the links of either scenario, what it follows. Up to 8 changed indicators all orders are taken,
// above that sampled ones by a fixed seed. Pure; thread-safe.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/scenario.h"
#include "projection-service/engine/projection.h"

namespace indicast::projection {

struct AttributedPart {
  size_t indicator = 0;  // whose assumption changed: position in inputs.indicators()
  double value = 0;
  double standard_error = 0;  // 0 when exact
};

struct AttributedDifference {
  size_t indicator = 0;
  PathBasis basis = PathBasis::kGrowth;
  int year = 0;
  double difference = 0;              // other minus baseline
  std::string unit;                   // of the path
  std::vector<AttributedPart> parts;  // largest first; their sum is the difference
  bool exact = true;
};

// Differences of the last year of `indicators` (positions), by indicator and path; only values that
// both scenarios can compute, that differ, and whose difference is defined on the way from one to
// the other. `stop` true ends with kCancelled. At most 256 evaluations an indicator, each
// O(indicators x years), 16 for each changed one when sampled.
absl::StatusOr<std::vector<AttributedDifference>> AttributeDifferences(
    const InputSet& inputs, const ScenarioStack& baseline, const ScenarioStack& other,
    const ProjectionOptions& options, const std::vector<size_t>& indicators,
    const std::function<bool()>& stop);

}  // namespace indicast::projection
