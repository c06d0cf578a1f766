// The kernels of block_kernels.h over a vector layer V: a type of kLanes floats with its
// operations. Nothing of the standard library here: an inline function of it, compiled for one
// machine, could be linked into the code for another.
#pragma once

#include "projection-service/engine/block_kernels.h"

namespace indicast::projection {

#define INDICAST_INLINE [[gnu::always_inline]] static inline

template <class V>
struct KernelBody {
  using F = typename V::F;
  using I = typename V::I;
  static constexpr int kLanes = V::kLanes;

  // x c + more, rounded twice.
  INDICAST_INLINE F MulAdd(F x, F c, float more) { return V::Add(V::Mul(x, c), V::Set(more)); }

  // ln x for normal positive x (Cephes logf).
  INDICAST_INLINE F Log(F x) {
    const I bits = V::BitsOf(x);
    // x = m 2^e with m in [sqrt(1/2), sqrt(2)).
    const I exponent = V::template ShiftRightSigned<23>(V::SubInt(bits, V::SetInt(0x3f3504f3)));
    const F m = V::FloatOf(V::SubInt(bits, V::template ShiftLeft<23>(exponent)));
    const F e = V::ToFloat(exponent);
    const F f = V::Sub(m, V::Set(1));
    const F z = V::Mul(f, f);
    F y = MulAdd(V::Set(7.0376836292e-2F), f, -1.1514610310e-1F);
    y = MulAdd(y, f, 1.1676998740e-1F);
    y = MulAdd(y, f, -1.2420140846e-1F);
    y = MulAdd(y, f, 1.4249322787e-1F);
    y = MulAdd(y, f, -1.6668057665e-1F);
    y = MulAdd(y, f, 2.0000714765e-1F);
    y = MulAdd(y, f, -2.4999993993e-1F);
    y = MulAdd(y, f, 3.3333331174e-1F);
    y = V::Mul(V::Mul(y, f), z);
    y = V::Add(y, V::Mul(e, V::Set(-2.12194440e-4F)));
    y = V::Sub(y, V::Mul(z, V::Set(0.5F)));
    return V::Add(V::Add(f, y), V::Mul(e, V::Set(0.693359375F)));
  }

  // e^x for |x| < 87 (Cephes expf).
  INDICAST_INLINE F Exp(F x) {
    x = V::Max(V::Min(x, V::Set(87)), V::Set(-87));
    const I whole = V::Nearest(V::Mul(x, V::Set(1.44269504088896341F)));
    const F n = V::ToFloat(whole);
    F r = V::Sub(x, V::Mul(n, V::Set(0.693359375F)));
    r = V::Sub(r, V::Mul(n, V::Set(-2.12194440e-4F)));
    F y = MulAdd(V::Set(1.9875691500e-4F), r, 1.3981999507e-3F);
    y = MulAdd(y, r, 8.3334519073e-3F);
    y = MulAdd(y, r, 4.1665795894e-2F);
    y = MulAdd(y, r, 1.6666665459e-1F);
    y = MulAdd(y, r, 5.0000001201e-1F);
    y = V::Add(V::Add(V::Mul(y, V::Mul(r, r)), r), V::Set(1));
    return V::Mul(y, V::FloatOf(V::template ShiftLeft<23>(V::AddInt(whole, V::SetInt(127)))));
  }

  // Four vectors of words; each 64-bit lane holds one word in its lower half, above it there may be
  // anything.
  struct Words {
    I w[4];
  };

  INDICAST_INLINE void Round(Words& c, I key0, I key1) {
    const I product0 = V::MultiplyEven(c.w[0], V::SetInt(static_cast<int32_t>(0xD2511F53U)));
    const I product1 = V::MultiplyEven(c.w[2], V::SetInt(static_cast<int32_t>(0xCD9E8D57U)));
    c.w[0] = V::Xor(V::Xor(V::HighHalf(product1), c.w[1]), key0);
    c.w[1] = product1;
    c.w[2] = V::Xor(V::Xor(V::HighHalf(product0), c.w[3]), key1);
    c.w[3] = product0;
  }

  INDICAST_INLINE void BoxMuller(I radius_word, I angle_word, float* first, float* second) {
    // (0, 1], 31 bits, rounded to float.
    const F u = V::Mul(V::Add(V::ToFloat(V::template ShiftRight<1>(radius_word)), V::Set(0.5F)),
                       V::Set(0x1p-31F));
    F r = V::Sqrt(V::Max(V::Mul(Log(u), V::Set(-2)), V::Set(0)));
    // The angle within a quarter of the circle about 0; two low bits choose the quarter.
    const F a = V::Mul(V::ToFloat(angle_word), V::Set(0x1p-31F * 0.78539816339744831F));
    const F z = V::Mul(a, a);
    F s = MulAdd(V::Set(-1.9515295891e-4F), z, 8.3321608736e-3F);
    s = MulAdd(s, z, -1.6666654611e-1F);
    s = V::Add(V::Mul(V::Mul(s, z), a), a);
    F c = MulAdd(V::Set(2.443315711809948e-5F), z, -1.388731625493765e-3F);
    c = MulAdd(c, z, 4.166664568298827e-2F);
    c = V::Add(V::Sub(V::Mul(V::Mul(c, z), z), V::Mul(z, V::Set(0.5F))), V::Set(1));
    const I swapped = V::template ShiftRightSigned<31>(V::template ShiftLeft<31>(angle_word));
    const I sign = V::template ShiftLeft<31>(V::template ShiftRight<1>(angle_word));
    r = V::FloatOf(V::Xor(V::BitsOf(r), sign));
    V::Store(first, V::Mul(r, V::Select(swapped, s, c)));
    V::Store(second, V::Mul(r, V::Select(swapped, c, s)));
  }

