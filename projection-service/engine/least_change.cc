#include "projection-service/engine/least_change.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr Index kMaxVariables = 1000;
constexpr double kResidual = 1e-9;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A multiplier this small against the largest one does not hold the answer.
constexpr double kHolding = 1e-12;

absl::Status Invalid(absl::string_view what) {
  return Error(absl::StatusCode::kInvalidArgument, "PROBLEM_INVALID", what);
}

absl::Status CheckRows(const MatrixXd& rows, const VectorXd& values, Index n,
                       absl::string_view name) {
  if (rows.rows() != values.size() || (rows.rows() > 0 && rows.cols() != n)) {
    return Invalid(absl::StrCat(name, ": shapes do not fit"));
  }
  if (!rows.allFinite() || !values.allFinite()) {
    return Invalid(absl::StrCat(name, " must be finite"));
  }
  return absl::OkStatus();
}

absl::Status CheckBounds(const LeastChangeProblem& problem) {
  const Index n = problem.start.size();
  for (const VectorXd* bounds : {&problem.lower, &problem.upper}) {
    if (bounds->size() != 0 && bounds->size() != n) return Invalid("bounds: shapes do not fit");
    if (bounds->array().isNaN().any()) return Invalid("bounds must be numbers");
  }
  if (problem.lower.size() == 0 || problem.upper.size() == 0) return absl::OkStatus();
  for (Index i = 0; i < n; ++i) {
    if (problem.lower[i] > problem.upper[i] || problem.lower[i] == kInfinity ||
        problem.upper[i] == -kInfinity) {
      return Invalid(absl::StrCat("bounds: lower above upper for variable ", i));
    }
  }
  return absl::OkStatus();
}

absl::Status Check(const LeastChangeProblem& problem, const ChangeMetric& metric) {
  const Index n = problem.start.size();
  if (n > kMaxVariables) return Invalid(absl::StrCat("more than ", kMaxVariables, " variables"));
  if (metric.size() != n) return Invalid("metric: shapes do not fit");
  if (!problem.start.allFinite()) return Invalid("start must be finite");
  RETURN_IF_ERROR(CheckRows(problem.equalities, problem.equality_values, n, "equalities"));
  RETURN_IF_ERROR(CheckRows(problem.inequalities, problem.inequality_values, n, "inequalities"));
  return CheckBounds(problem);
}

// The problem in standard deviations, and the length of each row in them.
struct ScaledProblem {
  LeastNormProblem rows;
  VectorXd equality_scales;
  VectorXd inequality_scales;
  std::vector<RowId> impossible;  // rows without coefficients that cannot hold
};

double DotLong(const VectorXd& a, const VectorXd& b, double offset) {
  long double sum = -static_cast<long double>(offset);
  for (Index i = 0; i < a.size(); ++i) {
    sum += static_cast<long double>(a[i]) * static_cast<long double>(b[i]);
  }
  return static_cast<double>(sum);
}

// Normal and right side of one row in standard deviations; returns its length before. A row without
// coefficients keeps length 1 and a zero normal.
double ScaleRow(const VectorXd& normal, double value, const LeastChangeProblem& problem,
                const ChangeMetric& metric, Eigen::Ref<VectorXd> scaled_normal,
                double& scaled_value) {
  scaled_normal = metric.ToScaled(normal);
  const double length = scaled_normal.norm();
  const double scale = length > 0 ? length : 1;
  scaled_normal /= scale;
  scaled_value = -DotLong(normal, problem.start, value) / scale;
  return scale;
}

void ScaleEqualities(const LeastChangeProblem& problem, const ChangeMetric& metric,
                     ScaledProblem& scaled) {
  const Index n = problem.start.size();
  LeastNormProblem& rows = scaled.rows;
  std::vector<Index> pins;
  for (Index i = 0; i < n; ++i) {
    if (rows.lower[i] == rows.upper[i]) pins.push_back(i);
  }
  const Index own = problem.equalities.rows();
  const Index all = own + static_cast<Index>(pins.size());
  rows.equalities.resize(n, all);
  rows.equality_values.resize(all);
  scaled.equality_scales.resize(all);
  Index kept = 0;
  for (Index j = 0; j < own; ++j) {
    scaled.equality_scales[kept] =
        ScaleRow(problem.equalities.row(j).transpose(), problem.equality_values[j], problem, metric,
                 rows.equalities.col(kept), rows.equality_values[kept]);
    if (rows.equalities.col(kept).isZero(0)) {
      if (rows.equality_values[kept] != 0) scaled.impossible.push_back({RowKind::kEquality, j});
      continue;
    }
    rows.equality_ids.push_back({RowKind::kEquality, j});
    ++kept;
  }
  for (const Index i : pins) {
    const double deviation = metric.deviations()[i];
    rows.equalities.col(kept) = metric.ToScaledVariable(i) / deviation;
    rows.equality_values[kept] = rows.lower[i];
    scaled.equality_scales[kept] = deviation;
    rows.equality_ids.push_back({RowKind::kPin, i});
    rows.lower[i] = -kInfinity;
    rows.upper[i] = kInfinity;
    ++kept;
  }
  rows.equalities.conservativeResize(n, kept);
  rows.equality_values.conservativeResize(kept);
  scaled.equality_scales.conservativeResize(kept);
}

