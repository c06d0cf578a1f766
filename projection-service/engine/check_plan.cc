#include "projection-service/engine/check_plan.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/attainment.h"
#include "projection-service/engine/genz.h"
#include "projection-service/engine/goal_limits.h"
#include "projection-service/engine/linear_paths.h"
#include "projection-service/engine/plausibility.h"
#include "projection-service/engine/simulation_words.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double kZ95 = 1.959963984540054;
constexpr double kJointError = 1e-5;
// Differences between joint probabilities are read to a tenth of a percent.
constexpr double kDifferenceError = 5e-5;
constexpr double kOnePoint = 0.01;

Chance Exact(double p) { return {p, p, p, ComputedBy::kClosedForm, 0}; }

// The goals of a plan as limits on jointly normal deviations.
class JointLaw {
 public:
  static absl::StatusOr<JointLaw> Create(const PlanProblem& problem,
                                         const std::function<bool()>& cancelled);

  Chance Alone(size_t goal) const;
  // Every goal limits logs themselves: nothing stands in by its linear part.
  bool IsLinear() const {
    return std::all_of(limits_.begin(), limits_.end(),
                       [](const GoalLimits& limits) { return limits.IsLinear(); });
  }
  // Of the goals in `set`, with goal `eased` (if any) asking one percentage point less.
  absl::StatusOr<Chance> Joint(const std::vector<size_t>& set, std::optional<size_t> eased,
                               double standard_error) const;

 private:
  JointLaw(const PlanProblem& problem, std::function<bool()> cancelled)
      : problem_(problem), cancelled_(std::move(cancelled)) {}

  void ListSummedYears(size_t g, std::vector<PathCell>& cells) const;
  void LoadSums(size_t next);

  GoalLimits LimitsOf(const GoalRow& row) const {
    return projection::LimitsOf(row, problem_.parts().inputs.base_year(), problem_.system(),
                                centre_, shapes_);
  }

  const PlanProblem& problem_;
  std::function<bool()> cancelled_;
  PlanCentre centre_;
  // Goals are growth rates here; shares near 100 are the simulation's.
  std::vector<std::optional<LevelLaw>> shapes_;
  LinearPaths paths_;
  std::vector<GoalLimits> limits_;
};

absl::StatusOr<JointLaw> JointLaw::Create(const PlanProblem& problem,
                                          const std::function<bool()>& cancelled) {
  JointLaw law(problem, cancelled);
  const PlanSystem& system = problem.system();
  law.shapes_.resize(system.size());
  law.centre_.step = system.Medians();
  law.centre_.total = law.centre_.step;
  for (Index t = 1; t < law.centre_.total.cols(); ++t) {
    law.centre_.total.col(t) += law.centre_.total.col(t - 1);
  }
  std::vector<PathCell> cells;
  for (const GoalRow& row : problem.parts().goals) {
    law.limits_.push_back(law.LimitsOf(row));
    const GoalLimits& limits = law.limits_.back();
    cells.push_back(limits.cell);
    cells.push_back(limits.other.value_or(limits.cell));
  }
  const size_t pairs = cells.size();
  for (size_t g = 0; g < law.limits_.size(); ++g) law.ListSummedYears(g, cells);
  ASSIGN_OR_RETURN(law.paths_, ComputeLinearPaths(system, /*rho=*/0, cells, cancelled));
  law.LoadSums(pairs);
  return law;
}

void JointLaw::ListSummedYears(size_t g, std::vector<PathCell>& cells) const {
  const GoalRow& row = problem_.parts().goals[g];
  if (!row.mean_from.has_value()) return;
  const PathCell& last = limits_[g].cell;
  const int first = row.FirstSummed(problem_.parts().inputs.base_year());
  for (int year = first; year <= last.year; ++year) cells.push_back({last.variable, year, true});
}

// The loadings of a sum are those of its years by their shares at the medians.
void JointLaw::LoadSums(size_t next) {
  for (size_t g = 0; g < limits_.size(); ++g) {
    const GoalRow& row = problem_.parts().goals[g];
    if (!row.mean_from.has_value()) continue;
    const PathCell& last = limits_[g].cell;
    const int first = row.FirstSummed(problem_.parts().inputs.base_year());
    const VectorXd shares = centre_.LevelShares(last.variable, first, last.year);
    VectorXd sum = VectorXd::Zero(paths_.loadings[next].size());
    for (Index k = 0; k < shares.size(); ++k) sum += shares[k] * paths_.loadings[next++];
    paths_.loadings[2 * g] = std::move(sum);
  }
}

