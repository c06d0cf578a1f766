#include "projection-service/engine/linear.h"

namespace indicast::projection {

double LinearLevel(double base, double step, int years) { return base + years * step; }

double LinearStep(double from, double to, int years) { return (to - from) / years; }

}  // namespace indicast::projection
