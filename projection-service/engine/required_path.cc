#include "projection-service/engine/required_path.h"

#include <cmath>

#include "common/status/status_macros.h"
#include "projection-service/engine/compound.h"
#include "projection-service/engine/linear.h"

namespace indicast::projection {

double RequiredShare(int years, RequiredStyle style, int h) {
  const double n = years;
  switch (style) {
    case RequiredStyle::kConstantGrowth:
    case RequiredStyle::kLinear:
      return h / n;
    case RequiredStyle::kFrontLoaded:
      return h * (2 * n - h + 1) / (n * (n + 1));
    case RequiredStyle::kBackLoaded:
      return h * (h + 1.0) / (n * (n + 1));
    case RequiredStyle::kSCurve:
      return (h / n) * (h / n) * (3 - 2 * (h / n));
  }
  return h / n;
}

absl::StatusOr<double> RequiredLevel(double base, double end, int years, RequiredStyle style,
                                     int h) {
  if (style == RequiredStyle::kLinear) {
    return h == years ? end : LinearLevel(base, LinearStep(base, end, years), h);
  }
  ASSIGN_OR_RETURN(const double growth, CompoundGrowthPercent(base, end, years));
  if (h == years) return end;
  if (style == RequiredStyle::kConstantGrowth) return CompoundLevel(base, growth, h);
  return base * std::exp(RequiredShare(years, style, h) * (std::log(end) - std::log(base)));
}

}  // namespace indicast::projection
