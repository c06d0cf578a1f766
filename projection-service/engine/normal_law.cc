#include "projection-service/engine/normal_law.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

namespace indicast::projection {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLn2High = 6.93147180369123816490e-01;  // 33 bits: k * kLn2High is exact
constexpr double kLn2Low = 1.90821492927058770002e-10;
constexpr double kSqrt2Pi = 2.50662827463100050242;

// c[0] + c[1] x + ...
template <size_t N>
double Polynomial(const std::array<double, N>& c, double x) {
  double sum = c[N - 1];
  for (size_t i = N - 1; i-- > 0;) sum = sum * x + c[i];
  return sum;
}

double PowerOfTwo(int k) { return std::bit_cast<double>(static_cast<uint64_t>(k + 1023) << 52); }

// e^(-x^2/2), the square split so that its rounding does not count (Cody).
double HalfSquareExp(double x) {
  const double near = std::trunc(x * 16) / 16;
  const double rest = (x - near) * (x + near);
  return Exp(-near * near / 2) * Exp(-rest / 2);
}

// Phi(-x) for x > 0.
double UpperTail(double x) {
  if (x <= 5.656854249492380195) {
    constexpr std::array<double, 9> kC = {
        9842.7148383839780218, 11602.651437647350124, 6848.1904505362823326,
        2494.5375852903726711, 597.27027639480026226, 93.506656132177855979,
        8.8831497943883759412, .39894151208813466764, 1.0765576773720192317e-8};
    constexpr std::array<double, 9> kD = {
        19685.429676859990727, 38912.003286093271411, 34900.952721145977266,
        18615.571640885098091, 6485.558298266760755,  1519.377599407554805,
        235.38790178262499861, 22.266688044328115691, 1};
    return HalfSquareExp(x) * Polynomial(kC, x) / Polynomial(kD, x);
  }
  constexpr std::array<double, 6> kP = {2.9112874951168792e-5, .001421619193227893466,
                                        .022235277870649807,   .1274011611602473639,
                                        .21589853405795699,    .02307344176494017303};
  constexpr std::array<double, 6> kQ = {7.29751555083966205e-5, .00378239633202758244,
                                        .0659881378689285515,   .468238212480865118,
                                        1.28426009614491121,    1};
  const double y = 1 / (x * x);
  return HalfSquareExp(x) * (1 / kSqrt2Pi - y * Polynomial(kP, y) / Polynomial(kQ, y)) / x;
}

// The quantile below the middle by r = sqrt(-ln p), p <= 0.075.
double TailQuantile(double r) {
  if (r <= 5) {
    constexpr std::array<double, 8> kC = {1.42343711074968357734,  4.63033784615654529590,
                                          5.76949722146069140550,  3.64784832476320460504,
                                          1.27045825245236838258,  .241780725177450611770,
                                          .0227238449892691845833, 7.74545014278341407640e-4};
    constexpr std::array<double, 8> kD = {1,
                                          2.05319162663775882187,
                                          1.67638483018380384940,
                                          .689767334985100004550,
                                          .148103976427480074590,
                                          .0151986665636164571966,
                                          5.47593808499534494600e-4,
                                          1.05075007164441684324e-9};
    return -Polynomial(kC, r - 1.6) / Polynomial(kD, r - 1.6);
  }
  constexpr std::array<double, 8> kE = {6.65790464350110377720,    5.46378491116411436990,
                                        1.78482653991729133580,    .296560571828504891230,
                                        .0265321895265761230930,   1.24266094738807843860e-3,
                                        2.71155556874348757815e-5, 2.01033439929228813265e-7};
  constexpr std::array<double, 8> kF = {1,
                                        .599832206555887937690,
                                        .136929880922735805310,
                                        .0148753612908506148525,
                                        7.86869131145613259100e-4,
                                        1.84631831751005468180e-5,
                                        1.42151175831644588870e-7,
                                        2.04426310338993978564e-15};
  return -Polynomial(kE, r - 5) / Polynomial(kF, r - 5);
}

}  // namespace

