#include "projection-service/engine/damped.h"

#include <cmath>

namespace indicast::projection {
namespace {

double LogGrowth(double percent) { return std::log1p(percent / 100); }

}  // namespace

double DampedSum(double phi, int h) { return phi * (1 - std::pow(phi, h)) / (1 - phi); }

double DampedGrowthPercent(double long_run_percent, double phi, double initial_percent, int h) {
  const double m = LogGrowth(long_run_percent);
  return std::expm1(m + std::pow(phi, h) * (LogGrowth(initial_percent) - m)) * 100;
}

double DampedLevel(double base, double long_run_percent, double phi, double initial_percent,
                   int h) {
  const double m = LogGrowth(long_run_percent);
  return base * std::exp(h * m + DampedSum(phi, h) * (LogGrowth(initial_percent) - m));
}

}  // namespace indicast::projection
