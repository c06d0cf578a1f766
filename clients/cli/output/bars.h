// Horizontal bars of a terminal chart, in Unicode block elements (eighths of a column) or in plain
// ASCII ("#" and "."). Pure functions, thread-safe.
#pragma once

#include <string>

#include "clients/cli/output/table.h"

namespace indicast::cli::output {

enum class BarStyle { kBlocks, kAscii };

// `width` columns for `full`; a value beyond it fills the bar and ends in ">" (ASCII and blocks
// alike), a value of 0 or less is empty. full > 0, width >= 1. Not finite: empty.
std::string Bar(double value, double full, int width, BarStyle style);

// A bar around a zero in the middle, for values of either sign: `half` columns a side for `full`.
std::string SignedBar(double value, double full, int half, BarStyle style);

}  // namespace indicast::cli::output
