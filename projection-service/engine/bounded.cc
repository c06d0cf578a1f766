#include "projection-service/engine/bounded.h"

namespace indicast::projection {

bool IsLowerBound(Qualifier q) {
  return q == Qualifier::kGreater || q == Qualifier::kGreaterOrEqual;
}

bool IsUpperBound(Qualifier q) { return q == Qualifier::kLess || q == Qualifier::kLessOrEqual; }

Qualifier Mirrored(Qualifier q) {
  switch (q) {
    case Qualifier::kGreater:
      return Qualifier::kLess;
    case Qualifier::kGreaterOrEqual:
      return Qualifier::kLessOrEqual;
    case Qualifier::kLess:
      return Qualifier::kGreater;
    case Qualifier::kLessOrEqual:
      return Qualifier::kGreaterOrEqual;
    default:
      return q;
  }
}

std::optional<Qualifier> Combined(Qualifier a, Qualifier b) {
  if (a == Qualifier::kEqual) return b;
  if (b == Qualifier::kEqual || a == b) return a;
  if (IsLowerBound(a) && IsLowerBound(b)) return Qualifier::kGreater;  // one of them is strict
  if (IsUpperBound(a) && IsUpperBound(b)) return Qualifier::kLess;
  return std::nullopt;
}

}  // namespace indicast::projection
