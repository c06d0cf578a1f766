// What two scenarios assume differently. Thread-safe free functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

// An assumption in effect and the layer that holds it.
struct AssumptionInEffect {
  Assumption assumption;
  std::string scenario;
};

struct ScenarioDifference {
  std::string indicator;         // "*": every indicator that neither scenario names
  std::optional<int> from_year;  // unset: no bound
  std::optional<int> to_year;
  std::optional<AssumptionInEffect> left;
  std::optional<AssumptionInEffect> right;
};

// By indicator ("*" first), then year. A later assumption overrides an earlier one of its layer, a
// named indicator overrides "*", a child overrides its parents; "*" does not reach one-off counts.
// Two sides are equal when their rules are, whatever their reasons. Shocks work on top of the rule:
// each that stands on one side only is a difference of its own, after those of the rules. kNotFound
// (SCENARIO_NOT_FOUND). `as_of` must be pinned. Cost: indicators named x years named x assumptions.
absl::StatusOr<std::vector<ScenarioDifference>> DiffScenarios(const Snapshot& snapshot,
                                                              absl::string_view left,
                                                              absl::string_view right,
                                                              const AsOf& as_of);

}  // namespace indicast::store
