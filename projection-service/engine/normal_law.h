// The standard normal law in double precision, from IEEE operations alone: no libm, so that the
// bits are those of every machine.
//   NormalCdf       W. J. Cody (1969), "Rational Chebyshev approximations for the error function"
//   NormalQuantile  M. J. Wichura (1988), algorithm AS 241, PPND16
//   Exp, Log        argument reduction and polynomials (Tang 1989; the series of atanh)
// Relative error below 1e-14 of each (NormalCdf for x > -37, NormalQuantile for 1e-300 < p < 1).
// Pure; thread-safe; 5 to 20 ns.
#pragma once

namespace indicast::projection {

// e^x for |x| < 700; beyond, 0 or infinity. NaN gives NaN.
double Exp(double x);

// ln x for normal positive x; -infinity at 0 and below the smallest normal number.
double Log(double x);

// Density, e^(-x^2/2) / sqrt(2 pi).
double NormalDensity(double x);

// P(Z <= x), also at infinities.
double NormalCdf(double x);

// P(lower < Z <= upper) without cancellation in the tails; 0 when upper <= lower.
double NormalProbability(double lower, double upper);

// x with P(Z <= x) = p; infinite at 0 and 1 and beyond.
double NormalQuantile(double p);

}  // namespace indicast::projection
