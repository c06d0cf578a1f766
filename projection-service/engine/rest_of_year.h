// The law of growth of the rest of a year, given what the months so far have done, and the
// probability that the rest reaches what the goal asks of it.
//
// The year's log growth r has the normal-inverse-gamma law of short histories: mean m, strength k,
// shape a, scale b (section 3.7 of the formula sheet; short_history.h). A part of the year that
// holds share w of it has log growth with the same mean and variance sigma^2 / w, parts
// independent given the mean, so that the year as a whole keeps variance sigma^2. The months so far
// (share s, log growth x) are one more observation, of weight s:
//   k' = k + s,  m' = (k m + s x) / k',  a' = a + 1/2,  b' = b + k s (x - m)^2 / (2 k')
// and the rest is Student t with 2a' degrees of freedom, centre m' and
//   scale^2 = b' / a' (1 / (1 - s) + 1 / k') + (d ln(1 + g_rest) / ds)^2 sd_s^2,
// the last term for a share that is not known exactly (taken at the centre where the need lies
// below it: a need near -100 % has no slope in logs). A law stated outright (normal, mean and
// standard deviation known) is kept as it is: N(m, sd^2 / (1 - s) + ...).
// Source: weighted conjugate update (Bernardo and Smith 1994, Bayesian Theory, 5.2 and appendix A).
// Growth in percent at the border, logs inside. Pure, O(1), thread-safe.
#pragma once

#include <optional>

#include "absl/status/statusor.h"

namespace indicast::projection {

// Normal-inverse-gamma of log growth.
struct GrowthLaw {
  double mean = 0;
  double strength = 0;
  double shape = 0;
  double scale = 0;
};

// ln(1 + g) normal with known moments.
struct NormalLaw {
  double mean = 0;
  double sd = 0;
};

struct MonthsSoFar {
  double growth_percent = 0;
  double share = 0;
  double share_sd = 0;
};

// Log growth of the rest: Student t, or normal where `freedom` is unset.
struct RestLaw {
  double centre = 0;
  double variance = 0;  // squared scale, without the share's part
  std::optional<double> freedom;
};

// kOutOfRange SHARE_OUT_OF_RANGE; kFailedPrecondition GROWTH_UNDEFINED for growth <= -100 %.
absl::StatusOr<RestLaw> LawOfRest(const GrowthLaw& law, const MonthsSoFar& so_far);
absl::StatusOr<RestLaw> LawOfRest(const NormalLaw& law, const MonthsSoFar& so_far);

// P(year's growth >= goal): the chance that the rest grows by what RestOfYearGrowth asks, or more.
// 1 when the goal is passed whatever comes.
absl::StatusOr<double> ProbabilityAtLeast(double goal_percent, const RestLaw& law,
                                          const MonthsSoFar& so_far);

}  // namespace indicast::projection
