// The inner loops of a simulation over one block of 256 paths. One source is compiled twice: for
// x86-64-v3 (AVX2) and for any x86-64 (SSE2). Every element goes through the same IEEE operations
// in the same order in both, without fused multiply-add and without libm, so the bits are equal.
//
// Draws are float: path p of a block is component p / 64 of Philox counter (64 block + p % 64,
// variable, period, purpose), two Box-Muller pairs (1958) a counter; logarithm, sine and cosine are
// the polynomials of Cephes (Moshier), good to 1e-7. The largest draw is 6.66.
//
// Pure; thread-safe. Rows hold kBlockPaths floats, aligned to kRowAlignment bytes; rows of a matrix
// lie kRowStride floats apart, so that a column does not fall into few sets of the cache.
#pragma once

#include <cstdint>

namespace indicast::projection {

inline constexpr int kBlockPaths = 256;
inline constexpr int kRowAlignment = 32;
inline constexpr int kRowStride = kBlockPaths + 16;
// Rows of a triangular factor that are multiplied together.
inline constexpr int kRowsTogether = 4;
// Bins of a histogram within its range; one more on each side for what lies beyond.
inline constexpr int kBins = 512;
inline constexpr int kBinsStored = kBins + 2;

// What the draws of one row depend on, beside the block.
struct DrawAddress {
  uint32_t variable, period, purpose;
  uint32_t key[2];
};

struct BlockKernels {
  // Standard normal draws.
  void (*normals)(uint32_t block, const DrawAddress& address, float* out);
  // out[r] = sum_j packed[kRowsTogether j + r] z[j] for kRowsTogether rows at once, j ascending.
  void (*product)(const float* packed, int columns, const float* z, float* out);
  // row += weight x.
  void (*add_scaled)(float weight, const float* x, float* row);
  // row = rho row + x.
  void (*autoregress)(float rho, const float* x, float* row);
  // row *= x.
  void (*multiply)(const float* x, float* row);
  // step = weight x; total += step.
  void (*advance)(float weight, const float* x, float* step, float* total);
  // row += weight e^x; |x| < 87.
  void (*add_scaled_exp)(float weight, const float* x, float* row);
  // row = ln row; 0 and below give ln of the smallest normal number.
  void (*log)(float* row);
  // bins[p] = bin of x[p] x scale in [-1, 1): 1..kBins, 0 below, kBins + 1 above.
  void (*bin)(float scale, const float* x, int32_t* bins);
  // inside[p] = all ones where lower <= x[p] <= upper, else 0.
  void (*within)(float lower, float upper, const float* x, uint32_t* inside);
};

// For any x86-64.
const BlockKernels& BaselineKernels();

// For x86-64-v3; null where this machine has no AVX2.
const BlockKernels* Avx2Kernels();

// The fastest of this machine.
const BlockKernels& BestKernels();

}  // namespace indicast::projection
