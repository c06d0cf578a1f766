#include "projection-service/engine/plan_law.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/engine/base_figures.h"

namespace indicast::projection {
namespace {

using Positions = std::map<std::string, size_t>;

absl::StatusOr<size_t> Find(const Positions& positions, const std::string& id,
                            const std::string& name) {
  const auto found = positions.find(id);
  if (found != positions.end()) return found->second;
  return Error(absl::StatusCode::kFailedPrecondition, "IDENTITY_WITHOUT_BASE",
               absl::StrCat(name, ": \"", id, "\" is not among the indicators of the plan"));
}

absl::StatusOr<double> BaseLevel(const InputSet& inputs, const Indicator& indicator,
                                 const std::string& name) {
  const BaseFigures base =
      ChooseBaseFigures(inputs, indicator, inputs.FindTarget(indicator.id, inputs.base_year() + 1));
  const double level = base.level.has_value() ? BoundedOf(inputs.figures()[*base.level]).value : 0;
  if (level > 0) return level;
  return Error(absl::StatusCode::kFailedPrecondition, "IDENTITY_WITHOUT_BASE",
               absl::StrCat(name, ": a sum needs the base-year level of \"", indicator.id,
                            "\", and none above 0 was published for ", inputs.base_year()));
}

absl::StatusOr<ResolvedIdentity> Resolve(const InputSet& inputs, const PlanIdentity& identity,
                                         const PlanLaw& law, const Positions& positions,
                                         const std::vector<double>& growth_since_base,
                                         std::string name) {
  ResolvedIdentity out{identity.kind, 0, {}, {}, std::move(name)};
  ASSIGN_OR_RETURN(out.whole, Find(positions, identity.whole, out.name));
  double total = 0;
  for (const std::string& part : identity.parts) {
    ASSIGN_OR_RETURN(const size_t position, Find(positions, part, out.name));
    out.parts.push_back(position);
    if (identity.kind != IdentityKind::kSum) continue;
    ASSIGN_OR_RETURN(
        double level,
        BaseLevel(inputs, inputs.indicators()[law.variables[position].indicator], out.name));
    if (!growth_since_base.empty()) level *= std::exp(growth_since_base[position]);
    out.weights.push_back(level);
    total += level;
  }
  for (double& weight : out.weights) weight /= total;
  return out;
}

// Parts before wholes, otherwise as stated.
absl::Status Order(std::vector<ResolvedIdentity>& identities, const PlanLaw& law,
                   const InputSet& inputs) {
  std::vector<ResolvedIdentity> ordered;
  std::vector<ResolvedIdentity> left = std::move(identities);
  while (!left.empty()) {
    const auto ready = std::find_if(left.begin(), left.end(), [&](const ResolvedIdentity& one) {
      return std::none_of(one.parts.begin(), one.parts.end(), [&](size_t part) {
        return std::any_of(left.begin(), left.end(),
                           [part](const ResolvedIdentity& other) { return other.whole == part; });
      });
    });
    if (ready == left.end()) {
      std::vector<std::string> names;
      names.reserve(left.size());
      for (const ResolvedIdentity& one : left) {
        names.push_back(inputs.indicators()[law.variables[one.whole].indicator].id);
      }
      return Error(absl::StatusCode::kFailedPrecondition, "IDENTITY_CYCLE",
                   absl::StrCat("the identities of ", absl::StrJoin(names, ", "),
                                " need one another; leave one of them out"));
    }
    ordered.push_back(std::move(*ready));
    left.erase(ready);
  }
  identities = std::move(ordered);
  return absl::OkStatus();
}

void SetCorrelations(const PlanStructure& structure, const Positions& positions, PlanLaw& law) {
  const auto n = static_cast<Eigen::Index>(law.variables.size());
  const double common = structure.common_correlation.value_or(kDefaultCorrelation);
  law.correlation = Eigen::MatrixXd::Constant(n, n, common);
  law.correlation.diagonal().setOnes();
  for (const PlanCorrelation& c : structure.correlations) {
    const auto a = positions.find(c.indicator);
    const auto b = positions.find(c.other);
    if (a == positions.end() || b == positions.end()) continue;
    const auto i = static_cast<Eigen::Index>(a->second);
    const auto j = static_cast<Eigen::Index>(b->second);
    law.correlation(i, j) = law.correlation(j, i) = c.value;
  }
}

// Median, spread and correlations of a whole from those of its parts.
void Derive(const ResolvedIdentity& identity, PlanLaw& law) {
  const auto n = static_cast<Eigen::Index>(law.variables.size());
  Eigen::VectorXd medians(n);
  Eigen::VectorXd spread(n);
  for (Eigen::Index i = 0; i < n; ++i) {
    medians[i] = law.variables[static_cast<size_t>(i)].median;
    spread[i] = law.variables[static_cast<size_t>(i)].standard_deviation;
  }
  const std::vector<double> gradient = IdentityGradient(identity, medians);
  Eigen::VectorXd weights = Eigen::VectorXd::Zero(n);
  for (size_t k = 0; k < identity.parts.size(); ++k) {
    weights[static_cast<Eigen::Index>(identity.parts[k])] = gradient[k];
  }
  const Eigen::VectorXd loading = weights.cwiseProduct(spread);
  const Eigen::VectorXd covariance = law.correlation * loading;  // with each unit disturbance
  const double sd = std::sqrt(std::max(loading.dot(covariance), 0.0));
  GrowthOutlook& whole = law.variables[identity.whole];
  whole.median = WholeLogGrowth(identity, medians);
  whole.standard_deviation = sd;
  whole.source = OutlookSource::kIdentity;
  whole.observations = 0;
  whole.own_weight = 0;
  whole.inputs.clear();
  whole.explanation = {"由恒等式从各组成部分得出", "follows from its parts by an identity"};
  const auto w = static_cast<Eigen::Index>(identity.whole);
  if (sd > 0) law.correlation.row(w) = (covariance / sd).transpose();
  law.correlation.col(w) = law.correlation.row(w).transpose();
  law.correlation(w, w) = 1;
}

}  // namespace

bool PlanLaw::IsWhole(size_t variable) const {
  return std::any_of(identities.begin(), identities.end(),
                     [variable](const ResolvedIdentity& one) { return one.whole == variable; });
}

std::vector<size_t> PlanLaw::Free() const {
  std::vector<size_t> free;
  for (size_t i = 0; i < variables.size(); ++i) {
    if (!IsWhole(i)) free.push_back(i);
  }
  return free;
}

double WholeLogGrowth(const ResolvedIdentity& identity, const Eigen::VectorXd& log_growth) {
  const auto part = [&](size_t k) {
    return log_growth[static_cast<Eigen::Index>(identity.parts[k])];
  };
  double sum = 0;
  switch (identity.kind) {
    case IdentityKind::kSum:
      for (size_t k = 0; k < identity.parts.size(); ++k) {
        sum += identity.weights[k] * std::expm1(part(k));
      }
      return std::log1p(sum);
    case IdentityKind::kProduct:
      for (size_t k = 0; k < identity.parts.size(); ++k) sum += part(k);
      return sum;
    case IdentityKind::kRatio:
      return part(0) - part(1);
  }
  return sum;
}

std::vector<double> IdentityGradient(const ResolvedIdentity& identity,
                                     const Eigen::VectorXd& log_growth) {
  const size_t n = identity.parts.size();
  switch (identity.kind) {
    case IdentityKind::kSum: {
      std::vector<double> gradient(n);
      const double whole = std::exp(WholeLogGrowth(identity, log_growth));
      for (size_t k = 0; k < n; ++k) {
        const double part = log_growth[static_cast<Eigen::Index>(identity.parts[k])];
        gradient[k] = identity.weights[k] * std::exp(part) / whole;
      }
      return gradient;
    }
    case IdentityKind::kProduct:
      return std::vector<double>(n, 1.0);
    case IdentityKind::kRatio:
      return {1, -1};
  }
  return {};
}

absl::StatusOr<PlanLaw> BuildPlanLaw(const InputSet& inputs, const PlanStructure& structure,
                                     std::vector<GrowthOutlook> outlooks,
                                     const std::vector<double>& growth_since_base) {
  PlanLaw law;
  law.variables = std::move(outlooks);
  Positions positions;
  for (size_t i = 0; i < law.variables.size(); ++i) {
    positions[inputs.indicators()[law.variables[i].indicator].id] = i;
  }
  for (size_t i = 0; i < structure.identities.size(); ++i) {
    ASSIGN_OR_RETURN(ResolvedIdentity identity,
                     Resolve(inputs, structure.identities[i], law, positions, growth_since_base,
                             absl::StrCat("identities[", i, "]")));
    law.identities.push_back(std::move(identity));
  }
  RETURN_IF_ERROR(Order(law.identities, law, inputs));
  SetCorrelations(structure, positions, law);
  for (const ResolvedIdentity& identity : law.identities) Derive(identity, law);
  return law;
}

}  // namespace indicast::projection
