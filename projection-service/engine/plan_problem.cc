#include "projection-service/engine/plan_problem.h"

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

constexpr Index kMostGrowthRates = 300;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kPointsOfLog = 100;

Index At(size_t i) { return static_cast<Index>(i); }
size_t Size(Index i) { return static_cast<size_t>(i); }

double LogOfPercent(const Decimal& percent) { return std::log1p(percent.ToDouble() / 100); }

WholeKind KindOf(IdentityKind kind) {
  switch (kind) {
    case IdentityKind::kSum:
      return WholeKind::kSum;
    case IdentityKind::kProduct:
      return WholeKind::kProduct;
    case IdentityKind::kRatio:
      return WholeKind::kRatio;
  }
  return WholeKind::kSum;
}

// Own disturbances of all years (year by year) to deviations of all variables, one matrix a year.
std::vector<MatrixXd> Responses(const PlanSystem& system) {
  const Index n = At(system.size());
  const Index free = At(system.free.size());
  std::vector<MatrixXd> out;
  MatrixXd before = MatrixXd::Zero(n, free * system.years);
  for (int t = 0; t < system.years; ++t) {
    MatrixXd now = MatrixXd::Zero(n, free * system.years);
    if (!system.carry.empty()) now = system.carry[static_cast<size_t>(t)] * before;
    now.middleCols(free * t, free) += system.response[static_cast<size_t>(t)];
    out.push_back(now);
    before = std::move(now);
  }
  return out;
}

// Covariance of the own disturbances of all years, year by year.
MatrixXd DisturbanceCovariance(const PlanSystem& system, const VectorXd& prices) {
  const Index free = At(system.free.size());
  const MatrixXd spreads = system.Spreads();
  MatrixXd covariance = MatrixXd::Zero(free * system.years, free * system.years);
  for (int t = 0; t < system.years; ++t) {
    const VectorXd scale = spreads.col(t).cwiseQuotient(prices);
    covariance.block(free * t, free * t, free, free) =
        scale.asDiagonal() * system.correlation * scale.asDiagonal();
  }
  return covariance;
}

// ln of the mean of L_t / L_0 over first .. last, years from 0; its gradient unless that is null.
double LogMeanLevel(const GrowthIdentities::Growth& growth, size_t variable, int first, int last,
                    Eigen::Ref<Eigen::RowVectorXd>* gradient) {
  double since_base = 0;
  double sum = 0;
  const Index size = growth.gradients[variable].cols();
  Eigen::RowVectorXd slope = Eigen::RowVectorXd::Zero(size);
  Eigen::RowVectorXd total = Eigen::RowVectorXd::Zero(size);
  for (int t = 0; t <= last; ++t) {
    since_base += growth.log_growth(At(variable), t);
    slope += growth.gradients[variable].row(t);
    if (t < first) continue;
    const double level = std::exp(since_base);
    sum += level;
    total += level * slope;
  }
  if (gradient != nullptr) *gradient = total / sum;
  return std::log(sum / (last - first + 1));
}

}  // namespace

size_t PlanProblem::VariableOf(size_t indicator) const {
  const auto& all = parts_.indicators;
  return static_cast<size_t>(std::find(all.begin(), all.end(), indicator) - all.begin());
}

absl::Status PlanProblem::BuildIdentities() {
  std::vector<WholeOfParts> wholes;
  for (const ResolvedIdentity& identity : system_.laws.front().identities) {
    WholeOfParts whole{KindOf(identity.kind), At(identity.whole), {}, identity.weights};
    for (const size_t part : identity.parts) whole.parts.push_back(At(part));
    wholes.push_back(std::move(whole));
  }
  ASSIGN_OR_RETURN(identities_,
                   GrowthIdentities::Create(At(system_.size()), parts_.years, std::move(wholes)));
  const MatrixXd medians = system_.Medians();
  start_.resize(identities_.size());
  for (const Index v : identities_.free()) {
    for (int t = 0; t < parts_.years; ++t) start_[identities_.PositionOf(v, t)] = medians(v, t);
  }
  return absl::OkStatus();
}

