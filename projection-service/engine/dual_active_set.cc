#include "projection-service/engine/dual_active_set.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A row counts as violated beyond this many standard deviations, relative to its right side.
constexpr double kViolated = 1e-12;
// An infeasible row that misses by less is a rounding of its right side, not a conflict.
constexpr double kConflict = 1e-10;
// Length outside the span of the active rows below which a unit normal lies within it.
constexpr double kDependent = 1e-10;
constexpr double kPositive = 1e-11;

class DualActiveSet {
 public:
  DualActiveSet(const LeastNormProblem& problem, int iteration_limit)
      : problem_(problem), limit_(iteration_limit), z_(VectorXd::Zero(problem.size)) {}

  absl::StatusOr<LeastNormSolution> Run();

 private:
  struct Entering {
    RowId id;
    VectorXd normal;
    double value = 0;
  };

  bool StartOnEqualities();
  bool CheckRedundant(const Eigen::ColPivHouseholderQR<MatrixXd>& qr);
  // The most violated row that is neither active nor ignored; lowest index among equals.
  bool FindViolated(Entering& entering) const;
  Entering RowOf(RowId id) const;
  // False: infeasible, or the limit of iterations (limit_reached_).
  bool Enter(const Entering& entering);
  void Append(RowId id, const VectorXd& rotated, double multiplier);
  void Drop(Index k);
  void Polish();
  void RecordConflict(RowId entering, const VectorXd& combination);
  LeastNormSolution Finish(bool feasible);
  bool Passive(RowId id) const {
    return std::find(active_.begin(), active_.end(), id) == active_.end() &&
           std::find(ignored_.begin(), ignored_.end(), id) == ignored_.end();
  }
  Index count() const { return static_cast<Index>(active_.size()); }
  VectorXd CombinationOf(const VectorXd& rotated) const {
    return r_.topLeftCorner(count(), count())
        .triangularView<Eigen::Upper>()
        .solve(rotated.head(count()));
  }

  const LeastNormProblem& problem_;
  const int limit_;
  VectorXd z_;
  MatrixXd q_;  // orthogonal; its first columns span the active normals
  MatrixXd r_;  // upper triangular: active normals = q_.leftCols(count) * r_
  VectorXd multipliers_;
  std::vector<RowId> active_;
  Index equalities_ = 0;  // active rows that never leave
  std::vector<RowId> ignored_;
  std::vector<RowId> redundant_;
  std::vector<RowId> conflict_;
  int iterations_ = 0;
  bool limit_reached_ = false;
};

bool DualActiveSet::StartOnEqualities() {
  const Index n = problem_.size;
  const Index rows = problem_.equalities.cols();
  r_ = MatrixXd::Zero(n, n);
  multipliers_ = VectorXd::Zero(n);
  if (rows == 0) {
    q_ = MatrixXd::Identity(n, n);
    return true;
  }
  Eigen::ColPivHouseholderQR<MatrixXd> qr(n, rows);
  qr.setThreshold(kDependent);
  qr.compute(problem_.equalities);
  const Index rank = qr.rank();
  q_ = qr.householderQ() * MatrixXd::Identity(n, n);
  r_.topLeftCorner(rank, rank) =
      qr.matrixR().topLeftCorner(rank, rank).triangularView<Eigen::Upper>();
  VectorXd values(rank);
  for (Index k = 0; k < rank; ++k) {
    const Index row = qr.colsPermutation().indices()[k];
    active_.push_back(problem_.equality_ids[static_cast<size_t>(row)]);
    values[k] = problem_.equality_values[row];
  }
  equalities_ = rank;
  const auto triangle = r_.topLeftCorner(rank, rank).triangularView<Eigen::Upper>();
  const VectorXd inside = triangle.transpose().solve(values);
  z_ = q_.leftCols(rank) * inside;
  multipliers_.head(rank) = triangle.solve(inside);
  return CheckRedundant(qr);
}

// The equalities beyond the rank follow from the others or contradict them.
bool DualActiveSet::CheckRedundant(const Eigen::ColPivHouseholderQR<MatrixXd>& qr) {
  for (Index k = qr.rank(); k < problem_.equalities.cols(); ++k) {
    const Index row = qr.colsPermutation().indices()[k];
    const RowId id = problem_.equality_ids[static_cast<size_t>(row)];
    const double value = problem_.equality_values[row];
    const VectorXd normal = problem_.equalities.col(row);
    if (std::abs(normal.dot(z_) - value) > kConflict * (1 + std::abs(value) + z_.norm())) {
      RecordConflict(id, CombinationOf(q_.transpose() * normal));
      return false;
    }
    redundant_.push_back(id);
  }
  return true;
}

