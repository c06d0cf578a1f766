// What a plan's targets are worth: fans of every indicator and the probability of every goal, of
// all of them and of the binding ones.
//
// Closed form first. Log growth is normal with the medians and spreads of the outlooks, so fans and
// single goals follow exactly wherever logs are linear (linear_paths.h); joint probabilities are
// those of a normal box (genz.h). What is not linear in logs - sums of levels, a margin between
// growth rates among several goals - and what is not normal is counted on simulated paths
// (monte_carlo.h), and the result says which. A method that was asked for is kept: then sums are
// linearised around the plan's path, and said so.
//
// Shares (a ratio in percent with a level) move in the logit, so that no draw leaves 0..100; counts
// are rounded half to even once, at the end. A goal of exactly 100 % is met where it would be
// printed.
//
// Units: growth in fractions inside, percent in results; levels in the indicator's unit; an index
// has 100 in the base year. Thread-compatible: one Simulation belongs to one caller, Count uses
// threads of its own. The same question gives the same bits for any number of workers and any split
// of the paths.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/plan_goals.h"
#include "projection-service/engine/plan_system.h"

namespace indicast::projection {

enum class ComputedBy : int8_t { kClosedForm = 1, kGenz, kMonteCarlo };

struct SimulationOptions {
  std::vector<double> quantiles = {0.1, 0.25, 0.5, 0.75, 0.9};  // ascending, in (0, 1)
  std::optional<ComputedBy> method;
  int64_t paths = 100000;
  uint64_t seed = 0;
  // Tells plans apart; scenarios of one plan share it, and with the seed their draws.
  uint64_t plan_digest = 0;
  double autocorrelation = 0;
  double degrees_of_freedom = 0;  // 0: normal
  bool keep_mean = false;         // the baseline is the mean, not the median
  // Goals of the call may be stretch targets; published ones stay out of `all`.
  bool goals_given = false;
};

struct SimulationQuestion {
  const InputSet& inputs;
  const Projection& baseline;
  const PlanStructure& structure;
  const std::vector<size_t>& indicators;
  const std::vector<GrowthOutlook>& outlooks;
  const std::vector<GoalRow>& goals;
  int years = 1;
  SimulationOptions options;
};

struct Chance {
  double value = 0;
  double low = 0, high = 0;  // 95 % of the computation
  ComputedBy method = ComputedBy::kClosedForm;
  int64_t count = 0;
};

struct FanPoint {
  int year = 0;
  std::vector<double> values;  // one a quantile
};

struct Fan {
  size_t indicator = 0;  // position in inputs.indicators()
  PathBasis basis = PathBasis::kGrowth;
  std::string unit;
  LocalizedText base_name;
  std::vector<FanPoint> points;  // of a level or index the base year first
};

struct SimulationOutcome {
  ComputedBy method = ComputedBy::kClosedForm;
  int64_t paths = 0;
  std::vector<Fan> fans;
  std::vector<Chance> goals;  // in the order of the question
  std::optional<Chance> all;  // without goals: unset
  std::optional<Chance> binding;
  std::optional<CorrelationRepair> repair;
  std::vector<GrowthOutlook> outlooks;  // with the laws of the wholes
  LocalizedText explanation;
  std::vector<LocalizedText> assumptions;
};

class Simulation {
 public:
  // The question's parts must outlive it. kInvalidArgument names the field of the request
  // ("quantiles[1]", "paths", "autocorrelation", "degrees_of_freedom", "method", "centre",
  // "structure..."); kFailedPrecondition as plan_system.h.
  static absl::StatusOr<Simulation> Prepare(const SimulationQuestion& question);

  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;
  ~Simulation();

  // Paths that must be counted before Finish; 0 in closed form.
  int64_t paths() const;
  int64_t counted() const;

  // Counts the next paths: whole blocks, at most `paths`. kCancelled CALL_CANCELLED.
  absl::Status Count(int64_t paths, int workers, const std::function<bool()>& cancelled);

  // After all paths are counted. kCancelled CALL_CANCELLED.
  absl::StatusOr<SimulationOutcome> Finish(const std::function<bool()>& cancelled) const;

 private:
  struct State;
  explicit Simulation(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace indicast::projection
