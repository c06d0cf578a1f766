#include "projection-service/engine/level_shape.h"

#include <cmath>
#include <limits>

#include "projection-service/engine/normal_law.h"

namespace indicast::projection {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kWhole = 100;

double Logit(double percent) { return Log(percent / (kWhole - percent)); }

// A deviation of the log as one of the logit, and back.
double LogitRate(double percent) { return 1 / (1 - percent / kWhole); }

double RoundHalfEven(double x) { return std::nearbyint(x); }

double Deviation(LevelShape shape, double path, double level) {
  if (!(level > 0)) return -kInfinity;
  if (shape != LevelShape::kLogit || path >= kWhole) return Log(level / path);
  if (level >= kWhole) return kInfinity;
  return (Logit(level) - Logit(path)) / LogitRate(path);
}

}  // namespace

double LevelLaw::LevelAt(double centre, double deviation) const {
  const double path = base * Exp(centre);
  if (shape == LevelShape::kLogit && path < kWhole) {
    return kWhole / (1 + Exp(-(Logit(path) + deviation * LogitRate(path))));
  }
  const double level = base * Exp(centre + deviation);
  return shape == LevelShape::kCount ? RoundHalfEven(level) : level;
}

double LevelLaw::DeviationAtLeast(double centre, double level) const {
  if (shape == LevelShape::kCount) level = std::ceil(level) - 0.5;
  return Deviation(shape, base * Exp(centre), level);
}

double LevelLaw::DeviationAtMost(double centre, double level) const {
  if (shape == LevelShape::kCount) level = std::floor(level) + 0.5;
  return Deviation(shape, base * Exp(centre), level);
}

}  // namespace indicast::projection
