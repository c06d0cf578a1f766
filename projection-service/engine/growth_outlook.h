// The law of each indicator's growth in each projected year, before any target is looked at: the
// common ground of seeking, checking, simulating and sensitivity.
//
// Median: what the scenario assumes; where it assumes nothing, the short-history law over the pool;
// where the caller states a law, that one. A target is never its own prior. The pool is the newest
// published growth of the area's indicators (one-off counts, indices and ranks left out): its
// median is the prior mean. The spread is the standard deviation of the short-history law, used as
// that of a normal law of log growth. Pure; O(figures).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "projection-service/domain/inputs.h"
#include "projection-service/domain/plan.h"
#include "projection-service/domain/result.h"
#include "projection-service/engine/short_history.h"

namespace indicast::projection {

enum class OutlookSource : int8_t { kShortHistory = 1, kPool, kScenario, kGiven, kIdentity };

struct GrowthOutlook {
  size_t indicator = 0;  // position in inputs.indicators()
  int year = 0;
  double median = 0;              // of ln(1 + g)
  double standard_deviation = 0;  // of ln(1 + g)
  OutlookSource source = OutlookSource::kPool;
  int observations = 0;
  double own_weight = 0;
  LocalizedText explanation;
  std::vector<size_t> inputs;  // figures

  double MedianPercent() const;
  // p quantile of the growth in percent, 0 < p < 1.
  double QuantilePercent(double p) const;
};

// The pool of an area: the prior mean of log growth and how many indicators it rests on. With fewer
// than three the mean is that of no growth at all, 0, and `indicators` says how many there were.
struct GrowthPool {
  double mean = 0;
  int indicators = 0;
  // How unlike the indicators are: 1.4826 times the median absolute deviation of their newest log
  // growth (a standard deviation where it is normal). An indicator without own figures may be any
  // of them, so it widens the law of such a one.
  double spread = 0;
};
GrowthPool PoolOf(const InputSet& inputs);

// Short-history law of one indicator (own outcomes of up to five years up to the base year, the
// scope of its first target) and the figures it rests on.
struct IndicatorHistory {
  ShortHistoryLaw law;
  std::vector<size_t> figures;
};
IndicatorHistory LearnIndicator(const InputSet& inputs, const GrowthPool& pool, size_t indicator);

// Laws of the years base + 1 .. last_year of `indicators` (positions), indicator by indicator,
// years ascending. `baseline` is a projection of the same inputs that reaches last_year and holds
// those indicators.
std::vector<GrowthOutlook> BuildOutlooks(const InputSet& inputs, const Projection& baseline,
                                         const std::vector<StatedLaw>& stated,
                                         const std::vector<size_t>& indicators, int last_year);

}  // namespace indicast::projection
