#include "projection-service/engine/plan_paths.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

using Eigen::Index;

Index At(size_t i) { return static_cast<Index>(i); }

class PathsBuilder {
 public:
  PathsBuilder(const PlanSystem& system, const PlanCentre& centre)
      : system_(system), centre_(centre), driven_(system.size(), false) {
    for (const PlanTie& tie : system.ties) driven_[tie.follower] = true;
    out_.model.periods = system.years;
    out_.model.correlation = system.correlation;
    out_.model.spreads = system.Spreads();
    out_.row_of.assign(system.size(), -1);
    variable_of_.assign(system.size(), -1);
    for (size_t k = 0; k < system.free.size(); ++k) {
      variable_of_[system.free[k]] = static_cast<int>(k);
      if (!driven_[system.free[k]]) out_.row_of[system.free[k]] = static_cast<int>(k);
    }
  }

  PlanPaths Build() {
    const std::vector<size_t> order = Order();
    int row = static_cast<int>(system_.free.size());
    // Numbers first: what lags names rows of any place.
    for (const size_t i : order) out_.row_of[i] = row++;
    for (const size_t i : order) {
      out_.model.derived.push_back(driven_[i] ? Follower(i) : Whole(*IdentityOf(i)));
    }
    return std::move(out_);
  }

 private:
  const ResolvedIdentity* IdentityOf(size_t i) const {
    for (const ResolvedIdentity& identity : system_.laws.front().identities) {
      if (identity.whole == i) return &identity;
    }
    return nullptr;
  }

  bool looped() const { return !system_.loops.empty(); }

  bool IsReady(size_t i, const std::vector<bool>& waiting) const {
    if (const ResolvedIdentity* identity = IdentityOf(i); identity != nullptr) {
      return std::none_of(identity->parts.begin(), identity->parts.end(),
                          [&](size_t part) { return waiting[part]; });
    }
    return looped() ||
           std::none_of(system_.ties.begin(), system_.ties.end(), [&](const PlanTie& tie) {
             return tie.follower == i && tie.lag == 0 && waiting[tie.driver];
           });
  }

  // Everybody who is not drawn, after those they follow within the year.
  std::vector<size_t> Order() const {
    std::vector<bool> waiting(system_.size(), false);
    size_t left = 0;
    for (size_t i = 0; i < system_.size(); ++i) {
      waiting[i] = driven_[i] || IdentityOf(i) != nullptr;
      if (waiting[i]) ++left;
    }
    std::vector<size_t> order;
    while (order.size() < left) {
      for (size_t i = 0; i < system_.size(); ++i) {
        if (!waiting[i] || !IsReady(i, waiting)) continue;
        waiting[i] = false;
        order.push_back(i);
      }
    }
    return order;
  }

  static DerivedTerm Linear(int row, int lag, double coefficient) {
    return {row, lag, coefficient, {}};
  }

  DerivedRow Follower(size_t i) const {
    DerivedRow row{DerivedKind::kLinear, {}};
    if (looped()) {
      for (size_t k = 0; k < system_.free.size(); ++k) {
        const double weight = system_.response.front()(At(i), At(k));
        if (weight != 0) row.terms.push_back(Linear(static_cast<int>(k), 0, weight));
      }
      if (system_.carry.empty()) return row;
      for (size_t j = 0; j < system_.size(); ++j) {
        const double weight = system_.carry.front()(At(i), At(j));
        if (weight != 0) row.terms.push_back(Linear(out_.row_of[j], 1, weight));
      }
      return row;
    }
    row.terms.push_back(Linear(variable_of_[i], 0, 1));
    for (const PlanTie& tie : system_.ties) {
      if (tie.follower != i) continue;
      row.terms.push_back(Linear(out_.row_of[tie.driver], tie.lag, tie.elasticity));
    }
    return row;
  }

  DerivedRow Whole(const ResolvedIdentity& identity) const {
    if (identity.kind != IdentityKind::kSum) {
      DerivedRow row{DerivedKind::kLinear, {}};
      for (size_t k = 0; k < identity.parts.size(); ++k) {
        const bool divisor = identity.kind == IdentityKind::kRatio && k == 1;
        row.terms.push_back(Linear(out_.row_of[identity.parts[k]], 0, divisor ? -1 : 1));
      }
      return row;
    }
    // ln sum w_k e^(total_k) less its value on the plan's path.
    DerivedRow row{DerivedKind::kLogSum, {}};
    for (size_t k = 0; k < identity.parts.size(); ++k) {
      DerivedTerm term = Linear(out_.row_of[identity.parts[k]], 0, 0);
      for (int year = 0; year < system_.years; ++year) {
        term.weights.push_back(identity.weights[k] *
                               Exp(centre_.total(At(identity.parts[k]), year) -
                                   centre_.total(At(identity.whole), year)));
      }
      row.terms.push_back(std::move(term));
    }
    return row;
  }

  const PlanSystem& system_;
  const PlanCentre& centre_;
  std::vector<bool> driven_;
  std::vector<int> variable_of_;
  PlanPaths out_;
};

}  // namespace

PlanPaths MakePlanPaths(const PlanSystem& system, const PlanCentre& centre) {
  return PathsBuilder(system, centre).Build();
}

int AddGoal(const GoalLimits& goal, const PlanCentre& centre, PlanPaths& paths) {
  PathModel& model = paths.model;
  Cell cell = {paths.row_of[goal.cell.variable], goal.cell.year, goal.cell.total};
  double lower = goal.lower;
  double upper = goal.upper;
  if (goal.other.has_value()) {
    const int other = paths.row_of[goal.other->variable];
    DerivedRow row;
    if (!goal.margin) {
      row = {DerivedKind::kLinear, {{cell.row, 0, 1, {}}, {other, 0, -1, {}}}};
      lower = goal.linear_lower;
      upper = goal.linear_upper;
    } else {
      const auto weights = [&](const PathCell& of, double sign) {
        std::vector<double> out;
        out.reserve(static_cast<size_t>(model.periods));
        for (int year = 0; year < model.periods; ++year) {
          out.push_back(sign * Exp(centre.step(At(of.variable), year)));
        }
        return out;
      };
      row = {DerivedKind::kExpSum,
             {{cell.row, 0, 0, weights(goal.cell, 1)}, {other, 0, 0, weights(*goal.other, -1)}}};
    }
    cell.row = static_cast<int>(model.correlation.rows()) + static_cast<int>(model.derived.size());
    cell.total = false;
    model.derived.push_back(std::move(row));
  }
  model.limits.push_back({cell, lower, upper});
  return static_cast<int>(model.limits.size()) - 1;
}

}  // namespace indicast::projection
