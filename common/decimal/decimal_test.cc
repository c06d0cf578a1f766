#include "common/decimal/decimal.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "common/testing/status_matchers.h"

namespace indicast {
namespace {

using ::indicast::testing::HasReason;
using ::indicast::testing::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;

Decimal D(const std::string& text) {
  const absl::StatusOr<Decimal> value = Decimal::Parse(text);
  EXPECT_TRUE(value.ok()) << value.status();
  return value.value_or(Decimal());
}

// The text of a result, or its reason.
std::string Show(const absl::StatusOr<Decimal>& value) {
  return value.ok() ? value->ToString() : DetailOf(value.status()).reason;
}

TEST(DecimalParseTest, KeepsThePublishedPrecision) {
  struct Case {
    const char* text;
    const char* printed;
    int scale;
  };
  const Case cases[] = {
      {"0", "0", 0},
      {"-0", "0", 0},
      {"-0.0", "0.0", 1},
      {"+7", "7", 0},
      {"4.0", "4.0", 1},
      {"-0.50", "-0.50", 2},
      {"007", "7", 0},
      {"14331.98", "14331.98", 2},
      {"0.000000000000000001", "0.000000000000000001", 18},
      {"999999999999999999999999999999", "999999999999999999999999999999", 0},
      {"-999999999999.999999999999999999", "-999999999999.999999999999999999", 18},
      {"0000000000000000000000000000000000000000000001.5", "1.5", 1},
  };
  for (const Case& c : cases) {
    ASSERT_OK_AND_ASSIGN(const Decimal value, Decimal::Parse(c.text));
    EXPECT_EQ(value.ToString(), c.printed);
    EXPECT_EQ(value.scale(), c.scale) << c.text;
  }
}

TEST(DecimalParseTest, RefusesEverythingElse) {
  const std::string cases[] = {
      "",
      "+",
      "-",
      ".",
      "1.",
      ".5",
      "-.5",
      "1..2",
      "1.2.3",
      "1e999",
      "1e3",
      "1E3",
      "NaN",
      "nan",
      "inf",
      "-inf",
      "0x10",
      "1,200",
      " 1",
      "1 ",
      "+-1",
      "--1",
      "1-",
      "1%",
      "１２",
      "一百",
      "1\n",
      "1_000",
      std::string("1\0", 2),
      std::string(5 << 20, 'x'),
      "1000000000000000000000000000000",   // 31 digits
      "1234567890123456789012345678901",   // 31 digits
      "1234567890123.123456789012345678",  // 31 digits, 18 of them decimals
      "0.0000000000000000000",             // 19 decimals
      "0.1234567890123456789",             // 19 decimals
      std::string(5 << 20, '9'),
  };
  for (const std::string& text : cases) {
    const absl::StatusOr<Decimal> value = Decimal::Parse(text);
    EXPECT_THAT(value, StatusIs(absl::StatusCode::kInvalidArgument)) << text.substr(0, 40);
    EXPECT_THAT(value, HasReason("DECIMAL_INVALID")) << text.substr(0, 40);
    EXPECT_LT(value.status().message().size(), 300U);
  }
  EXPECT_THAT(Decimal::Parse("1,200"),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("'1,200'"), HasSubstr("14331.98"))));
}

TEST(DecimalTest, ZeroNeverHasASign) {
  EXPECT_FALSE(D("-0.00").is_negative());
  EXPECT_TRUE(D("-0.00").is_zero());
  EXPECT_EQ(Decimal().Negate().ToString(), "0");
  EXPECT_EQ(Show(D("-0.4").RoundTo(0)), "0");
}

