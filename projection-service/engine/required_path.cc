#include "projection-service/engine/required_path.h"

#include "common/status/status_macros.h"
#include "projection-service/engine/compound.h"
#include "projection-service/engine/linear.h"

namespace indicast::projection {

absl::StatusOr<double> RequiredLevel(double base, double end, int years, RequiredStyle style,
                                     int h) {
  if (style == RequiredStyle::kLinear) {
    return h == years ? end : LinearLevel(base, LinearStep(base, end, years), h);
  }
  ASSIGN_OR_RETURN(const double growth, CompoundGrowthPercent(base, end, years));
  return h == years ? end : CompoundLevel(base, growth, h);
}

}  // namespace indicast::projection
