#include "projection-service/engine/nearest_correlation.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Eigenvalues>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

constexpr double kTolerance = 1e-12;
constexpr int kMaxSteps = 20000;
constexpr double kChanged = 1e-9;

absl::Status CheckSymmetric(const MatrixXd& c) {
  if (c.rows() < 1 || c.rows() != c.cols()) return FieldError("correlation", "is not square");
  if (!c.allFinite()) return FieldError("correlation", "is not finite");
  if (c != c.transpose()) return FieldError("correlation", "is not symmetric");
  return absl::OkStatus();
}

// The nearest matrix with eigenvalues of at least `least`.
MatrixXd Clip(const MatrixXd& c, double least) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(c);
  const Eigen::VectorXd values = solver.eigenvalues().cwiseMax(least);
  const MatrixXd clipped =
      solver.eigenvectors() * values.asDiagonal() * solver.eigenvectors().transpose();
  return (clipped + clipped.transpose()) / 2;
}

double LeastEigenvalue(const MatrixXd& c) {
  const Eigen::SelfAdjointEigenSolver<MatrixXd> solver(c, Eigen::EigenvaluesOnly);
  return solver.eigenvalues()[0];
}

// Unit diagonal by scaling, which keeps the signs of the eigenvalues.
MatrixXd Rescale(const MatrixXd& c) {
  const Eigen::VectorXd scale = c.diagonal().cwiseSqrt().cwiseInverse();
  MatrixXd out = scale.asDiagonal() * c * scale.asDiagonal();
  out = ((out + out.transpose()) / 2).eval();
  out.diagonal().setOnes();
  return out;
}

// (1 - a) c + a target, with what they share to the bit.
MatrixXd Mix(const MatrixXd& c, const MatrixXd& target, double a) { return c + a * (target - c); }

CorrelationRepair Report(const MatrixXd& before, MatrixXd after) {
  CorrelationRepair repair;
  const MatrixXd change = after - before;
  for (Index i = 0; i < change.rows(); ++i) {
    for (Index j = i + 1; j < change.cols(); ++j) {
      if (std::abs(change(i, j)) > kChanged) ++repair.changed;
    }
  }
  repair.largest_change = change.cwiseAbs().maxCoeff();
  repair.distance = change.norm();
  repair.correlation = std::move(after);
  return repair;
}

}  // namespace

bool IsCorrelation(const MatrixXd& c) {
  if (!CheckSymmetric(c).ok() || (c.diagonal().array() != 1).any()) return false;
  return LeastEigenvalue(c) >= kLeastEigenvalue / 2;
}

absl::StatusOr<CorrelationRepair> NearestCorrelation(const MatrixXd& c) {
  RETURN_IF_ERROR(CheckSymmetric(c));
  if (IsCorrelation(c)) return Report(c, c);
  MatrixXd y = c;
  MatrixXd correction = MatrixXd::Zero(c.rows(), c.cols());
  for (int step = 0; step < kMaxSteps; ++step) {
    const MatrixXd r = y - correction;
    const MatrixXd x = Clip(r, 0);
    correction = x - r;
    MatrixXd next = x;
    next.diagonal().setOnes();
    const double moved = (next - y).norm();
    y = next;
    if (moved <= kTolerance * y.norm() && (y - x).norm() <= 1e-9 * y.norm()) {
      return Report(c, Rescale(Clip(y, kLeastEigenvalue)));
    }
  }
  return Error(absl::StatusCode::kInternal, "CORRELATION_NOT_REPAIRED",
               absl::StrCat("the alternating projections did not settle in ", kMaxSteps, " steps"));
}

absl::StatusOr<CorrelationRepair> ShrinkCorrelation(const MatrixXd& c, const MatrixXd& target) {
  RETURN_IF_ERROR(CheckSymmetric(c));
  if (target.rows() != c.rows() || !IsCorrelation(target)) {
    return FieldError("target", "is not a correlation matrix of the same size");
  }
  if (IsCorrelation(c)) return Report(c, c);
  double low = 0;
  double high = 1;
  while (high - low > kTolerance) {
    const double middle = (low + high) / 2;
    (IsCorrelation(Mix(c, target, middle)) ? high : low) = middle;
  }
  return Report(c, Mix(c, target, high));
}

absl::StatusOr<MatrixXd> FactorCorrelation(const MatrixXd& loadings) {
  for (Index i = 0; i < loadings.rows(); ++i) {
    if (!(loadings.row(i).squaredNorm() <= 1)) {
      return FieldError(absl::StrCat("loadings[", i, "]"), "has a norm above 1");
    }
  }
  MatrixXd c = loadings * loadings.transpose();
  c.diagonal().setOnes();
  return c;
}

}  // namespace indicast::projection
