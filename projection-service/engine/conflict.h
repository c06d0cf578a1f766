// Why rows cannot hold together, and what would have to give way.
//
// Minimal conflicting set: rows that cannot hold together although any of them left out makes the
// rest possible. The dual active set ends with one; a deletion filter (Chinneck and Dravnieks 1991,
// Locating minimal infeasible constraint sets in linear programs, ORSA J. Computing 3(2)) proves
// it, run in three orders, of which the smallest result is kept.
//
// Cheapest repair: soft row a x >= b becomes a x + s >= b, s >= 0 (an equality may give way on
// either side), and the sum of price times s is made as small as possible: a linear program, solved
// by proximal steps (Rockafellar 1976, Monotone operators and the proximal point algorithm, SIAM J.
// Control 14(5)), each of them a least change, which end at an exact solution after finitely many.
// Among equally cheap repairs the one with the least change of the plan wins. So no row gives way
// that need not: the price of slack stands above every multiplier.
//
// Pure, deterministic, thread-safe. Cost: a few to a few dozen solutions of least_change.h.
// Errors: those of SolveLeastChange; kInvalidArgument PROBLEM_INVALID for shapes and prices.
#pragma once

#include <Eigen/Dense>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/engine/change_metric.h"
#include "projection-service/engine/least_change.h"

namespace indicast::projection {

// How a row gives way. Bounds and pins are kFixed.
enum class RowForce : int8_t {
  kFixed = 1,  // never: an identity, an elasticity
  kHard,       // only when hard and fixed rows alone conflict: a binding target
  kSoft,       // at its price: an expected target
};

struct ForcedProblem {
  LeastChangeProblem rows;
  std::vector<RowForce> equality_forces;
  std::vector<RowForce> inequality_forces;
  // Price of giving way by one unit of the row, > 0; empty: 1 everywhere.
  Eigen::VectorXd equality_prices;
  Eigen::VectorXd inequality_prices;
};

// A row that gives way: its right side moves by `shift` (inequalities: downwards, <= 0).
struct RowRepair {
  RowId row;
  double shift = 0;
};

struct ForcedChange {
  // The answer, after the repairs; unset when fixed rows alone conflict.
  std::optional<LeastChange> change;
  std::vector<RowRepair> repairs;   // ascending rows; empty: all rows hold
  std::vector<RowId> conflict;      // minimal; empty: all rows hold
  bool hard_rows_conflict = false;  // the conflict is among hard and fixed rows
};

// The least change with hard rows held and soft rows held as far as they can be. When hard rows
// alone conflict they are repaired first, without the soft ones, then the soft ones against them.
// Without `explain` the conflict stays empty (the search for a minimal one is most of the cost).
absl::StatusOr<ForcedChange> SolveForced(const ForcedProblem& problem, const ChangeMetric& metric,
                                         bool explain = true);

// A minimal conflicting set of the rows of an infeasible problem; empty when it is feasible.
absl::StatusOr<std::vector<RowId>> FindConflict(const LeastChangeProblem& problem,
                                                const ChangeMetric& metric);

}  // namespace indicast::projection
