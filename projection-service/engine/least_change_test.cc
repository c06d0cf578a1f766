// Known answers, two independent slow computations (the KKT system solved directly; every subset of
// rows tried as the active set) and properties of the least change.
#include "projection-service/engine/least_change.h"

#include <cmath>
#include <limits>
#include <random>

#include "common/testing/status_matchers.h"
#include "projection-service/engine/plausibility.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::IsOk;
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

VectorXd Vector(std::initializer_list<double> values) {
  VectorXd v(static_cast<Index>(values.size()));
  std::copy(values.begin(), values.end(), v.data());
  return v;
}

MatrixXd RowMatrix(std::initializer_list<std::initializer_list<double>> rows) {
  MatrixXd m(static_cast<Index>(rows.size()), static_cast<Index>(rows.begin()->size()));
  Index i = 0;
  for (const auto& row : rows) {
    Index j = 0;
    for (const double value : row) m(i, j++) = value;
    ++i;
  }
  return m;
}

LeastChangeProblem Sectors() {
  LeastChangeProblem problem;
  problem.start = Vector({4, 6, 5.5});
  problem.equalities = RowMatrix({{.08, .42, .50}});
  problem.equality_values = Vector({6.5});
  return problem;
}

ChangeMetric SectorMetric() { return *ChangeMetric::FromDeviations(Vector({1, 1.5, 1.2})); }

class Draw {
 public:
  explicit Draw(unsigned seed) : engine_(seed) {}
  double Normal() { return normal_(engine_); }
  Index Below(Index n) { return static_cast<Index>(engine_() % static_cast<unsigned>(n)); }
  VectorXd Vector(Index n) {
    return VectorXd::NullaryExpr(n, [this](Index) { return Normal(); });
  }
  MatrixXd Matrix(Index rows, Index cols) {
    return MatrixXd::NullaryExpr(rows, cols, [this](Index, Index) { return Normal(); });
  }
  MatrixXd Covariance(Index n) {
    const MatrixXd a = Matrix(n, n);
    return a * a.transpose() + 0.1 * MatrixXd::Identity(n, n);
  }

 private:
  std::mt19937 engine_;
  std::normal_distribution<double> normal_;
};

// x and the multipliers from [W A'; A 0] [D; -lambda] = [0; b - A x0].
struct Kkt {
  VectorXd x;
  VectorXd lambda;
};
Kkt SolveKkt(const VectorXd& start, const MatrixXd& weight, const MatrixXd& rows,
             const VectorXd& values) {
  const Index n = start.size();
  const Index m = rows.rows();
  MatrixXd system = MatrixXd::Zero(n + m, n + m);
  system.topLeftCorner(n, n) = weight;
  system.topRightCorner(n, m) = rows.transpose();
  system.bottomLeftCorner(m, n) = rows;
  VectorXd right = VectorXd::Zero(n + m);
  right.tail(m) = values - rows * start;
  const VectorXd solution = system.fullPivLu().solve(right);
  return {start + solution.head(n), -solution.tail(m)};
}

// All rows of a problem as inequalities "row x >= value"; equalities first.
void AsRows(const LeastChangeProblem& problem, MatrixXd& rows, VectorXd& values) {
  const Index n = problem.start.size();
  const Index me = problem.equalities.rows();
  const Index mi = problem.inequalities.rows();
  std::vector<std::pair<VectorXd, double>> bounds;
  for (Index i = 0; i < n; ++i) {
    if (problem.lower.size() > 0 && std::isfinite(problem.lower[i])) {
      bounds.emplace_back(VectorXd::Unit(n, i), problem.lower[i]);
    }
    if (problem.upper.size() > 0 && std::isfinite(problem.upper[i])) {
      bounds.emplace_back(-VectorXd::Unit(n, i), -problem.upper[i]);
    }
  }
  rows.resize(me + mi + static_cast<Index>(bounds.size()), n);
  values.resize(rows.rows());
  if (me > 0) {
    rows.topRows(me) = problem.equalities;
    values.head(me) = problem.equality_values;
  }
  if (mi > 0) {
    rows.middleRows(me, mi) = problem.inequalities;
    values.segment(me, mi) = problem.inequality_values;
  }
  for (size_t k = 0; k < bounds.size(); ++k) {
    rows.row(me + mi + static_cast<Index>(k)) = bounds[k].first.transpose();
    values[me + mi + static_cast<Index>(k)] = bounds[k].second;
  }
}