void ScaleInequalities(const LeastChangeProblem& problem, const ChangeMetric& metric,
                       ScaledProblem& scaled) {
  const Index rows = problem.inequalities.rows();
  scaled.rows.inequalities.resize(problem.start.size(), rows);
  scaled.rows.inequality_values.resize(rows);
  scaled.inequality_scales.resize(rows);
  for (Index j = 0; j < rows; ++j) {
    scaled.inequality_scales[j] =
        ScaleRow(problem.inequalities.row(j).transpose(), problem.inequality_values[j], problem,
                 metric, scaled.rows.inequalities.col(j), scaled.rows.inequality_values[j]);
    if (!scaled.rows.inequalities.col(j).isZero(0)) continue;
    if (scaled.rows.inequality_values[j] > 0) {
      scaled.impossible.push_back({RowKind::kInequality, j});
    }
    scaled.rows.inequality_values[j] = std::min(0.0, scaled.rows.inequality_values[j]);
  }
}

ScaledProblem Scale(const LeastChangeProblem& problem, const ChangeMetric& metric) {
  const Index n = problem.start.size();
  ScaledProblem scaled;
  LeastNormProblem& rows = scaled.rows;
  rows.size = n;
  const VectorXd& deviations = metric.deviations();
  rows.lower = problem.lower.size() == 0
                   ? VectorXd::Constant(n, -kInfinity)
                   : VectorXd((problem.lower - problem.start).cwiseQuotient(deviations));
  rows.upper = problem.upper.size() == 0
                   ? VectorXd::Constant(n, kInfinity)
                   : VectorXd((problem.upper - problem.start).cwiseQuotient(deviations));
  if (!metric.diagonal()) {
    rows.bound_normals.resize(n, n);
    for (Index i = 0; i < n; ++i) {
      rows.bound_normals.col(i) = metric.ToScaledVariable(i) / deviations[i];
    }
  }
  ScaleEqualities(problem, metric, scaled);
  ScaleInequalities(problem, metric, scaled);
  return scaled;
}

// Multipliers in the units of the problem, active rows, rank.
void Unscale(const ScaledProblem& scaled, const LeastChangeProblem& problem,
             const ChangeMetric& metric, const LeastNormSolution& solved, LeastChange& answer) {
  const VectorXd& deviations = metric.deviations();
  answer.equality_multipliers = VectorXd::Zero(problem.equalities.rows());
  answer.lower_multipliers = solved.lower_multipliers.cwiseQuotient(deviations);
  answer.upper_multipliers = solved.upper_multipliers.cwiseQuotient(deviations);
  answer.inequality_multipliers =
      solved.inequality_multipliers.cwiseQuotient(scaled.inequality_scales);
  for (size_t k = 0; k < scaled.rows.equality_ids.size(); ++k) {
    const RowId id = scaled.rows.equality_ids[k];
    const auto column = static_cast<Index>(k);
    const double lambda = solved.equality_multipliers[column] / scaled.equality_scales[column];
    if (id.kind == RowKind::kEquality) {
      answer.equality_multipliers[id.index] = lambda;
    } else if (lambda >= 0) {
      answer.lower_multipliers[id.index] = lambda;
    } else {
      answer.upper_multipliers[id.index] = -lambda;
    }
  }
  double largest = 0;
  for (const VectorXd* multipliers : {&solved.equality_multipliers, &solved.inequality_multipliers,
                                      &solved.lower_multipliers, &solved.upper_multipliers}) {
    if (multipliers->size() > 0) {
      largest = std::max(largest, multipliers->cwiseAbs().maxCoeff());
    }
  }
  const auto holds = [&](RowId id) {
    switch (id.kind) {
      case RowKind::kInequality:
        return solved.inequality_multipliers[id.index] > kHolding * largest;
      case RowKind::kLowerBound:
        return solved.lower_multipliers[id.index] > kHolding * largest;
      case RowKind::kUpperBound:
        return solved.upper_multipliers[id.index] > kHolding * largest;
      case RowKind::kEquality:
      case RowKind::kPin:
        return true;
    }
    return true;
  };
  std::copy_if(solved.active.begin(), solved.active.end(), std::back_inserter(answer.active),
               holds);
  std::sort(answer.active.begin(), answer.active.end());
  answer.rank = static_cast<int>(answer.active.size());
}

