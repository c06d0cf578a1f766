// Philox4x32-10 (Salmon, Moraes, Dror, Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"),
// by Random123: four random words from a counter of four words and a key of two. Nothing is carried
// from one draw to the next, so any worker makes any block, and the same key under two scenarios
// gives common random numbers. Pure; thread-safe; about 10 ns a call.
#pragma once

#include <array>
#include <cstdint>

namespace indicast::projection {

using PhiloxCounter = std::array<uint32_t, 4>;
using PhiloxKey = std::array<uint32_t, 2>;

// Last word of a counter: what the words are for, so that no two uses share a draw.
enum class DrawPurpose : uint32_t {
  kNormal = 1,
  kChiSquare = 2,
  kSobolMatrix = 3,
  kSobolShift = 4,
  kBootstrap = 5,
  kDesign = 6,
};

std::array<uint32_t, 4> Philox4x32(const PhiloxCounter& counter, const PhiloxKey& key);

// The key of a run: from a digest of the content that is run and the seed asked for.
PhiloxKey KeyOf(uint64_t content_digest, uint64_t seed);

}  // namespace indicast::projection