// Tries every set of inequalities as the active one; the nearest point that satisfies all rows
// wins. Independent equalities only. Empty when no set gives a point.
VectorXd EnumerateActiveSets(const LeastChangeProblem& problem, const MatrixXd& weight) {
  MatrixXd rows;
  VectorXd values;
  AsRows(problem, rows, values);
  const Index me = problem.equalities.rows();
  const Index mi = rows.rows() - me;
  VectorXd best;
  double best_cost = kInfinity;
  for (unsigned set = 0; set < (1U << static_cast<unsigned>(mi)); ++set) {
    std::vector<Index> chosen;
    chosen.reserve(static_cast<size_t>(rows.rows()));
    for (Index j = 0; j < me; ++j) chosen.push_back(j);
    for (Index j = 0; j < mi; ++j) {
      if ((set >> static_cast<unsigned>(j)) & 1U) chosen.push_back(me + j);
    }
    if (static_cast<Index>(chosen.size()) > problem.start.size()) continue;
    MatrixXd active(static_cast<Index>(chosen.size()), problem.start.size());
    VectorXd right(active.rows());
    for (Index k = 0; k < active.rows(); ++k) {
      active.row(k) = rows.row(chosen[static_cast<size_t>(k)]);
      right[k] = values[chosen[static_cast<size_t>(k)]];
    }
    if (active.rows() > 0 && active.fullPivLu().rank() < active.rows()) continue;
    const VectorXd x = SolveKkt(problem.start, weight, active, right).x;
    if (!x.allFinite()) continue;
    const VectorXd room = rows * x - values;
    if (me > 0 && room.head(me).cwiseAbs().maxCoeff() > 1e-7) continue;
    if (mi > 0 && room.tail(mi).minCoeff() < -1e-7) continue;
    const VectorXd move = x - problem.start;
    const double cost = move.dot(weight * move);
    if (cost < best_cost) {
      best_cost = cost;
      best = x;
    }
  }
  return best;
}

// Stationarity, signs and complementarity of an answer, from its own multipliers.
void ExpectOptimal(const LeastChangeProblem& problem, const MatrixXd& weight,
                   const LeastChange& answer) {
  VectorXd force = answer.lower_multipliers - answer.upper_multipliers;
  if (problem.equalities.rows() > 0) {
    force += problem.equalities.transpose() * answer.equality_multipliers;
  }
  if (problem.inequalities.rows() > 0) {
    force += problem.inequalities.transpose() * answer.inequality_multipliers;
    const VectorXd room = problem.inequalities * answer.x - problem.inequality_values;
    EXPECT_LE(room.cwiseProduct(answer.inequality_multipliers).cwiseAbs().maxCoeff(),
              1e-7 * (1 + force.norm()));
    EXPECT_GE(answer.inequality_multipliers.minCoeff(), 0);
  }
  EXPECT_GE(answer.lower_multipliers.minCoeff(), 0);
  EXPECT_GE(answer.upper_multipliers.minCoeff(), 0);
  const VectorXd pull = weight * (answer.x - problem.start);
  EXPECT_LE((pull - force).norm(), 1e-8 * (1 + pull.norm()));
}

TEST(LeastChangeTest, MatchesTheWorkedExample) {
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(Sectors(), SectorMetric()));
  ASSERT_TRUE(answer.feasible);
  EXPECT_THAT(answer.x[0], DoubleNear(4.095375, 5e-7));
  EXPECT_THAT(answer.x[1], DoubleNear(7.126621, 5e-7));
  EXPECT_THAT(answer.x[2], DoubleNear(6.358378, 5e-7));
  EXPECT_THAT(answer.d2, DoubleNear(1.0848945, 5e-8));
  EXPECT_EQ(answer.rank, 1);
  EXPECT_THAT(PlanPlausibility(answer.d2, answer.rank), DoubleNear(0.2976052, 5e-8));
  // lambda = (b - a x0) / (a W^-1 a') = .91 / (.0064 + .3969 + .36); D2 = .91 lambda.
  EXPECT_THAT(answer.equality_multipliers[0], DoubleNear(.91 / .7633, 1e-12));
  EXPECT_THAT(answer.active, ElementsAre(RowId{RowKind::kEquality, 0}));
}

