// A plan as a least-change problem: what can move is the log growth of each free indicator (no
// whole of an identity) in each year; goals, pins and bounds are its rows.
//
//   x0        medians of the laws of growth
//   W         inverse covariance of the log growth of the free indicators. With the elasticities it
//             is that of what the plan's system (plan_system.h) makes of the indicators' own
//             disturbances, so that a follower moves with its driver at no effort of its own. A
//             price multiplies the effort of one standard deviation of an indicator.
//   wholes    follow exactly from their parts over all years (identities.h)
//   goals     growth >= v is ln(1 + g) >= ln(1 + v), "since the base" the sum over the years;
//             the sum of levels over years (T - done) is the log of their mean, curved; growth
//             against another indicator's is (1 + g_i) - (1 + g_j) >= v. "More than" asks for one
//             published step above. A band is two rows.
// A driver that is a whole of a sum moves its follower by the linear part of the identity.
//
// Units: logs; growth as fractions; easing in percentage points. Not copyable: the rows of curved
// problems point into it. Thread-safe after Create. Cost of Create O(n^3), n = free indicators
// times years, at most 300. Errors: those of BuildPlanSystem; kInvalidArgument
// "levers[0].indicator" (not in the plan), "levers[0].price" (a whole has no effort of its own),
// "frame.year" (more than 300 growth rates).
#pragma once

#include <Eigen/Dense>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/engine/change_metric.h"
#include "projection-service/engine/curved_least_change.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/identities.h"
#include "projection-service/engine/plan_goals.h"
#include "projection-service/engine/plan_system.h"

namespace indicast::projection {

// The parts must outlive the problem.
struct PlanParts {
  const InputSet& inputs;
  const PlanStructure& structure;
  const std::vector<size_t>& indicators;  // positions in inputs.indicators()
  const std::vector<GrowthOutlook>& outlooks;
  const std::vector<GoalRow>& goals;
  const std::vector<PlanLever>& levers;
  int years = 1;
};

enum class PlanRowSource : int8_t { kGoal = 1, kLeverMin, kLeverMax, kLeverPin };

// What a row of the least-change problem stands for.
struct PlanRowOrigin {
  PlanRowSource source = PlanRowSource::kGoal;
  size_t index = 0;  // in goals or levers
  int year = 0;      // of a lever, from 0
  bool operator==(const PlanRowOrigin&) const = default;
};

class PlanProblem {
 public:
  // `cancelled` is asked before each solution and ends Solve with kCancelled CALL_CANCELLED; empty:
  // never.
  static absl::StatusOr<std::unique_ptr<PlanProblem>> Create(const PlanParts& parts,
                                                             std::function<bool()> cancelled = {});
  PlanProblem(const PlanProblem&) = delete;
  PlanProblem& operator=(const PlanProblem&) = delete;

  const PlanParts& parts() const { return parts_; }
  const PlanSystem& system() const { return system_; }
  const GrowthIdentities& identities() const { return identities_; }
  const Eigen::VectorXd& start() const { return start_; }
  // W with the prices of the levers, and without.
  const ChangeMetric& priced() const { return priced_; }
  const ChangeMetric& law() const { return law_; }
  // Standard deviation of ln(1 + g) of an indicator in a year: variables x years.
  const Eigen::MatrixXd& spreads() const { return spreads_; }
  // Position of an indicator of inputs among the plan's.
  size_t VariableOf(size_t indicator) const;

  // The least change. `eased`: percentage points by which each goal asks less (empty: none).
  // `all_soft`: hard goals may give way like soft ones. A lever's bounds and pins never do.
  absl::StatusOr<CurvedChange> Solve(const std::vector<double>& eased, bool all_soft,
                                     bool explain) const;

  PlanRowOrigin OriginOf(RowId row) const;
  // Rows of the problem that stand for a goal, equalities first.
  std::vector<RowId> RowsOf(size_t goal) const;
  // Gradient of such a row at a point.
  Eigen::VectorXd GradientOf(RowId row, const Eigen::VectorXd& point) const;
  // Percentage points of the goal's right side per unit of the problem's row.
  double PointsPerUnit(size_t goal) const;
  // Left side of a goal at a point, as its value is given: growth, or the difference of growths.
  double Reached(size_t goal, const GrowthIdentities::Growth& growth) const;

 private:
  explicit PlanProblem(const PlanParts& parts) : parts_(parts) {}

  struct Row {
    PlanRowOrigin origin;
    double sign = 1;   // of the left side
    double value = 0;  // right side of a lever row, in logs
    double side = 0;   // of a band: -1 its lower, 1 its upper end
    double price = 1;  // of one unit
  };

  absl::Status BuildIdentities();
  absl::Status BuildMetrics();
  absl::Status ReadLevers();
  void ListGoalRows();
  void ListLeverRows(size_t variable, int year);
  void ListRows();
  CurvedRows Evaluate(const Eigen::VectorXd& point, const std::vector<double>& eased) const;
  // Value of a row and its gradient.
  double RowValue(const Row& row, const GrowthIdentities::Growth& growth,
                  const std::vector<double>& eased, Eigen::Ref<Eigen::RowVectorXd> gradient) const;
  double GoalRowValue(const Row& row, const GrowthIdentities::Growth& growth,
                      const std::vector<double>& eased,
                      Eigen::Ref<Eigen::RowVectorXd> gradient) const;
  double RightSide(const Row& row, const std::vector<double>& eased) const;

  const PlanParts parts_;
  std::function<bool()> cancelled_;
  PlanSystem system_;
  GrowthIdentities identities_;
  Eigen::VectorXd start_;
  ChangeMetric priced_;
  ChangeMetric law_;
  Eigen::MatrixXd spreads_;
  Eigen::VectorXd lower_, upper_;
  std::vector<Row> equalities_;
  std::vector<Row> inequalities_;
  std::vector<std::optional<size_t>> lever_of_;  // of each variable
};

}  // namespace indicast::projection
