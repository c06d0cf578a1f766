// Conflicts are proved minimal by trying every subset; repairs by an independent search over the
// vertices of the linear program of cheapest slacks.
#include "projection-service/engine/conflict.h"

#include <cmath>
#include <limits>
#include <random>

#include "common/testing/status_matchers.h"

namespace indicast::projection {
namespace {

using ::indicast::testing::HasReason;
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

 private:
  std::mt19937 engine_;
  std::normal_distribution<double> normal_;
};

// Inequalities only, all of one force.
ForcedProblem Inequalities(const MatrixXd& rows, const VectorXd& values, RowForce force) {
  ForcedProblem problem;
  problem.rows.start = VectorXd::Zero(rows.cols());
  problem.rows.inequalities = rows;
  problem.rows.inequality_values = values;
  problem.inequality_forces.assign(static_cast<size_t>(rows.rows()), force);
  return problem;
}

ChangeMetric Unit(Index n) { return *ChangeMetric::FromDeviations(VectorXd::Ones(n)); }

// Feasible by enumeration of all vertices and faces: least-norm points of every row subset.
bool CanHold(const MatrixXd& rows, const VectorXd& values, unsigned subset) {
  const Index n = rows.cols();
  std::vector<Index> in;
  for (Index j = 0; j < rows.rows(); ++j) {
    if ((subset >> static_cast<unsigned>(j)) & 1U) in.push_back(j);
  }
  for (unsigned tight = 0; tight < (1U << in.size()); ++tight) {
    std::vector<Index> active;
    for (size_t k = 0; k < in.size(); ++k) {
      if ((tight >> k) & 1U) active.push_back(in[k]);
    }
    if (static_cast<Index>(active.size()) > n) continue;
    VectorXd x = VectorXd::Zero(n);
    if (!active.empty()) {
      const MatrixXd a = rows(active, Eigen::all);
      x = a.completeOrthogonalDecomposition().solve(VectorXd(values(active)));
    }
    bool holds = true;
    for (const Index j : in) holds = holds && rows.row(j).dot(x) >= values[j] - 1e-9;
    if (holds) return true;
  }
  return false;
}

TEST(ConflictTest, IsIrreducibleOnRandomInfeasibleRows) {
  int conflicts = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Draw draw(seed);
    const Index n = 1 + draw.Below(3);
    const Index m = 2 + draw.Below(6);
    const MatrixXd rows = draw.Matrix(m, n);
    const VectorXd values = draw.Vector(m);
    const ForcedProblem problem = Inequalities(rows, values, RowForce::kHard);
    ASSERT_OK_AND_ASSIGN(const auto conflict, FindConflict(problem.rows, Unit(n)));
    const unsigned all = (1U << static_cast<unsigned>(m)) - 1;
    ASSERT_EQ(conflict.empty(), CanHold(rows, values, all)) << seed;
    if (conflict.empty()) continue;
    ++conflicts;
    unsigned set = 0;
    for (const RowId row : conflict) set |= 1U << static_cast<unsigned>(row.index);
    EXPECT_FALSE(CanHold(rows, values, set)) << seed;
    for (const RowId row : conflict) {
      EXPECT_TRUE(CanHold(rows, values, set & ~(1U << static_cast<unsigned>(row.index)))) << seed;
    }
  }
  EXPECT_GT(conflicts, 100);
}

// The cheapest repair as a linear program, min p's with a x + s >= b, s >= 0: an optimum lies at a
// vertex of (x, s), here found by trying all of them.
double CheapestByVertices(const MatrixXd& rows, const VectorXd& values, const VectorXd& prices) {
  const Index n = rows.cols();
  const Index m = rows.rows();
  double best = kInfinity;
  for (unsigned tight = 0; tight < (1U << static_cast<unsigned>(m)); ++tight) {
    std::vector<Index> active;
    for (Index j = 0; j < m; ++j) {
      if ((tight >> static_cast<unsigned>(j)) & 1U) active.push_back(j);
    }
    if (static_cast<Index>(active.size()) != n) continue;
    const MatrixXd a = rows(active, Eigen::all);
    if (std::abs(a.determinant()) < 1e-9) continue;
    const VectorXd x = a.partialPivLu().solve(VectorXd(values(active)));
    best = std::min(best, (values - rows * x).cwiseMax(0).dot(prices));
  }
  return best;
}

