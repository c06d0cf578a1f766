// Compiled with -mavx2 and without -mfma; nothing here runs before BestKernels has asked the
// machine.
#include <immintrin.h>

#include "projection-service/engine/block_kernels_body.h"

namespace indicast::projection {
namespace {

struct Avx2 {
  using F = __m256;
  using I = __m256i;
  static constexpr int kLanes = 8;

  INDICAST_INLINE F Load(const float* p) { return _mm256_load_ps(p); }
  INDICAST_INLINE void Store(float* p, F x) { _mm256_store_ps(p, x); }
  INDICAST_INLINE void StoreInt(int32_t* p, I x) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(p), x);
  }
  INDICAST_INLINE F Set(float x) { return _mm256_set1_ps(x); }
  INDICAST_INLINE I SetInt(int32_t x) { return _mm256_set1_epi32(x); }
  INDICAST_INLINE F Add(F a, F b) { return _mm256_add_ps(a, b); }
  INDICAST_INLINE F Sub(F a, F b) { return _mm256_sub_ps(a, b); }
  INDICAST_INLINE F Mul(F a, F b) { return _mm256_mul_ps(a, b); }
  INDICAST_INLINE F Min(F a, F b) { return _mm256_min_ps(a, b); }
  INDICAST_INLINE F Max(F a, F b) { return _mm256_max_ps(a, b); }
  INDICAST_INLINE F Sqrt(F x) { return _mm256_sqrt_ps(x); }
  INDICAST_INLINE F ToFloat(I x) { return _mm256_cvtepi32_ps(x); }
  INDICAST_INLINE I Truncate(F x) { return _mm256_cvttps_epi32(x); }
  INDICAST_INLINE I Nearest(F x) { return _mm256_cvtps_epi32(x); }
  INDICAST_INLINE I BitsOf(F x) { return _mm256_castps_si256(x); }
  INDICAST_INLINE F FloatOf(I x) { return _mm256_castsi256_ps(x); }
  INDICAST_INLINE I AddInt(I a, I b) { return _mm256_add_epi32(a, b); }
  INDICAST_INLINE I SubInt(I a, I b) { return _mm256_sub_epi32(a, b); }
  INDICAST_INLINE I And(I a, I b) { return _mm256_and_si256(a, b); }
  INDICAST_INLINE I Xor(I a, I b) { return _mm256_xor_si256(a, b); }
  template <int n>
  INDICAST_INLINE I ShiftLeft(I x) {
    return _mm256_slli_epi32(x, n);
  }
  template <int n>
  INDICAST_INLINE I ShiftRight(I x) {
    return _mm256_srli_epi32(x, n);
  }
  template <int n>
  INDICAST_INLINE I ShiftRightSigned(I x) {
    return _mm256_srai_epi32(x, n);
  }
  INDICAST_INLINE F Select(I mask, F yes, F no) { return _mm256_blendv_ps(no, yes, FloatOf(mask)); }
  INDICAST_INLINE I NotAbove(F a, F b) { return BitsOf(_mm256_cmp_ps(a, b, _CMP_LE_OQ)); }
  INDICAST_INLINE I MultiplyEven(I a, I b) { return _mm256_mul_epu32(a, b); }
  INDICAST_INLINE I HighHalf(I x) { return _mm256_srli_epi64(x, 32); }
  // first, first + 2, ... in the lower halves.
  INDICAST_INLINE I EvenCounters(uint32_t first) {
    return _mm256_add_epi32(SetInt(static_cast<int32_t>(first)),
                            _mm256_setr_epi32(0, 0, 2, 0, 4, 0, 6, 0));
  }
  // The lower halves of both, in turn.
  INDICAST_INLINE I Interleave(I even, I odd) {
    return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA);
  }
};

}  // namespace

extern const BlockKernels kAvx2Kernels;
constinit const BlockKernels kAvx2Kernels = KernelBody<Avx2>::kTable;

}  // namespace indicast::projection
