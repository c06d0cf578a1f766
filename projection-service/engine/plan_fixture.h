// A plan of a small city for the tests of the questions about plans: laws of growth stated, so that
// every number can be computed by hand.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "projection-service/domain/sample_city.h"
#include "projection-service/engine/growth_outlook.h"
#include "projection-service/engine/plan_goals.h"
#include "projection-service/engine/plan_problem.h"
#include "projection-service/engine/projection.h"

namespace indicast::projection {

// GDP of 100 in three sectors of 8, 42 and 50; income without a level.
inline InputSet SectorCity() {
  InputParts parts = SampleCity();
  const auto add = [&parts](const char* id, const char* zh, const char* level) {
    parts.indicators.push_back(
        {id, {zh, id}, "cny-1e8", Nature::kFlow, Direction::kHigherIsBetter, false});
    Figure figure = SampleFigure(id, Measure::kLevel, 2023, level);
    figure.price_basis = PriceBasis::kCurrent;
    parts.figures.push_back(figure);
  };
  add("primary", "第一产业", "8");
  add("secondary", "第二产业", "42");
  add("tertiary", "第三产业", "50");
  return Build(std::move(parts));
}

// Laws of growth of SectorCity, uncorrelated unless the structure says otherwise.
inline PlanStructure SectorLaws() {
  PlanStructure structure;
  structure.priors = {{"primary", D("4"), 1, {}},
                      {"secondary", D("6"), 1.5, {}},
                      {"tertiary", D("5.5"), 1.2, {}},
                      {"gdp", D("5"), 1.1, {}},
                      {"household-income", D("5"), 1.3, {}}};
  structure.common_correlation = 0;
  return structure;
}

inline PlanIdentity SectorIdentity() {
  return {IdentityKind::kSum, "gdp", {"primary", "secondary", "tertiary"}};
}

inline PlanGoal GrowthGoal(const std::string& indicator, Relation relation,
                           const std::string& percent, GoalForce force = GoalForce::kByKind) {
  PlanGoal goal;
  goal.indicator = indicator;
  goal.relation = relation;
  goal.right_side = D(percent);
  goal.force = force;
  return goal;
}

// Holds what PlanParts points into.
class PlanCase {
 public:
  PlanCase(PlanStructure structure, std::vector<std::string> ids, std::vector<PlanGoal> goals,
           std::vector<PlanLever> levers = {}, int years = 1)
      : inputs_(SectorCity()),
        structure_(std::move(structure)),
        levers_(std::move(levers)),
        years_(years) {
    std::sort(ids.begin(), ids.end(),
              [this](const std::string& a, const std::string& b) { return At(a) < At(b); });
    for (const std::string& id : ids) indicators_.push_back(At(id));
    ProjectionOptions options;
    options.horizon_year = 2023 + years;
    const Projection baseline = RunProjection(inputs_, Stack({}), options).value();
    outlooks_ = BuildOutlooks(inputs_, baseline, structure_.priors, indicators_, 2023 + years);
    // Without goals none: the published targets are those of another plan.
    if (!goals.empty()) goals_ = ResolveGoals(inputs_, {}, goals, 2023 + years).value().rows;
  }

  size_t At(const std::string& id) const {
    return static_cast<size_t>(inputs_.FindIndicator(id) - inputs_.indicators().data());
  }
  PlanParts parts() const {
    return {inputs_, structure_, indicators_, outlooks_, goals_, levers_, years_};
  }
  std::vector<GoalRow>& goals() { return goals_; }

 private:
  InputSet inputs_;
  PlanStructure structure_;
  std::vector<size_t> indicators_;
  std::vector<GrowthOutlook> outlooks_;
  std::vector<GoalRow> goals_;
  std::vector<PlanLever> levers_;
  int years_;
};

}  // namespace indicast::projection
