#include "projection-service/engine/philox.h"

#include <Random123/philox.h>

namespace indicast::projection {
namespace {

uint32_t Low(uint64_t x) { return static_cast<uint32_t>(x); }
uint32_t High(uint64_t x) { return static_cast<uint32_t>(x >> 32); }

}  // namespace

std::array<uint32_t, 4> Philox4x32(const PhiloxCounter& counter, const PhiloxKey& key) {
  const r123::Philox4x32::ctr_type words =
      r123::Philox4x32()({{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {words[0], words[1], words[2], words[3]};
}

PhiloxKey KeyOf(uint64_t content_digest, uint64_t seed) {
  // First words of the fraction of pi: a key like any other.
  const std::array<uint32_t, 4> mixed = Philox4x32(
      {Low(content_digest), High(content_digest), Low(seed), High(seed)}, {0x243f6a88, 0x85a308d3});
  return {mixed[0], mixed[1]};
}

}  // namespace indicast::projection