Chance JointLaw::Alone(size_t g) const {
  const GoalLimits& goal = limits_[g];
  const bool sum = problem_.parts().goals[g].mean_from.has_value();
  const double spread = sum ? paths_.loadings[2 * g].norm() : paths_.Spread(goal.cell);
  if (!goal.other.has_value()) return Exact(AttainmentOf(0, spread, goal.lower, goal.upper));
  const double theirs = paths_.Spread(*goal.other);
  const double covariance = paths_.loadings[2 * g].dot(paths_.loadings[2 * g + 1]);
  const double correlation = spread > 0 && theirs > 0 ? covariance / (spread * theirs) : 0;
  return Exact(GapAttainment({centre_.Of(goal.cell), spread}, {centre_.Of(*goal.other), theirs},
                             correlation, goal.lower, goal.upper));
}

absl::StatusOr<Chance> JointLaw::Joint(const std::vector<size_t>& set, std::optional<size_t> eased,
                                       double standard_error) const {
  if (set.size() == 1 && !eased.has_value()) return Alone(set.front());
  const auto k = static_cast<Index>(set.size());
  NormalBox box{VectorXd(k), VectorXd(k), {}};
  MatrixXd rows(k, paths_.loadings.empty() ? 0 : paths_.loadings.front().size());
  for (Index i = 0; i < k; ++i) {
    const size_t g = set[static_cast<size_t>(i)];
    GoalLimits goal = limits_[g];
    if (eased == g) {
      GoalRow row = problem_.parts().goals[g];
      if (row.sense == RowSense::kAtLeast) row.value -= kOnePoint;
      if (row.sense == RowSense::kAtMost) row.value += kOnePoint;
      if (row.sense == RowSense::kBand || row.sense == RowSense::kEqual) {
        row.half_width += kOnePoint;
      }
      goal = LimitsOf(row);
    }
    rows.row(i) =
        (goal.own * paths_.loadings[2 * g] + goal.theirs * paths_.loadings[2 * g + 1]).transpose();
    box.lower[i] = goal.linear_lower;
    box.upper[i] = goal.linear_upper;
  }
  box.covariance = rows * rows.transpose();
  ASSIGN_OR_RETURN(const GenzResult genz,
                   NormalBoxProbability(box, {.seed = 0,
                                              .standard_error = standard_error,
                                              .max_points = 1 << 14,
                                              .cancelled = cancelled_}));
  const double half = kZ95 * genz.standard_error;
  return Chance{genz.probability, std::max(genz.probability - half, 0.0),
                std::min(genz.probability + half, 1.0),
                genz.points > 0 ? ComputedBy::kGenz : ComputedBy::kClosedForm,
                static_cast<int64_t>(genz.points)};
}

// lambda_i (a_i' D) / D2 of every goal.
void SetShares(const PlanProblem& problem, const LeastChange& change, PlanCheck& check) {
  if (!(change.d2 > 0)) return;
  const VectorXd move = change.x - problem.start();
  for (size_t g = 0; g < problem.parts().goals.size(); ++g) {
    double share = 0;
    for (const RowId row : problem.RowsOf(g)) {
      const double lambda = row.kind == RowKind::kEquality
                                ? change.equality_multipliers[row.index]
                                : change.inequality_multipliers[row.index];
      if (lambda != 0) share += lambda * problem.GradientOf(row, change.x).dot(move);
    }
    check.targets[g].distance_share = share / change.d2;
  }
}

absl::Status SetChances(const PlanProblem& problem, const std::function<bool()>& cancelled,
                        PlanCheck& check) {
  ASSIGN_OR_RETURN(const JointLaw law, JointLaw::Create(problem, cancelled));
  const std::vector<GoalRow>& goals = problem.parts().goals;
  std::vector<size_t> all;
  std::vector<size_t> binding;
  for (size_t g = 0; g < goals.size(); ++g) {
    check.targets[g].alone = law.Alone(g);
    all.push_back(g);
    if (goals[g].kind == TargetKind::kBinding) binding.push_back(g);
  }
  if (!law.IsLinear()) {
    check.assumptions.push_back(
        {"合计(水平相加)与增速差的余量按其在中位路径处的线性部分计入概率",
         "sums of levels and margins between growth rates enter probabilities by their linear part "
         "at the medians"});
  }
  if (all.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(check.all, law.Joint(all, std::nullopt, kJointError));
  if (!binding.empty()) {
    ASSIGN_OR_RETURN(check.binding, law.Joint(binding, std::nullopt, kJointError));
  }
  double best = -1;
  for (size_t g = 0; g < goals.size(); ++g) {
    TargetCheck& target = check.targets[g];
    ASSIGN_OR_RETURN(const Chance eased, law.Joint(all, g, kDifferenceError));
    target.gain_from_relaxing = std::max(0.0, eased.value - check.all->value);
    if (goals.size() < 2) continue;
    std::vector<size_t> others = all;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(g));
    ASSIGN_OR_RETURN(const Chance without, law.Joint(others, std::nullopt, kDifferenceError));
    target.joint_without = std::max(without.value, check.all->value);
    if (*target.joint_without > best) {
      best = *target.joint_without;
      check.weakest_link = target.row;
    }
  }
  return absl::OkStatus();
}

