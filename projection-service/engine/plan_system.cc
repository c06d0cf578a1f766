#include "projection-service/engine/plan_system.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "Eigen/LU"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/drivers.h"

namespace indicast::projection {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Index At(size_t i) { return static_cast<Index>(i); }

// A law a year; weights of sums are carried along the median path.
absl::Status BuildLaws(const InputSet& inputs, const PlanStructure& structure,
                       const std::vector<GrowthOutlook>& outlooks, PlanSystem& system) {
  std::vector<double> since_base(system.size(), 0);
  for (int year = 1; year <= system.years; ++year) {
    std::vector<GrowthOutlook> of_year;
    of_year.reserve(system.size());
    for (const GrowthOutlook& outlook : outlooks) {
      if (outlook.year == inputs.base_year() + year) of_year.push_back(outlook);
    }
    ASSIGN_OR_RETURN(PlanLaw law, BuildPlanLaw(inputs, structure, std::move(of_year), since_base));
    for (size_t i = 0; i < system.size(); ++i) since_base[i] += law.variables[i].median;
    system.laws.push_back(std::move(law));
  }
  system.free = system.laws.front().Free();
  return absl::OkStatus();
}

using Positions = std::map<std::string, size_t>;

absl::Status ReadTies(const PlanStructure& structure, const Positions& positions,
                      PlanSystem& system) {
  for (size_t k = 0; k < structure.drivers.size(); ++k) {
    const PlanDriver& driver = structure.drivers[k];
    const auto follower = positions.find(driver.indicator);
    const auto leader = positions.find(driver.driver);
    if (follower == positions.end() || leader == positions.end()) continue;
    if (driver.elasticity == 0) continue;
    if (system.laws.front().IsWhole(follower->second)) {
      return FieldError(absl::StrCat("structure.drivers[", k, "].indicator"),
                        absl::StrCat("\"", driver.indicator,
                                     "\" follows from its parts by an identity and cannot be "
                                     "driven as well; drive a part"));
    }
    system.ties.push_back({follower->second, leader->second, driver.lag_years, driver.elasticity});
  }
  return absl::OkStatus();
}

// The matrix the planner stated, mended if need be.
absl::Status MendCorrelation(const PlanStructure& structure, const Positions& positions,
                             PlanSystem& system) {
  const auto n = At(system.free.size());
  const PlanLaw& law = system.laws.front();
  MatrixXd stated(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < n; ++j) {
      stated(i, j) = law.correlation(At(system.free[static_cast<size_t>(i)]),
                                     At(system.free[static_cast<size_t>(j)]));
    }
  }
  system.correlation = stated;
  if (n == 0 || IsCorrelation(stated)) return absl::OkStatus();
  // The stated pairs alone, everybody else uncorrelated.
  MatrixXd pairs = MatrixXd::Identity(n, n);
  const auto place = [&](const std::string& id) {
    const auto found = positions.find(id);
    return found == positions.end()
               ? system.free.end()
               : std::find(system.free.begin(), system.free.end(), found->second);
  };
  for (const PlanCorrelation& one : structure.correlations) {
    const auto a = place(one.indicator);
    const auto b = place(one.other);
    if (a == system.free.end() || b == system.free.end()) continue;
    const Index i = a - system.free.begin();
    const Index j = b - system.free.begin();
    pairs(i, j) = pairs(j, i) = one.value;
  }
  if (IsCorrelation(pairs)) {
    ASSIGN_OR_RETURN(system.repair, ShrinkCorrelation(stated, pairs));
    system.repair_kept_stated = true;
  } else {
    ASSIGN_OR_RETURN(system.repair, NearestCorrelation(stated));
  }
  system.correlation = system.repair->correlation;
  return absl::OkStatus();
}

MatrixXd Within(const PlanSystem& system, const PlanLaw& law) {
  const Index n = At(system.size());
  MatrixXd within = MatrixXd::Zero(n, n);
  for (const PlanTie& tie : system.ties) {
    if (tie.lag == 0) within(At(tie.follower), At(tie.driver)) += tie.elasticity;
  }
  VectorXd medians(n);
  for (Index i = 0; i < n; ++i) medians[i] = law.variables[static_cast<size_t>(i)].median;
  for (const ResolvedIdentity& identity : law.identities) {
    const std::vector<double> gradient = IdentityGradient(identity, medians);
    for (size_t k = 0; k < identity.parts.size(); ++k) {
      within(At(identity.whole), At(identity.parts[k])) = gradient[k];
    }
  }
  return within;
}

