#include "projection-service/engine/contribution.h"

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/result.h"
#include "projection-service/domain/tracking_codes.h"
#include "projection-service/engine/compound.h"

namespace indicast::projection {
namespace {

absl::StatusOr<double> BaseLevel(const GrowingLevel& entry, LevelYear levels) {
  if (levels == LevelYear::kBase) return entry.level;
  const double factor = GrowthFactor(entry.growth_percent);
  if (!(factor > 0)) {
    return Error(absl::StatusCode::kFailedPrecondition, kGrowthUndefined,
                 "growth of -100 % or less has no base to work back to");
  }
  return entry.level / factor;
}

}  // namespace

absl::StatusOr<GrowthDecomposition> DecomposeGrowth(const GrowingLevel& whole,
                                                    absl::Span<const GrowingLevel> parts,
                                                    LevelYear levels) {
  if (parts.empty()) {
    return Error(absl::StatusCode::kInvalidArgument, kPartsEmpty,
                 "growth is decomposed into at least one part");
  }
  GrowthDecomposition out;
  ASSIGN_OR_RETURN(out.base_level, BaseLevel(whole, levels));
  if (!(out.base_level > 0)) {
    return Error(absl::StatusCode::kFailedPrecondition, kBaseNotPositive,
                 "contributions need a positive base of the whole");
  }
  out.increment = out.base_level * (whole.growth_percent / 100);
  const bool grows = whole.growth_percent != 0;
  double increments = 0;
  out.parts.reserve(parts.size());
  for (const GrowingLevel& entry : parts) {
    PartContribution part;
    ASSIGN_OR_RETURN(part.base_level, BaseLevel(entry, levels));
    part.share_percent = part.base_level / out.base_level * 100;
    part.increment = part.base_level * (entry.growth_percent / 100);
    part.pull_points = part.increment / out.base_level * 100;
    if (grows) part.rate_percent = part.increment / out.increment * 100;
    increments += part.increment;
    out.parts.push_back(part);
  }
  out.pull_sum_points = increments / out.base_level * 100;
  out.residual_points = whole.growth_percent - out.pull_sum_points;
  if (grows) {
    out.rate_sum_percent = increments / out.increment * 100;
    out.residual_rate_percent = 100 - *out.rate_sum_percent;
  }
  return out;
}

}  // namespace indicast::projection