std::string Percent(double p) { return absl::StrFormat("%.3g", 100 * p); }

LocalizedText Explain(const PlanParts& parts, const PlanCheck& check) {
  LocalizedText text;
  const size_t goals = check.targets.size();
  if (!check.feasible) {
    text = {absl::StrCat(goals, "项目标不能同时实现。"),
            absl::StrCat("The ", goals, " targets cannot all be true. ")};
  } else {
    text = {absl::StrCat(goals, "项目标可以同时实现,最近的方案偏离增长规律D²=",
                         ShortNumber(*check.distance_squared), "(", check.degrees_of_freedom,
                         "个自由度,偏离至少这么大的可能性", Percent(*check.plausibility), "%)。"),
            absl::StrCat("The ", goals, " targets can all be true, at a distance D² of ",
                         ShortNumber(*check.distance_squared), " from the laws of growth (",
                         check.degrees_of_freedom,
                         " degrees of freedom; futures at least that "
                         "far have probability ",
                         Percent(*check.plausibility), " %). ")};
  }
  if (!check.all.has_value()) {
    text.zh += "没有可计算的目标。";
    text.en += "No target can be computed.";
    return text;
  }
  absl::StrAppend(&text.zh, "按", parts.indicators.size(), "个指标的增长规律,全部实现的概率为",
                  Percent(check.all->value), "%");
  absl::StrAppend(&text.en, "Under the laws of growth of ", parts.indicators.size(),
                  " indicators all are met with probability ", Percent(check.all->value), " %");
  for (const TargetCheck& target : check.targets) {
    if (target.row != check.weakest_link || !target.joint_without.has_value()) continue;
    absl::StrAppend(&text.zh, ",最薄弱的是“", target.text.zh, "”(没有它为",
                    Percent(*target.joint_without), "%)");
    absl::StrAppend(&text.en, "; the weakest link is \"", target.text.en, "\" (without it ",
                    Percent(*target.joint_without), " %)");
  }
  text.zh += "。";
  text.en += ".";
  return text;
}

}  // namespace

absl::StatusOr<PlanCheck> CheckPlan(const PlanParts& parts,
                                    const std::function<bool()>& cancelled) {
  ASSIGN_OR_RETURN(const std::unique_ptr<PlanProblem> problem,
                   PlanProblem::Create(parts, cancelled));
  ASSIGN_OR_RETURN(const CurvedChange solved,
                   problem->Solve({}, /*all_soft=*/true, /*explain=*/true));
  const ForcedChange& answer = solved.result;
  PlanCheck check;
  for (const GoalRow& goal : parts.goals) {
    check.targets.push_back({goal.name, goal.text, goal.kind, {}, {}, {}, {}});
  }
  check.feasible = answer.conflict.empty();
  if (!check.feasible) {
    check.conflict = DescribeConflict(*problem, answer);
  } else {
    check.distance_squared = problem->law().Distance2(answer.change->x - problem->start());
    check.degrees_of_freedom = answer.change->rank;
    check.plausibility = PlanPlausibility(*check.distance_squared, answer.change->rank);
    SetShares(*problem, *answer.change, check);
  }
  check.assumptions = SystemAssumptions(problem->system(), parts.inputs);
  RETURN_IF_ERROR(SetChances(*problem, cancelled, check));
  for (size_t v = 0; v < parts.indicators.size(); ++v) {
    for (const PlanLaw& law : problem->system().laws) check.outlooks.push_back(law.variables[v]);
  }
  check.explanation = Explain(parts, check);
  return check;
}

}  // namespace indicast::projection
