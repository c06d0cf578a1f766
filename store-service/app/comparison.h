// Figures of the store on one ruler: what two of them do not share, what follows from them, and
// which comparisons may be made instead. Thread-safe free functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store-service/app/same_ruler.h"
#include "store-service/domain/snapshot.h"

namespace indicast::store {

inline constexpr size_t kMaxAlternatives = 10;

// The figure of a series and period that a document states.
struct FigureName {
  SeriesKey series;
  Period period;
  std::string document;
  auto operator<=>(const FigureName&) const = default;
};

struct AdmissibleComparison {
  std::optional<FigureName> from;  // nullopt: `to` is a published growth or change
  FigureName to;
  LocalizedText text;
};

struct Comparison {
  VintageView from;  // the earlier one
  VintageView to;
  std::vector<RulerDifference> differences;
  bool admissible = false;
  FigureDifference result;  // empty unless admissible
  // Best first, at most kMaxAlternatives; only when something differs. In this order: the same two
  // periods on one ruler, a published growth or change of the later period, the same two periods
  // with fewer notes, one of the two figures with the nearest other period on its ruler.
  std::vector<AdmissibleComparison> alternatives;
};

// Two views of one state; exchanged when `a` is of the later period. `as_of` must be pinned. Cost:
// the figures of their indicators and areas.
Comparison CompareFigures(const Snapshot& snapshot, const AsOf& as_of, const VintageView& a,
                          const VintageView& b);

}  // namespace indicast::store