absl::Status Solve(PlanSystem& system) {
  const Index n = At(system.size());
  MatrixXd own = MatrixXd::Zero(n, At(system.free.size()));
  for (size_t k = 0; k < system.free.size(); ++k) own(At(system.free[k]), At(k)) = 1;
  MatrixXd lagged = MatrixXd::Zero(n, n);
  for (const PlanTie& tie : system.ties) {
    if (tie.lag == 1) lagged(At(tie.follower), At(tie.driver)) += tie.elasticity;
  }
  const bool lags = (lagged.array() != 0).any();
  for (size_t year = 0; year < system.laws.size(); ++year) {
    const MatrixXd within = Within(system, system.laws[year]);
    if (year == 0) {
      // Loops and their strength are those of the first year; later weights differ little.
      ASSIGN_OR_RETURN(const DriverSystem first, DriverSystem::Create(within, own));
      system.explodes = first.explodes();
      for (const std::vector<Index>& loop : first.loops()) {
        system.loops.emplace_back(loop.begin(), loop.end());
      }
    }
    if ((within.array() == 0).all()) {
      system.response.push_back(own);
      if (lags) system.carry.push_back(lagged);
      continue;
    }
    const Eigen::PartialPivLU<MatrixXd> lu(MatrixXd::Identity(n, n) - within);
    system.response.push_back(lu.solve(own));
    if (!system.response.back().allFinite()) {
      return Error(absl::StatusCode::kFailedPrecondition, "DRIVERS_SINGULAR",
                   "the elasticities contradict or repeat one another; weaken one of the loop");
    }
    if (lags) system.carry.push_back(lu.solve(lagged));
  }
  return absl::OkStatus();
}

void MarkCurved(PlanSystem& system) {
  system.curved.assign(system.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    const auto mark = [&](size_t i) {
      changed |= !system.curved[i];
      system.curved[i] = true;
    };
    for (const ResolvedIdentity& identity : system.laws.front().identities) {
      const bool through = std::any_of(identity.parts.begin(), identity.parts.end(),
                                       [&](size_t part) { return system.curved[part]; });
      if (identity.kind == IdentityKind::kSum || through) mark(identity.whole);
    }
    for (const PlanTie& tie : system.ties) {
      if (system.curved[tie.driver]) mark(tie.follower);
    }
  }
}

}  // namespace

MatrixXd PlanSystem::Medians() const {
  MatrixXd medians(At(size()), years);
  for (int year = 0; year < years; ++year) {
    for (size_t i = 0; i < size(); ++i) {
      medians(At(i), year) = laws[static_cast<size_t>(year)].variables[i].median;
    }
  }
  return medians;
}

MatrixXd PlanSystem::Spreads() const {
  MatrixXd spreads(At(free.size()), years);
  for (int year = 0; year < years; ++year) {
    for (size_t k = 0; k < free.size(); ++k) {
      spreads(At(k), year) = laws[static_cast<size_t>(year)].variables[free[k]].standard_deviation;
    }
  }
  return spreads;
}

absl::StatusOr<PlanSystem> BuildPlanSystem(const InputSet& inputs, const PlanStructure& structure,
                                           const std::vector<size_t>& indicators,
                                           const std::vector<GrowthOutlook>& outlooks, int years) {
  PlanSystem system;
  system.years = years;
  system.indicators = indicators;
  RETURN_IF_ERROR(BuildLaws(inputs, structure, outlooks, system));
  Positions positions;
  for (size_t i = 0; i < system.size(); ++i) positions[inputs.indicators()[indicators[i]].id] = i;
  RETURN_IF_ERROR(ReadTies(structure, positions, system));
  RETURN_IF_ERROR(MendCorrelation(structure, positions, system));
  RETURN_IF_ERROR(Solve(system));
  MarkCurved(system);
  return system;
}

std::vector<std::string> LoopNames(const PlanSystem& system, const InputSet& inputs) {
  std::vector<std::string> names;
  names.reserve(system.loops.size());
  for (const std::vector<size_t>& loop : system.loops) {
    std::vector<std::string> members;
    members.reserve(loop.size());
    for (const size_t member : loop) {
      members.push_back(inputs.indicators()[system.indicators[member]].id);
    }
    names.push_back(absl::StrJoin(members, ", "));
  }
  return names;
}

}  // namespace indicast::projection
