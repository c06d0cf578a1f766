#include "common/decimal/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast {
namespace {

// 10^0 .. 10^38, all that a signed 128-bit integer holds.
constexpr int kMaxPower = 38;
constexpr std::array<Int128, kMaxPower + 1> kPowers = [] {
  std::array<Int128, kMaxPower + 1> powers{};
  powers[0] = 1;
  for (size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();

constexpr Int128 PowerOfTen(int exponent) { return kPowers[static_cast<size_t>(exponent)]; }

constexpr Int128 kLimit = PowerOfTen(Decimal::kMaxDigits);

bool FitsDigits(Int128 coefficient) { return -kLimit < coefficient && coefficient < kLimit; }

// What 64 bits hold, with room to spare.
bool FitsInWord(Int128 value) {
  constexpr Int128 kWord = Int128{1} << 62;
  return -kWord < value && value < kWord;
}

// Sign, at most 30 digits, point: filled from the right.
using DigitBuffer = std::array<char, 34>;

// Writes the digits of `rest` >= 0 with its point at the end of the buffer; returns where they
// begin.
template <typename Number>
size_t PutDigits(Number rest, int scale, DigitBuffer& buffer) {
  size_t at = buffer.size();
  for (int digits = 0; rest != 0 || digits <= scale; ++digits) {
    if (digits == scale && scale > 0) buffer[--at] = '.';
    buffer[--at] = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  return at;
}

// value x 10^exponent, nothing when 128 bits do not hold it.
std::optional<Int128> ScaleUp(Int128 value, int exponent) {
  if (value == 0) return value;
  if (exponent > kMaxPower) return std::nullopt;
  Int128 product = 0;
  if (__builtin_mul_overflow(value, PowerOfTen(exponent), &product)) return std::nullopt;
  return product;
}

absl::Status OutOfRange(absl::string_view what) {
  return Error(absl::StatusCode::kOutOfRange, "DECIMAL_OUT_OF_RANGE",
               absl::StrCat(what, " needs more than ", Decimal::kMaxDigits, " digits or ",
                            Decimal::kMaxScale, " decimals; round the input"));
}

absl::Status Unreadable(absl::string_view text, absl::string_view why) {
  return Error(absl::StatusCode::kInvalidArgument, "DECIMAL_INVALID",
               absl::StrCat("'", Shorten(text), "' is not a decimal number: ", why,
                            "; write it like 1200, -0.50 or 14331.98"));
}

// Half to even; `divisor` > 0.
Int128 DivideHalfEven(Int128 value, Int128 divisor) {
  const Int128 quotient = value / divisor;
  const Int128 remainder = value % divisor;
  const Int128 magnitude = remainder < 0 ? -remainder : remainder;
  const Int128 rest = divisor - magnitude;
  if (magnitude < rest || (magnitude == rest && quotient % 2 == 0)) return quotient;
  return value < 0 ? quotient - 1 : quotient + 1;
}

// coefficient x 10^-scale with as many trailing zeros dropped as the limits of Decimal ask for.
absl::StatusOr<Decimal> Fit(Int128 coefficient, int scale, absl::string_view what) {
  while (scale > 0 && (scale > Decimal::kMaxScale || !FitsDigits(coefficient)) &&
         coefficient % 10 == 0) {
    coefficient /= 10;
    --scale;
  }
  if (scale < 0 || scale > Decimal::kMaxScale || !FitsDigits(coefficient)) return OutOfRange(what);
  return Decimal::Create(coefficient, scale);
}

// The sum at the larger scale, nothing when 128 bits do not hold an operand there.
std::optional<Int128> AddAligned(const Decimal& a, const Decimal& b, int scale) {
  const std::optional<Int128> x = ScaleUp(a.coefficient(), scale - a.scale());
  const std::optional<Int128> y = ScaleUp(b.coefficient(), scale - b.scale());
  Int128 sum = 0;
  if (!x || !y || __builtin_add_overflow(*x, *y, &sum)) return std::nullopt;
  return sum;
}

// Divides all tens out of a number that is not zero; returns how many.
int StripTens(Int128& value) {
  int count = 0;
  for (; value % 10 == 0; value /= 10) ++count;
  return count;
}

// Divides tens out of a product that are split between its factors; returns how many.
int CancelTens(Int128& twos, Int128& fives) {
  int count = 0;
  while (twos % 2 == 0 && fives % 5 == 0) {
    twos /= 2;
    fives /= 5;
    ++count;
  }
  return count;
}

}  // namespace

absl::StatusOr<Decimal> Decimal::Parse(absl::string_view text) {
  absl::string_view rest = text;
  if (rest.empty()) return Unreadable(text, "it is empty");
  const bool negative = rest.front() == '-';
  if (negative || rest.front() == '+') rest.remove_prefix(1);
  Int128 coefficient = 0;
  int scale = 0;
  size_t whole_digits = 0;
  bool point = false;
  for (const char c : rest) {
    if (c == '.' && !point && whole_digits > 0) {
      point = true;
      continue;
    }
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) {
      return Unreadable(text, "only digits and one point between digits may follow the sign");
    }
    if (point) {
      ++scale;
    } else {
      ++whole_digits;
    }
    if (scale > kMaxScale) return Unreadable(text, "it has more than 18 decimals");
    coefficient = coefficient * 10 + (c - '0');
    if (!FitsDigits(coefficient)) return Unreadable(text, "it has more than 30 digits");
  }
  if (whole_digits == 0 || (point && scale == 0)) {
    return Unreadable(text, "a digit is missing beside the sign or the point");
  }
  return Decimal(negative ? -coefficient : coefficient, scale);
}

Decimal Decimal::FromInt(int64_t value) { return Decimal(value, 0); }

absl::StatusOr<Decimal> Decimal::Create(Int128 coefficient, int scale) {
  if (scale < 0 || scale > kMaxScale || !FitsDigits(coefficient)) {
    return OutOfRange("the number");
  }
  return Decimal(coefficient, scale);
}

absl::StatusOr<Decimal> Decimal::FromDouble(double value, int significant) {
  if (!std::isfinite(value)) {
    return Error(absl::StatusCode::kInvalidArgument, "DECIMAL_INVALID",
                 absl::StrCat(value, " is not a finite number"));
  }
  if (significant < 1 || significant > 17) {
    return Error(
        absl::StatusCode::kInvalidArgument, "DECIMAL_INVALID",
        absl::StrCat("cannot round to ", significant, " significant digits; ask for 1..17"));
  }
  if (std::abs(value) >= 1e30) return OutOfRange("the number");
  // Longest text: sign, 30 digits, point, 18 decimals.
  char buffer[64];
  std::to_chars_result end = std::to_chars(buffer, buffer + sizeof(buffer), value,
                                           std::chars_format::scientific, significant - 1);
  const absl::string_view text(buffer, static_cast<size_t>(end.ptr - buffer));
  const size_t e = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), end.ptr, exponent);
  if (significant - 1 - exponent > kMaxScale) {
    // Digits beyond the last decimal: round once, directly to that decimal.
    end =
        std::to_chars(buffer, buffer + sizeof(buffer), value, std::chars_format::fixed, kMaxScale);
    const absl::StatusOr<Decimal> fixed = Parse({buffer, static_cast<size_t>(end.ptr - buffer)});
    return fixed.ok() ? fixed->Normalized() : fixed;
  }
  const absl::StatusOr<Decimal> mantissa = Parse(text.substr(0, e));
  if (!mantissa.ok()) return mantissa.status();
  const absl::StatusOr<Decimal> shifted = mantissa->Shift(exponent);
  return shifted.ok() ? shifted->Normalized() : shifted;
}

