// What moves the growth of one indicator of a plan most: tornado and shares of its variance.
//
// Inputs are the free indicators' own growth in the year asked (wholes of identities and the
// answers of driven indicators follow): by default everything the outcome depends on, itself
// included where it is not a whole. Each input goes to its 10 % and 90 % quantile, the others stay
// at their median, years before stay on the plan's path. Elasticities, loops included, and
// identities in levels are solved exactly in every run.
//
// Shares of the variance of ln(1 + g): exact where logs are linear (first-order indices of
// independent inputs, covariance shares of correlated ones); where the outcome follows from a sum
// of levels they are sampled, Sobol indices of independent inputs and covariance shares of
// correlated ones (sensitivity.h). Pure; thread-safe. Growth in percent.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/nearest_correlation.h"

namespace indicast::projection {

struct SensitivityQuestion {
  const InputSet& inputs;
  const PlanStructure& structure;
  const std::vector<size_t>& indicators;
  const std::vector<GrowthOutlook>& outlooks;
  int years = 1;                       // the outcome's year is the last
  std::string outcome;                 // indicator id
  std::vector<std::string> of_inputs;  // ids; empty: all
  uint64_t seed = 0;
  int points = 4096;
};

struct SensitivityBar {
  std::optional<size_t> input;  // position in inputs.indicators(); unset: all together
  double input_low = 0, input_high = 0;
  double outcome_low = 0, outcome_high = 0;
  double multiplier = 0;
  double share = 0;
  std::optional<double> total_share;
  std::optional<double> share_error;
};

struct SensitivityAnswer {
  double median = 0;
  std::vector<SensitivityBar> bars;
  SensitivityBar together;
  bool exact = true;
  bool covariance_shares = false;
  std::vector<GrowthOutlook> outlooks;
  LocalizedText explanation;
  std::vector<LocalizedText> assumptions;
};

// kInvalidArgument on "outcome", "inputs[i]", "points"; others as plan_system.h. kCancelled
// CALL_CANCELLED.
absl::StatusOr<SensitivityAnswer> AnalyzeOutcome(const SensitivityQuestion& question,
                                                 const std::function<bool()>& cancelled);

}  // namespace indicast::projection
