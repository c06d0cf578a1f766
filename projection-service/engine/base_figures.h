// Which published figures a projection starts from, by design section 8: the report's sentence,
// then seen_primary, then stage; an expected figure never; words never. Levels are never chained
// across scopes and never divided by one another to get a growth. Pure functions over one InputSet.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "common/vocabulary/vocabulary.h"
#include "projection-service/domain/inputs.h"
#include "projection-service/engine/issue.h"

namespace indicast::projection {

// True when one is real and the other nominal. Unstated and not applicable conflict with nothing:
// they are used with a note.
bool ConflictingPrices(PriceBasis a, PriceBasis b);

// The base figure of one measure, scope and year over all price bases; one that conflicts with
// `wanted` only when there is no other. nullopt when no outcome was published.
std::optional<size_t> FindOutcome(const InputSet& inputs, absl::string_view indicator,
                                  Measure measure, absl::string_view scope, int year,
                                  PriceBasis wanted);

// Why FindOutcome found nothing, in words that name what there is instead.
Issue MissingOutcome(const InputSet& inputs, absl::string_view indicator, Measure measure,
                     absl::string_view scope, int year);

struct BaseFigures {
  std::string scope;
  // Price basis of the growth figures; that of the target, or unstated, when there are none.
  PriceBasis growth_price_basis = PriceBasis::kUnstated;
  PriceBasis level_price_basis = PriceBasis::kUnstated;
  std::optional<size_t> growth;  // of the base year
  std::optional<size_t> level;   // of the base year
  // Of the year before the base year; unset when the series breaks in the base year.
  std::optional<size_t> previous_level;
  // Extremes of all published levels of the scope; unset when there are none.
  std::optional<double> lowest_level;
  std::optional<double> highest_level;
  // Published growth of the last years before the base year, ascending, at most five.
  std::vector<size_t> growth_history;
  // The last dated level before the base year with published growth and no break in any year since;
  // set only when the base year's level is missing or undated.
  std::optional<size_t> anchor;
  std::vector<size_t> anchor_growths;
  // Usual decimals of the published series: its published step; growth at least 1.
  int growth_decimals = 1;
  int level_decimals = 0;
};

// `primary` is the target whose scope and price basis count; null: scope "total". An index or a
// rank has no level that growth carries on ("previous year = 100" starts anew every year).
BaseFigures ChooseBaseFigures(const InputSet& inputs, const Indicator& indicator,
                              const Target* primary);

// Of all indicators of the inputs, by position; the scope and price basis of an indicator follow
// its first target after the base year, of one year before one of several.
std::vector<BaseFigures> ChooseBaseFigures(const InputSet& inputs);

// Value of a figure with a value.
Bounded BoundedOf(const Figure& figure);

}  // namespace indicast::projection
