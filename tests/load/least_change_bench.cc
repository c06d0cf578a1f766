// Least change with 60 variables and 100 rows: the dual active set against NLopt's SLSQP on the
// same problems in one run, answers compared. Prints medians in microseconds; exits with 1 when the
// answers differ.
#include <nlopt.h>

#include <Eigen/Dense>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "projection-service/engine/least_change.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Clock = std::chrono::steady_clock;

constexpr Index kVariables = 60;
constexpr Index kEqualities = 10;
constexpr Index kInequalities = 90;
constexpr int kProblems = 15;
constexpr int kRepeats = 20;

struct Case {
  LeastChangeProblem problem;
  MatrixXd covariance;
};

// A plan near its baseline: rows of a few variables each, about a third of them violated at first.
Case MakeCase(unsigned seed) {
  std::mt19937 engine(seed);
  std::normal_distribution<double> normal;
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto sparse = [&](Index rows) {
    MatrixXd m = MatrixXd::Zero(rows, kVariables);
    for (Index i = 0; i < rows; ++i) {
      for (int k = 0; k < 6; ++k) {
        m(i, static_cast<Index>(engine() % kVariables)) = normal(engine);
      }
    }
    return m;
  };
  Case made;
  LeastChangeProblem& problem = made.problem;
  problem.start = VectorXd::NullaryExpr(kVariables, [&](Index) { return 5 + normal(engine); });
  const VectorXd inside =
      problem.start + VectorXd::NullaryExpr(kVariables, [&](Index) { return normal(engine); });
  problem.equalities = sparse(kEqualities);
  problem.equality_values = problem.equalities * inside;
  problem.inequalities = sparse(kInequalities);
  problem.inequality_values =
      problem.inequalities * inside -
      VectorXd::NullaryExpr(kInequalities, [&](Index) { return uniform(engine); });
  problem.lower = inside.array() - 4;
  problem.upper = inside.array() + 4;
  const VectorXd spread =
      VectorXd::NullaryExpr(kVariables, [&](Index) { return 0.5 + 2 * uniform(engine); });
  MatrixXd correlation = MatrixXd::Constant(kVariables, kVariables, 0.3);
  correlation.diagonal().setOnes();
  made.covariance = spread.asDiagonal() * correlation * spread.asDiagonal();
  return made;
}

double Micros(Clock::duration d) { return std::chrono::duration<double, std::micro>(d).count(); }

double Median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

struct Objective {
  VectorXd start;
  MatrixXd weight;
};

double Cost(unsigned n, const double* x, double* gradient, void* data) {
  const auto& objective = *static_cast<const Objective*>(data);
  const VectorXd move = Eigen::Map<const VectorXd>(x, static_cast<Index>(n)) - objective.start;
  const VectorXd pull = objective.weight * move;
  if (gradient != nullptr) Eigen::Map<VectorXd>(gradient, static_cast<Index>(n)) = pull;
  return 0.5 * move.dot(pull);
}

struct Rows {
  MatrixXd rows;
  VectorXd values;
};

// Values - rows x, which NLopt wants <= 0 or = 0; gradients row by row.
void RowValues(unsigned m, double* result, unsigned n, const double* x, double* gradient,
               void* data) {
  const auto& rows = *static_cast<const Rows*>(data);
  const Eigen::Map<const VectorXd> point(x, static_cast<Index>(n));
  Eigen::Map<VectorXd>(result, static_cast<Index>(m)) = rows.values - rows.rows * point;
  if (gradient == nullptr) return;
  Eigen::Map<Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>>(
      gradient, static_cast<Index>(m), static_cast<Index>(n)) = -rows.rows;
}

VectorXd SolveByNlopt(const Case& made, const MatrixXd& weight) {
  Objective objective{made.problem.start, weight};
  Rows equalities{made.problem.equalities, made.problem.equality_values};
  Rows inequalities{made.problem.inequalities, made.problem.inequality_values};
  nlopt_opt solver = nlopt_create(NLOPT_LD_SLSQP, kVariables);
  nlopt_set_min_objective(solver, Cost, &objective);
  nlopt_set_lower_bounds(solver, made.problem.lower.data());
  nlopt_set_upper_bounds(solver, made.problem.upper.data());
  const std::vector<double> tight_equal(kEqualities, 1e-10);
  const std::vector<double> tight(kInequalities, 1e-10);
  nlopt_add_equality_mconstraint(solver, kEqualities, RowValues, &equalities, tight_equal.data());
  nlopt_add_inequality_mconstraint(solver, kInequalities, RowValues, &inequalities, tight.data());
  nlopt_set_xtol_rel(solver, 1e-9);
  nlopt_set_maxeval(solver, 2000);
  VectorXd x = made.problem.start.cwiseMax(made.problem.lower).cwiseMin(made.problem.upper);
  double cost = 0;
  nlopt_optimize(solver, x.data(), &cost);
  nlopt_destroy(solver);
  return x;
}

int Run() {
  std::vector<double> own;
  std::vector<double> metric_time;
  std::vector<double> peer;
  double steps = 0;
  double largest_difference = 0;
  for (unsigned seed = 0; seed < kProblems; ++seed) {
    const Case made = MakeCase(seed);
    const MatrixXd weight = made.covariance.inverse();
    VectorXd x;
    for (int k = 0; k < kRepeats; ++k) {
      const auto start = Clock::now();
      const auto metric = ChangeMetric::FromCovariance(made.covariance);
      const auto built = Clock::now();
      if (!metric.ok()) return 1;
      const auto answer = SolveLeastChange(made.problem, *metric);
      const auto end = Clock::now();
      if (!answer.ok() || !answer->feasible) return 1;
      metric_time.push_back(Micros(built - start));
      own.push_back(Micros(end - start));
      if (k == 0) steps += answer->iterations;
      x = answer->x;
    }
    VectorXd other;
    for (int k = 0; k < 3; ++k) {
      const auto start = Clock::now();
      other = SolveByNlopt(made, weight);
      peer.push_back(Micros(Clock::now() - start));
    }
    largest_difference = std::max(largest_difference, (x - other).cwiseAbs().maxCoeff());
  }
  const double ours = Median(own);
  const double theirs = Median(peer);
  std::printf("least change, %d variables, %d rows, bounds on all, %d problems\n",
              static_cast<int>(kVariables), static_cast<int>(kEqualities + kInequalities),
              kProblems);
  std::printf("  dual active set        %10.1f us (metric %.1f us of it; %.1f steps)\n", ours,
              Median(metric_time), steps / kProblems);
  std::printf("  NLopt SLSQP            %10.1f us (%.0f times as long)\n", theirs, theirs / ours);
  std::printf("  largest difference     %10.2g in x\n", largest_difference);
  return largest_difference < 1e-4 ? 0 : 1;
}

}  // namespace
}  // namespace indicast::projection

int main() { return indicast::projection::Run(); }