TEST(LeastChangeTest, NothingMovesWhenAllRowsHold) {
  LeastChangeProblem problem;
  problem.start = Vector({4, 6, 5.5});
  problem.inequalities = RowMatrix({{.08, .42, .50}, {-1, 1, 0}});
  problem.inequality_values = Vector({5, 0});
  problem.upper = Vector({10, 10, 10});
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, SectorMetric()));
  ASSERT_TRUE(answer.feasible);
  EXPECT_EQ(answer.x, problem.start);
  EXPECT_EQ(answer.d2, 0);
  EXPECT_EQ(answer.rank, 0);
  EXPECT_EQ(PlanPlausibility(answer.d2, answer.rank), 1);
}

TEST(LeastChangeTest, EqualsTheKktSystemOfEqualities) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Draw draw(seed);
    const Index n = 1 + draw.Below(30);
    const Index m = draw.Below(n) + 1;
    LeastChangeProblem problem;
    problem.start = draw.Vector(n);
    problem.equalities = draw.Matrix(m, n);
    problem.equality_values = draw.Vector(m);
    const MatrixXd covariance = draw.Covariance(n);
    const MatrixXd weight = covariance.inverse();
    ASSERT_OK_AND_ASSIGN(const ChangeMetric metric, ChangeMetric::FromCovariance(covariance));
    ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
    ASSERT_TRUE(answer.feasible) << seed;
    const Kkt slow = SolveKkt(problem.start, weight, problem.equalities, problem.equality_values);
    EXPECT_LE((answer.x - slow.x).norm(), 1e-6 * (1 + slow.x.norm())) << seed;
    EXPECT_LE((answer.equality_multipliers - slow.lambda).norm(), 1e-5 * (1 + slow.lambda.norm()))
        << seed;
    EXPECT_EQ(answer.rank, m);
    // A weight matrix says the same as its inverse.
    ASSERT_OK_AND_ASSIGN(const ChangeMetric inverse, ChangeMetric::FromWeight(weight));
    ASSERT_OK_AND_ASSIGN(const LeastChange same, SolveLeastChange(problem, inverse));
    EXPECT_LE((answer.x - same.x).norm(), 1e-6 * (1 + slow.x.norm())) << seed;
  }
}

TEST(LeastChangeTest, AThousandRandomProblemsEqualTheEnumerationOfActiveSets) {
  int feasible = 0;
  int infeasible = 0;
  for (unsigned seed = 0; seed < 1000; ++seed) {
    Draw draw(seed + 1000);
    const Index n = 1 + draw.Below(4);
    const Index me = draw.Below(std::min<Index>(n, 3));
    const Index mi = draw.Below(6);
    LeastChangeProblem problem;
    problem.start = draw.Vector(n);
    problem.equalities = draw.Matrix(me, n);
    problem.equality_values = draw.Vector(me);
    problem.inequalities = draw.Matrix(mi, n);
    problem.inequality_values = draw.Vector(mi);
    if (draw.Below(2) == 0) {
      problem.lower = problem.start.array() - std::abs(draw.Normal());
      problem.upper = VectorXd::Constant(n, kInfinity);
      problem.upper[0] = problem.start[0] + 0.5 * std::abs(draw.Normal());
    }
    const MatrixXd covariance = draw.Covariance(n);
    const MatrixXd weight = covariance.inverse();
    ASSERT_OK_AND_ASSIGN(const ChangeMetric metric, ChangeMetric::FromCovariance(covariance));
    ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
    const VectorXd slow = EnumerateActiveSets(problem, weight);
    ASSERT_EQ(answer.feasible, slow.size() > 0) << seed;
    if (!answer.feasible) {
      ++infeasible;
      EXPECT_GE(answer.conflict.size(), 2U) << seed;
      continue;
    }
    ++feasible;
    EXPECT_LE((answer.x - slow).norm(), 1e-6 * (1 + slow.norm())) << seed;
    EXPECT_NEAR(answer.d2, (answer.x - problem.start).dot(weight * (answer.x - problem.start)),
                1e-7 * (1 + answer.d2));
    ExpectOptimal(problem, weight, answer);
  }
  EXPECT_GT(feasible, 300);
  EXPECT_GT(infeasible, 100);
}

