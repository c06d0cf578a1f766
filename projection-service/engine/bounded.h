// A number together with the way it bounds the truth. A bound stays a bound (common/vocabulary):
// "more than 1200" grown by 30 % is "more than 1560", and growth out of "more than 1200" into
// exactly 1500 is "less than 25 %".
#pragma once

#include "common/vocabulary/vocabulary.h"

namespace indicast::projection {

struct Bounded {
  double value = 0;
  Qualifier qualifier = Qualifier::kEqual;
};

}  // namespace indicast::projection
