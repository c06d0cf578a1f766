#include "projection-service/engine/conflict.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Step of the proximal iteration, in effort per standard deviation of the dearest row: large enough
// for few steps, small enough to cost no digits.
constexpr double kProximalStep = 100;
constexpr int kProximalSteps = 200;
constexpr double kStandsStill = 1e-9;
// A shift below this many standard deviations of its row is rounding, not a repair.
constexpr double kNoShift = 1e-7;
// A repair is larger than needed by this many standard deviations, so that rounding leaves room.
constexpr double kRoom = 1e-9;
// How much dearer the repair with the least change may be than the cheapest one.
constexpr double kDearer = 1e-10;
constexpr size_t kMostRowsToFilter = 200;

// A problem with some of the rows of another; every other row, bound and pin is gone.
struct Subset {
  LeastChangeProblem rows;
  std::vector<Index> equalities;  // numbers in the whole problem
  std::vector<Index> inequalities;

  RowId Original(RowId row) const {
    const auto index = static_cast<size_t>(row.index);
    if (row.kind == RowKind::kEquality) return {row.kind, equalities[index]};
    if (row.kind == RowKind::kInequality) return {row.kind, inequalities[index]};
    return row;
  }
};

Subset Take(const LeastChangeProblem& problem, const std::vector<RowId>& rows) {
  const Index n = problem.start.size();
  Subset subset;
  LeastChangeProblem& taken = subset.rows;
  taken.start = problem.start;
  taken.cancelled = problem.cancelled;
  taken.lower = VectorXd::Constant(n, -kInfinity);
  taken.upper = VectorXd::Constant(n, kInfinity);
  for (const RowId row : rows) {
    if (row.kind == RowKind::kEquality) subset.equalities.push_back(row.index);
    if (row.kind == RowKind::kInequality) subset.inequalities.push_back(row.index);
    if (row.kind == RowKind::kLowerBound || row.kind == RowKind::kPin) {
      taken.lower[row.index] = problem.lower[row.index];
    }
    if (row.kind == RowKind::kUpperBound || row.kind == RowKind::kPin) {
      taken.upper[row.index] = problem.upper[row.index];
    }
  }
  if (!subset.equalities.empty()) {
    taken.equalities = problem.equalities(subset.equalities, Eigen::all);
    taken.equality_values = problem.equality_values(subset.equalities);
  }
  if (!subset.inequalities.empty()) {
    taken.inequalities = problem.inequalities(subset.inequalities, Eigen::all);
    taken.inequality_values = problem.inequality_values(subset.inequalities);
  }
  return subset;
}

// Rows of `candidates` that are left when each that is not needed for the conflict is taken out, in
// the order given.
absl::StatusOr<std::vector<RowId>> FilterByDeletion(const LeastChangeProblem& problem,
                                                    const ChangeMetric& metric,
                                                    std::vector<RowId> candidates) {
  for (size_t k = 0; k < candidates.size();) {
    std::vector<RowId> without = candidates;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(k));
    ASSIGN_OR_RETURN(const LeastChange answer,
                     SolveLeastChange(Take(problem, without).rows, metric));
    if (answer.feasible) {
      ++k;
    } else {
      candidates = std::move(without);
    }
  }
  return candidates;
}

// A minimal conflicting set among `rows`; empty when they can hold together.
absl::StatusOr<std::vector<RowId>> ConflictAmong(const LeastChangeProblem& problem,
                                                 const ChangeMetric& metric,
                                                 std::vector<RowId> rows) {
  const Subset subset = Take(problem, rows);
  ASSIGN_OR_RETURN(const LeastChange answer, SolveLeastChange(subset.rows, metric));
  if (answer.feasible) return std::vector<RowId>();
  std::vector<RowId> proof;
  std::transform(answer.conflict.begin(), answer.conflict.end(), std::back_inserter(proof),
                 [&](RowId row) { return subset.Original(row); });
  ASSIGN_OR_RETURN(std::vector<RowId> smallest,
                   FilterByDeletion(problem, metric, std::move(proof)));
  for (int pass = 0; pass < 2; ++pass) {
    // One solution a row: cheap for the plan of a city.
    if (smallest.size() > 2 && rows.size() <= kMostRowsToFilter) {
      ASSIGN_OR_RETURN(std::vector<RowId> other, FilterByDeletion(problem, metric, rows));
      if (other.size() < smallest.size()) smallest = std::move(other);
    }
    std::reverse(rows.begin(), rows.end());
  }
  std::sort(smallest.begin(), smallest.end());
  return smallest;
}