TEST(LeastChangeTest, ThreeHundredVariablesSatisfyTheConditionsOfOptimality) {
  Draw draw(7);
  const Index n = 300;
  const Index m = 200;
  LeastChangeProblem problem;
  problem.start = draw.Vector(n);
  const VectorXd inside = problem.start + draw.Vector(n);
  problem.equalities = draw.Matrix(20, n);
  problem.equality_values = problem.equalities * inside;
  problem.inequalities = draw.Matrix(m, n);
  problem.inequality_values = problem.inequalities * inside - draw.Vector(m).cwiseAbs();
  problem.lower = inside.array() - 1;
  problem.upper = inside.array() + 1;
  const MatrixXd covariance = draw.Covariance(n);
  ASSERT_OK_AND_ASSIGN(const ChangeMetric metric, ChangeMetric::FromCovariance(covariance));
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
  ASSERT_TRUE(answer.feasible);
  EXPECT_GT(answer.rank, 100);
  ExpectOptimal(problem, covariance.inverse(), answer);
}

TEST(LeastChangeTest, OrderOfRowsAndVariablesDoesNotMatter) {
  Draw draw(11);
  const Index n = 12;
  const Index m = 20;
  LeastChangeProblem problem;
  problem.start = draw.Vector(n);
  problem.inequalities = draw.Matrix(m, n);
  problem.inequality_values =
      problem.inequalities * (problem.start + draw.Vector(n)) - draw.Vector(m).cwiseAbs();
  const MatrixXd covariance = draw.Covariance(n);
  ASSERT_OK_AND_ASSIGN(const ChangeMetric metric, ChangeMetric::FromCovariance(covariance));
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
  ASSERT_TRUE(answer.feasible);
  Eigen::PermutationMatrix<Eigen::Dynamic> variables(n);
  Eigen::PermutationMatrix<Eigen::Dynamic> rows(m);
  std::mt19937 engine(5);
  variables.setIdentity();
  rows.setIdentity();
  std::shuffle(variables.indices().data(), variables.indices().data() + n, engine);
  std::shuffle(rows.indices().data(), rows.indices().data() + m, engine);
  LeastChangeProblem other;
  other.start = variables * problem.start;
  other.inequalities = rows * problem.inequalities * variables.transpose();
  other.inequality_values = rows * problem.inequality_values;
  ASSERT_OK_AND_ASSIGN(
      const ChangeMetric permuted,
      ChangeMetric::FromCovariance(variables * covariance * variables.transpose()));
  ASSERT_OK_AND_ASSIGN(const LeastChange same, SolveLeastChange(other, permuted));
  EXPECT_LE((same.x - variables * answer.x).norm(), 1e-10);
  EXPECT_LE((same.inequality_multipliers - rows * answer.inequality_multipliers).norm(), 1e-9);
  EXPECT_EQ(same.rank, answer.rank);
}

// The failure of QuadProg-like codes: a row in billions beside a row in hundredths.
TEST(LeastChangeTest, UnitsOfRowsAndVariablesDoNotMatter) {
  Draw draw(13);
  const Index n = 8;
  LeastChangeProblem problem;
  problem.start = draw.Vector(n);
  problem.inequalities = draw.Matrix(10, n);
  problem.inequality_values =
      problem.inequalities * (problem.start + draw.Vector(n)) - draw.Vector(10).cwiseAbs();
  const VectorXd deviations = draw.Vector(n).cwiseAbs().array() + 0.1;
  ASSERT_OK_AND_ASSIGN(const ChangeMetric metric, ChangeMetric::FromDeviations(deviations));
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
  ASSERT_TRUE(answer.feasible);
  const VectorXd unit =
      VectorXd::NullaryExpr(n, [](Index i) { return std::pow(10.0, double(i) - 4); });
  const VectorXd row_unit =
      VectorXd::NullaryExpr(10, [](Index j) { return std::pow(10.0, 6 - double(j)); });
  LeastChangeProblem other;
  other.start = unit.cwiseProduct(problem.start);
  other.inequalities =
      row_unit.asDiagonal() * problem.inequalities * MatrixXd(unit.cwiseInverse().asDiagonal());
  other.inequality_values = row_unit.cwiseProduct(problem.inequality_values);
  ASSERT_OK_AND_ASSIGN(const ChangeMetric scaled,
                       ChangeMetric::FromDeviations(unit.cwiseProduct(deviations)));
  ASSERT_OK_AND_ASSIGN(const LeastChange same, SolveLeastChange(other, scaled));
  EXPECT_LE((same.x.cwiseQuotient(unit) - answer.x).norm(), 1e-11 * (1 + answer.x.norm()));
  EXPECT_NEAR(same.d2, answer.d2, 1e-11 * answer.d2);
  EXPECT_LE(
      (same.inequality_multipliers.cwiseProduct(row_unit) - answer.inequality_multipliers).norm(),
      1e-10 * (1 + answer.inequality_multipliers.norm()));
}

