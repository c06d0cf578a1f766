#include "projection-service/engine/change_metric.h"

#include <cmath>
#include <utility>

#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Squared pivots of a matrix with unit diagonal; below it the inverse has no correct digit to
// spare.
constexpr double kLeastPivot = 1e-12;
constexpr double kAsymmetry = 1e-9;

absl::Status NotPositive(absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "METRIC_NOT_POSITIVE", what);
}

// The lower Cholesky factor of `matrix` scaled to unit diagonal; `scales` becomes the square roots
// of its diagonal.
absl::StatusOr<MatrixXd> UnitFactor(const MatrixXd& matrix, VectorXd& scales) {
  if (matrix.rows() != matrix.cols() || !matrix.allFinite() ||
      !(matrix.diagonal().array() > 0).all()) {
    return NotPositive("the matrix must be square and finite, with a positive diagonal");
  }
  scales = matrix.diagonal().cwiseSqrt();
  const VectorXd inverse = scales.cwiseInverse();
  const MatrixXd unit = inverse.asDiagonal() * matrix * inverse.asDiagonal();
  if (!((unit - unit.transpose()).cwiseAbs().maxCoeff() <= kAsymmetry)) {
    return NotPositive("the matrix must be symmetric");
  }
  const Eigen::LLT<MatrixXd> cholesky(unit);
  if (cholesky.info() != Eigen::Success) return NotPositive("the matrix is not positive definite");
  MatrixXd factor = cholesky.matrixL();
  if (!(factor.diagonal().cwiseAbs2().minCoeff() >= kLeastPivot)) {
    return NotPositive("the matrix is singular to working precision");
  }
  return factor;
}

}  // namespace

absl::StatusOr<ChangeMetric> ChangeMetric::FromDeviations(const VectorXd& deviations) {
  if (!deviations.allFinite() || !(deviations.array() > 0).all()) {
    return NotPositive("deviations must be finite and above 0");
  }
  return ChangeMetric(deviations);
}

absl::StatusOr<ChangeMetric> ChangeMetric::FromCovariance(const MatrixXd& covariance) {
  if (covariance.size() == 0) return ChangeMetric(VectorXd());
  VectorXd scales;
  ASSIGN_OR_RETURN(MatrixXd factor, UnitFactor(covariance, scales));
  factor = scales.asDiagonal() * factor;
  return ChangeMetric(std::move(scales), std::move(factor), /*lower=*/true);
}

absl::StatusOr<ChangeMetric> ChangeMetric::FromWeight(const MatrixXd& weight) {
  if (weight.size() == 0) return ChangeMetric(VectorXd());
  VectorXd scales;
  ASSIGN_OR_RETURN(const MatrixXd cholesky, UnitFactor(weight, scales));
  const Index n = weight.rows();
  MatrixXd factor =
      cholesky.transpose().triangularView<Eigen::Upper>().solve(MatrixXd(MatrixXd::Identity(n, n)));
  factor = scales.cwiseInverse().asDiagonal() * factor;
  VectorXd deviations = factor.rowwise().norm();
  return ChangeMetric(std::move(deviations), std::move(factor), /*lower=*/false);
}

VectorXd ChangeMetric::ToMove(const VectorXd& z) const {
  if (diagonal()) return deviations_.cwiseProduct(z);
  if (lower_) return factor_.triangularView<Eigen::Lower>() * z;
  return factor_.triangularView<Eigen::Upper>() * z;
}

VectorXd ChangeMetric::ToScaled(const VectorXd& normal) const {
  if (diagonal()) return deviations_.cwiseProduct(normal);
  return factor_.transpose() * normal;
}

VectorXd ChangeMetric::ToScaledVariable(Index i) const {
  if (!diagonal()) return factor_.row(i);
  VectorXd normal = VectorXd::Zero(size());
  normal[i] = deviations_[i];
  return normal;
}

VectorXd ChangeMetric::FromMove(const VectorXd& move) const {
  if (diagonal()) return move.cwiseQuotient(deviations_);
  if (lower_) return factor_.triangularView<Eigen::Lower>().solve(move);
  return factor_.triangularView<Eigen::Upper>().solve(move);
}

ChangeMetric ChangeMetric::Extended(const VectorXd& deviations) const {
  const Index own = size();
  const Index more = deviations.size();
  VectorXd all(own + more);
  all << deviations_, deviations;
  if (diagonal()) return ChangeMetric(std::move(all));
  MatrixXd factor = MatrixXd::Zero(own + more, own + more);
  factor.topLeftCorner(own, own) = factor_;
  factor.bottomRightCorner(more, more) = deviations.asDiagonal();
  return ChangeMetric(std::move(all), std::move(factor), lower_);
}

}  // namespace indicast::projection
