#include "projection-service/engine/short_history.h"

#include <boost/math/distributions/students_t.hpp>
#include <cmath>

namespace indicast::projection {

double ShortHistoryLaw::StandardDeviation() const {
  return scale * std::sqrt(degrees_of_freedom / (degrees_of_freedom - 2));
}

double ShortHistoryLaw::ProbabilityAtLeast(double x) const {
  const boost::math::students_t law(degrees_of_freedom);
  return boost::math::cdf(boost::math::complement(law, (x - mean) / scale));
}

double ShortHistoryLaw::Quantile(double p) const {
  return mean + scale * boost::math::quantile(boost::math::students_t(degrees_of_freedom), p);
}

double ShortHistoryLaw::SumVariance(int h) const {
  return h * variance + static_cast<double>(h) * h * variance / strength;
}

ShortHistoryLaw LearnShortHistory(const GrowthBelief& belief,
                                  const std::vector<double>& log_growths) {
  const double n = static_cast<double>(log_growths.size());
  double mean = 0;
  for (const double r : log_growths) mean += r / n;
  double squares = 0;
  for (const double r : log_growths) squares += (r - mean) * (r - mean);
  const double strength = belief.strength + n;
  const double shape = belief.shape + n / 2;
  const double deviation = mean - belief.mean;
  double rate = belief.rate + squares / 2;
  if (n > 0) rate += belief.strength * n * deviation * deviation / (2 * strength);
  ShortHistoryLaw law;
  law.mean = n > 0 ? (belief.strength * belief.mean + n * mean) / strength : belief.mean;
  law.scale = std::sqrt(rate * (1 + 1 / strength) / shape);
  law.degrees_of_freedom = 2 * shape;
  law.variance = rate / (shape - 1);
  law.strength = strength;
  law.own_weight = n / strength;
  law.observations = static_cast<int>(log_growths.size());
  return law;
}

}  // namespace indicast::projection