absl::StatusOr<Decimal> Decimal::Add(const Decimal& other) const {
  const int scale = std::max(scale_, other.scale_);
  if (const std::optional<Int128> sum = AddAligned(*this, other, scale)) {
    return Fit(*sum, scale, "the sum");
  }
  const Decimal a = Normalized();
  const Decimal b = other.Normalized();
  const int least = std::max(a.scale_, b.scale_);
  const std::optional<Int128> sum = AddAligned(a, b, least);
  // Aligned without trailing zeros: what 128 bits do not hold here has far more than 30 digits.
  if (!sum) return OutOfRange("the sum");
  return Fit(*sum, least, "the sum");
}

absl::StatusOr<Decimal> Decimal::Subtract(const Decimal& other) const {
  return Add(other.Negate());
}

absl::StatusOr<Decimal> Decimal::Multiply(const Decimal& other) const {
  Int128 product = 0;
  if (!__builtin_mul_overflow(coefficient_, other.coefficient_, &product)) {
    return Fit(product, scale_ + other.scale_, "the product");
  }
  Int128 a = coefficient_;
  Int128 b = other.coefficient_;
  int scale = scale_ + other.scale_ - StripTens(a) - StripTens(b);
  scale -= CancelTens(a, b);
  scale -= CancelTens(b, a);
  // Now the product has no trailing zero, so a failure below is final.
  if (__builtin_mul_overflow(a, b, &product)) {
    return OutOfRange("the product");
  }
  if (scale >= 0) return Fit(product, scale, "the product");
  const std::optional<Int128> whole = ScaleUp(product, -scale);
  if (!whole) return OutOfRange("the product");
  return Fit(*whole, 0, "the product");
}