DualActiveSet::Entering DualActiveSet::RowOf(RowId id) const {
  if (id.kind == RowKind::kInequality) {
    return {id, problem_.inequalities.col(id.index), problem_.inequality_values[id.index]};
  }
  VectorXd normal;
  if (problem_.bound_normals.size() == 0) {
    normal = VectorXd::Unit(problem_.size, id.index);
  } else {
    normal = problem_.bound_normals.col(id.index);
  }
  if (id.kind == RowKind::kLowerBound) return {id, std::move(normal), problem_.lower[id.index]};
  return {id, -normal, -problem_.upper[id.index]};
}

bool DualActiveSet::FindViolated(Entering& entering) const {
  RowId worst;
  double worst_excess = 0;
  const double length = z_.norm();
  const auto consider = [&](RowKind kind, Index index, double slack, double value) {
    const double excess = -slack - kViolated * (1 + std::abs(value) + length);
    if (excess > worst_excess && Passive({kind, index})) {
      worst_excess = excess;
      worst = {kind, index};
    }
  };
  const VectorXd rows = problem_.inequalities.transpose() * z_;
  for (Index j = 0; j < rows.size(); ++j) {
    const double value = problem_.inequality_values[j];
    consider(RowKind::kInequality, j, rows[j] - value, value);
  }
  const VectorXd variables =
      problem_.bound_normals.size() == 0 ? z_ : VectorXd(problem_.bound_normals.transpose() * z_);
  for (Index i = 0; i < problem_.size; ++i) {
    const double lower = problem_.lower[i];
    const double upper = problem_.upper[i];
    if (variables[i] < lower) consider(RowKind::kLowerBound, i, variables[i] - lower, lower);
    if (variables[i] > upper) consider(RowKind::kUpperBound, i, upper - variables[i], upper);
  }
  if (worst_excess <= 0) return false;
  entering = RowOf(worst);
  return true;
}

void DualActiveSet::RecordConflict(RowId entering, const VectorXd& combination) {
  conflict_.push_back(entering);
  const double scale = combination.size() == 0 ? 0 : combination.cwiseAbs().maxCoeff();
  for (Index k = 0; k < combination.size(); ++k) {
    if (std::abs(combination[k]) > kDependent * (1 + scale)) {
      conflict_.push_back(active_[static_cast<size_t>(k)]);
    }
  }
  std::sort(conflict_.begin(), conflict_.end());
}

bool DualActiveSet::Enter(const Entering& entering) {
  const Index n = problem_.size;
  double multiplier = 0;
  while (true) {
    if (++iterations_ > limit_) {
      limit_reached_ = true;
      return false;
    }
    const VectorXd rotated = q_.transpose() * entering.normal;
    const VectorXd combination = CombinationOf(rotated);
    const double outside = rotated.tail(n - count()).norm();
    const double slack = entering.normal.dot(z_) - entering.value;
    double dual_step = kInfinity;
    Index leaving = -1;
    for (Index k = equalities_; k < count(); ++k) {
      if (combination[k] <= kPositive) continue;
      const double ratio = std::max(0.0, multipliers_[k]) / combination[k];
      if (ratio < dual_step) {
        dual_step = ratio;
        leaving = k;
      }
    }
    const double primal_step =
        outside > kDependent ? std::max(0.0, -slack) / (outside * outside) : kInfinity;
    if (leaving < 0 && primal_step == kInfinity) {
      if (-slack <= kConflict * (1 + std::abs(entering.value) + z_.norm())) {
        ignored_.push_back(entering.id);
        return true;
      }
      RecordConflict(entering.id, combination);
      return false;
    }
    const double step = std::min(dual_step, primal_step);
    multipliers_.head(count()) -= step * combination;
    multiplier += step;
    if (primal_step < kInfinity) {
      z_.noalias() += step * (q_.rightCols(n - count()) * rotated.tail(n - count()));
    }
    if (primal_step <= dual_step) {
      Append(entering.id, rotated, multiplier);
      return true;
    }
    Drop(leaving);
  }
}

// One Householder reflection of the free columns turns the new normal into the next of them.
void DualActiveSet::Append(RowId id, const VectorXd& rotated, double multiplier) {
  const Index k = count();
  const Index rest = problem_.size - k;
  VectorXd essential(rest - 1);
  double tau = 0;
  double beta = 0;
  rotated.tail(rest).makeHouseholder(essential, tau, beta);
  VectorXd workspace(problem_.size);
  q_.rightCols(rest).applyHouseholderOnTheRight(essential, tau, workspace.data());
  r_.col(k).head(k) = rotated.head(k);
  r_(k, k) = beta;
  multipliers_[k] = multiplier;
  active_.push_back(id);
}

