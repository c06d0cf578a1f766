// A number together with the way it bounds the truth, and what arithmetic does to the bound. A
// bound stays a bound: "more than 1200" grown by 30 % is "more than 1560", and growth out of "more
// than 1200" into exactly 1500 is "less than 25 %". Pure functions.
#pragma once

#include <optional>

#include "common/vocabulary/vocabulary.h"

namespace indicast::projection {

struct Bounded {
  double value = 0;
  Qualifier qualifier = Qualifier::kEqual;
};

bool IsLowerBound(Qualifier q);  // more than, at least
bool IsUpperBound(Qualifier q);  // less than, at most

// The bound after a decreasing map: "more than" becomes "less than".
Qualifier Mirrored(Qualifier q);

// The bound of a map that increases in both arguments (a sum; a product of positive numbers).
// nullopt when nothing can be said: a lower with an upper bound, a bound with "about".
std::optional<Qualifier> Combined(Qualifier a, Qualifier b);

}  // namespace indicast::projection
