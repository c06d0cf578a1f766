#include "projection-service/engine/linear_paths.h"

#include <cmath>
#include <utility>

#include "Eigen/Cholesky"
#include "common/status/error.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// A of A A' = rho^|s - t|: the recursion e_t = rho e_(t-1) + sqrt(1 - rho^2) z_t written out.
double YearFactor(double rho, int year, int innovation) {
  const double own = innovation == 0 ? 1 : std::sqrt(1 - rho * rho);
  return year == innovation ? own : std::pow(rho, year - innovation) * own;
}

}  // namespace

double LinearPaths::Spread(const PathCell& cell) const {
  const MatrixXd& spreads = cell.total ? total_spread : step_spread;
  return spreads(static_cast<Index>(cell.variable), cell.year);
}

absl::StatusOr<LinearPaths> ComputeLinearPaths(const PlanSystem& system, double rho,
                                               const std::vector<PathCell>& cells,
                                               const std::function<bool()>& cancelled) {
  const auto n = static_cast<Index>(system.size());
  const auto free = static_cast<Index>(system.free.size());
  const auto years = static_cast<size_t>(system.years);
  const MatrixXd spreads = system.Spreads();
  const MatrixXd l = Eigen::LLT<MatrixXd>(system.correlation).matrixL();
  LinearPaths out;
  out.step_spread = out.total_spread = MatrixXd::Zero(n, system.years);
  out.loadings.assign(cells.size(), VectorXd::Zero(free * system.years));
  // By innovation year; zero until that year.
  std::vector<MatrixXd> steps(years, MatrixXd::Zero(n, free));
  std::vector<MatrixXd> totals = steps;
  for (int t = 0; t < system.years; ++t) {
    if (cancelled && cancelled()) {
      return Error(absl::StatusCode::kCancelled, "CALL_CANCELLED",
                   "the caller no longer wants the paths");
    }
    const auto year = static_cast<size_t>(t);
    const MatrixXd own = system.response[year] * spreads.col(t).asDiagonal() * l;
    VectorXd step_variance = VectorXd::Zero(n);
    VectorXd total_variance = VectorXd::Zero(n);
    for (size_t k = 0; k <= year; ++k) {
      MatrixXd step = YearFactor(rho, t, static_cast<int>(k)) * own;
      if (!system.carry.empty()) step += system.carry[year] * steps[k];
      steps[k] = std::move(step);
      totals[k] += steps[k];
      step_variance += steps[k].rowwise().squaredNorm();
      total_variance += totals[k].rowwise().squaredNorm();
      for (size_t c = 0; c < cells.size(); ++c) {
        if (cells[c].year != t) continue;
        const MatrixXd& from = cells[c].total ? totals[k] : steps[k];
        out.loadings[c].segment(static_cast<Index>(k) * free, free) =
            from.row(static_cast<Index>(cells[c].variable)).transpose();
      }
    }
    out.step_spread.col(t) = step_variance.cwiseSqrt();
    out.total_spread.col(t) = total_variance.cwiseSqrt();
  }
  return out;
}

}  // namespace indicast::projection
