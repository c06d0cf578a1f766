// Growth damped towards a long-run rate, in logs: with r = ln(1 + g) and long-run rate m,
//   r_h = m + phi^h (r_0 - m),   ln L_h = ln L_0 + h m + S_h (r_0 - m),
//   S_h = phi + ... + phi^h = phi (1 - phi^h) / (1 - phi).
// Source: Gardner and McKenzie 1985, Forecasting trends in time series, Management Science 31(10)
// (damped trend), applied to deviations from the long-run rate. The half-life of a deviation is
// ln 0.5 / ln phi years. Growth in percent, > -100; 0 < phi < 1. Pure, O(1).
#pragma once

namespace indicast::projection {

// S_h; h >= 0.
double DampedSum(double phi, int h);

// Growth of year h >= 1 in percent.
double DampedGrowthPercent(double long_run_percent, double phi, double initial_percent, int h);

// L_h in closed form; base > 0.
double DampedLevel(double base, double long_run_percent, double phi, double initial_percent, int h);

}  // namespace indicast::projection