// Bounds hold exactly: the last digit of a sum must not put a variable outside.
void SnapToBounds(const LeastChangeProblem& problem, const LeastNormSolution& solved, VectorXd& x) {
  for (const RowId id : solved.active) {
    if (id.kind == RowKind::kUpperBound) x[id.index] = problem.upper[id.index];
    if (id.kind == RowKind::kLowerBound || id.kind == RowKind::kPin) {
      x[id.index] = problem.lower[id.index];
    }
  }
}

// Every row again from the data as given, in long double.
absl::Status Verify(const LeastChangeProblem& problem, const ScaledProblem& scaled,
                    const ChangeMetric& metric, LeastChange& answer) {
  for (size_t k = 0; k < scaled.rows.equality_ids.size(); ++k) {
    const RowId id = scaled.rows.equality_ids[k];
    const double miss = id.kind == RowKind::kPin
                            ? answer.x[id.index] - problem.lower[id.index]
                            : DotLong(problem.equalities.row(id.index).transpose(), answer.x,
                                      problem.equality_values[id.index]);
    answer.equality_residual = std::max(
        answer.equality_residual, std::abs(miss) / scaled.equality_scales[static_cast<Index>(k)]);
  }
  double least = 0;
  for (Index j = 0; j < problem.inequalities.rows(); ++j) {
    const double room =
        DotLong(problem.inequalities.row(j).transpose(), answer.x, problem.inequality_values[j]);
    least = std::min(least, room / scaled.inequality_scales[j]);
  }
  for (Index i = 0; i < problem.start.size(); ++i) {
    const double deviation = metric.deviations()[i];
    if (problem.lower.size() > 0) {
      least = std::min(least, (answer.x[i] - problem.lower[i]) / deviation);
    }
    if (problem.upper.size() > 0) {
      least = std::min(least, (problem.upper[i] - answer.x[i]) / deviation);
    }
  }
  answer.inequality_residual = least;
  if (answer.equality_residual <= kResidual && least >= -kResidual && answer.x.allFinite()) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kFailedPrecondition, "SOLVER_RESIDUAL",
               absl::StrCat("the rows recomputed miss by ", answer.equality_residual, " and ",
                            least, " standard deviations"));
}

}  // namespace

absl::StatusOr<LeastChange> SolveLeastChange(const LeastChangeProblem& problem,
                                             const ChangeMetric& metric) {
  if (problem.cancelled && problem.cancelled()) {
    return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                 "the caller no longer wants the least change");
  }
  RETURN_IF_ERROR(Check(problem, metric));
  const ScaledProblem scaled = Scale(problem, metric);
  LeastChange answer;
  if (!scaled.impossible.empty()) {
    answer.conflict = {scaled.impossible.front()};
    return answer;
  }
  const Index rows =
      scaled.rows.equality_values.size() + problem.inequalities.rows() + 2 * problem.start.size();
  ASSIGN_OR_RETURN(const LeastNormSolution solved,
                   SolveLeastNorm(scaled.rows, 100 + 20 * static_cast<int>(rows)));
  answer.iterations = solved.iterations;
  if (!solved.feasible) {
    answer.conflict = solved.conflict;
    return answer;
  }
  answer.feasible = true;
  answer.d2 = solved.z.squaredNorm();
  answer.redundant = solved.redundant;
  answer.x = problem.start + metric.ToMove(solved.z);
  SnapToBounds(problem, solved, answer.x);
  Unscale(scaled, problem, metric, solved, answer);
  RETURN_IF_ERROR(Verify(problem, scaled, metric, answer));
  return answer;
}

}  // namespace indicast::projection
