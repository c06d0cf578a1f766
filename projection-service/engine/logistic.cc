#include "projection-service/engine/logistic.h"

#include <cmath>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/result.h"

namespace indicast::projection {

absl::StatusOr<double> LogisticPosition(double level, double floor, double ceiling) {
  if (!(floor < level && level < ceiling)) {
    return Error(absl::StatusCode::kFailedPrecondition, kOutsideLogisticRange,
                 "the level must lie between floor and ceiling");
  }
  return std::log((level - floor) / (ceiling - level));
}

absl::StatusOr<double> LogisticSlope(double previous, double current, double floor,
                                     double ceiling) {
  ASSIGN_OR_RETURN(const double before, LogisticPosition(previous, floor, ceiling));
  ASSIGN_OR_RETURN(const double now, LogisticPosition(current, floor, ceiling));
  return now - before;
}

absl::StatusOr<double> LogisticLevel(double base, double floor, double ceiling, double kappa,
                                     int years) {
  ASSIGN_OR_RETURN(const double position, LogisticPosition(base, floor, ceiling));
  return floor + (ceiling - floor) / (1 + std::exp(-(position + kappa * years)));
}

}  // namespace indicast::projection
