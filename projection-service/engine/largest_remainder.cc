#include "projection-service/engine/largest_remainder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace indicast::projection {

std::vector<double> RoundToSum(const std::vector<double>& values, double step) {
  std::vector<double> whole(values.size());
  std::vector<double> remainder(values.size());
  double sum = 0;
  double floors = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    const double steps = values[i] / step;
    whole[i] = std::floor(steps);
    remainder[i] = steps - whole[i];
    sum += steps;
    floors += whole[i];
  }
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return remainder[a] > remainder[b]; });
  const auto more = static_cast<size_t>(std::max(0.0, std::nearbyint(sum) - floors));
  for (size_t k = 0; k < std::min(more, order.size()); ++k) whole[order[k]] += 1;
  for (double& value : whole) value *= step;
  return whole;
}

}  // namespace indicast::projection
