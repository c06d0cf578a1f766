// The law of growth of the rest of a year, given what the months so far have done, and the
// probability that the rest reaches what the goal asks of it.
//
// The year's log growth has the normal-inverse-gamma law of short histories: mean m of strength k,
// variance sigma^2 of shape a and rate b (short_history.h). Of that variance the part kCommonShare
// (rho) is common to all months of a year, the rest is the months' own: a part that holds share w
// of the year grows c + e, c common, Var e = (1 - rho) sigma^2 / w, so that the year keeps sigma^2.
// With share s and log growth x so far
//   V_c = 1/k + rho,  V_x = V_c + (1 - rho) / s,  centre = m + V_c / V_x (x - m),
//   a' = a + 1/2,  b' = b + (x - m)^2 / (2 V_x),
// the rest is Student t with 2a' degrees of freedom around the centre,
//   scale^2 = b'/a' (V_c - V_c^2 / V_x + (1 - rho) / (1 - s)) + (d ln(1 + g_rest) / ds)^2 sd_s^2;
// the last term is for a share that is not known exactly (taken at the centre where the need lies
// below it: a need near -100 % has no slope in logs). A law stated outright (normal, moments known)
// is the same with 1/k = 0 and without the update of a and b.
// Source: conjugate normal update (Gelman et al., Bayesian Data Analysis, 3rd ed., 3.3 and 5.4).
// Growth in percent at the border, logs inside. Pure, O(1), thread-safe.
#pragma once

#include <optional>

#include "absl/status/statusor.h"

namespace indicast::projection {

// How much of a year's surprise its months have in common: half years then correlate .6. An
// assumption, named in answers; published figures of a city are too few to estimate it.
inline constexpr double kCommonShare = 0.75;

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
