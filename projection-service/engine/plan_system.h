// A plan over several years as one system in log deviations from its own path: what every indicator
// does when the free ones are disturbed. With u the disturbances of the free indicators,
//   d_t = E d_t + E1 d_(t-1) + G_t d_t + u_t,   so   d_t = response_t u_t + carry_t d_(t-1),
// E and E1 the elasticities within the year and from the year before, G_t the gradients of the
// identities at the plan's path. Wholes of identities have no disturbance of their own.
//
// Correlations that are no correlation matrix are mended: the stated pairs stay and the common one
// gives way where that is possible, else the nearest matrix (nearest_correlation.h).
//
// Positions are those of the vector of indicators handed over. Pure; immutable; thread-safe. O(n^3)
// a year. Errors: those of plan_law.h and drivers.h; kInvalidArgument on
// "structure.drivers[i].indicator" where a whole is driven as well.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/nearest_correlation.h"
#include "projection-service/engine/plan_law.h"

namespace indicast::projection {

// One elasticity by positions.
struct PlanTie {
  size_t follower = 0;
  size_t driver = 0;
  int lag = 0;
  double elasticity = 0;
};

struct PlanSystem {
  int years = 0;
  std::vector<size_t> indicators;  // positions in inputs.indicators()
  std::vector<PlanLaw> laws;       // one a year, variables in the order of `indicators`
  std::vector<size_t> free;        // all but the wholes
  std::vector<PlanTie> ties;
  Eigen::MatrixXd correlation;  // of the free ones
  std::optional<CorrelationRepair> repair;
  bool repair_kept_stated = false;
  std::vector<Eigen::MatrixXd> response;  // one a year, n x free
  std::vector<Eigen::MatrixXd> carry;     // one a year, n x n; empty without lags
  std::vector<std::vector<size_t>> loops;
  bool explodes = false;  // spectral radius of E and G of at least 1
  // Of an indicator: follows from a sum of levels, so that logs are not linear.
  std::vector<bool> curved;

  size_t size() const { return indicators.size(); }
  // Medians of ln(1 + g), n x years.
  Eigen::MatrixXd Medians() const;
  // Own standard deviations of ln(1 + g) of the free ones, free x years.
  Eigen::MatrixXd Spreads() const;
};

// `outlooks` of those indicators, indicator by indicator, years base + 1 .. base + years.
absl::StatusOr<PlanSystem> BuildPlanSystem(const InputSet& inputs, const PlanStructure& structure,
                                           const std::vector<size_t>& indicators,
                                           const std::vector<GrowthOutlook>& outlooks, int years);

// Members of each loop: "gdp, household-income".
std::vector<std::string> LoopNames(const PlanSystem& system, const InputSet& inputs);

}  // namespace indicast::projection
