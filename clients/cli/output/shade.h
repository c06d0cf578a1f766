// Shades of a terminal chart, one character a share: strips and heat maps. In Unicode blocks or in
// plain ASCII. Pure functions, thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "clients/cli/output/table.h"

namespace indicast::cli::output {

enum class ShadeStyle { kBlocks, kAscii };

// 0 is "\u00b7", up to a third, up to two thirds, below 1, and 1 "\u2588"; in ASCII . : + * #.
// Unset: a space. Shares outside 0..1 count as the nearer end.
std::string Shade(std::optional<double> share, ShadeStyle style);

// One character a share, each `repeat` times.
std::string Strip(const std::vector<std::optional<double>>& shares, ShadeStyle style,
                  int repeat = 1);

// What the shades mean.
Text ShadeLegend(ShadeStyle style);

}  // namespace indicast::cli::output