std::vector<RowId> AllRows(const LeastChangeProblem& problem) {
  std::vector<RowId> rows;
  rows.reserve(static_cast<size_t>(problem.equalities.rows() + problem.inequalities.rows() +
                                   2 * problem.start.size()));
  for (Index j = 0; j < problem.equalities.rows(); ++j) rows.push_back({RowKind::kEquality, j});
  for (Index j = 0; j < problem.inequalities.rows(); ++j) {
    rows.push_back({RowKind::kInequality, j});
  }
  for (Index i = 0; i < problem.start.size(); ++i) {
    double lower = -kInfinity;
    double upper = kInfinity;
    if (problem.lower.size() > 0) lower = problem.lower[i];
    if (problem.upper.size() > 0) upper = problem.upper[i];
    if (lower == upper) {
      rows.push_back({RowKind::kPin, i});
      continue;
    }
    if (lower > -kInfinity) rows.push_back({RowKind::kLowerBound, i});
    if (upper < kInfinity) rows.push_back({RowKind::kUpperBound, i});
  }
  return rows;
}

absl::Status Check(const ForcedProblem& problem) {
  const auto fits = [](const MatrixXd& rows, const std::vector<RowForce>& forces,
                       const VectorXd& prices) {
    return static_cast<Index>(forces.size()) == rows.rows() &&
           (prices.size() == 0 ||
            (prices.size() == rows.rows() && prices.allFinite() && (prices.array() > 0).all()));
  };
  if (fits(problem.rows.equalities, problem.equality_forces, problem.equality_prices) &&
      fits(problem.rows.inequalities, problem.inequality_forces, problem.inequality_prices)) {
    return absl::OkStatus();
  }
  return Error(absl::StatusCode::kInvalidArgument, "PROBLEM_INVALID",
               "one force a row, and prices above 0");
}

// Hard and fixed rows, bounds and pins.
std::vector<RowId> StrictRows(const ForcedProblem& problem) {
  std::vector<RowId> rows = AllRows(problem.rows);
  std::erase_if(rows, [&](RowId row) {
    const auto index = static_cast<size_t>(row.index);
    if (row.kind == RowKind::kEquality) return problem.equality_forces[index] == RowForce::kSoft;
    if (row.kind == RowKind::kInequality) {
      return problem.inequality_forces[index] == RowForce::kSoft;
    }
    return false;
  });
  return rows;
}

// The problem with one slack variable for each row that may give way, behind the variables.
struct ElasticProblem {
  LeastChangeProblem rows;
  std::vector<RowId> elastic;  // the row of each slack
  VectorXd scales;             // standard deviation of each elastic row
  VectorXd prices;             // of one standard deviation; the largest is 1
};

// Rows collected one by one, with a unit coefficient at the slack of each that has one.
class RowCollector {
 public:
  RowCollector(Index variables, Index total) : variables_(variables), total_(total) {}
  void Add(const VectorXd& normal, double value, std::optional<Index> slack) {
    VectorXd row = VectorXd::Zero(total_);
    row.head(variables_) = normal;
    if (slack.has_value()) row[variables_ + *slack] = 1;
    rows_.push_back(std::move(row));
    values_.push_back(value);
  }
  MatrixXd Rows() const {
    MatrixXd rows(static_cast<Index>(rows_.size()), total_);
    for (Index j = 0; j < rows.rows(); ++j) rows.row(j) = rows_[static_cast<size_t>(j)];
    return rows;
  }
  VectorXd Values() const {
    return Eigen::Map<const VectorXd>(values_.data(), static_cast<Index>(values_.size()));
  }

 private:
  const Index variables_;
  const Index total_;
  std::vector<VectorXd> rows_;
  std::vector<double> values_;
};

void ListElasticRows(const ForcedProblem& problem, const ChangeMetric& metric, RowForce force,
                     ElasticProblem& elastic) {
  std::vector<double> scales;
  std::vector<double> prices;
  const auto add = [&](RowId row, const MatrixXd& rows, const VectorXd& row_prices) {
    const double length = metric.ToScaled(rows.row(row.index).transpose()).norm();
    scales.push_back(length > 0 ? length : 1);
    prices.push_back(scales.back() * (row_prices.size() == 0 ? 1.0 : row_prices[row.index]));
    elastic.elastic.push_back(row);
  };
  for (Index j = 0; j < problem.rows.equalities.rows(); ++j) {
    if (problem.equality_forces[static_cast<size_t>(j)] != force) continue;
    add({RowKind::kEquality, j}, problem.rows.equalities, problem.equality_prices);
  }
  for (Index j = 0; j < problem.rows.inequalities.rows(); ++j) {
    if (problem.inequality_forces[static_cast<size_t>(j)] != force) continue;
    add({RowKind::kInequality, j}, problem.rows.inequalities, problem.inequality_prices);
  }
  const auto count = static_cast<Index>(scales.size());
  elastic.scales = Eigen::Map<const VectorXd>(scales.data(), count);
  elastic.prices = Eigen::Map<const VectorXd>(prices.data(), count);
  if (count > 0) elastic.prices /= elastic.prices.maxCoeff();
}

