// How surprising a plan is: D2 = D' W D with W the inverse of the covariance of what was expected
// is chi-square with as many degrees of freedom as the plan has independent active rows, so that p
// = P(chi2 > D2) is the share of futures at least as far from the expectation in the directions the
// plan fixes ("modesty" of Leeper and Zha 2003, Modest policy interventions, JME 50(8)). D2
// = 1.0848945 with one row gives p = .2976052. With inequalities p is the value given the rows that
// turned out active. Chi-square tail of Boost.Math. Pure, thread-safe.
#pragma once

namespace indicast::projection {

// d2 >= 0; 1 when rank is 0 or d2 is 0.
double PlanPlausibility(double d2, int rank);

}  // namespace indicast::projection
