// The rows of a plan in a planner's words: what was asked, what is reached, what each point costs,
// and why rows cannot hold together. Pure; thread-safe.
//
// Row names: a target id or "goals[0]"; "identities[0]"; "drivers[0]"; "levers[1].pinned",
// "levers[1].min_growth_percent", "levers[1].max_growth_percent", with "@2025" behind when the plan
// has several years. Growth in percent, differences in percentage points.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "projection-service/domain/text.h"
#include "projection-service/engine/curved_least_change.h"
#include "projection-service/engine/plan_problem.h"

namespace indicast::projection {

enum class PlanRowKind : int8_t { kGoal = 1, kIdentity, kDriver, kLever };

struct PlanRow {
  std::string name;
  PlanRowKind kind = PlanRowKind::kGoal;
  LocalizedText text;
  bool hard = true;
  bool active = false;
  std::optional<double> goal;     // of a goal: its right side
  std::optional<double> reached;  // its left side
  double shortfall = 0;           // by how much a goal gave way
  // Effort (half of D2) saved by asking one unit less, per percentage point; first order.
  std::optional<double> multiplier;
  LocalizedText multiplier_text;
};

struct PlanRepair {
  std::string row;
  double goal = 0;        // new right side
  double relaxation = 0;  // >= 0
  LocalizedText text;
};

struct PlanConflict {
  std::vector<std::string> rows;
  LocalizedText text;
  std::vector<PlanRepair> repairs;
};

// Goals, identities, drivers, levers. `answer` unset: fixed rows conflict, nothing is reached.
std::vector<PlanRow> DescribeRows(const PlanProblem& problem, const ForcedChange& answer);

// Only for an answer with a conflict.
PlanConflict DescribeConflict(const PlanProblem& problem, const ForcedChange& answer);

// A number for a sentence: at most two decimals, no trailing zeros, no negative zero.
std::string ShortNumber(double value);

}  // namespace indicast::projection
