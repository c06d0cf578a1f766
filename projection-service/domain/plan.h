// What a question about a plan says beyond a scenario: what ties indicators together, what shall be
// reached, what may move. Plain validated values; growth in percent, margins and spreads in
// percentage points. Thread-safe once built (immutable).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "common/decimal/decimal.h"
#include "common/vocabulary/vocabulary.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/text.h"

namespace indicast::projection {

// ln(1 + g_indicator) moves by `elasticity` times the deviation of ln(1 + g_driver) from its
// baseline, of the same year (lag 0) or of the year before (lag 1).
struct PlanDriver {
  std::string indicator;
  std::string driver;
  double elasticity = 0;
  int lag_years = 0;
};

enum class IdentityKind : int8_t { kSum = 1, kProduct, kRatio };

// sum: whole = sum of parts, levels at base-year prices; product: whole = product of parts; ratio:
// whole = first part / second part.
struct PlanIdentity {
  IdentityKind kind = IdentityKind::kSum;
  std::string whole;
  std::vector<std::string> parts;
};

// A law of growth stated by the caller.
struct StatedLaw {
  std::string indicator;
  Decimal growth_percent;         // median, > -100
  double standard_deviation = 0;  // of 100 ln(1 + g), > 0
  LocalizedText source;
};

struct PlanCorrelation {
  std::string indicator;
  std::string other;
  double value = 0;
};

inline constexpr double kDefaultCorrelation = 0.3;

struct PlanStructure {
  std::vector<PlanDriver> drivers;
  std::vector<PlanIdentity> identities;
  std::vector<StatedLaw> priors;
  std::vector<PlanCorrelation> correlations;
  // Of every pair not named; unset: kDefaultCorrelation, named in the answer as an assumption.
  std::optional<double> common_correlation;
};

// kInvalidArgument with the field relative to the structure ("drivers[0].elasticity",
// "identities[1].parts"): empty or unknown or repeated ids, a driver of itself within the year, a
// lag other than 0 or 1, too few parts, a whole among its parts, two identities of one whole,
// growth not above -100, a spread not above 0, a correlation outside (-1, 1), a common one outside
// [0, 1).
absl::Status Validate(const PlanStructure& structure, const InputSet& inputs);

enum class GoalForce : int8_t { kByKind = 0, kHard, kSoft };

// One thing to reach: a published target (id), or a relation said here.
struct PlanGoal {
  std::string target;
  std::string indicator;
  Measure measure = Measure::kGrowth;
  Relation relation = Relation::kGreaterOrEqual;
  std::variant<Decimal, RelativeGoal> right_side;
  GoalForce force = GoalForce::kByKind;
};

// kInvalidArgument with the field relative to the goal: unknown target or indicator, a change,
// growth not above -100, a level not above 0, a relative level, an indicator relative to itself.
absl::Status Validate(const PlanGoal& goal, const InputSet& inputs);

// What may be said about an indicator that can move.
struct PlanLever {
  std::string indicator;
  std::optional<Decimal> min_growth_percent;
  std::optional<Decimal> max_growth_percent;
  double price = 1;  // effort of one standard deviation, > 0
  bool pinned = false;
};

// kInvalidArgument with the field relative to the list ("[1].price"): unknown or repeated
// indicator, bounds not above -100 or in the wrong order, a price not above 0, a pin with bounds.
absl::Status Validate(const std::vector<PlanLever>& levers, const InputSet& inputs);

// Stable texts for receipts: equal numbers give equal texts.
std::string CanonicalText(const PlanStructure& structure);
std::string CanonicalText(const std::vector<PlanGoal>& goals);
std::string CanonicalText(const std::vector<PlanLever>& levers);

}  // namespace indicast::projection
