#include "projection-service/engine/block_kernels.h"

#include <emmintrin.h>

#include "projection-service/engine/block_kernels_body.h"

namespace indicast::projection {

extern const BlockKernels kAvx2Kernels;

namespace {

struct Sse2 {
  using F = __m128;
  using I = __m128i;
  static constexpr int kLanes = 4;

  INDICAST_INLINE F Load(const float* p) { return _mm_load_ps(p); }
  INDICAST_INLINE void Store(float* p, F x) { _mm_store_ps(p, x); }
  INDICAST_INLINE void StoreInt(int32_t* p, I x) {
    _mm_store_si128(reinterpret_cast<__m128i*>(p), x);
  }
  INDICAST_INLINE F Set(float x) { return _mm_set1_ps(x); }
  INDICAST_INLINE I SetInt(int32_t x) { return _mm_set1_epi32(x); }
  INDICAST_INLINE F Add(F a, F b) { return _mm_add_ps(a, b); }
  INDICAST_INLINE F Sub(F a, F b) { return _mm_sub_ps(a, b); }
  INDICAST_INLINE F Mul(F a, F b) { return _mm_mul_ps(a, b); }
  INDICAST_INLINE F Min(F a, F b) { return _mm_min_ps(a, b); }
  INDICAST_INLINE F Max(F a, F b) { return _mm_max_ps(a, b); }
  INDICAST_INLINE F Sqrt(F x) { return _mm_sqrt_ps(x); }
  INDICAST_INLINE F ToFloat(I x) { return _mm_cvtepi32_ps(x); }
  INDICAST_INLINE I Truncate(F x) { return _mm_cvttps_epi32(x); }
  INDICAST_INLINE I Nearest(F x) { return _mm_cvtps_epi32(x); }
  INDICAST_INLINE I BitsOf(F x) { return _mm_castps_si128(x); }
  INDICAST_INLINE F FloatOf(I x) { return _mm_castsi128_ps(x); }
  INDICAST_INLINE I AddInt(I a, I b) { return _mm_add_epi32(a, b); }
  INDICAST_INLINE I SubInt(I a, I b) { return _mm_sub_epi32(a, b); }
  INDICAST_INLINE I And(I a, I b) { return _mm_and_si128(a, b); }
  INDICAST_INLINE I Xor(I a, I b) { return _mm_xor_si128(a, b); }
  template <int n>
  INDICAST_INLINE I ShiftLeft(I x) {
    return _mm_slli_epi32(x, n);
  }
  template <int n>
  INDICAST_INLINE I ShiftRight(I x) {
    return _mm_srli_epi32(x, n);
  }
  template <int n>
  INDICAST_INLINE I ShiftRightSigned(I x) {
    return _mm_srai_epi32(x, n);
  }
  INDICAST_INLINE F Select(I mask, F yes, F no) {
    const F m = FloatOf(mask);
    return _mm_or_ps(_mm_and_ps(m, yes), _mm_andnot_ps(m, no));
  }
  INDICAST_INLINE I NotAbove(F a, F b) { return BitsOf(_mm_cmple_ps(a, b)); }
  INDICAST_INLINE I MultiplyEven(I a, I b) { return _mm_mul_epu32(a, b); }
  INDICAST_INLINE I HighHalf(I x) { return _mm_srli_epi64(x, 32); }
  INDICAST_INLINE I EvenCounters(uint32_t first) {
    return _mm_add_epi32(SetInt(static_cast<int32_t>(first)), _mm_setr_epi32(0, 0, 2, 0));
  }
  INDICAST_INLINE I Interleave(I even, I odd) {
    const I low = _mm_setr_epi32(-1, 0, -1, 0);
    return _mm_or_si128(_mm_and_si128(low, even), _mm_slli_epi64(odd, 32));
  }
};

constexpr BlockKernels kBaselineKernels = KernelBody<Sse2>::kTable;

}  // namespace

const BlockKernels& BaselineKernels() { return kBaselineKernels; }

const BlockKernels* Avx2Kernels() {
  return __builtin_cpu_supports("avx2") ? &kAvx2Kernels : nullptr;
}

const BlockKernels& BestKernels() {
  const BlockKernels* fast = Avx2Kernels();
  return fast != nullptr ? *fast : BaselineKernels();
}

}  // namespace indicast::projection
