#include "projection-service/engine/curved_least_change.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr int kMostSteps = 100;
// A step below this many standard deviations is rounding.
constexpr double kStandsStill = 1e-11;
// While rows conflict the room that repairs need keeps the last digits moving.
constexpr double kStandsStillRepaired = 1e-7;
constexpr double kResidual = 1e-9;

ForcedProblem Linearise(const CurvedProblem& problem, const VectorXd& at) {
  CurvedRows rows = problem.rows(at);
  ForcedProblem linear;
  linear.rows.start = problem.start;
  linear.rows.lower = problem.lower;
  linear.rows.upper = problem.upper;
  linear.rows.cancelled = problem.cancelled;
  linear.rows.equality_values = rows.equality_gradients * at - rows.equalities;
  linear.rows.equalities = std::move(rows.equality_gradients);
  linear.rows.inequality_values = rows.inequality_gradients * at - rows.inequalities;
  linear.rows.inequalities = std::move(rows.inequality_gradients);
  linear.equality_forces = problem.equality_forces;
  linear.inequality_forces = problem.inequality_forces;
  linear.equality_prices = problem.equality_prices;
  linear.inequality_prices = problem.inequality_prices;
  return linear;
}

// The rows themselves, not their linear parts, after the repairs.
absl::Status Verify(const CurvedProblem& problem, const ChangeMetric& metric,
                    const ForcedChange& result) {
  CurvedRows rows = problem.rows(result.change->x);
  for (const RowRepair& repair : result.repairs) {
    (repair.row.kind == RowKind::kEquality ? rows.equalities
                                           : rows.inequalities)[repair.row.index] -= repair.shift;
  }
  double worst = 0;
  const auto deviation = [&](const Eigen::MatrixXd& gradients, Index j) {
    const double length = metric.ToScaled(gradients.row(j).transpose()).norm();
    return length > 0 ? length : 1.0;
  };
  for (Index j = 0; j < rows.equalities.size(); ++j) {
    worst = std::max(worst, std::abs(rows.equalities[j]) / deviation(rows.equality_gradients, j));
  }
  for (Index j = 0; j < rows.inequalities.size(); ++j) {
    worst = std::max(worst, -rows.inequalities[j] / deviation(rows.inequality_gradients, j));
  }
  // What repairs leave to rounding is not named among them.
  const double limit = result.repairs.empty() ? kResidual : kStandsStillRepaired;
  if (worst <= limit) return absl::OkStatus();
  return Error(absl::StatusCode::kFailedPrecondition, "SOLVER_RESIDUAL",
               absl::StrCat("the rows recomputed miss by ", worst, " standard deviations"));
}

}  // namespace

absl::StatusOr<CurvedChange> SolveCurved(const CurvedProblem& problem, const ChangeMetric& metric,
                                         bool explain) {
  VectorXd at = problem.start;
  CurvedChange answer;
  while (answer.steps < kMostSteps) {
    ++answer.steps;
    ASSIGN_OR_RETURN(answer.result, SolveForced(Linearise(problem, at), metric, /*explain=*/false));
    // Fixed rows that conflict leave no point to go on from.
    const bool stuck = !answer.result.change.has_value();
    double step = 0;
    if (!stuck && at.size() > 0) {
      step =
          (answer.result.change->x - at).cwiseQuotient(metric.deviations()).cwiseAbs().maxCoeff();
      at = answer.result.change->x;
    }
    const bool repaired = !answer.result.repairs.empty();
    if (!stuck && step > (repaired ? kStandsStillRepaired : kStandsStill)) continue;
    if (explain && (stuck || repaired)) {
      ASSIGN_OR_RETURN(answer.result, SolveForced(Linearise(problem, at), metric));
    }
    if (!stuck) RETURN_IF_ERROR(Verify(problem, metric, answer.result));
    return answer;
  }
  return Error(absl::StatusCode::kFailedPrecondition, "SOLVER_ITERATION_LIMIT",
               absl::StrCat("the linearised rows did not settle within ", kMostSteps, " steps"));
}

}  // namespace indicast::projection