  static void Normals(uint32_t block, const DrawAddress& address, float* out) {
    constexpr int kCounters = kBlockPaths / 4;
    constexpr int kSecond = 2 * kCounters;
    constexpr int kThird = 3 * kCounters;
    for (int j = 0; j < kCounters; j += kLanes) {
      const uint32_t first = block * kCounters + static_cast<uint32_t>(j);
      // Even and odd counters in two sets of lanes: interleaved they stand in order.
      Words even = {{V::EvenCounters(first), V::SetInt(static_cast<int32_t>(address.variable)),
                     V::SetInt(static_cast<int32_t>(address.period)),
                     V::SetInt(static_cast<int32_t>(address.purpose))}};
      Words odd = even;
      odd.w[0] = V::EvenCounters(first + 1);
      uint32_t key0 = address.key[0];
      uint32_t key1 = address.key[1];
      for (int round = 0; round < 10; ++round) {
        const I k0 = V::SetInt(static_cast<int32_t>(key0));
        const I k1 = V::SetInt(static_cast<int32_t>(key1));
        Round(even, k0, k1);
        Round(odd, k0, k1);
        key0 += 0x9E3779B9U;
        key1 += 0xBB67AE85U;
      }
      I word[4];
      for (int k = 0; k < 4; ++k) word[k] = V::Interleave(even.w[k], odd.w[k]);
      BoxMuller(word[0], word[1], out + j, out + kCounters + j);
      BoxMuller(word[2], word[3], out + kSecond + j, out + kThird + j);
    }
  }

  INDICAST_INLINE int64_t Offset(int row, int stride) { return int64_t{row} * stride; }

  static void Product(const float* packed, int columns, const float* z, float* out) {
    for (int p = 0; p < kBlockPaths; p += 2 * kLanes) {
      F sum[kRowsTogether][2];
      for (auto& pair : sum) pair[0] = pair[1] = V::Set(0);
      for (int j = 0; j < columns; ++j) {
        const float* row = z + Offset(j, kRowStride) + p;
        const F left = V::Load(row);
        const F right = V::Load(row + kLanes);
        for (int r = 0; r < kRowsTogether; ++r) {
          const F weight = V::Set(packed[kRowsTogether * j + r]);
          sum[r][0] = V::Add(sum[r][0], V::Mul(weight, left));
          sum[r][1] = V::Add(sum[r][1], V::Mul(weight, right));
        }
      }
      for (int r = 0; r < kRowsTogether; ++r) {
        float* row = out + Offset(r, kRowStride) + p;
        V::Store(row, sum[r][0]);
        V::Store(row + kLanes, sum[r][1]);
      }
    }
  }

  static void AddScaled(float weight, const float* x, float* row) {
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      V::Store(row + p, V::Add(V::Load(row + p), V::Mul(V::Set(weight), V::Load(x + p))));
    }
  }

  static void Autoregress(float rho, const float* x, float* row) {
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      V::Store(row + p, V::Add(V::Mul(V::Set(rho), V::Load(row + p)), V::Load(x + p)));
    }
  }

  static void Multiply(const float* x, float* row) {
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      V::Store(row + p, V::Mul(V::Load(row + p), V::Load(x + p)));
    }
  }

  static void Advance(float weight, const float* x, float* step, float* total) {
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      const F moved = V::Mul(V::Set(weight), V::Load(x + p));
      V::Store(step + p, moved);
      V::Store(total + p, V::Add(V::Load(total + p), moved));
    }
  }

  static void AddScaledExp(float weight, const float* x, float* row) {
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      V::Store(row + p, V::Add(V::Load(row + p), V::Mul(V::Set(weight), Exp(V::Load(x + p)))));
    }
  }

  static void LogRow(float* row) {
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      V::Store(row + p, Log(V::Max(V::Load(row + p), V::Set(0x1p-126F))));
    }
  }

  static void Bin(float scale, const float* x, int32_t* bins) {
    constexpr float kHalf = kBins / 2.0F;
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      F u = V::Add(V::Mul(V::Load(x + p), V::Set(scale * kHalf)), V::Set(kHalf + 1));
      u = V::Min(V::Max(u, V::Set(0)), V::Set(kBins + 1));
      V::StoreInt(bins + p, V::Truncate(u));
    }
  }

  static void Within(float lower, float upper, const float* x, uint32_t* inside) {
    for (int p = 0; p < kBlockPaths; p += kLanes) {
      const F value = V::Load(x + p);
      V::StoreInt(reinterpret_cast<int32_t*>(inside) + p,
                  V::And(V::NotAbove(V::Set(lower), value), V::NotAbove(value, V::Set(upper))));
    }
  }

  static constexpr BlockKernels kTable = {Normals, Product,      AddScaled, Autoregress, Multiply,
                                          Advance, AddScaledExp, LogRow,    Bin,         Within};
};

}  // namespace indicast::projection
