// Latin hypercube: n points of which each factor has exactly one in each of n equal strata.
// Source: McKay, Beckman and Conover 1979, A comparison of three methods for selecting values of
// input variables, Technometrics 21(2). Point i of factor j is (perm_j(i) + u_ij) / n with a keyed
// permutation and a keyed position in the stratum: it needs neither the points before it nor those
// of other factors, so any split of the points gives the same ones. Pure, about 0.5 us a value.
#pragma once

#include <cstdint>

namespace indicast::projection {

// Coordinate in [0, 1] of point i < n on one factor.
double LatinHypercubeCoordinate(uint64_t n, uint64_t i, uint32_t factor, uint64_t seed);

}  // namespace indicast::projection