absl::Status PlanProblem::BuildMetrics() {
  const Index free = At(system_.free.size());
  VectorXd prices = VectorXd::Ones(free);
  for (size_t k = 0; k < system_.free.size(); ++k) {
    const auto lever = lever_of_[system_.free[k]];
    if (lever.has_value()) prices[At(k)] = parts_.levers[*lever].price;
  }
  const std::vector<MatrixXd> responses = Responses(system_);
  // Rows of the free variables in the order of a point.
  MatrixXd response(identities_.size(), free * parts_.years);
  for (const Index v : identities_.free()) {
    for (int t = 0; t < parts_.years; ++t) {
      response.row(identities_.PositionOf(v, t)) = responses[static_cast<size_t>(t)].row(v);
    }
  }
  const MatrixXd own = DisturbanceCovariance(system_, VectorXd::Ones(free));
  ASSIGN_OR_RETURN(law_, ChangeMetric::FromCovariance(response * own * response.transpose()));
  priced_ = law_;
  if ((prices.array() != 1).any()) {
    const MatrixXd dear = DisturbanceCovariance(system_, prices);
    ASSIGN_OR_RETURN(priced_, ChangeMetric::FromCovariance(response * dear * response.transpose()));
  }
  spreads_.resize(At(system_.size()), parts_.years);
  const Eigen::LLT<MatrixXd> factor(own);
  for (int t = 0; t < parts_.years; ++t) {
    spreads_.col(t) =
        (responses[static_cast<size_t>(t)] * MatrixXd(factor.matrixL())).rowwise().norm();
  }
  return absl::OkStatus();
}

absl::Status PlanProblem::ReadLevers() {
  lever_of_.assign(system_.size(), std::nullopt);
  for (size_t k = 0; k < parts_.levers.size(); ++k) {
    const PlanLever& lever = parts_.levers[k];
    const size_t indicator = parts_.inputs.PositionOf(lever.indicator);
    const size_t variable = VariableOf(indicator);
    if (variable == system_.size()) {
      return FieldError(absl::StrCat("levers[", k, "].indicator"),
                        absl::StrCat("\"", lever.indicator, "\" is not part of the plan"));
    }
    if (lever.price != 1 && identities_.PositionOf(At(variable), 0) < 0) {
      return FieldError(absl::StrCat("levers[", k, "].price"),
                        absl::StrCat("\"", lever.indicator,
                                     "\" follows from its parts and has no effort of its own; "
                                     "price its parts"));
    }
    lever_of_[variable] = k;
  }
  return absl::OkStatus();
}

void PlanProblem::ListGoalRows() {
  for (size_t g = 0; g < parts_.goals.size(); ++g) {
    const PlanRowOrigin origin{PlanRowSource::kGoal, g, 0};
    switch (parts_.goals[g].sense) {
      case RowSense::kAtLeast:
        inequalities_.push_back({origin, 1});
        break;
      case RowSense::kAtMost:
        inequalities_.push_back({origin, -1});
        break;
      case RowSense::kEqual:
        equalities_.push_back({origin, 1});
        break;
      case RowSense::kBand:
        inequalities_.push_back({origin, 1, 0, -1});
        inequalities_.push_back({origin, -1, 0, 1});
        break;
    }
  }
}

// Free indicators have bounds, wholes have rows.
void PlanProblem::ListLeverRows(size_t variable, int year) {
  const size_t index = *lever_of_[variable];
  const PlanLever& lever = parts_.levers[index];
  const double low =
      lever.min_growth_percent.has_value() ? LogOfPercent(*lever.min_growth_percent) : -kInfinity;
  const double high =
      lever.max_growth_percent.has_value() ? LogOfPercent(*lever.max_growth_percent) : kInfinity;
  if (const Index position = identities_.PositionOf(At(variable), year); position >= 0) {
    lower_[position] = lever.pinned ? start_[position] : low;
    upper_[position] = lever.pinned ? start_[position] : high;
    return;
  }
  if (lever.pinned) {
    const double median = system_.Medians()(At(variable), year);
    equalities_.push_back({{PlanRowSource::kLeverPin, index, year}, 1, median});
    return;
  }
  if (low > -kInfinity) {
    inequalities_.push_back({{PlanRowSource::kLeverMin, index, year}, 1, low});
  }
  if (high < kInfinity) {
    inequalities_.push_back({{PlanRowSource::kLeverMax, index, year}, -1, high});
  }
}

