// Decimal: an exact decimal number that remembers how many decimals it was published with.
//
// A value is coefficient x 10^-scale; |coefficient| < 10^30, 0 <= scale <= 18. "4.0" and "4" are
// equal numbers (==) with different scales. No NaN, no infinity, no exponent notation: what cannot
// be represented cannot be built. Thread-compatible value type of 32 bytes. Arithmetic is exact or
// an error (kOutOfRange); nothing rounds but RoundTo and FromDouble, both half to even.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast {

// The compiler's 128-bit integer, named once so that pedantic warnings stay on elsewhere.
__extension__ typedef __int128 Int128;

class Decimal {
 public:
  static constexpr int kMaxDigits = 30;
  static constexpr int kMaxScale = 18;

  // Zero.
  constexpr Decimal() = default;

  // Parses [-+]?digits[.digits], ASCII digits only; ".5" and "1." are refused. Leading zeros do not
  // count towards the limits. kInvalidArgument (DECIMAL_INVALID, without a field) otherwise, naming
  // the text.
  static absl::StatusOr<Decimal> Parse(absl::string_view text);
  // A whole number.
  static Decimal FromInt(int64_t value);
  // coefficient x 10^-scale; kOutOfRange beyond the limits above.
  static absl::StatusOr<Decimal> Create(Int128 coefficient, int scale);
  // The double rounded half to even to `significant` digits (1..17) and at most kMaxScale decimals;
  // trailing zeros dropped. kInvalidArgument when not finite or `significant` is outside
  // its range, kOutOfRange when too large. Independent of the locale.
  static absl::StatusOr<Decimal> FromDouble(double value, int significant = 12);

  Int128 coefficient() const { return coefficient_; }
  // Decimals published; 0..18.
  int scale() const { return scale_; }
  bool is_zero() const { return coefficient_ == 0; }
  bool is_negative() const { return coefficient_ < 0; }

  // Exact results, or kOutOfRange (DECIMAL_OUT_OF_RANGE). A sum keeps the larger scale, a product
  // the sum of the scales; trailing zeros are dropped when that alone makes the result fit.
  absl::StatusOr<Decimal> Add(const Decimal& other) const;
  absl::StatusOr<Decimal> Subtract(const Decimal& other) const;
  absl::StatusOr<Decimal> Multiply(const Decimal& other) const;
  Decimal Negate() const;
  Decimal Abs() const { return is_negative() ? Negate() : *this; }
  // Rounded half to even to `scale` decimals (0..18); pads with zeros when scale grows.
  // kOutOfRange when padding exceeds kMaxDigits or `scale` is no scale.
  absl::StatusOr<Decimal> RoundTo(int scale) const;
  // This x 10^exponent, exactly; kOutOfRange beyond the limits. For unit multipliers.
  absl::StatusOr<Decimal> Shift(int exponent) const;
  // The same number without trailing zeros after the point.
  Decimal Normalized() const;

  // Nearest double.
  double ToDouble() const;
  // Plain notation with scale() decimals: "-0.50".
  std::string ToString() const;

  // Numeric order and equality: 4.0 == 4.
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b);
  friend bool operator==(const Decimal& a, const Decimal& b) { return (a <=> b) == 0; }
  // True when number and scale agree: the same published text but for sign and leading zeros.
  friend bool SameRepresentation(const Decimal& a, const Decimal& b) {
    return a.coefficient_ == b.coefficient_ && a.scale_ == b.scale_;
  }
  template <typename H>
  friend H AbslHashValue(H h, const Decimal& d) {
    const Decimal n = d.Normalized();
    return H::combine(std::move(h), static_cast<int64_t>(n.coefficient_ >> 64),
                      static_cast<uint64_t>(n.coefficient_), n.scale_);
  }

 private:
  constexpr Decimal(Int128 coefficient, int scale) : coefficient_(coefficient), scale_(scale) {}

  Int128 coefficient_ = 0;
  int scale_ = 0;
};

}  // namespace indicast
