// Ranges on a common axis of a terminal chart: the fan of a quantity, the two ends of a tornado
// bar. Block and line elements, or plain ASCII. Pure functions, thread-safe.
#pragma once

#include <string>

#include "clients/cli/output/bars.h"

namespace indicast::cli::output {

// The axis all bars of a chart share; `low` < `high`, width >= 1. What lies beyond is drawn at its
// end.
struct Axis {
  double low = 0, high = 1;
  int width = 40;
  // Column of a value.
  int ColumnOf(double value) const;
};

// low ──━━●━━── high: the whole range thin, the inner one thick, a mark in the middle
// ("--==o==--" in ASCII). Not finite: empty. Ends of ranges may be equal.
struct FanRange {
  double low = 0, inner_low = 0, middle = 0, inner_high = 0, high = 0;
};
std::string FanBar(const FanRange& range, const Axis& axis, BarStyle style);

// ▒▒▒│███: the outcome with the input low, and high, seen from the median ("===|###" in ASCII).
// Both may lie on one side; the nearer one is then drawn over the farther.
std::string TornadoBar(double median, double with_low, double with_high, const Axis& axis,
                       BarStyle style);

}  // namespace indicast::cli::output