TEST(ConflictTest, RepairIsTheCheapestOfAll) {
  int repaired = 0;
  for (unsigned seed = 0; seed < 300; ++seed) {
    Draw draw(seed + 5000);
    const Index n = 1 + draw.Below(3);
    const Index m = n + 1 + draw.Below(5);
    ForcedProblem problem = Inequalities(draw.Matrix(m, n), draw.Vector(m), RowForce::kSoft);
    problem.inequality_prices = draw.Vector(m).cwiseAbs().array() + 0.2;
    ASSERT_OK_AND_ASSIGN(const ForcedChange answer, SolveForced(problem, Unit(n)));
    ASSERT_TRUE(answer.change.has_value()) << seed;
    EXPECT_FALSE(answer.hard_rows_conflict);
    ASSERT_EQ(answer.repairs.empty(), answer.conflict.empty()) << seed;
    if (answer.repairs.empty()) continue;
    ++repaired;
    double cost = 0;
    for (const RowRepair& repair : answer.repairs) {
      EXPECT_LT(repair.shift, 0);
      cost -= repair.shift * problem.inequality_prices[repair.row.index];
    }
    const double want = CheapestByVertices(
        problem.rows.inequalities, problem.rows.inequality_values, problem.inequality_prices);
    EXPECT_NEAR(cost, want, 1e-6 * (1 + want)) << seed;
    // The answer satisfies every row after its repair, but for shifts that are not named: those
    // below 1e-7 deviations of the row. A hundredth of that is left to rounding.
    VectorXd values = problem.rows.inequality_values;
    for (const RowRepair& repair : answer.repairs) values[repair.row.index] += repair.shift;
    const VectorXd beyond = (problem.rows.inequalities * answer.change->x - values)
                                .cwiseQuotient(problem.rows.inequalities.rowwise().norm());
    EXPECT_GE(beyond.minCoeff(), -1.01e-7) << seed;
  }
  EXPECT_GT(repaired, 100);
}

// x >= 6 expected, x <= 5 as a bound: the target gives way by 1, and no further.
TEST(ConflictTest, SoftRowsGiveWayToBounds) {
  ForcedProblem problem = Inequalities(MatrixXd::Ones(1, 1), Vector({6}), RowForce::kSoft);
  problem.rows.upper = Vector({5});
  ASSERT_OK_AND_ASSIGN(const ForcedChange answer, SolveForced(problem, Unit(1)));
  EXPECT_THAT(answer.conflict,
              ElementsAre(RowId{RowKind::kInequality, 0}, RowId{RowKind::kUpperBound, 0}));
  ASSERT_EQ(answer.repairs.size(), 1U);
  EXPECT_NEAR(answer.repairs[0].shift, -1, 1e-8);
  EXPECT_NEAR(answer.change->x[0], 5, 1e-8);
  EXPECT_FALSE(answer.hard_rows_conflict);
}

// Nothing gives way that need not, however dear the plan: the price lies above every multiplier.
TEST(ConflictTest, SoftRowsHoldWhenTheyCan) {
  MatrixXd rows(2, 2);
  rows << 1, 1e-3, 1, -1e-3;
  ForcedProblem problem = Inequalities(rows, Vector({1000, 999.999}), RowForce::kSoft);
  problem.inequality_prices = Vector({1e-3, 1e3});
  ASSERT_OK_AND_ASSIGN(const ForcedChange answer, SolveForced(problem, Unit(2)));
  EXPECT_THAT(answer.repairs, IsEmpty());
  EXPECT_THAT(answer.conflict, IsEmpty());
}

TEST(ConflictTest, TheCheaperOfTwoSoftRowsGivesWay) {
  MatrixXd rows(2, 1);
  rows << 1, -1;
  ForcedProblem problem = Inequalities(rows, Vector({7, -5}), RowForce::kSoft);
  problem.inequality_prices = Vector({1, 3});
  ASSERT_OK_AND_ASSIGN(const ForcedChange answer, SolveForced(problem, Unit(1)));
  ASSERT_EQ(answer.repairs.size(), 1U);
  EXPECT_EQ(answer.repairs[0].row.index, 0);
  EXPECT_NEAR(answer.repairs[0].shift, -2, 1e-8);
}