// Rows of `force` get slack, weaker ones are left out, stricter ones stay as they are.
ElasticProblem MakeElastic(const ForcedProblem& problem, const ChangeMetric& metric,
                           RowForce force) {
  const LeastChangeProblem& given = problem.rows;
  const Index n = given.start.size();
  ElasticProblem elastic;
  ListElasticRows(problem, metric, force, elastic);
  const Index total = n + elastic.scales.size();
  RowCollector equalities(n, total);
  RowCollector inequalities(n, total);
  Index next_slack = 0;
  for (Index j = 0; j < given.equalities.rows(); ++j) {
    const RowForce row_force = problem.equality_forces[static_cast<size_t>(j)];
    const VectorXd normal = given.equalities.row(j);
    const double value = given.equality_values[j];
    if (row_force < force) equalities.Add(normal, value, std::nullopt);
    if (row_force != force) continue;
    inequalities.Add(normal, value, next_slack);
    inequalities.Add(-normal, -value, next_slack++);
  }
  for (Index j = 0; j < given.inequalities.rows(); ++j) {
    const RowForce row_force = problem.inequality_forces[static_cast<size_t>(j)];
    if (row_force > force) continue;
    inequalities.Add(given.inequalities.row(j), given.inequality_values[j],
                     row_force == force ? std::optional<Index>(next_slack++) : std::nullopt);
  }
  LeastChangeProblem& rows = elastic.rows;
  rows.cancelled = given.cancelled;
  rows.equalities = equalities.Rows();
  rows.equality_values = equalities.Values();
  rows.inequalities = inequalities.Rows();
  rows.inequality_values = inequalities.Values();
  rows.start = VectorXd::Zero(total);
  rows.start.head(n) = given.start;
  rows.lower = VectorXd::Zero(total);
  rows.lower.head(n) = given.lower.size() > 0 ? given.lower : VectorXd::Constant(n, -kInfinity);
  rows.upper = VectorXd::Constant(total, kInfinity);
  if (given.upper.size() > 0) rows.upper.head(n) = given.upper;
  return elastic;
}

// A point (variables, slacks) of least total price; nullopt when rows without slack conflict. Each
// step is a least change around the last point moved against the prices.
absl::StatusOr<std::optional<VectorXd>> CheapestSlacks(const ElasticProblem& elastic,
                                                       const ChangeMetric& metric) {
  const Index slacks = elastic.scales.size();
  const VectorXd push = kProximalStep * elastic.prices.cwiseProduct(elastic.scales);
  LeastChangeProblem step = elastic.rows;
  VectorXd point = step.start;
  for (int k = 0; k < kProximalSteps; ++k) {
    step.start = point;
    step.start.tail(slacks) -= push;
    ASSIGN_OR_RETURN(const LeastChange next, SolveLeastChange(step, metric));
    if (!next.feasible) return std::nullopt;
    const double moved = (next.x - point).cwiseQuotient(metric.deviations()).cwiseAbs().maxCoeff();
    point = next.x;
    if (moved <= kStandsStill) break;
  }
  return point;
}

// Among all points of the least total price the one with the least change of the plan.
VectorXd LeastChangeAmongCheapest(const ElasticProblem& elastic, const ChangeMetric& metric,
                                  VectorXd cheapest) {
  const Index total = metric.size();
  const Index slacks = elastic.scales.size();
  LeastChangeProblem problem = elastic.rows;
  const Index rows = problem.inequalities.rows();
  MatrixXd more = MatrixXd::Zero(rows + 1, total);
  if (rows > 0) more.topRows(rows) = problem.inequalities;
  more.row(rows).tail(slacks) = -elastic.prices.cwiseQuotient(elastic.scales).transpose();
  VectorXd values(rows + 1);
  values << problem.inequality_values, more.row(rows).dot(cheapest) - kDearer;
  problem.inequalities = std::move(more);
  problem.inequality_values = std::move(values);
  const absl::StatusOr<LeastChange> answer = SolveLeastChange(problem, metric);
  // Too thin a set for the precision at hand: the first of the cheapest stands.
  return answer.ok() && answer->feasible ? answer->x : cheapest;
}

