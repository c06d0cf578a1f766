#include "common/vocabulary/vocabulary.h"

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "common/status/error.h"

namespace indicast {
namespace {

template <typename E>
struct Entry {
  E value;
  absl::string_view code;
};

// One list per enum, in the order of the header.
template <typename E>
struct CodeList;

template <>
struct CodeList<Measure> {
  static constexpr char kName[] = "measure";
  static constexpr Entry<Measure> kEntries[] = {
      {Measure::kLevel, "level"}, {Measure::kGrowth, "growth"}, {Measure::kChange, "change"}};
};

template <>
struct CodeList<PriceBasis> {
  static constexpr char kName[] = "price basis";
  static constexpr Entry<PriceBasis> kEntries[] = {{PriceBasis::kCurrent, "current"},
                                                   {PriceBasis::kConstant, "constant"},
                                                   {PriceBasis::kNotApplicable, "na"},
                                                   {PriceBasis::kUnstated, "unstated"}};
};

template <>
struct CodeList<Qualifier> {
  static constexpr char kName[] = "qualifier";
  static constexpr Entry<Qualifier> kEntries[] = {{Qualifier::kEqual, "equal"},
                                                  {Qualifier::kGreater, "greater"},
                                                  {Qualifier::kGreaterOrEqual, "greater-or-equal"},
                                                  {Qualifier::kLess, "less"},
                                                  {Qualifier::kLessOrEqual, "less-or-equal"},
                                                  {Qualifier::kAbout, "about"},
                                                  {Qualifier::kTextOnly, "text-only"}};
};

template <>
struct CodeList<Stage> {
  static constexpr char kName[] = "stage";
  static constexpr Entry<Stage> kEntries[] = {{Stage::kExpected, "expected"},
                                              {Stage::kFlash, "flash"},
                                              {Stage::kPreliminary, "preliminary"},
                                              {Stage::kReported, "reported"},
                                              {Stage::kFinal, "final"},
                                              {Stage::kCensus, "census"},
                                              {Stage::kDerived, "derived"}};
};

template <>
struct CodeList<ObservationStatus> {
  static constexpr char kName[] = "observation status";
  static constexpr Entry<ObservationStatus> kEntries[] = {
      {ObservationStatus::kNormal, "A"},      {ObservationStatus::kProvisional, "P"},
      {ObservationStatus::kEstimated, "E"},   {ObservationStatus::kForecast, "F"},
      {ObservationStatus::kBreak, "B"},       {ObservationStatus::kMissing, "M"},
      {ObservationStatus::kNotCollected, "L"}};
};

template <>
struct CodeList<Nature> {
  static constexpr char kName[] = "nature";
  static constexpr Entry<Nature> kEntries[] = {
      {Nature::kStock, "stock"},        {Nature::kFlow, "flow"}, {Nature::kRatio, "ratio"},
      {Nature::kIndex, "index"},        {Nature::kRank, "rank"}, {Nature::kCount, "count"},
      {Nature::kIncrement, "increment"}};
};

template <>
struct CodeList<Direction> {
  static constexpr char kName[] = "direction";
  static constexpr Entry<Direction> kEntries[] = {{Direction::kHigherIsBetter, "higher"},
                                                  {Direction::kLowerIsBetter, "lower"},
                                                  {Direction::kNeutral, "neutral"}};
};

template <>
struct CodeList<Relation> {
  static constexpr char kName[] = "relation";
  static constexpr Entry<Relation> kEntries[] = {{Relation::kEqual, "equal"},
                                                 {Relation::kGreaterOrEqual, "greater-or-equal"},
                                                 {Relation::kGreater, "greater"},
                                                 {Relation::kAbout, "about"},
                                                 {Relation::kLessOrEqual, "less-or-equal"}};
};

template <>
struct CodeList<TargetKind> {
  static constexpr char kName[] = "target kind";
  static constexpr Entry<TargetKind> kEntries[] = {{TargetKind::kExpected, "expected"},
                                                   {TargetKind::kBinding, "binding"},
                                                   {TargetKind::kStretch, "stretch"}};
};

template <>
struct CodeList<Confidence> {
  static constexpr char kName[] = "confidence";
  static constexpr Entry<Confidence> kEntries[] = {{Confidence::kSeenPrimary, "seen-primary"},
                                                   {Confidence::kSeenSecondary, "seen-secondary"}};
};

template <>
struct CodeList<DerivationFormula> {
  static constexpr char kName[] = "derivation formula";
  static constexpr Entry<DerivationFormula> kEntries[] = {
      {DerivationFormula::kLevelMinusChange, "level-minus-change"},
      {DerivationFormula::kLevelOverGrowth, "level-over-growth"},
      {DerivationFormula::kDaysFromRate, "days-from-rate"}};
};

template <typename E>
absl::string_view Find(E value) {
  for (const Entry<E>& entry : CodeList<E>::kEntries) {
    if (entry.value == value) return entry.code;
  }
  // No value of the enum: a cast that nobody checked.
  std::abort();
}

// The spelling of the source files for the codes that have one.
template <typename E>
absl::string_view Canonical(absl::string_view code) {
  return code;
}

template <>
absl::string_view Canonical<Confidence>(absl::string_view code) {
  if (code == "seen_primary") return "seen-primary";
  if (code == "seen_secondary") return "seen-secondary";
  return code;
}

template <typename E>
std::string Accepted() {
  std::string list;
  for (const Entry<E>& entry : CodeList<E>::kEntries) {
    absl::StrAppend(&list, list.empty() ? "" : ", ", entry.code);
  }
  return list;
}

}  // namespace

absl::string_view CodeOf(Measure value) { return Find(value); }
absl::string_view CodeOf(PriceBasis value) { return Find(value); }
absl::string_view CodeOf(Qualifier value) { return Find(value); }
absl::string_view CodeOf(Stage value) { return Find(value); }
absl::string_view CodeOf(ObservationStatus value) { return Find(value); }
absl::string_view CodeOf(Nature value) { return Find(value); }
absl::string_view CodeOf(Direction value) { return Find(value); }
absl::string_view CodeOf(Relation value) { return Find(value); }
absl::string_view CodeOf(TargetKind value) { return Find(value); }
absl::string_view CodeOf(Confidence value) { return Find(value); }
absl::string_view CodeOf(DerivationFormula value) { return Find(value); }

template <typename E>
absl::StatusOr<E> ParseCode(absl::string_view code) {
  const absl::string_view canonical = Canonical<E>(code);
  for (const Entry<E>& entry : CodeList<E>::kEntries) {
    if (entry.code == canonical) return entry.value;
  }
  return Error(absl::StatusCode::kInvalidArgument, "CODE_UNKNOWN",
               absl::StrCat("'", Shorten(code), "' is no ", CodeList<E>::kName, "; write one of ",
                            Accepted<E>()));
}

template absl::StatusOr<Measure> ParseCode(absl::string_view code);
template absl::StatusOr<PriceBasis> ParseCode(absl::string_view code);
template absl::StatusOr<Qualifier> ParseCode(absl::string_view code);
template absl::StatusOr<Stage> ParseCode(absl::string_view code);
template absl::StatusOr<ObservationStatus> ParseCode(absl::string_view code);
template absl::StatusOr<Nature> ParseCode(absl::string_view code);
template absl::StatusOr<Direction> ParseCode(absl::string_view code);
template absl::StatusOr<Relation> ParseCode(absl::string_view code);
template absl::StatusOr<TargetKind> ParseCode(absl::string_view code);
template absl::StatusOr<Confidence> ParseCode(absl::string_view code);
template absl::StatusOr<DerivationFormula> ParseCode(absl::string_view code);

int StagePreference(Stage stage) {
  switch (stage) {
    case Stage::kCensus:
      return 0;
    case Stage::kFinal:
      return 1;
    case Stage::kPreliminary:
      return 2;
    case Stage::kReported:
      return 3;
    case Stage::kFlash:
      return 4;
    case Stage::kDerived:
      return 5;
    case Stage::kExpected:
      break;
  }
  return 6;
}

bool IsOutcome(Stage stage) { return stage != Stage::kExpected && stage != Stage::kDerived; }

bool IsLowerBound(Qualifier q) {
  return q == Qualifier::kGreater || q == Qualifier::kGreaterOrEqual;
}

bool IsUpperBound(Qualifier q) { return q == Qualifier::kLess || q == Qualifier::kLessOrEqual; }

Qualifier Mirrored(Qualifier q) {
  switch (q) {
    case Qualifier::kGreater:
      return Qualifier::kLess;
    case Qualifier::kGreaterOrEqual:
      return Qualifier::kLessOrEqual;
    case Qualifier::kLess:
      return Qualifier::kGreater;
    case Qualifier::kLessOrEqual:
      return Qualifier::kGreaterOrEqual;
    case Qualifier::kEqual:
    case Qualifier::kAbout:
    case Qualifier::kTextOnly:
      break;
  }
  return q;
}

std::optional<Qualifier> Combined(Qualifier a, Qualifier b) {
  if (a == Qualifier::kTextOnly || b == Qualifier::kTextOnly) return std::nullopt;
  if (a == Qualifier::kEqual) return b;
  if (b == Qualifier::kEqual || a == b) return a;
  if (IsLowerBound(a) && IsLowerBound(b)) return Qualifier::kGreater;  // one of them is strict
  if (IsUpperBound(a) && IsUpperBound(b)) return Qualifier::kLess;
  return std::nullopt;
}

bool ComparablePrices(PriceBasis a, PriceBasis b) { return a == b && a != PriceBasis::kUnstated; }

}  // namespace indicast
