// Whether two published figures stand on one ruler, and what follows from them if they do. Pure
// rules on the two figures and the records that describe them. Thread-safe free functions on
// values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store-service/domain/records.h"

namespace indicast::store {

// What two figures do not share.
enum class RulerDifferenceKind {
  kMeasure = 1,
  kUnit,
  kPriceBasis,
  kPriceBasisUnstated,
  kScope,
  kVintage,
  kBoundary,
  kPeriod,
  kBreak,
  kIndicator,
  kArea
};

struct RulerDifference {
  RulerDifferenceKind kind = RulerDifferenceKind::kMeasure;
  bool refuses = false;  // false: the comparison stands, with this note
  LocalizedText text;
};

// A figure with the records that it names, all of one state; any may be null. They must outlive it.
struct RulerFigure {
  const Observation* figure = nullptr;
  const Indicator* indicator = nullptr;
  const Area* area = nullptr;
  const Unit* unit = nullptr;
  std::vector<Period> breaks;  // of its series: periods with an outcome of status B
};

// Every difference, in the order of the kinds. The order of the figures does not matter. Two
// differences of a pair, in the same decision as the projections take: scopes and price bases are
// never crossed, what a source does not state is a note.
//   kMeasure             refuses.
//   kUnit                refuses unless both units are of one measure.
//   kPriceBasis          refuses; kPriceBasisUnstated where at least one is unstated: a note.
//   kScope               refuses.
//   kVintage             a note when the stages differ.
//   kBoundary            for levels of two periods, when an area changed after the earlier figure
//                        began to be counted (stocks: after its last day) and by the last day of
//                        the later one: refuses. For growth and changes, which publishers state on
//                        one boundary: a note.
//   kPeriod              refuses when the lengths differ or a cumulated figure meets a single one;
//                        a note for stocks, which stand for the last day.
//   kBreak               a figure of either series of status B after the earlier period and up to
//                        the later one, or only one of two figures of one period is of status B:
//                        refuses.
//   kIndicator           refuses unless a link same-ruler-as joins the two: then a note.
//   kArea                a note for figures of one period, refuses for two periods.
std::vector<RulerDifference> RulerDifferences(const RulerFigure& a, const RulerFigure& b);

bool IsAdmissible(const std::vector<RulerDifference>& differences);

// What follows from two figures on one ruler.
struct FigureDifference {
  // `to` minus `from`, exact, in the larger unit; percentage points for figures in percent. Unset
  // when a value is missing, when the qualifiers bound nothing (both "more than") or when the
  // number has too many digits.
  std::optional<Decimal> difference;
  std::string unit;
  // Of levels of one indicator and area in two periods, 100 (to / from - 1), rounded half to even
  // at 4 decimals (ISO 80000-1:2009 annex B, rule A). Unset for ratios, ranks and units of percent,
  // and unless the earlier value is positive and bounded from below.
  std::optional<Decimal> growth_percent;
  Qualifier qualifier = Qualifier::kEqual;  // of both; meaningless without a difference
};

// For an admissible pair only. `from` is the earlier figure.
FigureDifference DifferenceOf(const RulerFigure& from, const RulerFigure& to);

// What is known of `to` minus `from`; nullopt when nothing is.
std::optional<Qualifier> QualifierOfDifference(Qualifier from, Qualifier to);

}  // namespace indicast::store