TEST(DecimalTest, CreateRefusesWhatParseWouldRefuse) {
  const Int128 limit = D("999999999999999999999999999999").coefficient();
  EXPECT_EQ(Show(Decimal::Create(limit, 0)), "999999999999999999999999999999");
  EXPECT_EQ(Show(Decimal::Create(-limit, 18)), "-999999999999.999999999999999999");
  EXPECT_EQ(Show(Decimal::Create(limit + 1, 0)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(Decimal::Create(-limit - 1, 0)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(Decimal::Create(1, 19)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(Decimal::Create(1, -1)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Decimal::FromInt(std::numeric_limits<int64_t>::min()).ToString(),
            "-9223372036854775808");
}

TEST(DecimalOrderTest, ComparesNumbersNotTexts) {
  const std::vector<std::string> ascending = {"-999999999999999999999999999999",
                                              "-10",
                                              "-9.99",
                                              "-0.5",
                                              "-0.000000000000000001",
                                              "0",
                                              "0.000000000000000001",
                                              "0.49",
                                              "0.5",
                                              "9.999999999999999999",
                                              "10",
                                              "99999999999999999999999999999.9",
                                              "999999999999999999999999999999"};
  for (size_t i = 0; i < ascending.size(); ++i) {
    for (size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(D(ascending[i]) <=> D(ascending[j]), i <=> j)
          << ascending[i] << " " << ascending[j];
    }
  }
}

TEST(DecimalOrderTest, EqualNumbersOfDifferentScaleAreEqualAndHashAlike) {
  EXPECT_EQ(D("4.0"), D("4"));
  EXPECT_EQ(D("0.000"), D("-0"));
  EXPECT_FALSE(SameRepresentation(D("4.0"), D("4")));
  EXPECT_TRUE(SameRepresentation(D("+04.0"), D("4.0")));
  EXPECT_EQ(absl::HashOf(D("4.000")), absl::HashOf(D("4")));
  EXPECT_NE(absl::HashOf(D("4")), absl::HashOf(D("40")));
}

TEST(DecimalArithmeticTest, IsExactAndKeepsScales) {
  EXPECT_EQ(Show(D("0.1").Add(D("0.2"))), "0.3");
  EXPECT_EQ(Show(D("1.50").Add(D("1.5"))), "3.00");
  EXPECT_EQ(Show(D("5").Subtract(D("7.25"))), "-2.25");
  EXPECT_EQ(Show(D("85").Multiply(D("1.03"))), "87.55");
  EXPECT_EQ(Show(D("3315.6").Multiply(D("0.85"))), "2818.260");
  EXPECT_EQ(Show(D("-0.50").Multiply(D("0.2"))), "-0.100");
  EXPECT_EQ(Show(D("0.0").Multiply(D("-7.00"))), "0.000");
  EXPECT_EQ(D("-1.5").Abs().ToString(), "1.5");
}

TEST(DecimalArithmeticTest, RefusesWhatDoesNotFitInsteadOfRounding) {
  const std::string most = "999999999999999999999999999999";
  EXPECT_EQ(Show(D(most).Add(D("1"))), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D(most).Add(D("0.1"))), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D(most).Add(D("0.000000000000000001"))), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("-" + most).Subtract(D("1"))), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D(most).Multiply(D("2"))), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D(most).Multiply(D(most))), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("0.0000000001").Multiply(D("0.000000001"))), "DECIMAL_OUT_OF_RANGE");
  EXPECT_THAT(D(most).Multiply(D("-2")), StatusIs(absl::StatusCode::kOutOfRange));
}

TEST(DecimalArithmeticTest, DropsTrailingZerosRatherThanRefuse) {
  EXPECT_EQ(Show(D("999999999999999999999999999999").Add(D("0.00"))),
            "999999999999999999999999999999");
  EXPECT_EQ(Show(D("99999999999999999999999999999").Add(D("0.000000000000000000"))),
            "99999999999999999999999999999");
  EXPECT_EQ(Show(D("5.0000000000").Multiply(D("0.0000000002"))), "0.000000001000000000");
  EXPECT_EQ(Show(D("100000000000000000000000000000").Multiply(D("0.123456789012345678"))),
            "12345678901234567800000000000");
  // 2^90 x 5^30 x 10^-36 = 2^60 x 10^-6: the tens are spread over both factors.
  EXPECT_EQ(Show(D("1237940039285380274899124224")
                     .Shift(-18)
                     ->Multiply(D("931322574615478515625").Shift(-18).value())),
            "1152921504606.846976");
}

TEST(DecimalRoundTest, RoundsHalfToEven) {
  struct Case {
    const char* text;
    int scale;
    const char* rounded;
  };
  const Case cases[] = {
      {"0.5", 0, "0"},
      {"1.5", 0, "2"},
      {"2.5", 0, "2"},
      {"-0.5", 0, "0"},
      {"-1.5", 0, "-2"},
      {"-2.5", 0, "-2"},
      {"2.51", 0, "3"},
      {"2.49", 0, "2"},
      {"87.545", 2, "87.54"},
      {"87.555", 2, "87.56"},
      {"-87.545", 2, "-87.54"},
      {"9.99", 1, "10.0"},
      {"-9.95", 1, "-10.0"},
      {"9.85", 1, "9.8"},
      {"4", 2, "4.00"},
      {"4.0", 1, "4.0"},
      {"0", 18, "0.000000000000000000"},
      {"0.500000000000000001", 0, "1"},
      {"999999999999999999999999999999", 0, "999999999999999999999999999999"},
      {"99999999999999999999999999999.5", 0, "100000000000000000000000000000"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Show(D(c.text).RoundTo(c.scale)), c.rounded) << c.text << " to " << c.scale;
  }
  EXPECT_EQ(Show(D("999999999999999999999999999999").RoundTo(1)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("99999999999999999999999999999").RoundTo(18)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("1").RoundTo(19)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("1").RoundTo(-1)), "DECIMAL_OUT_OF_RANGE");
}

