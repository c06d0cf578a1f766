#include "common/wire/wire.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast::wire {
namespace {

// The lists of common/vocabulary and of the contract carry the same numbers, so that converting is
// a range check and a cast.
#define INDICAST_SAME_NUMBER(list, ours, theirs) \
  static_assert(static_cast<int>(list::ours) == static_cast<int>(type::v1::theirs))

INDICAST_SAME_NUMBER(Measure, kLevel, MEASURE_LEVEL);
INDICAST_SAME_NUMBER(Measure, kGrowth, MEASURE_GROWTH);
INDICAST_SAME_NUMBER(Measure, kChange, MEASURE_CHANGE);
INDICAST_SAME_NUMBER(PriceBasis, kCurrent, PRICE_BASIS_CURRENT);
INDICAST_SAME_NUMBER(PriceBasis, kConstant, PRICE_BASIS_CONSTANT);
INDICAST_SAME_NUMBER(PriceBasis, kNotApplicable, PRICE_BASIS_NOT_APPLICABLE);
INDICAST_SAME_NUMBER(PriceBasis, kUnstated, PRICE_BASIS_UNSTATED);
INDICAST_SAME_NUMBER(Qualifier, kEqual, QUALIFIER_EQUAL);
INDICAST_SAME_NUMBER(Qualifier, kGreater, QUALIFIER_GREATER);
INDICAST_SAME_NUMBER(Qualifier, kGreaterOrEqual, QUALIFIER_GREATER_OR_EQUAL);
INDICAST_SAME_NUMBER(Qualifier, kLess, QUALIFIER_LESS);
INDICAST_SAME_NUMBER(Qualifier, kLessOrEqual, QUALIFIER_LESS_OR_EQUAL);
INDICAST_SAME_NUMBER(Qualifier, kAbout, QUALIFIER_ABOUT);
INDICAST_SAME_NUMBER(Qualifier, kTextOnly, QUALIFIER_TEXT_ONLY);
INDICAST_SAME_NUMBER(Stage, kExpected, STAGE_EXPECTED);
INDICAST_SAME_NUMBER(Stage, kFlash, STAGE_FLASH);
INDICAST_SAME_NUMBER(Stage, kPreliminary, STAGE_PRELIMINARY);
INDICAST_SAME_NUMBER(Stage, kReported, STAGE_REPORTED);
INDICAST_SAME_NUMBER(Stage, kFinal, STAGE_FINAL);
INDICAST_SAME_NUMBER(Stage, kCensus, STAGE_CENSUS);
INDICAST_SAME_NUMBER(Stage, kDerived, STAGE_DERIVED);
INDICAST_SAME_NUMBER(ObservationStatus, kNormal, OBSERVATION_STATUS_NORMAL);
INDICAST_SAME_NUMBER(ObservationStatus, kProvisional, OBSERVATION_STATUS_PROVISIONAL);
INDICAST_SAME_NUMBER(ObservationStatus, kEstimated, OBSERVATION_STATUS_ESTIMATED);
INDICAST_SAME_NUMBER(ObservationStatus, kForecast, OBSERVATION_STATUS_FORECAST);
INDICAST_SAME_NUMBER(ObservationStatus, kBreak, OBSERVATION_STATUS_BREAK);
INDICAST_SAME_NUMBER(ObservationStatus, kMissing, OBSERVATION_STATUS_MISSING);
INDICAST_SAME_NUMBER(ObservationStatus, kNotCollected, OBSERVATION_STATUS_NOT_COLLECTED);
INDICAST_SAME_NUMBER(Nature, kStock, NATURE_STOCK);
INDICAST_SAME_NUMBER(Nature, kFlow, NATURE_FLOW);
INDICAST_SAME_NUMBER(Nature, kRatio, NATURE_RATIO);
INDICAST_SAME_NUMBER(Nature, kIndex, NATURE_INDEX);
INDICAST_SAME_NUMBER(Nature, kRank, NATURE_RANK);
INDICAST_SAME_NUMBER(Nature, kCount, NATURE_COUNT);
INDICAST_SAME_NUMBER(Nature, kIncrement, NATURE_INCREMENT);
INDICAST_SAME_NUMBER(Direction, kHigherIsBetter, DIRECTION_HIGHER_IS_BETTER);
INDICAST_SAME_NUMBER(Direction, kLowerIsBetter, DIRECTION_LOWER_IS_BETTER);
INDICAST_SAME_NUMBER(Direction, kNeutral, DIRECTION_NEUTRAL);
INDICAST_SAME_NUMBER(Relation, kEqual, RELATION_EQUAL);
INDICAST_SAME_NUMBER(Relation, kGreaterOrEqual, RELATION_GREATER_OR_EQUAL);
INDICAST_SAME_NUMBER(Relation, kGreater, RELATION_GREATER);
INDICAST_SAME_NUMBER(Relation, kAbout, RELATION_ABOUT);
INDICAST_SAME_NUMBER(Relation, kLessOrEqual, RELATION_LESS_OR_EQUAL);
INDICAST_SAME_NUMBER(TargetKind, kExpected, TARGET_KIND_EXPECTED);
INDICAST_SAME_NUMBER(TargetKind, kBinding, TARGET_KIND_BINDING);
INDICAST_SAME_NUMBER(TargetKind, kStretch, TARGET_KIND_STRETCH);
INDICAST_SAME_NUMBER(Confidence, kSeenPrimary, CONFIDENCE_SEEN_PRIMARY);
INDICAST_SAME_NUMBER(Confidence, kSeenSecondary, CONFIDENCE_SEEN_SECONDARY);
INDICAST_SAME_NUMBER(DerivationFormula, kLevelMinusChange, DERIVATION_FORMULA_LEVEL_MINUS_CHANGE);
INDICAST_SAME_NUMBER(DerivationFormula, kLevelOverGrowth, DERIVATION_FORMULA_LEVEL_OVER_GROWTH);
INDICAST_SAME_NUMBER(DerivationFormula, kDaysFromRate, DERIVATION_FORMULA_DAYS_FROM_RATE);
#undef INDICAST_SAME_NUMBER

template <typename Ours, typename Theirs>
absl::StatusOr<Ours> FromNumber(Theirs in, bool valid) {
  const int number = static_cast<int>(in);
  if (number == 0) {
    return Error(absl::StatusCode::kInvalidArgument, "CODE_MISSING",
                 "the code is not set; choose one of the values of its list");
  }
  if (!valid) {
    return Error(absl::StatusCode::kInvalidArgument, "CODE_UNKNOWN",
                 absl::StrCat("code ", number,
                              " is newer than this build; use a value that its contract lists"));
  }
  return static_cast<Ours>(number);
}

}  // namespace

