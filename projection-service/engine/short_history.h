// The law of next year's growth from none, one or a few observations: normal log growth with
// unknown mean and variance under a normal-inverse-gamma prior (conjugate; Gelman et al., Bayesian
// Data Analysis, 3rd ed., section 3.3). With n log growths of mean rbar and sum of squares SS:
//   kn = k0 + n,  mn = (k0 m0 + n rbar) / kn,  an = a0 + n/2,
//   bn = b0 + SS/2 + k0 n (rbar - m0)^2 / (2 kn),
// the next log growth is Student t with 2 an degrees of freedom around mn, scale^2 = bn (1 +
// 1/kn)/an. Log growth is ln(1 + g). Pure functions, O(n).
#pragma once

#include <vector>

namespace indicast::projection {

// What is believed before the first own figure.
struct GrowthBelief {
  double mean = 0;      // m0, of log growth
  double strength = 9;  // k0: counts as that many observations of the mean; own weight .10 at n = 1
  double shape = 3;     // a0
  double rate = 0.0012;  // b0: E[variance] = b0 / (a0 - 1), a standard deviation of 2.4 points
};

struct ShortHistoryLaw {
  double mean = 0;                // mn, of log growth: median of the growth factor
  double scale = 0;               // of the Student law of the next log growth
  double degrees_of_freedom = 0;  // 2 an
  double variance = 0;            // bn / (an - 1): expected variance of one year around the mean
  double strength = 0;            // kn
  double own_weight = 0;          // n / kn
  int observations = 0;

  // Of the next log growth: that of the Student law, scale sqrt(nu / (nu - 2)).
  double StandardDeviation() const;
  // P(next log growth >= x), by the Student law.
  double ProbabilityAtLeast(double x) const;
  // p quantile of the next log growth, 0 < p < 1.
  double Quantile(double p) const;
  // Variance of the sum of h years: h s^2 + h^2 s^2 / kn (the mean is not known exactly).
  double SumVariance(int h) const;
};

// `log_growths` finite; belief with strength > 0, shape > 1, rate > 0.
ShortHistoryLaw LearnShortHistory(const GrowthBelief& belief,
                                  const std::vector<double>& log_growths);

}  // namespace indicast::projection
