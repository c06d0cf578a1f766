// The code lists of published statistics that both services and the data files share. Each list has
// one lower-case code per value ("constant", "greater-or-equal"), used in data files, series keys,
// the command line and the database. Parsing refuses unknown codes and names the accepted ones.
// Sources: SDMX CL_OBS_STATUS, CL_PRICES; the meaning of each value is documented in
// proto/indicast/type/v1/vocabulary.proto.
#pragma once

#include <cstdint>
#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace indicast {

enum class Measure : int8_t { kLevel = 1, kGrowth, kChange };  // level growth change
enum class PriceBasis : int8_t {
  kCurrent = 1,
  kConstant,
  kNotApplicable,
  kUnstated
};  // current constant na unstated
enum class Qualifier : int8_t {
  kEqual = 1,
  kGreater,
  kGreaterOrEqual,
  kLess,
  kLessOrEqual,
  kAbout,
  kTextOnly
};
// equal greater greater-or-equal less less-or-equal about text-only
enum class Stage : int8_t {
  kExpected = 1,
  kFlash,
  kPreliminary,
  kReported,
  kFinal,
  kCensus,
  kDerived
};
// expected flash preliminary reported final census derived
enum class ObservationStatus : int8_t {
  kNormal = 1,
  kProvisional,
  kEstimated,
  kForecast,
  kBreak,
  kMissing,
  kNotCollected
};
// SDMX letters: A P E F B M L
enum class Nature : int8_t { kStock = 1, kFlow, kRatio, kIndex, kRank, kCount, kIncrement };
// stock flow ratio index rank count increment
enum class Direction : int8_t { kHigherIsBetter = 1, kLowerIsBetter, kNeutral };
// higher lower neutral
enum class Relation : int8_t { kEqual = 1, kGreaterOrEqual, kGreater, kAbout, kLessOrEqual };
// equal greater-or-equal greater about less-or-equal
enum class TargetKind : int8_t { kExpected = 1, kBinding, kStretch };  // expected binding stretch
enum class Confidence : int8_t { kSeenPrimary = 1, kSeenSecondary };
// seen-primary seen-secondary (the source files' seen_primary is accepted too)
enum class DerivationFormula : int8_t { kLevelMinusChange = 1, kLevelOverGrowth, kDaysFromRate };
// level-minus-change level-over-growth days-from-rate

absl::string_view CodeOf(Measure value);
absl::string_view CodeOf(PriceBasis value);
absl::string_view CodeOf(Qualifier value);
absl::string_view CodeOf(Stage value);
absl::string_view CodeOf(ObservationStatus value);
absl::string_view CodeOf(Nature value);
absl::string_view CodeOf(Direction value);
absl::string_view CodeOf(Relation value);
absl::string_view CodeOf(TargetKind value);
absl::string_view CodeOf(Confidence value);
absl::string_view CodeOf(DerivationFormula value);

// ParseCode<Measure>("level"); kInvalidArgument (CODE_UNKNOWN) lists the accepted codes.
// Instantiated for the lists above.
template <typename E>
absl::StatusOr<E> ParseCode(absl::string_view code);

// The order in which the vintages of one figure are preferred as far as the stage decides, lower
// first: census, final, preliminary, reported, flash, derived, expected.
int StagePreference(Stage stage);
// True when the figure states what happened: neither expected before the period closed nor derived
// from other figures. Nothing else may be the base of a projection.
bool IsOutcome(Stage stage);

// How a value bounds the truth, and what arithmetic does to the bound.
bool IsLowerBound(Qualifier q);  // more than, at least
bool IsUpperBound(Qualifier q);  // less than, at most
// The bound after a decreasing map: "more than" becomes "less than".
Qualifier Mirrored(Qualifier q);
// The bound of a map that increases in both arguments (a sum; a product of positive numbers).
// nullopt when nothing can be said: a lower with an upper bound, a bound with "about", words.
std::optional<Qualifier> Combined(Qualifier a, Qualifier b);

// True when the value may be compared or chained with another of the same basis without a remark.
// Unstated is comparable with nothing, not even itself.
bool ComparablePrices(PriceBasis a, PriceBasis b);

}  // namespace indicast