// Hard rows that conflict are named without the soft ones, and repaired before them.
TEST(ConflictTest, HardRowsThatConflictAreNamed) {
  MatrixXd rows(4, 2);
  rows << 1, 0, 0, 1, -1, 0, 0, -1;
  ForcedProblem problem = Inequalities(rows, Vector({6, 3, -4, -2}), RowForce::kHard);
  problem.inequality_forces[1] = problem.inequality_forces[3] = RowForce::kSoft;
  ASSERT_OK_AND_ASSIGN(const ForcedChange answer, SolveForced(problem, Unit(2)));
  EXPECT_TRUE(answer.hard_rows_conflict);
  EXPECT_THAT(answer.conflict,
              ElementsAre(RowId{RowKind::kInequality, 0}, RowId{RowKind::kInequality, 2}));
  double hard = 0;
  double soft = 0;
  for (const RowRepair& repair : answer.repairs) {
    (repair.row.index % 2 == 0 ? hard : soft) -= repair.shift;
  }
  EXPECT_NEAR(hard, 2, 1e-7);
  EXPECT_NEAR(soft, 1, 1e-7);
  ASSERT_TRUE(answer.change.has_value());
}

TEST(ConflictTest, FixedRowsThatConflictHaveNoRepair) {
  MatrixXd rows(2, 1);
  rows << 1, -1;
  ForcedProblem problem = Inequalities(rows, Vector({6, -4}), RowForce::kFixed);
  ASSERT_OK_AND_ASSIGN(const ForcedChange answer, SolveForced(problem, Unit(1)));
  EXPECT_TRUE(answer.hard_rows_conflict);
  EXPECT_FALSE(answer.change.has_value());
  EXPECT_EQ(answer.conflict.size(), 2U);
}

TEST(ConflictTest, ASoftEqualityGivesWayOnEitherSide) {
  ForcedProblem problem;
  problem.rows.start = VectorXd::Zero(1);
  problem.rows.equalities = MatrixXd::Ones(1, 1);
  problem.rows.equality_values = Vector({3});
  problem.equality_forces = {RowForce::kSoft};
  problem.rows.lower = Vector({-1});
  problem.rows.upper = Vector({2});
  ASSERT_OK_AND_ASSIGN(ForcedChange answer, SolveForced(problem, Unit(1)));
  ASSERT_EQ(answer.repairs.size(), 1U);
  EXPECT_NEAR(answer.repairs[0].shift, -1, 1e-7);
  problem.rows.equality_values = Vector({-3});
  ASSERT_OK_AND_ASSIGN(answer, SolveForced(problem, Unit(1)));
  ASSERT_EQ(answer.repairs.size(), 1U);
  EXPECT_NEAR(answer.repairs[0].shift, 2, 1e-7);
}

TEST(ConflictTest, UnitsOfRowsDoNotMatter) {
  Draw draw(77);
  ForcedProblem problem =
      Inequalities(draw.Matrix(7, 2), draw.Vector(7).array() + 1, RowForce::kSoft);
  problem.inequality_prices = VectorXd::Ones(7);
  ASSERT_OK_AND_ASSIGN(const ForcedChange answer, SolveForced(problem, Unit(2)));
  ASSERT_FALSE(answer.repairs.empty());
  ForcedProblem other = problem;
  for (Index j = 0; j < 7; ++j) {
    const double unit = std::pow(10.0, static_cast<double>(j) - 3);
    other.rows.inequalities.row(j) *= unit;
    other.rows.inequality_values[j] *= unit;
    other.inequality_prices[j] /= unit;
  }
  ASSERT_OK_AND_ASSIGN(const ForcedChange same, SolveForced(other, Unit(2)));
  EXPECT_EQ(same.conflict, answer.conflict);
  ASSERT_EQ(same.repairs.size(), answer.repairs.size());
  for (size_t k = 0; k < same.repairs.size(); ++k) {
    EXPECT_EQ(same.repairs[k].row, answer.repairs[k].row);
  }
  EXPECT_LE((same.change->x - answer.change->x).norm(), 1e-7);
}

TEST(ConflictTest, RefusesPricesThatAreNone) {
  ForcedProblem problem = Inequalities(MatrixXd::Ones(1, 1), Vector({6}), RowForce::kSoft);
  problem.inequality_prices = Vector({0});
  EXPECT_THAT(SolveForced(problem, Unit(1)), HasReason("PROBLEM_INVALID"));
  problem.inequality_prices = {};
  problem.inequality_forces.clear();
  EXPECT_THAT(SolveForced(problem, Unit(1)), HasReason("PROBLEM_INVALID"));
}

}  // namespace
}  // namespace indicast::projection