void PlanProblem::ListRows() {
  lower_ = VectorXd::Constant(identities_.size(), -kInfinity);
  upper_ = VectorXd::Constant(identities_.size(), kInfinity);
  ListGoalRows();
  for (size_t v = 0; v < system_.size(); ++v) {
    if (!lever_of_[v].has_value()) continue;
    for (int t = 0; t < parts_.years; ++t) ListLeverRows(v, t);
  }
  // One standard deviation of each row gives way at the price of one.
  const auto growth = identities_.Evaluate(start_);
  Eigen::RowVectorXd gradient(identities_.size());
  for (std::vector<Row>* rows : {&equalities_, &inequalities_}) {
    for (Row& row : *rows) {
      RowValue(row, growth, {}, gradient);
      const double deviation = law_.ToScaled(gradient.transpose()).norm();
      row.price = deviation > 0 ? 1 / deviation : 1;
    }
  }
}

double PlanProblem::RightSide(const Row& row, const std::vector<double>& eased) const {
  const GoalRow& goal = parts_.goals[row.origin.index];
  const double ease = eased.empty() ? 0 : eased[row.origin.index] / kPointsOfLog;
  switch (goal.sense) {
    case RowSense::kAtLeast:
      return goal.value + goal.step - ease;
    case RowSense::kAtMost:
      return goal.value - goal.step + ease;
    case RowSense::kEqual:
      return goal.value - ease;
    case RowSense::kBand:
      return goal.value + row.side * (goal.half_width + ease);
  }
  return goal.value;
}

double PlanProblem::GoalRowValue(const Row& row, const GrowthIdentities::Growth& growth,
                                 const std::vector<double>& eased,
                                 Eigen::Ref<Eigen::RowVectorXd> gradient) const {
  const GoalRow& goal = parts_.goals[row.origin.index];
  const size_t variable = VariableOf(goal.indicator);
  const int year = goal.year - parts_.inputs.base_year() - 1;
  double own = growth.log_growth(At(variable), year);
  gradient = growth.gradients[variable].row(year);
  if (goal.cumulative) {
    own = growth.log_growth.row(At(variable)).head(year + 1).sum();
    gradient = growth.gradients[variable].topRows(year + 1).colwise().sum();
  }
  if (goal.mean_from.has_value()) {
    const int first = goal.FirstSummed(parts_.inputs.base_year());
    own = LogMeanLevel(growth, variable, first, year, &gradient);
  }
  const double right = RightSide(row, eased);
  if (!goal.other.has_value()) {
    gradient *= row.sign;
    return row.sign * (own - std::log1p(right));
  }
  const size_t other = VariableOf(*goal.other);
  const double theirs = growth.log_growth(At(other), year);
  gradient =
      row.sign * (std::exp(own) * gradient - std::exp(theirs) * growth.gradients[other].row(year));
  return row.sign * (std::expm1(own) - std::expm1(theirs) - right);
}

double PlanProblem::RowValue(const Row& row, const GrowthIdentities::Growth& growth,
                             const std::vector<double>& eased,
                             Eigen::Ref<Eigen::RowVectorXd> gradient) const {
  if (row.origin.source == PlanRowSource::kGoal) {
    return GoalRowValue(row, growth, eased, gradient);
  }
  const std::string& id = parts_.levers[row.origin.index].indicator;
  const size_t variable = VariableOf(parts_.inputs.PositionOf(id));
  gradient = row.sign * growth.gradients[variable].row(row.origin.year);
  return row.sign * (growth.log_growth(At(variable), row.origin.year) - row.value);
}

CurvedRows PlanProblem::Evaluate(const VectorXd& point, const std::vector<double>& eased) const {
  const auto growth = identities_.Evaluate(point);
  const auto fill = [&](const std::vector<Row>& rows, VectorXd& values, MatrixXd& gradients) {
    values.resize(At(rows.size()));
    gradients.resize(At(rows.size()), point.size());
    Eigen::RowVectorXd gradient(point.size());
    for (size_t j = 0; j < rows.size(); ++j) {
      values[At(j)] = RowValue(rows[j], growth, eased, gradient);
      gradients.row(At(j)) = gradient;
    }
  };
  CurvedRows out;
  fill(equalities_, out.equalities, out.equality_gradients);
  fill(inequalities_, out.inequalities, out.inequality_gradients);
  return out;
}