Decimal Decimal::Negate() const { return Decimal(-coefficient_, scale_); }

absl::StatusOr<Decimal> Decimal::RoundTo(int scale) const {
  if (scale < 0 || scale > kMaxScale) {
    return OutOfRange(absl::StrCat("rounding to ", scale, " decimals"));
  }
  if (scale < scale_) {
    return Decimal(DivideHalfEven(coefficient_, PowerOfTen(scale_ - scale)), scale);
  }
  const std::optional<Int128> padded = ScaleUp(coefficient_, scale - scale_);
  if (!padded || !FitsDigits(*padded)) {
    return OutOfRange(absl::StrCat(ToString(), " with ", scale, " decimals"));
  }
  return Decimal(*padded, scale);
}

absl::StatusOr<Decimal> Decimal::Shift(int exponent) const {
  // Beyond 60 no number but zero can stay within the limits.
  const int scale = scale_ - std::clamp(exponent, -60, 60);
  if (scale >= 0) return Fit(coefficient_, scale, "the shifted number");
  const std::optional<Int128> whole = ScaleUp(coefficient_, -scale);
  if (!whole) return OutOfRange("the shifted number");
  return Fit(*whole, 0, "the shifted number");
}

Decimal Decimal::Normalized() const {
  // Nearly all published numbers: a division of 64 bits costs a tenth of one of 128.
  if (FitsInWord(coefficient_)) {
    auto number = static_cast<int64_t>(coefficient_);
    int scale = scale_;
    while (scale > 0 && number % 10 == 0) {
      number /= 10;
      --scale;
    }
    return Decimal(number, scale);
  }
  Decimal out = *this;
  while (out.scale_ > 0 && out.coefficient_ % 10 == 0) {
    out.coefficient_ /= 10;
    --out.scale_;
  }
  return out;
}

double Decimal::ToDouble() const {
  constexpr Int128 kExact = Int128{1} << 53;
  if (-kExact <= coefficient_ && coefficient_ <= kExact) {
    // Both operands are exact doubles, so the quotient is correctly rounded.
    return static_cast<double>(coefficient_) / static_cast<double>(PowerOfTen(scale_));
  }
  const std::string text = ToString();
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::string Decimal::ToString() const {
  DigitBuffer buffer;
  size_t at = FitsInWord(coefficient_)
                  ? PutDigits(std::abs(static_cast<int64_t>(coefficient_)), scale_, buffer)
                  : PutDigits(is_negative() ? -coefficient_ : coefficient_, scale_, buffer);
  if (is_negative()) buffer[--at] = '-';
  return std::string(buffer.data() + at, buffer.size() - at);
}

std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
  const Int128 unit_a = PowerOfTen(a.scale_);
  const Int128 unit_b = PowerOfTen(b.scale_);
  if (const auto order = a.coefficient_ / unit_a <=> b.coefficient_ / unit_b; order != 0) {
    return order;
  }
  return a.coefficient_ % unit_a * PowerOfTen(Decimal::kMaxScale - a.scale_) <=>
         b.coefficient_ % unit_b * PowerOfTen(Decimal::kMaxScale - b.scale_);
}

}  // namespace indicast
