// Linear path: L_h = L_0 + h d; the growth it implies, d / L_{h-1}, falls every year when d > 0.
// The step to a given end is d = (L_n - L_0) / n. Levels and steps in one unit. Pure, O(1).
#pragma once

namespace indicast::projection {

// L_0 + h d; years >= 0.
double LinearLevel(double base, double step, int years);

// (to - from) / years; years >= 1.
double LinearStep(double from, double to, int years);

}  // namespace indicast::projection
