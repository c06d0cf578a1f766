#include "projection-service/engine/compound.h"

#include <cmath>

#include "common/status/error.h"
#include "common/status/status_macros.h"
#include "projection-service/domain/result.h"

namespace indicast::projection {
namespace {

absl::Status CheckPositive(double from, double to) {
  if (!(from > 0)) {
    return Error(absl::StatusCode::kFailedPrecondition, kBaseNotPositive,
                 "growth is undefined on a base that is not positive");
  }
  if (!(to > 0)) {
    return Error(absl::StatusCode::kFailedPrecondition, kGrowthUndefined,
                 "growth to a level that is not positive is undefined");
  }
  return absl::OkStatus();
}

}  // namespace

double GrowthFactor(double growth_percent) { return 1 + growth_percent / 100; }

double CompoundLevel(double base, double growth_percent, int years) {
  return base * std::pow(GrowthFactor(growth_percent), years);
}

absl::StatusOr<double> GrowthPercentBetween(double from, double to) {
  RETURN_IF_ERROR(CheckPositive(from, to));
  return (to - from) / from * 100;
}

absl::StatusOr<double> CompoundGrowthPercent(double from, double to, int years) {
  if (years == 1) return GrowthPercentBetween(from, to);
  RETURN_IF_ERROR(CheckPositive(from, to));
  return std::expm1((std::log(to) - std::log(from)) / years) * 100;
}

}  // namespace indicast::projection
