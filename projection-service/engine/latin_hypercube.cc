#include "projection-service/engine/latin_hypercube.h"

#include "projection-service/engine/keyed_permutation.h"
#include "projection-service/engine/keyed_random.h"

namespace indicast::projection {

double LatinHypercubeCoordinate(uint64_t n, uint64_t i, uint32_t factor, uint64_t seed) {
  const uint64_t stratum = KeyedPermutation(n, seed, factor).At(i);
  const double position = UnitNumber(KeyedBits(seed, RandomUse::kStratumPosition, i, factor));
  return (static_cast<double>(stratum) + position) / static_cast<double>(n);
}

}  // namespace indicast::projection
