#include "projection-service/engine/shapley.h"

#include <bit>
#include <cmath>
#include <utility>

#include "common/status/status_macros.h"
#include "projection-service/engine/keyed_random.h"

namespace indicast::projection {
namespace {

using Matrix = std::vector<std::vector<double>>;

// |S|! (n - |S| - 1)! / n! by |S|: 1 / (n choose(n - 1, |S|)).
std::vector<double> CoalitionWeights(size_t n) {
  std::vector<double> weights(n);
  double choose = 1;
  for (size_t size = 0; size < n; ++size) {
    weights[size] = 1 / (static_cast<double>(n) * choose);
    choose *= static_cast<double>(n - 1 - size) / static_cast<double>(size + 1);
  }
  return weights;
}

std::vector<bool> Members(size_t inputs, size_t mask) {
  std::vector<bool> changed(inputs);
  for (size_t i = 0; i < inputs; ++i) changed[i] = ((mask >> i) & 1) != 0;
  return changed;
}

ShapleyValues Empty(size_t inputs, std::vector<double> none, std::vector<double> all) {
  ShapleyValues values;
  values.shares.assign(inputs, std::vector<double>(none.size()));
  values.standard_errors = values.shares;
  values.none = std::move(none);
  values.all = std::move(all);
  values.runs = inputs == 0 ? 1 : 2;
  return values;
}

// A random order of the inputs (Fisher and Yates, as Durstenfeld 1964).
std::vector<size_t> RandomOrder(size_t inputs, uint64_t seed, size_t pair) {
  std::vector<size_t> order(inputs);
  for (size_t i = 0; i < inputs; ++i) order[i] = i;
  for (size_t i = inputs; i > 1; --i) {
    const uint64_t bits = KeyedBits(seed, RandomUse::kShapleyOrder, pair, static_cast<uint32_t>(i));
    std::swap(order[i - 1], order[NumberBelow(i, bits)]);
  }
  return order;
}

// Adds half of what each input contributes when they change in this order.
absl::Status AddOrder(const std::vector<size_t>& order, const ChangedOutputs& outputs,
                      ShapleyValues& values, Matrix& contributions) {
  std::vector<bool> changed(order.size());
  std::vector<double> before = values.none;
  for (size_t k = 0; k < order.size(); ++k) {
    changed[order[k]] = true;
    std::vector<double> after = values.all;
    if (k + 1 < order.size()) {
      ASSIGN_OR_RETURN(after, outputs(changed));
      ++values.runs;
    }
    for (size_t o = 0; o < after.size(); ++o) {
      contributions[order[k]][o] += (after[o] - before[o]) / 2;
    }
    before = std::move(after);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ShapleyValues> ExactShapley(size_t inputs, const ChangedOutputs& outputs) {
  const size_t states = size_t{1} << inputs;
  Matrix by_state(states);
  for (size_t mask = 0; mask < states; ++mask) {
    ASSIGN_OR_RETURN(by_state[mask], outputs(Members(inputs, mask)));
  }
  ShapleyValues values = Empty(inputs, by_state.front(), by_state.back());
  values.runs = states;
  const std::vector<double> weights = CoalitionWeights(inputs);
  for (size_t i = 0; i < inputs; ++i) {
    for (size_t mask = 0; mask < states; ++mask) {
      if (((mask >> i) & 1) != 0) continue;
      const std::vector<double>& with = by_state[mask | (size_t{1} << i)];
      const double weight = weights[static_cast<size_t>(std::popcount(mask))];
      for (size_t o = 0; o < with.size(); ++o) {
        values.shares[i][o] += weight * (with[o] - by_state[mask][o]);
      }
    }
  }
  return values;
}

absl::StatusOr<ShapleyValues> SampledShapley(size_t inputs, size_t pairs, uint64_t seed,
                                             const ChangedOutputs& outputs) {
  ASSIGN_OR_RETURN(std::vector<double> none, outputs(std::vector<bool>(inputs, false)));
  ASSIGN_OR_RETURN(std::vector<double> all, outputs(std::vector<bool>(inputs, true)));
  ShapleyValues values = Empty(inputs, std::move(none), std::move(all));
  values.exact = false;
  const size_t count = values.none.size();
  Matrix squares(inputs, std::vector<double>(count));  // of deviations (Welford 1962)
  for (size_t pair = 0; pair < pairs; ++pair) {
    const std::vector<size_t> order = RandomOrder(inputs, seed, pair);
    Matrix contributions(inputs, std::vector<double>(count));
    RETURN_IF_ERROR(AddOrder(order, outputs, values, contributions));
    RETURN_IF_ERROR(AddOrder({order.rbegin(), order.rend()}, outputs, values, contributions));
    for (size_t i = 0; i < inputs; ++i) {
      for (size_t o = 0; o < count; ++o) {
        const double deviation = contributions[i][o] - values.shares[i][o];
        values.shares[i][o] += deviation / static_cast<double>(pair + 1);
        squares[i][o] += deviation * (contributions[i][o] - values.shares[i][o]);
      }
    }
  }
  const auto n = static_cast<double>(pairs);
  for (size_t i = 0; i < inputs; ++i) {
    for (size_t o = 0; o < count; ++o) {
      values.standard_errors[i][o] = std::sqrt(squares[i][o] / (n - 1) / n);
    }
  }
  return values;
}

}  // namespace indicast::projection