absl::StatusOr<CurvedChange> PlanProblem::Solve(const std::vector<double>& eased, bool all_soft,
                                                bool explain) const {
  CurvedProblem problem;
  problem.start = start_;
  problem.lower = lower_;
  problem.upper = upper_;
  problem.cancelled = cancelled_;
  problem.rows = [this, &eased](const VectorXd& point) { return Evaluate(point, eased); };
  const auto describe = [&](const std::vector<Row>& rows, std::vector<RowForce>& forces,
                            VectorXd& prices) {
    prices.resize(At(rows.size()));
    for (size_t j = 0; j < rows.size(); ++j) {
      const bool goal = rows[j].origin.source == PlanRowSource::kGoal;
      const bool hard = goal && parts_.goals[rows[j].origin.index].hard && !all_soft;
      forces.push_back(!goal ? RowForce::kFixed : hard ? RowForce::kHard : RowForce::kSoft);
      prices[At(j)] = rows[j].price;
    }
  };
  describe(equalities_, problem.equality_forces, problem.equality_prices);
  describe(inequalities_, problem.inequality_forces, problem.inequality_prices);
  return SolveCurved(problem, priced_, explain);
}

PlanRowOrigin PlanProblem::OriginOf(RowId row) const {
  if (row.kind == RowKind::kEquality) return equalities_[Size(row.index)].origin;
  if (row.kind == RowKind::kInequality) return inequalities_[Size(row.index)].origin;
  const Index free = row.index / parts_.years;
  const int year = static_cast<int>(row.index % parts_.years);
  const size_t lever = lever_of_[Size(identities_.free()[Size(free)])].value_or(0);
  if (row.kind == RowKind::kPin) return {PlanRowSource::kLeverPin, lever, year};
  return {row.kind == RowKind::kLowerBound ? PlanRowSource::kLeverMin : PlanRowSource::kLeverMax,
          lever, year};
}

std::vector<RowId> PlanProblem::RowsOf(size_t goal) const {
  std::vector<RowId> out;
  const auto collect = [&](const std::vector<Row>& rows, RowKind kind) {
    for (size_t j = 0; j < rows.size(); ++j) {
      if (rows[j].origin.source == PlanRowSource::kGoal && rows[j].origin.index == goal) {
        out.push_back({kind, At(j)});
      }
    }
  };
  collect(equalities_, RowKind::kEquality);
  collect(inequalities_, RowKind::kInequality);
  return out;
}

VectorXd PlanProblem::GradientOf(RowId row, const VectorXd& point) const {
  const auto& rows = row.kind == RowKind::kEquality ? equalities_ : inequalities_;
  Eigen::RowVectorXd gradient(point.size());
  RowValue(rows[Size(row.index)], identities_.Evaluate(point), {}, gradient);
  return gradient;
}

double PlanProblem::PointsPerUnit(size_t goal) const {
  const GoalRow& row = parts_.goals[goal];
  return kPointsOfLog * (row.other.has_value() ? 1 : 1 + row.value + row.step);
}

double PlanProblem::Reached(size_t goal, const GrowthIdentities::Growth& growth) const {
  const GoalRow& row = parts_.goals[goal];
  const Index variable = At(VariableOf(row.indicator));
  const int year = row.year - parts_.inputs.base_year() - 1;
  if (row.cumulative) return std::expm1(growth.log_growth.row(variable).head(year + 1).sum());
  if (row.mean_from.has_value()) {
    const int first = row.FirstSummed(parts_.inputs.base_year());
    return std::expm1(LogMeanLevel(growth, Size(variable), first, year, nullptr));
  }
  const double own = std::expm1(growth.log_growth(variable, year));
  if (!row.other.has_value()) return own;
  return own - std::expm1(growth.log_growth(At(VariableOf(*row.other)), year));
}

absl::StatusOr<std::unique_ptr<PlanProblem>> PlanProblem::Create(const PlanParts& parts,
                                                                 std::function<bool()> cancelled) {
  std::unique_ptr<PlanProblem> problem(new PlanProblem(parts));
  problem->cancelled_ = std::move(cancelled);
  ASSIGN_OR_RETURN(problem->system_,
                   BuildPlanSystem(parts.inputs, parts.structure, parts.indicators, parts.outlooks,
                                   parts.years));
  RETURN_IF_ERROR(problem->BuildIdentities());
  if (problem->identities_.size() > kMostGrowthRates) {
    return FieldError("frame.year", absl::StrCat("the plan has ", problem->identities_.size(),
                                                 " growth rates of ", problem->system_.free.size(),
                                                 " indicators in ", parts.years, " years, at most ",
                                                 kMostGrowthRates,
                                                 " are allowed; ask for fewer years or name "
                                                 "fewer indicators"));
  }
  RETURN_IF_ERROR(problem->ReadLevers());
  RETURN_IF_ERROR(problem->BuildMetrics());
  problem->ListRows();
  return problem;
}

}  // namespace indicast::projection
