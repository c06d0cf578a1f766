// The joint law of the log growth of a plan's indicators in one year: medians, standard deviations,
// correlations, and the wholes of identities, which follow from their parts.
//
// A whole is never drawn or moved by itself: its median is the identity of the medians of its parts
// and its spread follows by the linear part of the identity (delta method). Sum: a_i = w_i (1 +
// g_i) / (1 + g) with w_i = L_i0 / sum of the parts' base levels (the published whole may differ
// from that sum by rounding; growth is taken of the sum); product: a_i = 1; ratio: 1 and -1.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "Eigen/Core"
#include "absl/status/statusor.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/engine/growth_outlook.h"

namespace indicast::projection {

// One identity over positions in the vector of outlooks.
struct ResolvedIdentity {
  IdentityKind kind = IdentityKind::kSum;
  size_t whole = 0;
  std::vector<size_t> parts;
  std::vector<double> weights;  // of a sum, in the base year: >= 0, adding up to 1
  std::string name;             // "identities[0]"
};

struct PlanLaw {
  std::vector<GrowthOutlook> variables;      // one an indicator, of one year
  std::vector<ResolvedIdentity> identities;  // in an order in which parts come before their whole
  // Of log growth, unit diagonal, as stated: not yet checked to be a correlation matrix. Wholes are
  // in it like everybody else; methods use the rows and columns of the free ones.
  Eigen::MatrixXd correlation;

  bool IsWhole(size_t variable) const;
  std::vector<size_t> Free() const;  // variables that are no whole
};

// ln(1 + g) of the whole for given ln(1 + g) of all variables. For sums over one step from the
// base.
double WholeLogGrowth(const ResolvedIdentity& identity, const Eigen::VectorXd& log_growth);

// d ln(1 + g_whole) / d ln(1 + g_part), in the order of the parts, at `log_growth`.
std::vector<double> IdentityGradient(const ResolvedIdentity& identity,
                                     const Eigen::VectorXd& log_growth);

// The law for the outlooks of one year (each indicator once), with the wholes of `structure`
// derived. Weights of later years are those of the base year carried on by `growth_since_base`:
// ln(L / L_base) of each outlook's indicator at the end of the year before; empty: none since the
// base. kFailedPrecondition IDENTITY_WITHOUT_BASE (a part of a sum without base level or indicator
// without an outlook), IDENTITY_CYCLE.
absl::StatusOr<PlanLaw> BuildPlanLaw(const InputSet& inputs, const PlanStructure& structure,
                                     std::vector<GrowthOutlook> outlooks,
                                     const std::vector<double>& growth_since_base);

}  // namespace indicast::projection