// Shifting start and rows together shifts the answer; doubling all deviations quarters the cost.
TEST(LeastChangeTest, ShiftsWithItsStartAndScalesWithItsDeviations) {
  LeastChangeProblem problem = Sectors();
  problem.start.array() += 100;
  problem.equality_values.array() += 100;
  ASSERT_OK_AND_ASSIGN(const ChangeMetric wide, ChangeMetric::FromDeviations(Vector({2, 3, 2.4})));
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, wide));
  ASSERT_OK_AND_ASSIGN(const LeastChange plain, SolveLeastChange(Sectors(), SectorMetric()));
  EXPECT_LE((answer.x - (plain.x.array() + 100).matrix()).norm(), 1e-11);
  EXPECT_NEAR(answer.d2, plain.d2 / 4, 1e-12);
}

TEST(LeastChangeTest, MultiplierIsTheEffortSavedPerUnit) {
  Draw draw(17);
  LeastChangeProblem problem;
  problem.start = draw.Vector(5);
  problem.equalities = draw.Matrix(1, 5);
  problem.equality_values = draw.Vector(1);
  problem.inequalities = draw.Matrix(3, 5);
  problem.inequality_values = problem.inequalities * problem.start + VectorXd::Constant(3, 1);
  const ChangeMetric metric = *ChangeMetric::FromCovariance(draw.Covariance(5));
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
  ASSERT_TRUE(answer.feasible);
  const double step = 1e-5;
  for (Index j = 0; j < 3; ++j) {
    LeastChangeProblem eased = problem;
    eased.inequality_values[j] -= step;
    LeastChangeProblem tightened = problem;
    tightened.inequality_values[j] += step;
    const double slope =
        (SolveLeastChange(tightened, metric)->d2 - SolveLeastChange(eased, metric)->d2) /
        (4 * step);
    EXPECT_NEAR(slope, answer.inequality_multipliers[j], 1e-6 * (1 + slope)) << j;
  }
  LeastChangeProblem raised = problem;
  raised.equality_values[0] += step;
  LeastChangeProblem lowered = problem;
  lowered.equality_values[0] -= step;
  EXPECT_NEAR(
      (SolveLeastChange(raised, metric)->d2 - SolveLeastChange(lowered, metric)->d2) / (4 * step),
      answer.equality_multipliers[0], 1e-6 * (1 + std::abs(answer.equality_multipliers[0])));
}

TEST(LeastChangeTest, RepeatedRowsChangeNothing) {
  LeastChangeProblem problem = Sectors();
  problem.equalities = RowMatrix({{.08, .42, .50}, {.16, .84, 1.00}, {.08, .42, .50}});
  problem.equality_values = Vector({6.5, 13, 6.5});
  problem.inequalities = RowMatrix({{.08, .42, .50}, {0, 1, 0}, {0, 1, 0}, {0, 2, 0}});
  problem.inequality_values = Vector({6.5, 7.5, 7.5, 15});
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, SectorMetric()));
  ASSERT_TRUE(answer.feasible);
  EXPECT_EQ(answer.redundant.size(), 2U);
  EXPECT_EQ(answer.rank, 2);
  EXPECT_NEAR(answer.x[1], 7.5, 1e-12);
  LeastChangeProblem single = Sectors();
  single.inequalities = RowMatrix({{0, 1, 0}});
  single.inequality_values = Vector({7.5});
  ASSERT_OK_AND_ASSIGN(const LeastChange same, SolveLeastChange(single, SectorMetric()));
  EXPECT_LE((answer.x - same.x).norm(), 1e-12);
}

// Many rows through one point: the vertex is found although the active set is not unique.
TEST(LeastChangeTest, DegenerateVertexIsFound) {
  for (unsigned seed = 0; seed < 100; ++seed) {
    Draw draw(seed + 50);
    const Index n = 3;
    LeastChangeProblem problem;
    problem.start = VectorXd::Zero(n);
    const VectorXd vertex = draw.Vector(n);
    problem.inequalities = draw.Matrix(12, n);
    problem.inequality_values = problem.inequalities * vertex;
    const ChangeMetric metric = *ChangeMetric::FromDeviations(VectorXd::Ones(n));
    ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
    ASSERT_TRUE(answer.feasible) << seed;
    const VectorXd slow = EnumerateActiveSets(problem, MatrixXd::Identity(n, n));
    EXPECT_LE((answer.x - slow).norm(), 1e-7) << seed;
  }
}

