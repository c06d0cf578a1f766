// The judgement of one target on numbers alone. A value that is only bounded is an interval; the
// verdict is met or missed when it is the same over the whole interval, at risk when it is not, and
// at risk too when full and published precision disagree. Exact decimal arithmetic. Pure, O(1).
//   "="      reached when not below (not above when lower is better; equal when neither)
//   "about"  within half a unit of the last printed digit of the goal
#pragma once

#include <optional>

#include "common/decimal/decimal.h"
#include "common/vocabulary/vocabulary.h"
#include "projection-service/domain/result.h"

namespace indicast::projection {

struct Judged {
  Decimal number;
  Qualifier qualifier = Qualifier::kEqual;
  // Half the width of the band of an "about" figure; unused otherwise.
  Decimal about_half_width;
};

struct VerdictRule {
  Relation relation = Relation::kEqual;
  Direction direction = Direction::kHigherIsBetter;
  Decimal about_half_width;    // of the goal, for Relation::kAbout
  int published_decimals = 1;  // published step of the indicator
};

enum class VerdictCause : char { kPlain, kPrecision, kBound, kApproximate, kTooLarge };

struct Judgement {
  Verdict verdict = Verdict::kUnknown;
  VerdictCause cause = VerdictCause::kPlain;
  // Verdict at full and at published precision; differ only for kPrecision.
  Verdict full = Verdict::kUnknown;
  Verdict published = Verdict::kUnknown;
};

Judgement Judge(const Judged& projection, const Judged& goal, const VerdictRule& rule);

// Half a unit of the last printed digit: 0.5 for 3, 0.05 for 3.0.
Decimal HalfUnit(const Decimal& printed);

}  // namespace indicast::projection
