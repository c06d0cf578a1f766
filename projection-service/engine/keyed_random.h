// Random bits by address: the same seed and address give the same bits on every machine, in any
// order and from any thread. On Philox (philox.h). Pure, about 10 ns.
#pragma once

#include <cstdint>

#include "projection-service/engine/philox.h"

namespace indicast::projection {

// What the bits are for; the values differ from those of DrawPurpose, so that no two uses share
// bits under one seed.
enum class RandomUse : uint32_t {
  kPermutationRound = 0x5045524d,
  kStratumPosition = 0x53545241,
  kShapleyOrder = 0x53484150,
};

// 64 bits for the use at (index, lane).
inline uint64_t KeyedBits(uint64_t seed, RandomUse use, uint64_t index, uint32_t lane) {
  const auto words = Philox4x32({static_cast<uint32_t>(index), static_cast<uint32_t>(index >> 32),
                                 lane, static_cast<uint32_t>(use)},
                                {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32)});
  return (static_cast<uint64_t>(words[1]) << 32) | words[0];
}

// A number inside (0, 1): the middle of one of 2^52 equal steps.
inline double UnitNumber(uint64_t bits) {
  return (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52;
}

// A whole number below n, n >= 1: the upper half of bits times n. Its bias is below n / 2^64.
inline uint64_t NumberBelow(uint64_t n, uint64_t bits) {
  __extension__ using Wide = unsigned __int128;
  return static_cast<uint64_t>((static_cast<Wide>(bits) * n) >> 64);
}

}  // namespace indicast::projection
