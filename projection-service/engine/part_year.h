// Published figures of parts of years as the input of tracking: which of them are cumulative, which
// vintage counts, and which may be put beside which.
//   - A period counts when it begins in January: "2024-01-01/P6M", "2024-S1", "2024-Q1", "2024-01";
//     of a stock any month counts as its end. Whole years ("2024") are no part of a year.
//   - Only outcomes of the target's scope count, by the preference rule of domain/inputs.h.
//   - Real growth and nominal levels are never derived from each other: levels on a price basis
//   that
//     conflicts with the target's lend the year before its shares and nothing else.
// Levels come in the unit of the indicator. Pure, O(figures).
#pragma once

#include <optional>
#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/text.h"
#include "projection-service/engine/year_tracking.h"

namespace indicast::projection {

struct PartYearSeries {
  std::vector<CumulativePoint> points;
  std::vector<YearOfLevels> earlier;
  std::optional<PrintedNumber> base_total;
  std::vector<Figure> used;  // by year, month, measure
  std::vector<LocalizedText> notes;
};

// Months from January that the period covers; nullopt when it does not begin in January or is a
// whole year.
std::optional<int> CumulativeMonths(const Period& period);

// `figures` are of the tracked year and earlier ones, any indicator; `target.year` is tracked.
PartYearSeries CollectPartYear(const std::vector<Figure>& figures, const InputSet& inputs,
                               const Target& target);

// Half a unit of the last printed digit; growth is taken to be published to 0.1 point at least.
PrintedNumber PrintedGrowth(const Decimal& percent);
PrintedNumber PrintedLevel(const Decimal& level);

}  // namespace indicast::projection
