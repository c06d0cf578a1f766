#include "projection-service/engine/shock.h"

#include <algorithm>
#include <cmath>

namespace indicast::projection {

double OneOffLogOffset(const ShockRule& rule, int k) {
  if (k < 0) return 0;
  const double size = std::log1p(rule.size_percent.ToDouble() / 100);
  if (rule.catch_up_share.has_value()) {
    const double way = std::min(k, rule.catch_up_years) / static_cast<double>(rule.catch_up_years);
    return size * (1 - rule.catch_up_share->ToDouble() * way);
  }
  return size * std::pow(rule.persistence.ToDouble(), k);
}

double ShockLogGrowth(const ShockRule& rule, int impact_year, int year) {
  if (rule.growth) return std::log1p(rule.size_percent.ToDouble() / 100);
  return OneOffLogOffset(rule, year - impact_year) - OneOffLogOffset(rule, year - 1 - impact_year);
}

double ShockedGrowthPercent(double growth_percent, double log_change) {
  if (log_change == 0) return growth_percent;
  return std::expm1(std::log1p(growth_percent / 100) + log_change) * 100;
}

}  // namespace indicast::projection
