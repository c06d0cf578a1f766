// Elasticities solved simultaneously, in logs: with y = ln(1 + g) of the followers, u of the
// levers,
//   y = E y + F u + c + eps   so that   y = (I - E)^-1 (F u + c + eps),   M = (I - E)^-1 F.
// Applied to deviations from a baseline, y = y_base + M (u - u_base) + (I - E)^-1 eps, a wrong
// constant cannot move the baseline. Loops (gdp > income > retail > gdp) are allowed and reported:
// strongly connected components of E (Tarjan 1972, Depth-first search and linear graph algorithms,
// SIAM J. Computing 1(2)). Pinning y_k drops equation k and solves for its eps_k instead. With
// lags y_t = E y_t + E1 y_{t-1} + F u_t.
//
// Source of the form: simultaneous-equation multipliers (Goldberger 1959, Impact multipliers).
// Units: logs (0.05 is about 5 %); elasticities are log points per log point. Pure, thread-safe.
// Cost O(n^3) to build, O(n^2 + n k) a solution.
// Errors: kInvalidArgument DRIVERS_INVALID (shapes, not finite); kFailedPrecondition
// DRIVERS_SINGULAR when the reciprocal condition number of I - E (or of the pinned system) is below
// 1e-10: the equations contradict or repeat one another.
#pragma once

#include <Eigen/Dense>
#include <vector>

#include "absl/status/statusor.h"

namespace indicast::projection {

// Variables of each loop, ascending; loops by their first variable. An equation that feeds itself
// is a loop of one.
std::vector<std::vector<Eigen::Index>> FindLoops(const Eigen::MatrixXd& within);

struct DriverPath {
  Eigen::MatrixXd y;    // followers x periods
  Eigen::MatrixXd eps;  // what pinned equations needed; 0 elsewhere
};

class DriverSystem {
 public:
  // `within` is E (n x n), `levers` F (n x k), `lagged` E1 (n x n) or empty.
  static absl::StatusOr<DriverSystem> Create(const Eigen::MatrixXd& within,
                                             const Eigen::MatrixXd& levers,
                                             const Eigen::MatrixXd& lagged = {});

  Eigen::Index followers() const { return within_.rows(); }
  Eigen::Index levers() const { return levers_.cols(); }
  // M.
  const Eigen::MatrixXd& multipliers() const { return multipliers_; }
  double reciprocal_condition() const { return reciprocal_condition_; }
  // Largest |eigenvalue| of E. From 1 on the feedback explodes when read as an iteration.
  double spectral_radius() const { return spectral_radius_; }
  bool explodes() const { return spectral_radius_ >= 1; }
  const std::vector<std::vector<Eigen::Index>>& loops() const { return loops_; }

  // (I - E)^-1 right.
  Eigen::VectorXd Solve(const Eigen::VectorXd& right) const { return lu_.solve(right); }

  // Deviations of the followers over periods (columns) from those of the levers, with disturbances
  // `eps` (empty: none) and those before the first period `before` (empty: none). Pinned followers
  // take their given deviations: pins(k, t) where `pinned` names k.
  absl::StatusOr<DriverPath> Deviations(const Eigen::MatrixXd& lever_deviations,
                                        const Eigen::MatrixXd& eps, const Eigen::VectorXd& before,
                                        const std::vector<Eigen::Index>& pinned,
                                        const Eigen::MatrixXd& pins) const;

 private:
  DriverSystem() = default;

  Eigen::MatrixXd within_;
  Eigen::MatrixXd levers_;
  Eigen::MatrixXd lagged_;
  Eigen::PartialPivLU<Eigen::MatrixXd> lu_;
  Eigen::MatrixXd multipliers_;
  double reciprocal_condition_ = 0;
  double spectral_radius_ = 0;
  std::vector<std::vector<Eigen::Index>> loops_;
};

}  // namespace indicast::projection
