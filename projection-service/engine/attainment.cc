#include "projection-service/engine/attainment.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kReach = 9;       // 1e-19 lies beyond
constexpr double kCoarsest = 0.1;  // 1e-20 for integrands as wide as the weight
constexpr double kZ95 = 1.959963984540054;

// The least a with e^a - e^b >= gap.
double LogWithGap(double b, double gap) {
  if (gap == -kInfinity) return -kInfinity;
  if (gap == kInfinity) return kInfinity;
  const double level = Exp(b) + gap;
  return level > 0 ? Log(level) : -kInfinity;
}

}  // namespace

double AttainmentOf(double median, double standard_deviation, double lower, double upper) {
  if (!(standard_deviation > 0)) return lower <= median && median <= upper ? 1 : 0;
  return NormalProbability((lower - median) / standard_deviation,
                           (upper - median) / standard_deviation);
}

double GapAttainment(const LogGrowthLaw& a, const LogGrowthLaw& b, double correlation, double lower,
                     double upper) {
  const double rest =
      a.standard_deviation * std::sqrt(std::max(1 - correlation * correlation, 0.0));
  const bool ray = (lower == 0 && upper == kInfinity) || (lower == -kInfinity && upper == 0);
  if (ray) {
    const double variance = a.standard_deviation * a.standard_deviation +
                            b.standard_deviation * b.standard_deviation -
                            2 * correlation * a.standard_deviation * b.standard_deviation;
    return AttainmentOf(a.median - b.median, std::sqrt(std::max(variance, 0.0)), lower, upper);
  }
  const auto given = [&](double z) {
    const double other = b.median + b.standard_deviation * z;
    return AttainmentOf(a.median + correlation * a.standard_deviation * z, rest,
                        LogWithGap(other, lower), LogWithGap(other, upper));
  };
  if (!(b.standard_deviation > 0)) {
    return AttainmentOf(a.median, a.standard_deviation, LogWithGap(b.median, lower),
                        LogWithGap(b.median, upper));
  }
  // Steps finer than the width of the conditional law, seen from z.
  const double slope =
      std::abs(b.standard_deviation) + std::abs(correlation) * a.standard_deviation;
  const double step = std::clamp(rest / slope / 4, 1e-4, kCoarsest);
  const int half = static_cast<int>(kReach / step);
  double sum = 0;
  double weight = 0;
  for (int i = -half; i <= half; ++i) {
    const double z = i * step;
    const double density = NormalDensity(z);
    sum += density * given(z);
    weight += density;
  }
  return std::clamp(sum / weight, 0.0, 1.0);
}

CountedProbability CountProbability(uint64_t count, uint64_t total) {
  const auto n = static_cast<double>(total);
  const double p = static_cast<double>(count) / n;
  if (count == 0) return {0, 0, std::min(3 / n, 1.0)};
  if (count == total) return {1, std::max(1 - 3 / n, 0.0), 1};
  const double z2 = kZ95 * kZ95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  return {p, centre - half, centre + half};
}

}  // namespace indicast::projection