// Givens rotations restore the triangle after a column has left it.
void DualActiveSet::Drop(Index k) {
  const Index last = count() - 1;
  for (Index j = k; j < last; ++j) {
    r_.col(j).head(j + 2) = r_.col(j + 1).head(j + 2);
    multipliers_[j] = multipliers_[j + 1];
    Eigen::JacobiRotation<double> rotation;
    rotation.makeGivens(r_(j, j), r_(j + 1, j));
    // Columns to the right are still in their old places.
    r_.block(j, j, 2, 1).applyOnTheLeft(0, 1, rotation.adjoint());
    r_(j + 1, j) = 0;
    r_.block(j, j + 2, 2, std::max<Index>(0, last - j - 1))
        .applyOnTheLeft(0, 1, rotation.adjoint());
    q_.applyOnTheRight(j, j + 1, rotation);
  }
  r_.col(last).setZero();
  multipliers_[last] = 0;
  active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(k));
}

// One step of refinement: the active rows hold to the last digit, the multipliers follow from z.
void DualActiveSet::Polish() {
  const Index k = count();
  if (k == 0) return;
  VectorXd miss(k);
  for (Index j = 0; j < k; ++j) {
    const RowId id = active_[static_cast<size_t>(j)];
    Entering row;
    if (j < equalities_) {
      const auto& ids = problem_.equality_ids;
      const Index column = std::find(ids.begin(), ids.end(), id) - ids.begin();
      row = {id, problem_.equalities.col(column), problem_.equality_values[column]};
    } else {
      row = RowOf(id);
    }
    long double sum = -static_cast<long double>(row.value);
    for (Index i = 0; i < problem_.size; ++i) {
      sum += static_cast<long double>(row.normal[i]) * static_cast<long double>(z_[i]);
    }
    miss[j] = static_cast<double>(-sum);
  }
  const auto triangle = r_.topLeftCorner(k, k).triangularView<Eigen::Upper>();
  z_ += q_.leftCols(k) * triangle.transpose().solve(miss);
  multipliers_.head(k) = triangle.solve(q_.leftCols(k).transpose() * z_);
}

LeastNormSolution DualActiveSet::Finish(bool feasible) {
  LeastNormSolution solution;
  solution.feasible = feasible;
  solution.iterations = iterations_;
  solution.conflict = std::move(conflict_);
  solution.redundant = std::move(redundant_);
  if (!feasible) return solution;
  Polish();
  solution.z = z_;
  solution.equality_multipliers = VectorXd::Zero(problem_.equalities.cols());
  solution.inequality_multipliers = VectorXd::Zero(problem_.inequalities.cols());
  solution.lower_multipliers = VectorXd::Zero(problem_.size);
  solution.upper_multipliers = VectorXd::Zero(problem_.size);
  for (Index k = 0; k < count(); ++k) {
    const RowId id = active_[static_cast<size_t>(k)];
    if (k < equalities_) {
      const auto& ids = problem_.equality_ids;
      const Index column = std::find(ids.begin(), ids.end(), id) - ids.begin();
      solution.equality_multipliers[column] = multipliers_[k];
      continue;
    }
    const double multiplier = std::max(0.0, multipliers_[k]);
    if (id.kind == RowKind::kInequality) solution.inequality_multipliers[id.index] = multiplier;
    if (id.kind == RowKind::kLowerBound) solution.lower_multipliers[id.index] = multiplier;
    if (id.kind == RowKind::kUpperBound) solution.upper_multipliers[id.index] = multiplier;
  }
  solution.active = std::move(active_);
  return solution;
}

absl::StatusOr<LeastNormSolution> DualActiveSet::Run() {
  if (!StartOnEqualities()) return Finish(/*feasible=*/false);
  Entering entering;
  while (FindViolated(entering)) {
    if (Enter(entering)) continue;
    if (limit_reached_) {
      return Error(absl::StatusCode::kFailedPrecondition, "SOLVER_ITERATION_LIMIT",
                   absl::StrCat("the active set did not settle within ", limit_, " steps"));
    }
    return Finish(/*feasible=*/false);
  }
  return Finish(/*feasible=*/true);
}

}  // namespace

absl::StatusOr<LeastNormSolution> SolveLeastNorm(const LeastNormProblem& problem,
                                                 int iteration_limit) {
  return DualActiveSet(problem, iteration_limit).Run();
}

}  // namespace indicast::projection