// The cheapest repair among rows of `force`, weaker ones left out, with the last digits that
// rounding needs; nullopt when stricter rows conflict.
absl::StatusOr<std::optional<std::vector<RowRepair>>> CheapestRepair(const ForcedProblem& problem,
                                                                     const ChangeMetric& metric,
                                                                     RowForce force) {
  const ElasticProblem elastic = MakeElastic(problem, metric, force);
  const ChangeMetric wider = metric.Extended(elastic.scales);
  ASSIGN_OR_RETURN(const std::optional<VectorXd> cheapest, CheapestSlacks(elastic, wider));
  if (!cheapest.has_value()) return std::nullopt;
  const VectorXd point = LeastChangeAmongCheapest(elastic, wider, *cheapest);
  const VectorXd slack = point.tail(elastic.scales.size()).cwiseQuotient(elastic.scales);
  std::vector<RowRepair> repairs;
  for (size_t k = 0; k < elastic.elastic.size(); ++k) {
    const auto at = static_cast<Index>(k);
    if (slack[at] <= 0) continue;
    const RowId row = elastic.elastic[k];
    double shift = -(slack[at] + kRoom) * elastic.scales[at];
    if (row.kind == RowKind::kEquality) {
      shift = problem.rows.equalities.row(row.index).dot(point.head(metric.size())) -
              problem.rows.equality_values[row.index];
    }
    repairs.push_back({row, shift});
  }
  return repairs;
}

void Apply(const std::vector<RowRepair>& repairs, LeastChangeProblem& rows) {
  for (const RowRepair& repair : repairs) {
    VectorXd& values =
        repair.row.kind == RowKind::kEquality ? rows.equality_values : rows.inequality_values;
    values[repair.row.index] += repair.shift;
  }
}

}  // namespace

absl::StatusOr<std::vector<RowId>> FindConflict(const LeastChangeProblem& problem,
                                                const ChangeMetric& metric) {
  return ConflictAmong(problem, metric, AllRows(problem));
}

absl::StatusOr<ForcedChange> SolveForced(const ForcedProblem& problem, const ChangeMetric& metric,
                                         bool explain) {
  RETURN_IF_ERROR(Check(problem));
  ForcedChange result;
  ASSIGN_OR_RETURN(result.change, SolveLeastChange(problem.rows, metric));
  if (result.change->feasible) return result;
  result.change.reset();
  ForcedProblem eased = problem;
  const std::vector<RowId> strict = StrictRows(problem);
  ASSIGN_OR_RETURN(const LeastChange strict_change,
                   SolveLeastChange(Take(problem.rows, strict).rows, metric));
  result.hard_rows_conflict = !strict_change.feasible;
  if (explain) {
    ASSIGN_OR_RETURN(result.conflict,
                     ConflictAmong(problem.rows, metric,
                                   result.hard_rows_conflict ? strict : AllRows(problem.rows)));
  }
  if (result.hard_rows_conflict) {
    ASSIGN_OR_RETURN(auto repairs, CheapestRepair(eased, metric, RowForce::kHard));
    if (!repairs.has_value()) return result;
    Apply(*repairs, eased.rows);
    result.repairs = *std::move(repairs);
  }
  ASSIGN_OR_RETURN(LeastChange change, SolveLeastChange(eased.rows, metric));
  if (!change.feasible) {
    ASSIGN_OR_RETURN(const auto repairs, CheapestRepair(eased, metric, RowForce::kSoft));
    if (!repairs.has_value()) {
      return Error(absl::StatusCode::kFailedPrecondition, "SOLVER_RESIDUAL",
                   "hard rows conflict after their repair");
    }
    Apply(*repairs, eased.rows);
    result.repairs.insert(result.repairs.end(), repairs->begin(), repairs->end());
    ASSIGN_OR_RETURN(change, SolveLeastChange(eased.rows, metric));
    if (!change.feasible) {
      return Error(absl::StatusCode::kFailedPrecondition, "SOLVER_RESIDUAL",
                   "rows conflict after their repair");
    }
  }
  result.change = std::move(change);
  std::erase_if(result.repairs, [&](const RowRepair& repair) {
    const MatrixXd& rows =
        repair.row.kind == RowKind::kEquality ? problem.rows.equalities : problem.rows.inequalities;
    const double scale = metric.ToScaled(rows.row(repair.row.index).transpose()).norm();
    return std::abs(repair.shift) < kNoShift * (scale > 0 ? scale : 1);
  });
  std::sort(result.repairs.begin(), result.repairs.end(),
            [](const RowRepair& a, const RowRepair& b) { return a.row < b.row; });
  return result;
}

}  // namespace indicast::projection
