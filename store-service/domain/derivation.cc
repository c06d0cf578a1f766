#include "store-service/domain/derivation.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "common/status/error.h"
#include "common/status/status_macros.h"

namespace indicast::store {
namespace {

constexpr char kUnfit[] = "DERIVATION_INPUT_UNFIT";

std::string InputField(size_t index) { return absl::StrCat("derivation.inputs[", index, "]"); }

absl::Status Unfit(const std::string& field, const std::string& what) {
  return FieldError(field, what, kUnfit);
}

bool IsPlainNumber(const Observation& figure) {
  return figure.value.has_value() &&
         (figure.qualifier == Qualifier::kEqual || figure.qualifier == Qualifier::kAbout);
}

int64_t DaysOf(const Period& period) {
  const auto civil = [](const Date& d) { return absl::CivilDay(d.year(), d.month(), d.day()); };
  return civil(period.last_day()) - civil(period.first_day()) + 1;
}

// Input `index` is of the series of `derived` in the given measure.
absl::Status CheckSeriesOf(const Observation& derived, const Observation& input, size_t index,
                           Measure measure) {
  const SeriesKey& a = derived.series;
  const SeriesKey& b = input.series;
  if (b.measure != measure) {
    return Unfit(InputField(index), absl::StrCat("is a ", CodeOf(b.measure),
                                                 "; the formula needs a ", CodeOf(measure)));
  }
  if (a.indicator != b.indicator || a.area != b.area || a.scope != b.scope) {
    return Unfit(InputField(index),
                 absl::StrCat("is of series ", b.ToString(),
                              "; indicator, area and scope must be those of the derived figure"));
  }
  return absl::OkStatus();
}

absl::Status CheckYearBefore(const Observation& derived, const Observation& input) {
  if (derived.period.is_year() && input.period.is_year() &&
      derived.period.year() + 1 == input.period.year()) {
    return absl::OkStatus();
  }
  return Unfit("period", absl::StrCat(derived.period.ToString(), " is not the year before ",
                                      input.period.ToString(), ", the period of the inputs"));
}

// OK when exact / divisor, divisor > 0, rounds to `value` at the decimals of `value`.
absl::Status CheckQuotient(const Decimal& value, const Decimal& exact, const Decimal& divisor) {
  ASSIGN_OR_RETURN(const Decimal product, value.Multiply(divisor));
  ASSIGN_OR_RETURN(const Decimal off, product.Subtract(exact));
  ASSIGN_OR_RETURN(const Decimal half, Decimal::Create(5, value.scale() + 1));
  ASSIGN_OR_RETURN(const Decimal allowed, half.Multiply(divisor));
  if (off.Abs() <= allowed) return absl::OkStatus();
  const auto wanted = Decimal::FromDouble(exact.ToDouble() / divisor.ToDouble());
  return FieldError("value",
                    absl::StrCat(value.ToString(), " does not follow from the inputs, which give ",
                                 wanted.ok() ? wanted->ToString() : "a value out of range"),
                    "DERIVATION_MISMATCH");
}

absl::Status CheckSameUnit(const Observation& derived, const Observation& input, size_t index) {
  if (derived.unit == input.unit) return absl::OkStatus();
  return Unfit(InputField(index), absl::StrCat("is in ", input.unit, ", the derived figure in ",
                                               derived.unit, "; use one unit"));
}

absl::Status CheckPreviousLevel(const Observation& derived, const Observation& level,
                                const Observation& other) {
  const bool by_change = derived.derivation->formula == DerivationFormula::kLevelMinusChange;
  RETURN_IF_ERROR(CheckSeriesOf(derived, level, 0, Measure::kLevel));
  RETURN_IF_ERROR(
      CheckSeriesOf(derived, other, 1, by_change ? Measure::kChange : Measure::kGrowth));
  RETURN_IF_ERROR(CheckYearBefore(derived, level));
  RETURN_IF_ERROR(CheckYearBefore(derived, other));
  RETURN_IF_ERROR(CheckSameUnit(derived, level, 0));
  if (by_change) {
    RETURN_IF_ERROR(CheckSameUnit(derived, other, 1));
    ASSIGN_OR_RETURN(const Decimal previous, level.value->Subtract(*other.value));
    return CheckQuotient(*derived.value, previous, Decimal::FromInt(1));
  }
  ASSIGN_OR_RETURN(const Decimal hundredfold, level.value->Shift(2));
  ASSIGN_OR_RETURN(const Decimal factor, other.value->Add(Decimal::FromInt(100)));
  if (factor <= Decimal()) return Unfit(InputField(1), "is a growth of -100 percent or less");
  return CheckQuotient(*derived.value, hundredfold, factor);
}

absl::Status CheckDays(const Observation& derived, const Observation& rate) {
  if (rate.series.measure != Measure::kLevel || rate.unit != "percent") {
    return Unfit(InputField(0), "is not a rate in percent");
  }
  if (rate.series.area != derived.series.area || rate.period != derived.period) {
    return Unfit(InputField(0), "is of another area or period");
  }
  ASSIGN_OR_RETURN(const Decimal product,
                   rate.value->Multiply(Decimal::FromInt(DaysOf(derived.period))));
  return CheckQuotient(*derived.value, product, Decimal::FromInt(100));
}

}  // namespace

absl::Status CheckDerived(const Observation& derived,
                          const std::vector<const Observation*>& inputs) {
  if (!IsPlainNumber(derived)) {
    return Unfit("qualifier", "a derived figure is a number, equal or about");
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!IsPlainNumber(*inputs[i])) {
      return Unfit(InputField(i), "is a bound or words, which give no value");
    }
  }
  if (derived.derivation->formula == DerivationFormula::kDaysFromRate) {
    return CheckDays(derived, *inputs[0]);
  }
  return CheckPreviousLevel(derived, *inputs[0], *inputs[1]);
}

}  // namespace indicast::store