TEST(LeastChangeTest, NearlyParallelRowsAreToldApart) {
  LeastChangeProblem problem;
  problem.start = Vector({0, 0});
  problem.inequalities = RowMatrix({{1, 0}, {1, 1e-6}});
  problem.inequality_values = Vector({1, 1 + 1e-6});
  const ChangeMetric metric = *ChangeMetric::FromDeviations(Vector({1, 1}));
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, metric));
  ASSERT_TRUE(answer.feasible);
  EXPECT_LE((answer.x - EnumerateActiveSets(problem, MatrixXd::Identity(2, 2))).norm(), 1e-9);
}

TEST(LeastChangeTest, PinsHoldExactlyAndShowWhatTheyCost) {
  LeastChangeProblem problem = Sectors();
  problem.lower = Vector({-kInfinity, 6, -kInfinity});
  problem.upper = Vector({kInfinity, 6, kInfinity});
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, SectorMetric()));
  ASSERT_TRUE(answer.feasible);
  EXPECT_EQ(answer.x[1], 6);
  // The others share the .91: as if the variable were not there.
  const double lambda = .91 / (.0064 + .36);
  EXPECT_NEAR(answer.x[0], 4 + lambda * .08, 1e-12);
  EXPECT_NEAR(answer.x[2], 5.5 + lambda * .5 * 1.44, 1e-12);
  EXPECT_EQ(answer.lower_multipliers[1], 0);
  EXPECT_NEAR(answer.upper_multipliers[1], lambda * .42, 1e-12);
  EXPECT_THAT(answer.active, ElementsAre(RowId{RowKind::kEquality, 0}, RowId{RowKind::kPin, 1}));
}

TEST(LeastChangeTest, BoundsHoldExactly) {
  LeastChangeProblem problem = Sectors();
  problem.upper = Vector({4.05, 6.3, 10});
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, SectorMetric()));
  ASSERT_TRUE(answer.feasible);
  EXPECT_EQ(answer.x[0], 4.05);
  EXPECT_EQ(answer.x[1], 6.3);
  EXPECT_NEAR(answer.x[2], (6.5 - .08 * 4.05 - .42 * 6.3) / .5, 1e-12);
  EXPECT_GT(answer.upper_multipliers[1], 0);
}

TEST(LeastChangeTest, NamesRowsThatCannotHoldTogether) {
  LeastChangeProblem problem = Sectors();
  problem.upper = Vector({5, 6.2, 6});
  problem.inequalities = RowMatrix({{1, 0, 0}});
  problem.inequality_values = Vector({1});
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, SectorMetric()));
  EXPECT_FALSE(answer.feasible);
  EXPECT_THAT(answer.conflict,
              ElementsAre(RowId{RowKind::kEquality, 0}, RowId{RowKind::kUpperBound, 0},
                          RowId{RowKind::kUpperBound, 1}, RowId{RowKind::kUpperBound, 2}));
}

TEST(LeastChangeTest, ContradictingEqualitiesAreAConflictNotASuccess) {
  LeastChangeProblem problem = Sectors();
  problem.equalities = RowMatrix({{1, 0, 0}, {.08, .42, .50}, {.16, .84, 1}});
  problem.equality_values = Vector({4, 6.5, 13.1});
  ASSERT_OK_AND_ASSIGN(const LeastChange answer, SolveLeastChange(problem, SectorMetric()));
  EXPECT_FALSE(answer.feasible);
  EXPECT_THAT(answer.conflict,
              ElementsAre(RowId{RowKind::kEquality, 1}, RowId{RowKind::kEquality, 2}));
}

TEST(LeastChangeTest, RowWithoutCoefficientsIsEmptyOrImpossible) {
  LeastChangeProblem problem = Sectors();
  problem.inequalities = RowMatrix({{0, 0, 0}, {0, 0, 0}});
  problem.inequality_values = Vector({0, -1});
  ASSERT_OK_AND_ASSIGN(LeastChange answer, SolveLeastChange(problem, SectorMetric()));
  EXPECT_TRUE(answer.feasible);
  problem.inequality_values[1] = 1;
  ASSERT_OK_AND_ASSIGN(answer, SolveLeastChange(problem, SectorMetric()));
  EXPECT_FALSE(answer.feasible);
  EXPECT_THAT(answer.conflict, ElementsAre(RowId{RowKind::kInequality, 1}));
}

