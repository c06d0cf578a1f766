// Targets over the values of common/.

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "common/decimal/decimal.h"
#include "common/figure_text/figure_claim.h"
#include "common/figure_text/figure_text.h"
#include "common/period/date.h"
#include "common/period/period.h"
#include "common/status/error.h"
#include "tests/fuzz/fuzz_targets.h"
#include "tests/fuzz/require.h"

namespace indicast::fuzz {
namespace {

void CheckOne(const Decimal& a) {
  const absl::StatusOr<Decimal> again = Decimal::Parse(a.ToString());
  REQUIRE(again.ok() && SameRepresentation(*again, a));
  REQUIRE(a.Normalized() == a && a.Negate().Negate() == a && !a.Abs().is_negative());
  REQUIRE(std::isfinite(a.ToDouble()));
  REQUIRE((a.ToDouble() < 0) == a.is_negative());
  for (const int scale : {0, 2, Decimal::kMaxScale}) {
    const absl::StatusOr<Decimal> rounded = a.RoundTo(scale);
    REQUIRE(!rounded.ok() || rounded->scale() == scale);
    REQUIRE(scale < a.scale() || !rounded.ok() || *rounded == a);
  }
  for (const int exponent : {-8, 4, 30}) {
    const absl::StatusOr<Decimal> there = a.Shift(exponent);
    if (!there.ok()) continue;
    const absl::StatusOr<Decimal> back = there->Shift(-exponent);
    REQUIRE(back.ok() && *back == a);
  }
}

void CheckTwo(const Decimal& a, const Decimal& b) {
  REQUIRE(((a <=> b) == 0) == (a == b));
  REQUIRE((a < b) == (b > a));
  REQUIRE((a < b) == (b.Negate() < a.Negate()));
  const absl::StatusOr<Decimal> sum = a.Add(b);
  const absl::StatusOr<Decimal> mirrored = b.Add(a);
  REQUIRE(sum.ok() == mirrored.ok());
  if (sum.ok()) {
    REQUIRE(*sum == *mirrored);
    const absl::StatusOr<Decimal> back = sum->Subtract(b);
    REQUIRE(back.ok() && *back == a);
  }
  const absl::StatusOr<Decimal> product = a.Multiply(b);
  const absl::StatusOr<Decimal> turned = b.Multiply(a);
  REQUIRE(product.ok() == turned.ok());
  if (product.ok()) {
    REQUIRE(*product == *turned);
    REQUIRE(product->is_zero() == (a.is_zero() || b.is_zero()));
  }
}

}  // namespace

void FuzzDecimal(absl::string_view input) {
  const size_t split = input.find('\n');
  const absl::StatusOr<Decimal> a = Decimal::Parse(input.substr(0, split));
  REQUIRE(a.ok() || DetailOf(a.status()).reason == "DECIMAL_INVALID");
  if (a.ok()) CheckOne(*a);
  if (split == absl::string_view::npos) return;
  const absl::StatusOr<Decimal> b = Decimal::Parse(input.substr(split + 1));
  if (a.ok() && b.ok()) CheckTwo(*a, *b);
}

void FuzzDouble(absl::string_view input) {
  double value = 0;
  if (input.size() != sizeof(value) + 1) return;
  std::memcpy(&value, input.data(), sizeof(value));
  const int significant = static_cast<unsigned char>(input.back()) % 19;
  const absl::StatusOr<Decimal> decimal = Decimal::FromDouble(value, significant);
  const bool valid = std::isfinite(value) && significant >= 1 && significant <= 17;
  REQUIRE(decimal.ok() == (valid && std::abs(value) < 1e30 &&
                           absl::StatusCode::kOutOfRange != decimal.status().code()));
  REQUIRE(valid || decimal.status().code() == absl::StatusCode::kInvalidArgument);
  if (!decimal.ok()) return;
  CheckOne(*decimal);
  // Half a unit of the last significant digit, or of the last decimal; the rest is the comparison's
  // own rounding.
  const double unit = std::max(std::abs(value) * std::pow(10.0, 1 - significant), 1e-18);
  REQUIRE(std::abs(decimal->ToDouble() - value) <= unit * 0.5000001 + std::abs(value) * 1e-15);
  REQUIRE(significant < 17 || std::abs(value) < 0.1 || decimal->ToDouble() == value);
}

void FuzzDate(absl::string_view input) {
  const absl::StatusOr<Date> date = Date::Parse(input);
  if (!date.ok()) {
    REQUIRE(DetailOf(date.status()).reason == "DATE_INVALID");
    return;
  }
  REQUIRE(date->ToString() == input);
  const absl::StatusOr<Date> next = date->AddDays(1);
  REQUIRE(next.ok() ? *next > *date && next->AddDays(-1).value() == *date : input == "9999-12-31");
  const absl::StatusOr<Date> start = date->StartOfMonthAfter(0);
  REQUIRE(start.ok() && start->day() == 1 && *start <= *date);
}

void FuzzPeriod(absl::string_view input) {
  const absl::StatusOr<Period> period = Period::Parse(input);
  if (!period.ok()) {
    REQUIRE(DetailOf(period.status()).reason == "PERIOD_INVALID");
    return;
  }
  REQUIRE(period->ToString() == input);
  REQUIRE(period->first_day() <= period->last_day());
  REQUIRE((period->kind() == Period::Kind::kDay) == (period->first_day() == period->last_day()));
  const absl::StatusOr<Period> later = period->PlusYears(4);
  if (!later.ok()) return;
  REQUIRE(later->kind() == period->kind() && *later > *period);
  const absl::StatusOr<Period> back = later->PlusYears(-4);
  REQUIRE(back.ok() && *back == *period);
}

void FuzzErrorDetail(absl::string_view input) {
  absl::Status status(absl::StatusCode::kAborted, "message");
  status.SetPayload(kErrorDetailUrl, absl::Cord(input));
  const ErrorDetail detail = DetailOf(status);
  const absl::Status again = ErrorWithDetail(absl::StatusCode::kAborted, "message", detail);
  ErrorDetail expected = detail;
  if (expected.violations.size() > 100) expected.violations.resize(100);
  REQUIRE(DetailOf(again) == expected);
  status = PrefixField(absl::Status(absl::StatusCode::kInvalidArgument, input), input);
  REQUIRE(DetailOf(status).violations.size() == 1);
  REQUIRE(Shorten(input, 16).size() <= 16 * 4 + 3);
}

// Figures stand in the order of the text without overlap; a figure that is a plain level supports
// the claim of itself, and no claim of another number.
void FuzzFigures(absl::string_view input) {
  const FigureWording wording = ReadWording(input);
  size_t end = 0;
  for (const FigureReading& figure : wording.figures) {
    REQUIRE(figure.begin >= end && figure.begin < figure.end && figure.end <= input.size());
    end = figure.end;
    const FigureReading twice = Mirrored(Mirrored(figure));
    REQUIRE(twice.value == figure.value && twice.qualifier == figure.qualifier);
    REQUIRE(twice.lower_bound == figure.lower_bound && twice.upper_bound == figure.upper_bound);
  }
  for (const FigureReading& figure : wording.figures) {
    if (figure.kind != FigureKind::kLevel || !figure.unit_text.empty()) continue;
    FigureClaim claim;
    claim.value = figure.value;
    claim.qualifier = figure.qualifier;
    claim.multiplier_exponent = figure.multiplier_exponent;
    claim.lower_bound = figure.lower_bound;
    claim.upper_bound = figure.upper_bound;
    const FigureCheck check = CheckFigure(input, claim);
    REQUIRE(check.verdict == FigureVerdict::kSupported && check.miss == FigureMiss::kNone);
    REQUIRE(check.reading.has_value());
  }
}

}  // namespace indicast::fuzz