absl::StatusOr<Decimal> FromProto(const type::v1::Decimal& in) {
  absl::StatusOr<Decimal> out = Decimal::Parse(in.text());
  if (!out.ok()) return PrefixField(out.status(), "text");
  return out;
}

absl::StatusOr<Period> FromProto(const type::v1::Period& in) {
  absl::StatusOr<Period> out = Period::Parse(in.text());
  if (!out.ok()) return PrefixField(out.status(), "text");
  return out;
}

type::v1::Decimal ToProto(const Decimal& in) {
  type::v1::Decimal out;
  out.set_text(in.ToString());
  return out;
}

type::v1::Period ToProto(const Period& in) {
  type::v1::Period out;
  out.set_text(in.ToString());
  return out;
}

#define INDICAST_CODE_LIST(list)                               \
  absl::StatusOr<list> FromProto(type::v1::list in) {          \
    return FromNumber<list>(in, type::v1::list##_IsValid(in)); \
  }                                                            \
  type::v1::list ToProto(list in) { return static_cast<type::v1::list>(in); }

INDICAST_CODE_LIST(Measure)
INDICAST_CODE_LIST(PriceBasis)
INDICAST_CODE_LIST(Qualifier)
INDICAST_CODE_LIST(Stage)
INDICAST_CODE_LIST(ObservationStatus)
INDICAST_CODE_LIST(Nature)
INDICAST_CODE_LIST(Direction)
INDICAST_CODE_LIST(Relation)
INDICAST_CODE_LIST(TargetKind)
INDICAST_CODE_LIST(Confidence)
INDICAST_CODE_LIST(DerivationFormula)
#undef INDICAST_CODE_LIST

}  // namespace indicast::wire
