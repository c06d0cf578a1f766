// DecomposeGrowth: what each part adds to the growth of a whole, as published for the base year or
// as projected for a later one. Sums by pull and contribution rate (contribution.h), products by
// logarithmic means (lmdi.h); the residual of rounding and chain linking is shown and never spread.
// Errors as Projector; fields of errors: "whole", "parts[1]", "frame.year". kFailedPrecondition
// IDENTITY_WITHOUT_BASE: a level that a weight needs, or a growth, was not published.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/rpc/call.h"
#include "projection-service/app/plan_setting.h"
#include "projection-service/domain/plan.h"

namespace indicast::projection {

struct DecomposeQuestion {
  PlanQuestion plan;  // frame.horizon_year = base year: the published figures
  std::string whole;
  std::vector<std::string> parts;
  IdentityKind kind = IdentityKind::kSum;
};

struct PartOfGrowth {
  size_t indicator = 0;  // position in inputs.indicators()
  std::optional<double> weight;
  double growth_percent = 0;
  double pull_points = 0;
  std::optional<double> rate_percent;
};

struct DecomposeAnswer {
  std::shared_ptr<const InputSet> inputs;
  int year = 0;
  double growth_percent = 0;
  double residual_points = 0;
  std::vector<PartOfGrowth> parts;
  PlanAnswerContext context;
};

absl::StatusOr<DecomposeAnswer> DecomposeGrowth(Projector& projector,
                                                const DecomposeQuestion& question,
                                                const rpc::CallContext& call);

}  // namespace indicast::projection
