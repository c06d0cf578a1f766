// Who made the growth: with base levels B_i of the parts and B of the whole, growth g_i and g,
//   pull (points)          B_i g_i / B       how many points of the whole's growth part i made
//   contribution rate (%)  B_i g_i / (B g)   which share of the whole's increment it made
// both at constant prices as the growth is. Rounded official growth and chain linking leave a
// residual: it is returned and never spread over the parts. Published levels belong either to the
// base year or to the year itself; the latter are taken back by their own growth, B = L / (1 + g).
// Source: the practice of the statistics bureaus (contribution and pull of the three sectors).
// Levels in one unit, growth in percent. Pure, O(parts), thread-safe.
#pragma once

#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace indicast::projection {

enum class LevelYear : char { kBase = 1, kCurrent };

struct GrowingLevel {
  double level = 0;
  double growth_percent = 0;
};

struct PartContribution {
  double base_level = 0;
  double share_percent = 0;  // of the base of the whole
  double increment = 0;
  double pull_points = 0;
  std::optional<double> rate_percent;  // unset when the whole does not grow
};

struct GrowthDecomposition {
  double base_level = 0;
  double increment = 0;
  std::vector<PartContribution> parts;
  double pull_sum_points = 0;
  double residual_points = 0;  // growth of the whole less the sum of pulls
  std::optional<double> rate_sum_percent;
  std::optional<double> residual_rate_percent;
};

// kInvalidArgument PARTS_EMPTY; kFailedPrecondition BASE_NOT_POSITIVE for the whole,
// GROWTH_UNDEFINED for growth of -100 % or less where the base is worked back from it.
absl::StatusOr<GrowthDecomposition> DecomposeGrowth(const GrowingLevel& whole,
                                                    absl::Span<const GrowingLevel> parts,
                                                    LevelYear levels);

}  // namespace indicast::projection