double Exp(double x) {
  if (!(std::abs(x) < 700)) return x > 0 ? kInfinity : (x < 0 ? 0 : x);
  const double k = std::floor(x * 1.44269504088896338700 + 0.5);
  const double r = (x - k * kLn2High) - k * kLn2Low;
  // Taylor to r^13; |r| <= .3466, so the rest is below 5e-18.
  constexpr std::array<double, 14> kTerms = {1.0,
                                             1.0,
                                             1.0 / 2,
                                             1.0 / 6,
                                             1.0 / 24,
                                             1.0 / 120,
                                             1.0 / 720,
                                             1.0 / 5040,
                                             1.0 / 40320,
                                             1.0 / 362880,
                                             1.0 / 3628800,
                                             1.0 / 39916800,
                                             1.0 / 479001600,
                                             1.0 / 6227020800.0};
  // Two steps: 2^k alone may leave the normal range.
  const int whole = static_cast<int>(k);
  return Polynomial(kTerms, r) * PowerOfTwo(whole / 2) * PowerOfTwo(whole - whole / 2);
}

double Log(double x) {
  if (std::isnan(x)) return x;
  if (x < std::numeric_limits<double>::min()) return -kInfinity;
  if (x == kInfinity) return x;
  const auto bits = std::bit_cast<uint64_t>(x);
  // x = m 2^e with m in [sqrt(1/2), sqrt(2)).
  constexpr uint64_t kHalfRoot = 0x3fe6a09e667f3bcd;
  const uint64_t shifted = bits - kHalfRoot;
  const int64_t e = static_cast<int64_t>(shifted) >> 52;
  const double m = std::bit_cast<double>(bits - (static_cast<uint64_t>(e) << 52));
  // ln m = 2 atanh(s), s = (m - 1)/(m + 1), |s| <= .1716.
  const double f = m - 1;
  const double s = f / (2 + f);
  const double z = s * s;
  constexpr std::array<double, 10> kTerms = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
                                             2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};
  const double tail = z * Polynomial(kTerms, z);
  // 2 s = f - s f: the leading term without the rounding of the division.
  const auto exponent = static_cast<double>(e);
  return exponent * kLn2High + (f - (s * (f - tail) - exponent * kLn2Low));
}

double NormalDensity(double x) { return std::abs(x) < 38 ? HalfSquareExp(x) / kSqrt2Pi : 0; }

double NormalCdf(double x) {
  if (std::isnan(x)) return x;
  const double y = std::abs(x);
  if (y <= 0.67448975) {
    constexpr std::array<double, 5> kA = {18154.981253343561249, 1067.6894854603709582,
                                          161.02823106855587881, 2.2352520354606839287,
                                          .065682337918207449113};
    constexpr std::array<double, 5> kB = {45507.789335026729956, 10260.932208618978205,
                                          976.09855173777669322, 47.20258190468824187, 1};
    return 0.5 + x * Polynomial(kA, y * y) / Polynomial(kB, y * y);
  }
  const double tail = y < 38.5 ? UpperTail(y) : 0;
  return x < 0 ? tail : 1 - tail;
}

double NormalProbability(double lower, double upper) {
  if (!(lower < upper)) return 0;
  if (lower > 0) return NormalCdf(-lower) - NormalCdf(-upper);
  return NormalCdf(upper) - NormalCdf(lower);
}

double NormalQuantile(double p) {
  if (!(p > 0)) return std::isnan(p) ? p : -kInfinity;
  if (!(p < 1)) return kInfinity;
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    constexpr std::array<double, 8> kA = {
        3.3871328727963666080, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125,
        45921.953931549871457, 67265.770927008700853, 33430.575583588128105, 2509.0809287301226727};
    constexpr std::array<double, 8> kB = {1,
                                          42.313330701600911252,
                                          687.18700749205790830,
                                          5394.1960214247511077,
                                          21213.794301586595867,
                                          39307.895800092710610,
                                          28729.085735721942674,
                                          5226.4952788528545610};
    const double r = .180625 - q * q;
    return q * Polynomial(kA, r) / Polynomial(kB, r);
  }
  const double x = TailQuantile(std::sqrt(-Log(std::min(p, 1 - p))));
  return q < 0 ? x : -x;
}

}  // namespace indicast::projection
