// What a change costs: D2 = D' W D of a move D = x - x0, with W symmetric positive definite. W is
// the inverse of a covariance (the cheapest move is then also the conditional mean, Waggoner and
// Zha 1999, Conditional forecasts in dynamic multivariate models, RES 81(4)) or diagonal with a
// price a variable.
//
// Held as a factor J with J J' = W^-1, so that x = x0 + J z turns the cost into z'z: every variable
// and every row is then counted in standard deviations. Units: J has those of x. Thread-safe once
// built (immutable). Cost: n^3 / 3 to build from a matrix, n from deviations.
// Errors: kInvalidArgument METRIC_NOT_POSITIVE (also when not symmetric or not finite).
#pragma once

#include <Eigen/Dense>

#include "absl/status/statusor.h"

namespace indicast::projection {

class ChangeMetric {
 public:
  // Of no variables.
  ChangeMetric() = default;

  // W = diag(1 / deviation^2): what bends easily has a large deviation.
  static absl::StatusOr<ChangeMetric> FromDeviations(const Eigen::VectorXd& deviations);
  // W = covariance^-1.
  static absl::StatusOr<ChangeMetric> FromCovariance(const Eigen::MatrixXd& covariance);
  static absl::StatusOr<ChangeMetric> FromWeight(const Eigen::MatrixXd& weight);

  Eigen::Index size() const { return deviations_.size(); }
  bool diagonal() const { return factor_.size() == 0; }
  // sqrt of the diagonal of W^-1: what counts as one unit of each variable.
  const Eigen::VectorXd& deviations() const { return deviations_; }

  // J z.
  Eigen::VectorXd ToMove(const Eigen::VectorXd& z) const;
  // J' a, for the normal a of a row.
  Eigen::VectorXd ToScaled(const Eigen::VectorXd& normal) const;
  // J' e_i: the normal of variable i.
  Eigen::VectorXd ToScaledVariable(Eigen::Index i) const;
  // z with J z = move.
  Eigen::VectorXd FromMove(const Eigen::VectorXd& move) const;
  // D' W D.
  double Distance2(const Eigen::VectorXd& move) const { return FromMove(move).squaredNorm(); }

  // This metric with further independent variables behind its own.
  ChangeMetric Extended(const Eigen::VectorXd& deviations) const;

 private:
  explicit ChangeMetric(Eigen::VectorXd deviations) : deviations_(std::move(deviations)) {}
  ChangeMetric(Eigen::VectorXd deviations, Eigen::MatrixXd factor, bool lower)
      : deviations_(std::move(deviations)), factor_(std::move(factor)), lower_(lower) {}

  Eigen::VectorXd deviations_;
  Eigen::MatrixXd factor_;  // triangular; empty: diag(deviations_)
  bool lower_ = true;
};

}  // namespace indicast::projection
