// The scalar twin of the draws: the same formulas, one path at a time, from Random123's words. Both
// instruction sets must give its bits.
#include "projection-service/engine/block_kernels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <span>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "projection-service/engine/normal_law.h"
#include "projection-service/engine/philox.h"

namespace indicast::projection {
namespace {

struct alignas(kRowAlignment) TestRow {
  float x[kRowStride] = {};
  bool operator==(const TestRow& other) const { return std::equal(x, x + kBlockPaths, other.x); }
};

struct alignas(kRowAlignment) TestBins {
  int32_t x[kBlockPaths];
};

std::vector<const BlockKernels*> AllKernels() {
  std::vector<const BlockKernels*> all = {&BaselineKernels()};
  if (Avx2Kernels() != nullptr) all.push_back(Avx2Kernels());
  return all;
}

float TwinLog(float x) {
  const auto bits = std::bit_cast<int32_t>(x);
  const int32_t exponent = (bits - 0x3f3504f3) >> 23;
  const float m = std::bit_cast<float>(bits - exponent * (1 << 23));
  const auto e = static_cast<float>(exponent);
  const float f = m - 1;
  const float z = f * f;
  float y = 7.0376836292e-2F;
  for (const float c : {-1.1514610310e-1F, 1.1676998740e-1F, -1.2420140846e-1F, 1.4249322787e-1F,
                        -1.6668057665e-1F, 2.0000714765e-1F, -2.4999993993e-1F, 3.3333331174e-1F}) {
    y = y * f + c;
  }
  y = y * f * z;
  y = y + e * -2.12194440e-4F;
  y = y - z * 0.5F;
  return f + y + e * 0.693359375F;
}

float TwinExp(float x) {
  const auto whole = static_cast<int32_t>(std::nearbyint(x * 1.44269504088896341F));
  const auto n = static_cast<float>(whole);
  float r = x - n * 0.693359375F;
  r = r - n * -2.12194440e-4F;
  float y = 1.9875691500e-4F;
  for (const float c :
       {1.3981999507e-3F, 8.3334519073e-3F, 4.1665795894e-2F, 1.6666665459e-1F, 5.0000001201e-1F}) {
    y = y * r + c;
  }
  y = y * (r * r) + r + 1.0F;
  return y * std::bit_cast<float>((whole + 127) * (1 << 23));
}

void TwinPair(uint32_t radius_word, uint32_t angle_word, float& first, float& second) {
  const float u = (static_cast<float>(static_cast<int32_t>(radius_word >> 1)) + 0.5F) * 0x1p-31F;
  float r = std::sqrt(std::max(TwinLog(u) * -2.0F, 0.0F));
  const float a =
      static_cast<float>(static_cast<int32_t>(angle_word)) * (0x1p-31F * 0.78539816339744831F);
  const float z = a * a;
  const float s = ((-1.9515295891e-4F * z + 8.3321608736e-3F) * z + -1.6666654611e-1F) * z * a + a;
  const float c =
      ((2.443315711809948e-5F * z + -1.388731625493765e-3F) * z + 4.166664568298827e-2F) * z * z -
      z * 0.5F + 1.0F;
  if ((angle_word & 2) != 0) r = -r;
  first = r * ((angle_word & 1) != 0 ? s : c);
  second = r * ((angle_word & 1) != 0 ? c : s);
}

TestRow TwinNormals(uint32_t block, const DrawAddress& address) {
  TestRow out;
  for (uint32_t j = 0; j < 64; ++j) {
    const auto w = Philox4x32({block * 64 + j, address.variable, address.period, address.purpose},
                              {address.key[0], address.key[1]});
    TwinPair(w[0], w[1], out.x[j], out.x[64 + j]);
    TwinPair(w[2], w[3], out.x[128 + j], out.x[192 + j]);
  }
  return out;
}

TestRow Normals(const BlockKernels& kernels, uint32_t block, uint32_t variable) {
  TestRow out;
  kernels.normals(block, {variable, 3, 1, {17, 4}}, out.x);
  return out;
}

TEST(BlockKernelsTest, DrawsHaveTheBitsOfTheScalarTwin) {
  for (const BlockKernels* kernels : AllKernels()) {
    for (const uint32_t block : {0U, 1U, 4096U, 67108863U}) {
      for (const uint32_t variable : {0U, 1U, 59U}) {
        const DrawAddress address = {variable, 3, 1, {17, 4}};
        EXPECT_EQ(Normals(*kernels, block, variable), TwinNormals(block, address))
            << block << " " << variable;
      }
    }
  }
}

TEST(BlockKernelsTest, BothInstructionSetsAreTestedOnThisMachine) {
  if (!__builtin_cpu_supports("avx2")) GTEST_SKIP() << "no AVX2 here";
  EXPECT_EQ(&BestKernels(), Avx2Kernels());
}

TEST(BlockKernelsTest, ProductIsTheSumInOrder) {
  std::vector<TestRow> z(8);
  for (uint32_t j = 0; j < 8; ++j) z[j] = Normals(BaselineKernels(), 9, j);
  std::vector<float> packed(8 * kRowsTogether);
  for (size_t i = 0; i < packed.size(); ++i) packed[i] = static_cast<float>(i % 7) * 0.3F - 0.8F;
  for (const BlockKernels* kernels : AllKernels()) {
    TestRow out[kRowsTogether];
    kernels->product(packed.data(), 8, z[0].x, out[0].x);
    for (size_t r = 0; r < kRowsTogether; ++r) {
      for (size_t p = 0; p < kBlockPaths; ++p) {
        float want = 0;
        for (size_t j = 0; j < 8; ++j) want += packed[kRowsTogether * j + r] * z[j].x[p];
        ASSERT_EQ(out[r].x[p], want) << r << " " << p;
      }
    }
  }
}

TEST(BlockKernelsTest, RowOperationsAreTheirFormulas) {
  const TestRow x = Normals(BaselineKernels(), 1, 1);
  const TestRow y = Normals(BaselineKernels(), 2, 2);
  for (const BlockKernels* kernels : AllKernels()) {
    TestRow scaled = y;
    kernels->add_scaled(0.3F, x.x, scaled.x);
    TestRow smoothed = y;
    kernels->autoregress(0.6F, x.x, smoothed.x);
    TestRow multiplied = y;
    kernels->multiply(x.x, multiplied.x);
    TestRow step;
    TestRow total = y;
    kernels->advance(0.05F, x.x, step.x, total.x);
    TestRow exponential = y;
    kernels->add_scaled_exp(0.7F, x.x, exponential.x);
    for (size_t p = 0; p < kBlockPaths; ++p) {
      ASSERT_EQ(scaled.x[p], y.x[p] + 0.3F * x.x[p]);
      ASSERT_EQ(smoothed.x[p], 0.6F * y.x[p] + x.x[p]);
      ASSERT_EQ(multiplied.x[p], y.x[p] * x.x[p]);
      ASSERT_EQ(step.x[p], 0.05F * x.x[p]);
      ASSERT_EQ(total.x[p], y.x[p] + 0.05F * x.x[p]);
      ASSERT_EQ(exponential.x[p], y.x[p] + 0.7F * TwinExp(x.x[p]));
    }
  }
}

TEST(BlockKernelsTest, ExponentialAndLogarithmAreGoodToSevenDigits) {
  for (const BlockKernels* kernels : AllKernels()) {
    TestRow x;
    for (size_t p = 0; p < kBlockPaths; ++p) x.x[p] = static_cast<float>(p) * 0.17F - 20;
    TestRow y = {};
    kernels->add_scaled_exp(1, x.x, y.x);
    for (size_t p = 0; p < kBlockPaths; ++p) {
      EXPECT_NEAR(y.x[p] / std::exp(static_cast<double>(x.x[p])), 1, 3e-7) << x.x[p];
    }
    kernels->log(y.x);
    for (size_t p = 0; p < kBlockPaths; ++p) {
      EXPECT_NEAR(y.x[p], x.x[p], 3e-7 * std::max(1.0F, std::abs(x.x[p])));
    }
    TestRow none = {};
    kernels->log(none.x);
    EXPECT_NEAR(none.x[0], -87.3365, 1e-3);
  }
}

TEST(BlockKernelsTest, BinsCoverTheRangeAndWhatLiesBeyond) {
  TestRow x = {};
  const float values[] = {-100, -1.001F, -1, -0.9999F, -1e-6F, 0, 0.9999F, 1, 100};
  std::copy(std::begin(values), std::end(values), x.x);
  for (const BlockKernels* kernels : AllKernels()) {
    TestBins bins;
    kernels->bin(1, x.x, bins.x);
    EXPECT_THAT(std::vector<int>(bins.x, bins.x + 9),
                ::testing::ElementsAre(0, 0, 1, 1, 256, 257, 512, 513, 513));
  }
}

TEST(BlockKernelsTest, LimitsHoldTheirEnds) {
  TestRow x = {};
  const float values[] = {-1, -0.5F, 0, 0.5F, 1};
  std::copy(std::begin(values), std::end(values), x.x);
  for (const BlockKernels* kernels : AllKernels()) {
    struct alignas(kRowAlignment) {
      uint32_t x[kBlockPaths];
    } inside;
    kernels->within(-0.5F, 0.5F, x.x, inside.x);
    EXPECT_THAT(std::vector<uint32_t>(inside.x, inside.x + 5),
                ::testing::ElementsAre(0, ~0U, ~0U, ~0U, 0));
  }
}

TEST(BlockKernelsTest, DrawsAreStandardNormal) {
  // 2^20 draws: five standard errors of the first four moments and of the distribution function.
  constexpr int kBlocks = 4096;
  constexpr double kDraws = kBlocks * kBlockPaths;
  std::vector<double> draws;
  draws.reserve(static_cast<size_t>(kDraws));
  double sums[4] = {};
  for (uint32_t block = 0; block < kBlocks; ++block) {
    const TestRow row = Normals(BestKernels(), block, 7);
    for (const float x : std::span(row.x, kBlockPaths)) {
      double power = 1;
      for (double& sum : sums) sum += power *= x;
      draws.push_back(x);
    }
  }
  EXPECT_NEAR(sums[0] / kDraws, 0, 5 * std::sqrt(1 / kDraws));
  EXPECT_NEAR(sums[1] / kDraws, 1, 5 * std::sqrt(2 / kDraws));
  EXPECT_NEAR(sums[2] / kDraws, 0, 5 * std::sqrt(15 / kDraws));
  EXPECT_NEAR(sums[3] / kDraws, 3, 5 * std::sqrt(96 / kDraws));
  std::sort(draws.begin(), draws.end());
  double kolmogorov = 0;
  for (size_t i = 0; i < draws.size(); ++i) {
    kolmogorov = std::max(kolmogorov,
                          std::abs((static_cast<double>(i) + 0.5) / kDraws - NormalCdf(draws[i])));
  }
  EXPECT_LT(kolmogorov * std::sqrt(kDraws), 1.95);  // exceeded once in a thousand
}

TEST(BlockKernelsTest, VariablesPeriodsPurposesAndKeysHaveDrawsOfTheirOwn) {
  const DrawAddress base = {1, 2, 1, {3, 4}};
  std::vector<DrawAddress> others(5, base);
  others[0].variable = 2;
  others[1].period = 1;
  others[2].purpose = 2;
  others[3].key[0] = 4;
  others[4].key[1] = 3;
  TestRow first;
  BestKernels().normals(0, base, first.x);
  for (const DrawAddress& address : others) {
    TestRow row;
    BestKernels().normals(0, address, row.x);
    double product = 0;
    for (size_t p = 0; p < kBlockPaths; ++p) product += first.x[p] * row.x[p];
    EXPECT_LT(std::abs(product), 5 * std::sqrt(kBlockPaths));
    EXPECT_FALSE(row == first);
  }
}

}  // namespace
}  // namespace indicast::projection
