#include "projection-service/engine/keyed_permutation.h"

#include <bit>

#include "projection-service/engine/keyed_random.h"

namespace indicast::projection {
namespace {

constexpr uint64_t kRounds = 8;

}  // namespace

KeyedPermutation::KeyedPermutation(uint64_t n, uint64_t seed, uint32_t lane)
    : n_(n),
      seed_(seed),
      lane_(lane),
      half_bits_((static_cast<int>(std::bit_width(n - 1)) + 1) / 2) {
  if (half_bits_ == 0) half_bits_ = 1;
}

uint64_t KeyedPermutation::Network(uint64_t value) const {
  const uint64_t mask = (uint64_t{1} << half_bits_) - 1;
  uint64_t left = value >> half_bits_;
  uint64_t right = value & mask;
  for (uint64_t round = 0; round < kRounds; ++round) {
    // A half has at most 31 bits: round and half share one index.
    const uint64_t bits =
        KeyedBits(seed_, RandomUse::kPermutationRound, (round << 32) | right, lane_);
    const uint64_t next = (left ^ bits) & mask;
    left = right;
    right = next;
  }
  return (left << half_bits_) | right;
}

uint64_t KeyedPermutation::At(uint64_t i) const {
  uint64_t value = Network(i);
  while (value >= n_) value = Network(value);
  return value;
}

}  // namespace indicast::projection
