// Probabilities that a goal is attained, each with its error.
//
// Closed form: log growth is normal with the given median and standard deviation, so
// P(g >= G) = Phi((m - ln(1 + G)) / sd); a band is a difference of two; a standard deviation of 0
// leaves 0 or 1. The gap between two growth rates, e^a - e^b against a margin, is exact where the
// margin is 0 and an integral over one of the two otherwise (trapezoidal rule on a normal weight,
// which converges geometrically; Trefethen and Weideman 2014): 1e-10.
//
// Counted: Wilson (1927) interval at 95 %; none of N is "below 3/N" and all of N "above 1 - 3/N"
// (Hanley and Lippman-Hand 1983). Pure; thread-safe.
#pragma once

#include <cstdint>

namespace indicast::projection {

// lower <= log growth <= upper; infinite where there is no limit.
double AttainmentOf(double median, double standard_deviation, double lower, double upper);

struct LogGrowthLaw {
  double median = 0;
  double standard_deviation = 0;
};

// P(lower <= e^a - e^b <= upper) for jointly normal a, b.
double GapAttainment(const LogGrowthLaw& a, const LogGrowthLaw& b, double correlation, double lower,
                     double upper);

struct CountedProbability {
  double value = 0;
  double low = 0, high = 0;
};

// count of total > 0.
CountedProbability CountProbability(uint64_t count, uint64_t total);

}  // namespace indicast::projection