TEST(DecimalShiftTest, MovesThePointExactly) {
  EXPECT_EQ(Show(D("14331.98").Shift(8)), "1433198000000");
  EXPECT_EQ(Show(D("14331.98").Shift(1)), "143319.8");
  EXPECT_EQ(Show(D("1200").Shift(-4)), "0.1200");
  EXPECT_EQ(Show(D("1200").Shift(0)), "1200");
  EXPECT_EQ(Show(D("1200").Shift(-20)), "0.000000000000000012");
  EXPECT_EQ(Show(D("1200").Shift(-21)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("1").Shift(29)), "100000000000000000000000000000");
  EXPECT_EQ(Show(D("1").Shift(30)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("-1").Shift(std::numeric_limits<int>::max())), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(D("-1").Shift(std::numeric_limits<int>::min())), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(D("0").Shift(std::numeric_limits<int>::max()).value(), Decimal());
  EXPECT_EQ(D("0").Shift(std::numeric_limits<int>::min()).value(), Decimal());
}

TEST(DecimalNormalizedTest, DropsZerosAfterThePointOnly) {
  EXPECT_EQ(D("4.00").Normalized().ToString(), "4");
  EXPECT_EQ(D("1200").Normalized().ToString(), "1200");
  EXPECT_EQ(D("-0.500").Normalized().ToString(), "-0.5");
  EXPECT_TRUE(SameRepresentation(D("0.000").Normalized(), Decimal()));
}

TEST(DecimalFromDoubleTest, RoundsToSignificantDigitsHalfToEven) {
  struct Case {
    double value;
    int significant;
    const char* text;
  };
  const Case cases[] = {
      {87.55000000000001, 12, "87.55"},
      {0.1 + 0.2, 12, "0.3"},
      {0.1 + 0.2, 17, "0.30000000000000004"},
      {85.0 * 1.07, 12, "90.95"},
      {-15.0, 12, "-15"},
      {0.0, 12, "0"},
      {-0.0, 12, "0"},
      {1e29, 12, "100000000000000000000000000000"},
      {1.0 / 3.0, 3, "0.333"},
      {2.5, 1, "2"},
      {3.5, 1, "4"},
      {0.125, 2, "0.12"},
      {0.375, 2, "0.38"},
      {99.5, 2, "100"},
      {123456789.0, 3, "123000000"},
      {1e-18, 12, "0.000000000000000001"},
      {1.6e-18, 12, "0.000000000000000002"},
      {4e-19, 12, "0"},
      {-4e-19, 12, "0"},
      {5e-324, 17, "0"},
      // One rounding, not two: 1.50e-18 would become 2e-18.
      {1.4999999999999998e-18, 3, "0.000000000000000001"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Show(Decimal::FromDouble(c.value, c.significant)), c.text)
        << absl::StrCat(c.value, " to ", c.significant);
  }
}

TEST(DecimalFromDoubleTest, RefusesWhatIsNoNumberOrTooLarge) {
  constexpr double kInf = std::numeric_limits<double>::infinity();
  for (const double value : {kInf, -kInf, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THAT(Decimal::FromDouble(value), HasReason("DECIMAL_INVALID"));
  }
  EXPECT_EQ(Show(Decimal::FromDouble(1, 0)), "DECIMAL_INVALID");
  EXPECT_EQ(Show(Decimal::FromDouble(1, 18)), "DECIMAL_INVALID");
  EXPECT_EQ(Show(Decimal::FromDouble(1e30)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(Decimal::FromDouble(-1.7e308)), "DECIMAL_OUT_OF_RANGE");
  EXPECT_EQ(Show(Decimal::FromDouble(std::nextafter(1e30, 0.0), 2)), "DECIMAL_OUT_OF_RANGE");
}

TEST(DecimalToDoubleTest, IsTheNearestDouble) {
  EXPECT_EQ(D("87.55").ToDouble(), 87.55);
  EXPECT_EQ(D("-0.1").ToDouble(), -0.1);
  EXPECT_EQ(D("0.30000000000000004").ToDouble(), 0.30000000000000004);
  EXPECT_EQ(D("9007199254740993").ToDouble(), 9007199254740992.0);
  EXPECT_EQ(D("123456789012.345678901234567890").ToDouble(), 123456789012.34567890123456789);
  EXPECT_EQ(D("999999999999999999999999999999").ToDouble(), 1e30);
  EXPECT_FALSE(std::signbit(D("-0").ToDouble()));
}

// A naive model: 64-bit operands keep every product and aligned sum within 128 bits.
class DecimalPropertyTest : public ::testing::Test {
 protected:
  static constexpr int kRounds = 20000;

  Decimal Draw() {
    const int bits = std::uniform_int_distribution<int>(1, 60)(random_);
    const int64_t bound = int64_t{1} << bits;
    const int64_t coefficient = std::uniform_int_distribution<int64_t>(-bound, bound)(random_);
    return Decimal::Create(coefficient, std::uniform_int_distribution<int>(0, 9)(random_)).value();
  }

  static Int128 Scaled(const Decimal& d, int scale) {
    Int128 out = d.coefficient();
    for (int i = d.scale(); i < scale; ++i) out *= 10;
    return out;
  }

  std::mt19937_64 random_{20240115};
};

TEST_F(DecimalPropertyTest, TextRoundTrips) {
  for (int i = 0; i < kRounds; ++i) {
    const Decimal a = Draw();
    EXPECT_TRUE(SameRepresentation(D(a.ToString()), a)) << a.ToString();
  }
}

TEST_F(DecimalPropertyTest, AgreesWithPlain128BitIntegers) {
  for (int i = 0; i < kRounds; ++i) {
    const Decimal a = Draw();
    const Decimal b = Draw();
    const std::string trace = a.ToString() + " " + b.ToString();
    const int scale = std::max(a.scale(), b.scale());
    const Int128 x = Scaled(a, scale);
    const Int128 y = Scaled(b, scale);
    ASSERT_OK_AND_ASSIGN(const Decimal sum, a.Add(b));
    EXPECT_TRUE(sum.coefficient() == x + y && sum.scale() == scale) << trace;
    ASSERT_OK_AND_ASSIGN(const Decimal difference, a.Subtract(b));
    EXPECT_TRUE(difference.coefficient() == x - y && difference.scale() == scale) << trace;
    EXPECT_TRUE((a <=> b) == (x <=> y)) << trace;
    const Int128 product = a.coefficient() * b.coefficient();
    const absl::StatusOr<Decimal> got = a.Multiply(b);
    if (got.ok()) {
      EXPECT_TRUE(Scaled(*got, a.scale() + b.scale()) == product) << trace;
    } else {
      EXPECT_GT(std::abs(static_cast<long double>(product)), 9.9e29L) << trace;
    }
  }
}

TEST_F(DecimalPropertyTest, RoundingStaysWithinHalfAUnitAndTiesGoToEven) {
  for (int i = 0; i < kRounds; ++i) {
    const Decimal a = Draw();
    const int scale = std::uniform_int_distribution<int>(0, a.scale())(random_);
    ASSERT_OK_AND_ASSIGN(const Decimal rounded, a.RoundTo(scale));
    ASSERT_EQ(rounded.scale(), scale);
    Int128 unit = 1;
    for (int s = scale; s < a.scale(); ++s) unit *= 10;
    const Int128 error = rounded.coefficient() * unit - a.coefficient();
    const Int128 twice = 2 * (error < 0 ? -error : error);
    EXPECT_TRUE(twice < unit || (twice == unit && rounded.coefficient() % 2 == 0) || unit == 1)
        << a.ToString() << " to " << scale;
  }
}

TEST_F(DecimalPropertyTest, DoublesOfSeventeenDigitsRoundTrip) {
  for (int i = 0; i < kRounds; ++i) {
    const double value = std::uniform_real_distribution<double>(-1e6, 1e6)(random_);
    ASSERT_OK_AND_ASSIGN(const Decimal decimal, Decimal::FromDouble(value, 17));
    if (std::abs(value) > 0.1) {
      EXPECT_EQ(decimal.ToDouble(), value);
    }
    // Extended precision has eleven more bits than a double: enough to see a wrong last place.
    const Decimal drawn = Draw();
    const long double naive = static_cast<long double>(drawn.coefficient()) /
                              std::pow(10.0L, static_cast<long double>(drawn.scale()));
    EXPECT_LE(std::abs(static_cast<long double>(drawn.ToDouble()) - naive),
              std::abs(naive) * 0x1.01p-53L)
        << drawn.ToString();
  }
}

}  // namespace
}  // namespace indicast
