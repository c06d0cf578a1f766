#include "projection-service/engine/plausibility.h"

#include <boost/math/special_functions/gamma.hpp>

namespace indicast::projection {
namespace {

// No exceptions: out of range gives NaN or infinity.
using Quiet = boost::math::policies::policy<
    boost::math::policies::domain_error<boost::math::policies::ignore_error>,
    boost::math::policies::pole_error<boost::math::policies::ignore_error>,
    boost::math::policies::overflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::underflow_error<boost::math::policies::ignore_error>,
    boost::math::policies::evaluation_error<boost::math::policies::ignore_error>>;

}  // namespace

double PlanPlausibility(double d2, int rank) {
  if (rank <= 0 || d2 <= 0) return 1;
  return boost::math::gamma_q(0.5 * rank, 0.5 * d2, Quiet());
}

}  // namespace indicast::projection
