// How the level of an indicator follows from a deviation of its log: freely, bounded as a share, or
// in whole numbers. The level of the plan's path is base e^centre.
//   log    L = base e^(centre + d)
//   logit  L = 100 sigma(logit(l / 100) + d / (1 - l / 100)), l = base e^centre: the same movement
//          at l, and never outside 0..100
//   count  as log, rounded half to even
// All rise with d, so quantiles and limits go through. Pure; thread-safe; O(1).
#pragma once

#include <cstdint>

namespace indicast::projection {

enum class LevelShape : int8_t { kLog = 1, kLogit, kCount };

struct LevelLaw {
  LevelShape shape = LevelShape::kLog;
  double base = 0;  // > 0; below 100 of a share

  // A share whose path leaves 0..100 moves freely: there is no logit of it.
  double LevelAt(double centre, double deviation) const;
  // Least deviation that reaches `level`, as printed for counts (that which rounds up to it);
  // -infinity at 0 and below, +infinity for a share of 100 and more.
  double DeviationAtLeast(double centre, double level) const;
  // Largest deviation that does not exceed `level`.
  double DeviationAtMost(double centre, double level) const;
};

}  // namespace indicast::projection