TEST(LeastChangeTest, RefusesWhatIsNoProblem) {
  const ChangeMetric metric = SectorMetric();
  LeastChangeProblem problem = Sectors();
  problem.start[1] = std::nan("");
  EXPECT_THAT(SolveLeastChange(problem, metric), HasReason("PROBLEM_INVALID"));
  problem = Sectors();
  problem.equality_values = Vector({6, 7});
  EXPECT_THAT(SolveLeastChange(problem, metric), HasReason("PROBLEM_INVALID"));
  problem = Sectors();
  problem.lower = Vector({5, 5, 5});
  problem.upper = Vector({6, 4, 6});
  EXPECT_THAT(SolveLeastChange(problem, metric), HasReason("PROBLEM_INVALID"));
  problem = Sectors();
  problem.start = Vector({1, 2});
  EXPECT_THAT(SolveLeastChange(problem, metric), HasReason("PROBLEM_INVALID"));
}

TEST(ChangeMetricTest, RefusesWhatIsNoMetric) {
  EXPECT_THAT(ChangeMetric::FromDeviations(Vector({1, 0})), HasReason("METRIC_NOT_POSITIVE"));
  EXPECT_THAT(ChangeMetric::FromDeviations(Vector({1, std::nan("")})),
              HasReason("METRIC_NOT_POSITIVE"));
  EXPECT_THAT(ChangeMetric::FromCovariance(RowMatrix({{1, 2}, {2, 1}})),
              HasReason("METRIC_NOT_POSITIVE"));
  EXPECT_THAT(ChangeMetric::FromCovariance(RowMatrix({{1, 1}, {1, 1}})),
              HasReason("METRIC_NOT_POSITIVE"));
  EXPECT_THAT(ChangeMetric::FromWeight(RowMatrix({{1, .5}, {.4, 1}})),
              HasReason("METRIC_NOT_POSITIVE"));
  // Units far apart are no reason to refuse.
  EXPECT_THAT(ChangeMetric::FromCovariance(RowMatrix({{1e-12, 0}, {0, 1e12}})), IsOk());
}

TEST(ChangeMetricTest, DistanceIsTheQuadraticForm) {
  Draw draw(3);
  const MatrixXd covariance = draw.Covariance(6);
  const MatrixXd weight = covariance.inverse();
  const VectorXd move = draw.Vector(6);
  const double want = move.dot(weight * move);
  EXPECT_NEAR(ChangeMetric::FromCovariance(covariance)->Distance2(move), want, 1e-9 * want);
  EXPECT_NEAR(ChangeMetric::FromWeight(weight)->Distance2(move), want, 1e-9 * want);
  const ChangeMetric metric = *ChangeMetric::FromCovariance(covariance);
  EXPECT_LE((metric.ToMove(metric.FromMove(move)) - move).norm(), 1e-12);
  const ChangeMetric wider = metric.Extended(Vector({2}));
  VectorXd longer(7);
  longer << move, 3;
  EXPECT_NEAR(wider.Distance2(longer), want + 2.25, 1e-9 * want);
}

// Chi-square tails from tables: P(chi2_1 > 3.841459) = .05, P(chi2_10 > 18.307038) = .05; two
// degrees of freedom have the closed form exp(-D2 / 2).
TEST(PlausibilityTest, MatchesTablesAndClosedForm) {
  EXPECT_NEAR(PlanPlausibility(3.841458820694124, 1), .05, 1e-14);
  EXPECT_NEAR(PlanPlausibility(18.307038053275146, 10), .05, 1e-14);
  for (const double d2 : {0.1, 1.0, 7.5, 60.0}) {
    EXPECT_NEAR(PlanPlausibility(d2, 2), std::exp(-d2 / 2), 1e-14) << d2;
    EXPECT_NEAR(PlanPlausibility(d2, 1), std::erfc(std::sqrt(d2 / 2)), 1e-14) << d2;
  }
  EXPECT_EQ(PlanPlausibility(0, 3), 1);
}

}  // namespace
}  // namespace indicast::projection
