// A permutation of 0..n-1 named by a seed and a lane, computed one value at a time and stored
// nowhere: a balanced Feistel network of eight rounds over the smallest even number of bits that
// holds n, with Philox as its round function, walked along its cycle until the value is below n.
// Source: Black and Rogaway 2002, Ciphers with arbitrary finite domains, CT-RSA (cycle walking);
// Luby and Rackoff 1988 (Feistel). The network covers fewer than 4 n values, so a value takes less
// than four walks on average. Immutable, thread-safe.
#pragma once

#include <cstdint>

namespace indicast::projection {

class KeyedPermutation {
 public:
  // 1 <= n <= 2^62.
  KeyedPermutation(uint64_t n, uint64_t seed, uint32_t lane);

  // Where i < n goes.
  uint64_t At(uint64_t i) const;

 private:
  uint64_t Network(uint64_t value) const;

  uint64_t n_;
  uint64_t seed_;
  uint32_t lane_;
  int half_bits_;
};

}  // namespace indicast::projection
