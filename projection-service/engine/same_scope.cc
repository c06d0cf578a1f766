#include "projection-service/engine/same_scope.h"

#include <cmath>

#include "common/status/error.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/compound.h"

namespace indicast::projection {

absl::StatusOr<SameScopeBase> ImpliedBase(const PrintedNumber& level,
                                          const PrintedNumber& growth_percent,
                                          const std::optional<PrintedNumber>& published) {
  const double factor = GrowthFactor(growth_percent.value);
  if (!(factor > 0)) {
    return Error(absl::StatusCode::kFailedPrecondition, kGrowthUndefined,
                 "growth of -100 % or less has no base");
  }
  if (!(level.value > 0) || (published.has_value() && !(published->value > 0))) {
    return Error(absl::StatusCode::kFailedPrecondition, kBaseNotPositive,
                 "a base is implied by positive levels only");
  }
  SameScopeBase out;
  out.implied = level.value / factor;
  if (published.has_value()) {
    out.scope_factor = out.implied / published->value;
    const double rounding = level.half_step / level.value +
                            growth_percent.half_step / 100 / factor +
                            published->half_step / published->value;
    out.differs = std::abs(*out.scope_factor - 1) > rounding;
  }
  return out;
}

}  // namespace indicast::projection
