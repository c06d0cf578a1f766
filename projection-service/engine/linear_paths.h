// The normal law of a plan's paths where logs are linear: loadings of every step and total on
// independent normal innovations. With C = L L', A A' the correlation rho^|s - t| of the years, and
// z_k the innovations of year k,
//   step_t = sum_k A_tk response_t S_t L z_k + carry_t step_(t-1),   total_t = step_1 + ... +
//   step_t,
// so that every variance and covariance is a product of rows. Deviations from the plan's path, of
// ln(1 + g). Pure; thread-safe. O(years^2 n free + years n free^2); with lags years^2 n^2 free.
#pragma once

#include <functional>
#include <vector>

#include "Eigen/Core"
#include "absl/status/statusor.h"
#include "projection-service/engine/plan_system.h"

namespace indicast::projection {

// A row of the plan in one year (0 is the first): its step, or its total to the end of the year.
struct PathCell {
  size_t variable = 0;  // position in system.indicators
  int year = 0;
  bool total = false;
  bool operator==(const PathCell&) const = default;
};

struct LinearPaths {
  Eigen::MatrixXd step_spread, total_spread;  // n x years, standard deviations
  // Of each cell asked for, on the innovations of all years.
  std::vector<Eigen::VectorXd> loadings;

  double Spread(const PathCell& cell) const;
};

// -1 < rho < 1. kCancelled CALL_CANCELLED when `cancelled` (may be empty) says so.
absl::StatusOr<LinearPaths> ComputeLinearPaths(const PlanSystem& system, double rho,
                                               const std::vector<PathCell>& cells,
                                               const std::function<bool()>& cancelled);

}  // namespace indicast::projection
